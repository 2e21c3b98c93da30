import type { Probed } from "@orchlang/server/attack";
import type { Attacked } from "@orchlang/simulator";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { openAttack } from "../project/attacked-server.ts";
import { timeLimit, wholeNumber } from "../project/options.ts";
import { loadSubjects, type Subject, subjectsArgument } from "../project/subjects.ts";

const runsDefault = "400";
/** A real run takes as long as hundreds of simulated ones. */
const servedRunsDefault = "40";
const seedDefault = "1";
const timeDefault = "60s";

export const attack: CommandDefinition = {
  name: "attack",
  summary: "run a plan in hostile simulated worlds, and report broken rules and an attacker's influence",
  arguments: [subjectsArgument],
  options: [
    {
      form: "--runs <n>",
      says: `the most hostile runs of each kind; with --server ${servedRunsDefault}`,
      default: runsDefault,
    },
    { form: "--seed <s>", says: "the seed of the answers of models", default: seedDefault },
    { form: "--time <duration>", says: "time limit for everything", default: timeDefault },
    {
      form: "--server <url>",
      says: "attack this running server, which has to be started with `orch serve --doubles`",
    },
    { form: "--token-file <file>", says: "with --server: a file with the token of an admin" },
    {
      form: "--settings <file>",
      says: "with --server: the server's settings, whose webhooks are attacked as well",
    },
  ],
  formats: ["pretty", "json"],
  examples: [
    "orch attack launch.orch",
    "orch attack launch.orch#launch --runs 2000 --time 5m",
    "orch attack launch.orch --server http://127.0.0.1:7300 --token-file .orch/doubles.db-admin-token",
  ],
  async run(invocation) {
    const isServed = invocation.text("server") !== undefined;
    const runs = wholeNumber(invocation, "runs", isServed ? servedRunsDefault : runsDefault);
    const seed = wholeNumber(invocation, "seed", seedDefault);
    const until = performance.now() + timeLimit(invocation, timeDefault);
    const subjects = await loadSubjects(invocation);
    if (subjects === undefined) return ExitCode.fault;
    const { attack: attackPlan } = await import("@orchlang/simulator");
    const served = isServed ? await openAttack(invocation, subjects) : undefined;
    const probed = await served?.surface();
    const done: { readonly attacked: Attacked; readonly subject: Subject }[] = [];
    for (const [nth, subject] of subjects.entries()) {
      // The time that is left, shared among those that have not begun.
      const end = performance.now() + Math.max(0, until - performance.now()) / (subjects.length - nth);
      const options = { runs, seed, isOver: () => performance.now() > end };
      const { plan, context } = subject;
      const attacked = served
        ? await served.plan(plan, context, options)
        : attackPlan(plan, context, options);
      done.push({ attacked, subject });
    }
    await write(invocation, done, probed);
    const verdicts = done.map(({ attacked: { verdict } }) => verdict);
    const isHeld =
      verdicts.every((one) => one.startsWith("held") || one === "left") &&
      verdicts.some((one) => one !== "left");
    const isOpen = probed?.some(({ wrong }) => wrong !== undefined) === true;
    return isHeld && !isOpen ? ExitCode.done : ExitCode.fault;
  },
};

async function write(
  { format, text, terminal: { out } }: Invocation,
  done: readonly { readonly attacked: Attacked; readonly subject: Subject }[],
  probed: readonly Probed[] | undefined,
): Promise<void> {
  const { attackedJson, probedJson, writeAttacked, writeProbed } = await import("../render/attacked.ts");
  const { scenarioText } = await import("@orchlang/presentation");
  const reports = done.map(({ attacked, subject: { plan, context } }) => ({
    attacked,
    bounds: plan.plan.bounds,
    types: { plan: plan.plan, context },
  }));
  if (format === "json") {
    const all = reports.map((report) => attackedJson(report, scenarioText));
    if (probed === undefined) out.json(all.length === 1 ? (all[0] ?? {}) : all, 2);
    else out.json({ server: text("server") ?? "", surface: probedJson(probed), plans: all }, 2);
    return;
  }
  if (probed !== undefined) writeProbed(out, text("server") ?? "", probed);
  for (const report of reports) writeAttacked(out, report, scenarioText);
}
