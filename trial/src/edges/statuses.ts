import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Journal, openJournal } from "@orchlang/runtime";

/** The journal of a project, for as long as it is read. */
export async function reading<T>(folder: string, read: (journal: Journal) => Promise<T>): Promise<T> {
  const journal = await openJournal(join(folder, ".orch", "journal.db"));
  if ("fault" in journal) throw new Error(journal.message);
  try {
    return await read(journal);
  } finally {
    await journal.close();
  }
}

/** How each run stands, and what is amiss in the journal, in words. */
export async function statusesIn(
  folder: string,
): Promise<{ readonly statuses: ReadonlyMap<string, string>; readonly amiss: readonly string[] }> {
  return await reading(folder, async (journal) => {
    const amiss = [...((await journal.audit())?.altered ?? [])];
    const control = await journal.verify();
    if (!("whole" in control && control.whole)) amiss.push("control is damaged");
    const statuses = new Map<string, string>();
    for await (const { run, status } of journal.runs()) {
      const verified = await journal.verify(run);
      if (!("whole" in verified && verified.whole)) amiss.push(`${run} is damaged`);
      const again = await journal.replay(run);
      if ("refused" in again) amiss.push(`${run} is not replayed: ${again.message}`);
      else if (!again.same) amiss.push(`${run} is decided otherwise at event ${again.seq}`);
      statuses.set(run, status);
    }
    return { statuses, amiss };
  });
}

/** What its handlers have done, a line each. */
export function bookIn(folder: string): readonly string[] {
  const path = join(folder, "book");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
}
