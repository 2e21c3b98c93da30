import { appendFileSync } from "node:fs";
import type { Verified } from "@orchlang/simulator";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { threads, threadsOption, timeLimit, wholeNumber } from "../project/options.ts";
import { loadSubjects, subjectsArgument } from "../project/subjects.ts";
import type { VerifiedTarget } from "../render/verified/pretty.ts";

const runsDefault = "2000";
const faultsDefault = "2";
const seedDefault = "1";
const timeDefault = "30s";

/** The share of the time. */
const writingShare = 0.03;

export const verify: CommandDefinition = {
  name: "verify",
  summary: "search for a simulated world in which a plan breaks a rule",
  arguments: [subjectsArgument],
  options: [
    { form: "--faults <k>", says: "try every set of up to k faults", default: faultsDefault },
    { form: "--runs <n>", says: "then try n random worlds", default: runsDefault },
    {
      form: "--seed <s>",
      says: "the seed of the random worlds; the same seed gives the same worlds",
      default: seedDefault,
    },
    { form: "--time <duration>", says: "time limit for everything", default: timeDefault },
    threadsOption,
    { form: "--strict", says: "fail if a step, branch or rule occurred in no run" },
    { form: "--write", says: "append the found scenarios to the file" },
  ],
  formats: ["pretty", "json"],
  examples: [
    "orch verify launch.orch",
    "orch verify launch.orch#launch --faults 3 --time 5m",
    "orch verify launch.orch plans/ --strict",
    "orch verify launch.orch --write",
  ],
  async run(invocation) {
    const numbers = {
      faults: wholeNumber(invocation, "faults", faultsDefault),
      seed: wholeNumber(invocation, "seed", seedDefault),
      runs: wholeNumber(invocation, "runs", runsDefault),
    };
    // A little is left for writing what was found.
    const until = performance.now() + timeLimit(invocation, timeDefault) * (1 - writingShare);
    const lanes = threads(invocation);
    const subjects = await loadSubjects(invocation);
    if (subjects === undefined) return ExitCode.fault;
    const { verifyAll } = await import("@orchlang/simulator");
    const searches = subjects.map(({ plan: { plan, id }, context, faultsMax, unreachable }) => ({
      file: { plan, id },
      context,
      options: {
        faults: Math.min(numbers.faults, faultsMax ?? numbers.faults),
        seed: numbers.seed,
        unreachable,
        runs: { random: faultsMax === undefined ? numbers.runs : 0 },
      },
    }));
    const timeMs = Math.max(0, until - performance.now());
    const results = await verifyAll(searches, { timeMs, ...lanes });
    const done = subjects.flatMap(({ plan, context, file, lineOf }, place): readonly VerifiedTarget[] => {
      const verified = results[place];
      return verified === undefined ? [] : [{ verified, types: { plan: plan.plan, context }, file, lineOf }];
    });
    await write(invocation, done);
    const isStrict = invocation.flag("strict");
    return done.every(({ verified }) => isGood(verified, isStrict)) ? ExitCode.done : ExitCode.fault;
  },
};

/** An empty search has shown nothing. */
function isGood({ verdict, unreached, untried, granting }: Verified, isStrict: boolean): boolean {
  if (verdict === "not safe" || verdict === "nothing explored") return false;
  return !isStrict || [...unreached, ...untried, ...granting].length === 0;
}

async function write(invocation: Invocation, done: readonly VerifiedTarget[]): Promise<void> {
  const { scenarioText } = await import("@orchlang/presentation");
  const { out, err } = invocation.terminal;
  if (invocation.format === "json") {
    const { verifiedJson } = await import("../render/verified/json.ts");
    const reports = done.map((one) => verifiedJson(one, scenarioText));
    const [only] = reports;
    out.json(reports.length === 1 ? only : reports, 2);
  } else {
    const { writeVerified } = await import("../render/verified/pretty.ts");
    const isWritten = invocation.flag("write");
    for (const one of done) writeVerified(out, one, { text: scenarioText, isWritten });
  }
  if (!invocation.flag("write")) return;
  for (const { verified, types, file } of done) {
    if (file === undefined || verified.violations.length === 0) continue;
    const texts = verified.violations.map(({ scenario }) => `\n${scenarioText(scenario, types)}`);
    appendFileSync(file, texts.join(""));
    err.line(`${texts.length === 1 ? "A scenario was" : `${texts.length} scenarios were`} added to ${file}.`);
  }
}
