import pg from "pg";
import { soon } from "../../../world/node.ts";

/** PostgreSQL's int8 as a number: seqs and ms stay below 2^53. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as "text"),
};

/** Connects, and rejects where the database does not answer in time. */
export type Connect = () => Promise<pg.Client>;

/** `answerMs`: how long a connection, and then each statement, may take. A half-open connection never answers. */
export function connector(url: string, name: string, answerMs: number): Connect {
  return async () => {
    const client = new pg.Client({
      connectionString: url,
      types,
      application_name: name,
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
      keepAlive: true,
    });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      client.connection.stream.destroy();
      throw error;
    }
  };
}

/** How long the other side may take to close a connection, ms. */
const closingMs = 1_000;

/** Ends a connection, even if the other side no longer answers. */
export async function ended(client: pg.Client): Promise<void> {
  const keep = soon(closingMs, () => client.connection.stream.destroy());
  await client.end().catch(() => undefined);
  keep();
}
