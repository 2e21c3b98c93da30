/*
 * A program with an engine in it, whose wall clock jumps. Says what became of the runs on its standard output, and ends by
 * itself. Arguments: a folder with a plan file, a seed, how often the clock jumps.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodePlanFile, type PlanFile } from "@orchlang/plan";
import { createOrchestrator, type Orchestrator, openJournal, openSqliteStore } from "@orchlang/runtime";
import { Dice } from "../../dice.ts";

/** The results of some jumps. */
export interface Jumped {
  readonly counts: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

const [folder = ".", seed = "1", jumps = "10"] = process.argv.slice(2);
const path = join(folder, `journal-${seed}.db`);
const dice = new Dice(Number(seed));

const wall = Date.now;
let offset = 0;
let furthest = 0;
Date.now = () => wall() + offset;

/** ms: what a clock is put right by, a night's sleep, a wrong year. */
function jump(): void {
  const size = dice.one([5, 200, 5_000, 90_000, 3_600_000, 86_400_000, 40 * 365 * 86_400_000]);
  // Not before 1970: no machine's clock says so.
  offset = Math.max(-wall() + 1_000, offset + (dice.chance(0.5) ? size : -size) * dice.next());
  furthest = Math.max(furthest, offset);
}

function planIn(file: string): PlanFile {
  const plan = decodePlanFile(readFileSync(join(folder, file), "utf8"));
  if ("fault" in plan) throw new Error(`${file} is no plan file`);
  return plan.ok;
}

async function opened(): Promise<Orchestrator> {
  const store = openSqliteStore(path, { mode: "write" });
  if ("fault" in store) throw new Error(store.message);
  const orchestrator = await createOrchestrator({ store, workers: { threads: 1 }, output: () => undefined });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);
  const resumed = await orchestrator.resume();
  if ("refused" in resumed || resumed.left.length > 0) throw new Error(JSON.stringify(resumed));
  return orchestrator;
}

async function main(): Promise<Jumped> {
  const plan = planIn("visit.plan.json");
  const runs: string[] = [];
  let orchestrator = await opened();
  let restarts = 0;
  for (let nth = 0; nth < Number(jumps); nth++) {
    const begun = await orchestrator.start({ plan, root: folder, input: { n: nth } });
    if ("refused" in begun) throw new Error(begun.message);
    runs.push(begun.run);
    jump();
    if (dice.chance(0.3)) await orchestrator.rest(begun.run, 10 * dice.below(5));
    if (dice.chance(0.3)) await orchestrator.answer(begun.run, "door", { granted: true });
    if (!dice.chance(0.15)) continue;
    await orchestrator.close();
    jump();
    orchestrator = await opened();
    restarts += 1;
  }
  // A clock that stands behind the last event for years would have everybody wait as long.
  offset = furthest + 86_400_000;
  const wrong: string[] = [];
  const ended: Record<string, number> = {};
  for (const run of runs) {
    const { status } = await orchestrator.rest(run, Number.MAX_SAFE_INTEGER);
    ended[`runs ${status}`] = (ended[`runs ${status}`] ?? 0) + 1;
    if (status !== "completed" && status !== "failed") wrong.push(`a run is ${status}`);
  }
  await orchestrator.close();
  wrong.push(...(await amissIn(runs)));
  return { counts: { jumps: Number(jumps), restarts, ...ended }, wrong };
}

async function amissIn(runs: readonly string[]): Promise<readonly string[]> {
  const journal = await openJournal(path);
  if ("fault" in journal) throw new Error(journal.message);
  const wrong: string[] = [...((await journal.audit())?.altered ?? [])];
  for (const run of runs) {
    let before = Number.NEGATIVE_INFINITY;
    for await (const { seq, event } of journal.events(run)) {
      if (event.at < before) wrong.push(`event ${seq} of ${run} is earlier than the one before it`);
      before = event.at;
    }
    const again = await journal.replay(run);
    if ("refused" in again || !again.same)
      wrong.push(`${run} is decided otherwise: ${JSON.stringify(again)}`);
  }
  await journal.close();
  return wrong;
}

process.stdout.write(`${JSON.stringify(await main())}\n`);
