import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Journal, openJournal, type RunSummary } from "@orchlang/runtime";

function journalIn(folder: string): string {
  return join(folder, ".orch", "journal.db");
}

/** The journal of a project, for as long as it is read. */
export async function reading<T>(folder: string, read: (journal: Journal) => Promise<T>): Promise<T> {
  const journal = await openJournal(journalIn(folder));
  if ("fault" in journal) throw new Error(journal.message);
  try {
    return await read(journal);
  } finally {
    await journal.close();
  }
}

/** The runs of a journal, and what is amiss in it, in words. */
export interface Looked {
  readonly runs: readonly RunSummary[];
  readonly amiss: readonly string[];
}

/**
 * Looks through the journal of a project, where there is one.
 *
 * @param well how many events of a run were found to be well before: it is looked through only where it has others now.
 */
export async function lookedInto(folder: string, well = new Map<string, number>()): Promise<Looked> {
  if (!existsSync(journalIn(folder))) return { runs: [], amiss: [] };
  return await reading(folder, async (journal) => {
    const amiss = [...((await journal.audit())?.altered ?? [])];
    const control = await journal.verify();
    if (!("whole" in control && control.whole)) amiss.push("control is damaged");
    const runs: RunSummary[] = [];
    for await (const summary of journal.runs()) {
      runs.push(summary);
      if (well.get(summary.run) === summary.events) continue;
      const texts = await amissIn(journal, summary.run);
      if (texts.length === 0) well.set(summary.run, summary.events);
      amiss.push(...texts);
    }
    return { runs, amiss };
  });
}

async function amissIn(journal: Journal, run: string): Promise<readonly string[]> {
  const amiss: string[] = [];
  const verified = await journal.verify(run);
  if (!("whole" in verified && verified.whole)) amiss.push(`${run} is damaged`);
  const again = await journal.replay(run);
  if ("refused" in again) amiss.push(`${run} is not replayed: ${again.message}`);
  else if (!again.same) amiss.push(`${run} is decided otherwise at event ${again.seq}`);
  return amiss;
}

/** The calls that its handlers have made, a line each. */
export function bookIn(folder: string): readonly string[] {
  const path = join(folder, "book");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
}
