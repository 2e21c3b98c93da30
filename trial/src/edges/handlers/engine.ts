/*
 * A program with an engine in it: starts a run of each hostile handler in a folder, and beside each a run that harms nobody.
 * Says what became of them on its standard output, and ends by itself.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodePlanFile, type PlanFile } from "@orchlang/plan";
import { createOrchestrator, type Orchestrator, openSqliteStore, type Rest } from "@orchlang/runtime";

/** The result of a batch. */
export interface Told {
  /** How many hostile runs have come to what. */
  readonly hostile: Readonly<Record<string, number>>;
  /** Faults of runs that should be undisturbed, and of the engine's output. */
  readonly wrong: readonly string[];
  /** Resident memory at most, MiB. */
  readonly mostMb: number;
}

/** MiB; and ms until a run that has not ended is left open. */
const memoryMb = 128;
const patience = 100;
/** Hostile runs at once, beside as many that harm nobody. */
const atOnce = 12;

const [folder = "."] = process.argv.slice(2);

function planIn(file: string): PlanFile {
  const plan = decodePlanFile(readFileSync(join(folder, file), "utf8"));
  if ("fault" in plan) throw new Error(`${file} is no plan file`);
  return plan.ok;
}

async function begin(orchestrator: Orchestrator, plan: PlanFile, input: object): Promise<string> {
  const started = await orchestrator.start({ plan, root: folder, input: { ...input } });
  if ("refused" in started) throw new Error([started.message, ...(started.details ?? [])].join(" "));
  return started.run;
}

/** The result of a run, once it has ended or waits for somebody. */
async function restOf(orchestrator: Orchestrator, run: string): Promise<Rest> {
  return await orchestrator.rest(run, patience);
}

function wordsOf(rest: Rest): string {
  return rest.status === "failed" ? `failed as ${rest.failure?.class}` : rest.status;
}

async function main(): Promise<Told> {
  const store = openSqliteStore(join(folder, "journal.db"), { mode: "write" });
  if ("fault" in store) throw new Error(store.message);
  const orchestrator = await createOrchestrator({
    store,
    workers: { threads: 4, memoryMb, abortGraceMs: 200 },
    output: () => undefined,
  });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);
  const kind = planIn("kind.plan.json");
  const files = readdirSync(folder).filter((file) => /^hostile\d+\.plan\.json$/u.test(file));
  const hostile: Record<string, number> = {};
  const wrong: string[] = [];
  const one = async (file: string, number: number): Promise<void> => {
    const harmful = await begin(orchestrator, planIn(file), {});
    const rest = await restOf(orchestrator, await begin(orchestrator, kind, { number }));
    if (rest.status !== "completed" || rest.value !== number + 2)
      wrong.push(`a run that harms nobody: ${JSON.stringify(rest)}`);
    const what = wordsOf(await restOf(orchestrator, harmful));
    hostile[what] = (hostile[what] ?? 0) + 1;
  };
  const left = files.entries();
  const inTurn = async (): Promise<void> => {
    for (const [number, file] of left) await one(file, number);
  };
  await Promise.all(Array.from({ length: atOnce }, inTurn));
  await orchestrator.close();
  return { hostile, wrong, mostMb: Math.round(process.resourceUsage().maxRSS / 1_024) };
}

process.stdout.write(`${JSON.stringify(await main())}\n`);
