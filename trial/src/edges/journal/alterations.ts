import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createOrchestrator,
  DamagedJournal,
  type Journal,
  localWorld,
  openJournal,
  openSqliteStore,
  type Store,
} from "@orchlang/runtime";
import { compileText } from "../../compile.ts";
import { Dice } from "../../dice.ts";
import { freshFolder } from "../command-line.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";

/**
 * Bytes of a journal, its log and its anchor are altered while nobody has it: each alteration is told, or everything that
 * can be read is as it was.
 */
export const journalAlterations: EdgeKind = { name: "alterations", count: 200, run: trial };

async function trial(count: number, seed: number): Promise<EdgeReport> {
  const states = await written();
  const folder = freshFolder();
  const counts = { alterations: 0, "refused to writers": 0, "told to readers": 0, harmless: 0 };
  const breaches: string[] = [];
  try {
    const before = new Map<Files, string>();
    for (const files of [states.killed, states.ended])
      before.set(files, await readIn(join(folder, "whole"), files));
    for (let nth = 0; nth < count; nth++) {
      const dice = new Dice(seed * 1_000_003 + nth);
      const files = dice.one([states.killed, states.ended]);
      const { says, altered } = alteredBy(dice, files, states.older);
      counts.alterations += 1;
      const came = await cameOf(join(folder, String(nth)), altered, before.get(files)).catch(wordsOf);
      if (!isCame(came)) breaches.push(`${says} (alteration ${nth}): ${came}`);
      else counts[came] += 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { counts, breaches };
}

function alteredBy(
  dice: Dice,
  files: Files,
  older: Files,
): { readonly says: string; readonly altered: Files } {
  const altered = new Map(files);
  const [end, buffer] = dice.one([...files]);
  const bytes = Buffer.from(buffer);
  const at = dice.below(Math.max(1, bytes.length));
  const where = `${end || "the file"} at ${at}`;
  switch (dice.below(10)) {
    case 0:
      return { says: `cut: ${where}`, altered: altered.set(end, bytes.subarray(0, at)) };
    case 1:
      if (end === "") break;
      altered.delete(end);
      return { says: `deleted: ${end}`, altered };
    case 2:
      bytes.fill(dice.below(256), at, Math.min(bytes.length, at + 512));
      return { says: `a sector: ${where}`, altered: altered.set(end, bytes) };
    case 3: {
      const before = older.get(end);
      if (before === undefined) break;
      return { says: `older: ${end || "the file"}`, altered: altered.set(end, before) };
    }
    default:
  }
  const bit = 1 << dice.below(8);
  bytes[at] = (bytes[at] ?? 0) ^ bit;
  return { says: `a bit: ${where}, ${bit}`, altered: altered.set(end, bytes) };
}

const ways = ["refused to writers", "told to readers", "harmless"] as const;
type Came = (typeof ways)[number];

function isCame(came: string): came is Came {
  return ways.some((way) => way === came);
}

function wordsOf(error: unknown): string {
  return `it throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

async function cameOf(folder: string, files: Files, before: string | undefined): Promise<string> {
  const read = await readIn(folder, files);
  const path = put(folder, files);
  const store = openSqliteStore(path, { mode: "write", command: "trial", ownThread: "never" });
  if ("fault" in store) return "refused to writers";
  await store.close();
  const after = await readAt(path);
  rmSync(folder, { recursive: true, force: true });
  if (read === result || after === result) return "told to readers";
  return read === before && after === before ? "harmless" : "it reads otherwise, and nothing says so";
}

function put(folder: string, files: Files): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const path = join(folder, "journal.db");
  for (const end of ends) {
    const bytes = files.get(end);
    if (bytes !== undefined) writeFileSync(`${path}${end}`, bytes);
  }
  return path;
}

/** Instead of what was read: something was said to be wrong. */
const result = "told";

async function readIn(folder: string, files: Files): Promise<string> {
  const path = put(folder, files);
  const read = await readAt(path);
  rmSync(folder, { recursive: true, force: true });
  return read;
}

/** Everything that anybody can read of it; whatever is thrown but what says that the journal is damaged is thrown on. */
async function readAt(path: string): Promise<string> {
  const open: (Journal | Store)[] = [];
  try {
    const [journal, store] = [await openJournal(path), openSqliteStore(path, "read")];
    for (const one of [journal, store]) if (!("fault" in one)) open.push(one);
    if ("fault" in journal || "fault" in store) return result;
    if ((await journal.altered()).length > 0) return result;
    return JSON.stringify([await runsIn(journal), await listsIn(store)]);
  } catch (error) {
    if (error instanceof DamagedJournal || error instanceof Told) return result;
    throw error;
  } finally {
    for (const one of open) await one.close();
  }
}

/** Something was said to be wrong where it was read. */
class Told extends Error {}

async function runsIn(journal: Journal): Promise<unknown> {
  const audited = await journal.audit();
  if (audited === undefined || audited.altered.length > 0) throw new Told();
  const runs: unknown[] = [await whole(journal)];
  for await (const summary of journal.runs()) {
    const events = await all(journal.events(summary.run));
    runs.push([summary, await whole(journal, summary.run), await journal.report(summary.run), events]);
  }
  return runs;
}

async function whole(journal: Journal, run?: string): Promise<unknown> {
  const verified = await journal.verify(run);
  if ("refused" in verified || !verified.whole) throw new Told();
  return verified;
}

async function listsIn(store: Store): Promise<unknown> {
  const heads = await all(store.streams("all"));
  const single = await Promise.all(heads.map(({ stream }) => store.head(stream)));
  return [heads, single, await all(store.streams("open")), await all(store.due())];
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for await (const item of items) results.push(item);
  return results;
}

/** The files of a journal, by the end of their names. */
const ends = ["", "-wal", "-anchor"] as const;
type Files = ReadonlyMap<(typeof ends)[number], Buffer>;

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
async function written(): Promise<{
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
