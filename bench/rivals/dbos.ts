import { DBOS } from "@dbos-inc/dbos-sdk";
import { startPostgres } from "./postgres.ts";
import { type Rival, type Shape, step } from "./rival.ts";

const chain = DBOS.registerWorkflow(
  async (first: number, length: number) => {
    let value = first;
    for (let at = 0; at < length; at++) {
      const before = value;
      value = await DBOS.runStep(async () => step(before), { name: `s${at}` });
    }
    return value;
  },
  { name: "chain" },
);

const fanOut = DBOS.registerWorkflow(
  async (first: number, width: number) => {
    const each = Array.from({ length: width }, (_, at) =>
      DBOS.runStep(async () => step(first + at), { name: `s${at}` }),
    );
    await Promise.all(each);
    return first;
  },
  { name: "fan-out" },
);

/** Its workflows and steps in this process, on a PostgreSQL of this machine. */
export async function startDbos(folder: string): Promise<Rival> {
  const postgres = await startPostgres(folder);
  try {
    DBOS.setConfig({
      name: "bench",
      systemDatabaseUrl: `${postgres.url}dbos`,
      systemDatabasePoolSize: 64,
      logLevel: "error",
    });
    await DBOS.launch();
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  const workflows: { readonly [One in Shape]: typeof chain } = { chain, fanOut };
  return {
    call: async (shape, size) => {
      const workflow = workflows[shape];
      await workflow(1, size);
    },
    stop: async () => {
      await DBOS.shutdown();
      await postgres.stop();
    },
  };
}
