import type { Attacked } from "@orchlang/simulator";
import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { timeLimit, wholeNumber } from "../project/options.ts";
import { loadSubjects, subjectsArgument } from "../project/subjects.ts";

const runsDefault = "400";
const seedDefault = "1";
const timeDefault = "60s";

export const attack: CommandDefinition = {
  name: "attack",
  summary: "run a plan in hostile simulated worlds, and report broken rules and an attacker's influence",
  arguments: [subjectsArgument],
  options: [
    { form: "--runs <n>", says: "the most hostile runs of each kind", default: runsDefault },
    { form: "--seed <s>", says: "the seed of the answers of models", default: seedDefault },
    { form: "--time <duration>", says: "time limit for everything", default: timeDefault },
  ],
  formats: ["pretty", "json"],
  examples: ["orch attack launch.orch", "orch attack launch.orch#launch --runs 2000 --time 5m"],
  async run(invocation) {
    const runs = wholeNumber(invocation, "runs", runsDefault);
    const seed = wholeNumber(invocation, "seed", seedDefault);
    const until = performance.now() + timeLimit(invocation, timeDefault);
    const subjects = await loadSubjects(invocation);
    if (subjects === undefined) return ExitCode.fault;
    const { attack: attackPlan } = await import("@orchlang/simulator");
    const { attackedJson, writeAttacked } = await import("../render/attacked.ts");
    const { scenarioText } = await import("@orchlang/presentation");
    const done: Attacked[] = [];
    const reports = subjects.map(({ plan, context }, nth) => {
      // The time that is left, shared among those that have not begun.
      const end = performance.now() + Math.max(0, until - performance.now()) / (subjects.length - nth);
      const attacked = attackPlan(plan, context, { runs, seed, isOver: () => performance.now() > end });
      done.push(attacked);
      return { attacked, bounds: plan.plan.bounds, types: { plan: plan.plan, context } };
    });
    const { out } = invocation.terminal;
    if (invocation.format === "json") {
      const all = reports.map((report) => attackedJson(report, scenarioText));
      out.json(all.length === 1 ? all[0] : all, 2);
    } else for (const report of reports) writeAttacked(out, report, scenarioText);
    const isGood = done.every(({ verdict }) => verdict === "held" || verdict === "held as far as attacked");
    return isGood ? ExitCode.done : ExitCode.fault;
  },
};
