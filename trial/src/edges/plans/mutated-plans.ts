import { decodePlanFile, encodePlanFile, type Json, type Plan, type PlanFile } from "@orchlang/plan";
import { simulate } from "@orchlang/runtime/simulator";
import { compileText } from "../../compile.ts";
import { Dice } from "../../dice.ts";
import { drawProgram } from "../../program/draw.ts";
import type { EdgeKind, EdgeReport } from "../kind.ts";
import { mutated } from "./mutate.ts";

/** Of each program so many plan files are made. */
const mutantsEach = 100;
/** A plan may go a thousand rounds where it went three: then it takes long, and is counted apart. */
const msMax = 5_000;

/** Plan files with something changed and the hash made anew: decode rejects them, or they run to an end. */
export const mutatedPlans: EdgeKind = {
  name: "plans",
  count: 2_000,
  run: async (count, seed) => trial(count, seed),
};

function trial(count: number, seed: number): EdgeReport {
  const counts = { "plan files": 0, rejected: 0, played: 0, "without an input": 0, long: 0 };
  const breaches = new Map<string, string>();
  for (let program = 0; counts["plan files"] < count; program++) {
    for (const file of plansOf(seed * 1_000_003 + program)) {
      const dice = new Dice(seed * 7_919 + program);
      for (let nth = 0; nth < mutantsEach && counts["plan files"] < count; nth++) {
        counts["plan files"] += 1;
        const came = cameOf(mutated(file.plan as unknown as Json, dice));
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

const counted = ["rejected", "played", "without an input", "long"] as const;

function isCounted(came: string): came is (typeof counted)[number] {
  return counted.some((one) => one === came);
}

/** What came of it; a throw in words, with where it comes from. */
export function cameOf(plan: Json | Plan): string {
  const began = performance.now();
  try {
    const decoded = decodePlanFile(encodePlanFile(plan as unknown as Plan, nothing));
    if ("fault" in decoded) return "rejected";
    simulate(decoded.ok, { seed: "0000000000000001" });
    const took = performance.now() - began;
    return took > msMax ? "long" : "played";
  } catch (error) {
    // What a start would be refused for, in the same words: made up values do not fit types that contradict themselves.
    if (error instanceof Error && error.message.startsWith("The input does not fit"))
      return "without an input";
    if (!(error instanceof Error)) return `throws ${String(error)}`;
    const where = /at .*\/((?:plan|runtime)\/src\/[^)\s]*)/u.exec(error.stack ?? "")?.[1] ?? "";
    return `throws ${error.message.slice(0, 120)} at ${where}`;
  }
}
