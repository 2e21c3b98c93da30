import { decodePlanFile, encodePlanFile, type Json, type Plan, type PlanFile } from "@orchlang/plan";
import { memoryDisk } from "@orchlang/runtime";
import { simulate } from "@orchlang/simulator";
import { compileText } from "../../compile.ts";
import { Dice } from "../../dice.ts";
import { drawProgram } from "../../program/draw.ts";
import { TwinProcess } from "../../twin/process.ts";
import { VirtualTime } from "../../twin/virtual.ts";
import type { TwinWorld } from "../../twin/world.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";
import { mutated } from "./mutate.ts";

/** The number of plan files for each program. */
const mutantsEach = 100;
/** A plan may go a thousand rounds where it went three: then it takes long, and is counted apart. */
const msMax = 5_000;

/** Of those that were played so many are run as well, with an orchestrator. */
const runShare = 0.1;
/** What was played in a shorter time is run. */
const msRunMax = 300;

/** Plan files with something changed and the hash made anew: decode rejects them, or they are played and run without a throw. */
export const mutatedPlans: EdgeKind = {
  name: "plans",
  count: 2_000,
  run: trial,
};

async function trial(count: number, seed: number): Promise<EdgeReport> {
  const counts = { "plan files": 0, rejected: 0, played: 0, run: 0, "without an input": 0, long: 0 };
  const breaches = new Map<string, string>();
  for (let program = 0; counts["plan files"] < count; program++) {
    for (const file of plansOf(seed * 1_000_003 + program)) {
      const dice = new Dice(seed * 7_919 + program);
      for (let nth = 0; nth < mutantsEach && counts["plan files"] < count; nth++) {
        counts["plan files"] += 1;
        const came = await cameOf(mutated(file.plan as unknown as Json, dice), dice);
        if (came === "run") counts.played += 1;
        if (isCounted(came)) counts[came] += 1;
        else if (!breaches.has(came)) breaches.set(came, `${came} (program ${program}, plan file ${nth})`);
      }
    }
  }
  return { counts, breaches: [...breaches.values()] };
}

const nothing = { compiler: "", files: {}, map: {}, docs: {}, evidence: {}, choices: {} };

function plansOf(seed: number): readonly PlanFile[] {
  const compiled = compileText(drawProgram({ seed }));
  return compiled.targets.flatMap(({ name }) => compiled.plan(name) ?? []).slice(0, 1);
}

const counted = ["rejected", "played", "run", "without an input", "long"] as const;

function isCounted(came: string): came is (typeof counted)[number] {
  return counted.some((one) => one === came);
}

/** What came of it; a throw in words, with where it comes from. Some are run as well. */
export async function cameOf(plan: Json | Plan, dice: Dice): Promise<string> {
  const began = performance.now();
  try {
    const decoded = decodePlanFile(encodePlanFile(plan as unknown as Plan, nothing));
    if ("fault" in decoded) return "rejected";
    const { events } = simulate(decoded.ok, { seed: "0000000000000001" });
    const took = performance.now() - began;
    if (took > msRunMax || !dice.chance(runShare)) return took > msMax ? "long" : "played";
    const [first] = events;
    const input = first?.t === "Started" ? first.input : {};
    const status = await runPlan(decoded.ok, input, dice.below(2 ** 31));
    return status === "stopped" ? "stops the orchestrator" : "run";
  } catch (error) {
    // A start would be refused in the same words: generated values do not fit contradictory types.
    if (error instanceof Error && error.message.startsWith("The input does not fit"))
      return "without an input";
    if (!(error instanceof Error)) return `throws ${String(error)}`;
    const where = /at .*\/((?:plan|runtime)\/src\/[^)\s]*)/u.exec(error.stack ?? "")?.[1] ?? "";
    return `throws ${error.message.slice(0, 120)} at ${where}`;
  }
}

const day = 86_400_000;

/**
 * Runs a plan file with the orchestrator, over a journal in memory and a clock that goes by itself. Calls give numbers or
 * nothing, or fail; nobody answers.
 *
 * @returns how it stands after a day, or that it was refused.
 */
async function runPlan(plan: PlanFile, input: Json, salt: number): Promise<string> {
  const start = Date.UTC(2026, 0, 1, 12);
  const around = { readings: {}, happenings: [], deaths: 0, deathsAt: [] };
  const twin: TwinWorld = { start, until: day, salt, faults: 25, ...around };
  const time = new VirtualTime(start);
  let ids = 0;
  const process = new TwinProcess("process", memoryDisk(), time, twin, {
    appended: () => false,
    killed: () => undefined,
  });
  const orchestrator = await process.begin((bytes) => `${++ids}`.padStart(bytes * 2, "0"));
  try {
    const user = { id: "somebody", roles: ["*"], consents: ["*"] };
    const begun = await orchestrator.start({ plan, input, root: "/", user });
    if ("refused" in begun) return "refused";
    await time.play(start + day);
    return (await orchestrator.rest(begun.run, 0)).status;
  } finally {
    await orchestrator.close();
  }
}
