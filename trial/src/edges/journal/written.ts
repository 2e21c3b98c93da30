import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOrchestrator, localWorld, openJournal, openSqliteStore } from "@orchlang/runtime";
import { compileText } from "../../compile.ts";

/** The files of a journal, by the end of their names. */
export const ends = ["", "-wal", "-anchor"] as const;
export type Files = ReadonlyMap<(typeof ends)[number], Buffer>;

const program = `module edges

plan quick(n: Int) -> Int {
  return n + 1
}

plan slow(n: Int) -> Int {
  wait 1d
  return n
}
`;

/**
 * A journal of runs that have ended and runs that wait: as a process has left it that was killed, its last commits in the
 * log; as one leaves it that ends; and a copy from before the last run.
 */
export async function written(): Promise<{
  readonly killed: Files;
  readonly ended: Files;
  readonly older: Files;
}> {
  const folder = mkdtempSync(join(tmpdir(), "orch-edges-"));
  const path = join(folder, "journal.db");
  try {
    const store = openSqliteStore(path, { mode: "write", command: "trial" });
    if ("fault" in store) throw new Error(store.message);
    const orchestrator = await createOrchestrator({ store, world: localWorld({ threads: 1 }) });
    if ("fault" in orchestrator) throw new Error(orchestrator.message);
    const compiled = compileText(program);
    const begin = async (name: string, n: number): Promise<void> => {
      const plan = compiled.plan(name);
      if (plan === undefined) throw new Error(JSON.stringify(compiled.diagnostics));
      const begun = await orchestrator.start({ plan, input: { n }, root: folder });
      if ("refused" in begun) throw new Error(begun.message);
      await orchestrator.rest(begun.run);
    };
    for (let n = 0; n < 4; n++) for (const name of ["edges.quick", "edges.slow"]) await begin(name, n);
    await anchored(path);
    const older = filesOf(path);
    await begin("edges.slow", 9);
    await anchored(path);
    const killed = filesOf(path);
    await orchestrator.close();
    return { killed, ended: filesOf(path), older };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Once all that was committed is anchored. */
async function anchored(path: string): Promise<void> {
  for (;;) {
    const journal = await openJournal(path);
    if ("fault" in journal) throw new Error(journal.message);
    const audited = await journal.audit();
    await journal.close();
    if (audited?.anchored === audited?.commits) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function filesOf(path: string): Files {
  return new Map(
    ends.flatMap((end) => {
      try {
        return [[end, readFileSync(`${path}${end}`)] as const];
      } catch {
        // A journal that was closed has no log.
        return [];
      }
    }),
  );
}
