import type { Database, Query } from "@orchlang/memory";
import type { Pool, PoolClient } from "pg";
import { HandlerFailure } from "../handler.ts";

/** Connections that one memory has at once. */
const connectionsMax = 4;

/** True if it names a database in place of a file. */
export function isDatabaseUrl(place: string): boolean {
  return /^postgres(?:ql)?:\/\//u.test(place);
}

/** The database of a memory. `pg` is loaded, and a connection opened, when it is first asked. */
export function memoryDatabase(url: string): Database & { close(): Promise<void> } {
  let opened: Promise<Pool> | undefined;
  const pool = (): Promise<Pool> => {
    opened ??= import("pg").then(({ default: pg }) => {
      const made = new pg.Pool({ connectionString: url, max: connectionsMax });
      // A connection that ends while it is idle is replaced when the next is needed.
      made.on("error", () => undefined);
      return made;
    });
    return opened;
  };
  return {
    query: async (sql, values = []) => rowsOf(await pool(), sql, values),
    transaction: async (work) => {
      const client = await connected(await pool());
      try {
        await client.query("BEGIN");
        const result = await work((sql, values = []) => rowsOf(client, sql, values));
        await client.query("COMMIT");
        client.release();
        return result;
      } catch (error) {
        // A connection in an unknown state is not used again.
        client.release(true);
        throw error;
      }
    },
    close: async () => void (await (await opened)?.end()),
  };
}

async function connected(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw new HandlerFailure("transient", "The database of the memory is not reached.", {
      reach: "not_reached",
      cause: error,
    });
  }
}

async function rowsOf(
  asked: Pick<PoolClient, "query">,
  sql: string,
  values: Parameters<Query>[1],
): ReturnType<Query> {
  const { rows } = await asked.query(sql, [...(values ?? [])]);
  return rows;
}
