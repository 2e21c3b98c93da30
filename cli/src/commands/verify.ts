import { appendFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CompileTarget, NeverReached } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import { parseDuration } from "@orchlang/plan/quantities";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import type { Verified } from "@orchlang/simulator";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { createFileHost } from "../project/host.ts";
import { threads, threadsOption } from "../project/options.ts";
import { loadTarget, programFiles } from "../project/target.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import { shortName } from "../render/short-name.ts";
import type { VerifiedTarget } from "../render/verified/pretty.ts";

interface Subject extends Pick<VerifiedTarget, "lineOf"> {
  readonly plan: PlanFile;
  readonly context: ScenarioContext;
  readonly file: string | undefined;
  /** A started plan is searched by itself; of its trigger, only the cause is searched. */
  readonly faultsMax?: number;
  readonly unreachable: readonly NeverReached[];
}

const runsDefault = "2000";
const faultsDefault = "2";
const seedDefault = "1";
const timeDefault = "30s";

/** The share of the time. */
const writingShare = 0.03;

export const verify: CommandDefinition = {
  name: "verify",
  summary: "search for a world in which a plan breaks a rule",
  arguments: [
    {
      form: "[targets...]",
      says: "files, folders, `file.orch#plan` or `#trigger`, compiled `plan.json` (default: this folder)",
    },
  ],
  options: [
    { form: "--faults <k>", says: "try every set of up to k faults", default: faultsDefault },
    { form: "--runs <n>", says: "then try n random worlds", default: runsDefault },
    {
      form: "--seed <s>",
      says: "the seed of the random worlds; the same seed finds the same",
      default: seedDefault,
    },
    { form: "--time <duration>", says: "time limit for everything", default: timeDefault },
    threadsOption,
    { form: "--strict", says: "fail if no run reached some step, branch or rule" },
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
      faults: whole(invocation, "faults", faultsDefault),
      seed: whole(invocation, "seed", seedDefault),
      runs: whole(invocation, "runs", runsDefault),
    };
    // A little is left for writing what was found.
    const until = performance.now() + time(invocation) * (1 - writingShare);
    const lanes = threads(invocation);
    const subjects = await loadAll(invocation);
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
    const found = await verifyAll(searches, { timeMs, ...lanes });
    const done = subjects.flatMap(({ plan, context, file, lineOf }, place): readonly VerifiedTarget[] => {
      const verified = found[place];
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

/** The subjects of all targets, each once; `undefined` if a target has a mistake. */
async function loadAll(invocation: Invocation): Promise<readonly Subject[] | undefined> {
  const targets = invocation.args.length === 0 ? ["."] : invocation.args;
  const found = new Map<string, Subject>();
  let isBroken = false;
  for (const target of new Set(targets)) {
    const subjects = await load(invocation, target);
    isBroken ||= subjects === undefined;
    for (const subject of subjects ?? []) {
      const { plan, context, file } = subject;
      const name = context.armed?.triggers[0]?.name ?? plan.plan.entry;
      found.set(JSON.stringify([file === undefined ? plan.id : resolve(file), name]), subject);
    }
  }
  return isBroken ? undefined : [...found.values()];
}

async function load(invocation: Invocation, target: string): Promise<readonly Subject[] | undefined> {
  const [path = target, name] = target.split("#");
  if (path.endsWith(".json")) {
    const { plan } = await loadTarget(target);
    if (plan === undefined) return undefined;
    const context = { flags: Object.values(plan.plan.flags), kinds: {}, schemas: {} };
    return [{ plan, context, file: undefined, lineOf: linesOf(plan), unreachable: [] }];
  }
  const files = programFiles([path]);
  const { compile } = await import("@orchlang/compiler");
  const host = createFileHost();
  const root = files.length === 1 && files[0] === path ? dirname(path) : path;
  const result = compile({ files, root: root.replaceAll("\\", "/") }, host);
  if (result.diagnostics.some(({ severity }) => severity === "error")) {
    refuseBroken(invocation.terminal, { diagnostics: result.diagnostics, host, root: resolve(root) });
    return undefined;
  }
  const chosen = meant(result.targets, name);
  const triggers = result.triggers().filter((each) => name === undefined || isNamed(each, name));
  if (chosen.length + triggers.length === 0) throw new UsageError(nothingMeant(path, name, result.targets));
  return [
    ...chosen.flatMap((one) => {
      const plan = result.plan(one.name);
      const context = result.context(one.name);
      return plan === undefined || context === undefined
        ? []
        : [
            {
              plan,
              context,
              file: one.file,
              lineOf: linesOf(plan),
              unreachable: result.unreachable(one.name),
            },
          ];
    }),
    ...triggers.flatMap(({ context, plan, file }) => {
      const started = plan();
      return started === undefined
        ? []
        : [{ plan: started, context, file, faultsMax: 1, lineOf: linesOf(started), unreachable: [] }];
    }),
  ];
}

/** `routine/when@1 way 2` is written where its choice is; a rule where its name is. */
function linesOf({ about }: PlanFile): (place: string) => number | undefined {
  return (place) => about.map[place.split(" ")[0] ?? place]?.line;
}

function isNamed(one: { readonly name: string }, name: string): boolean {
  return one.name === name || one.name.endsWith(`.${name}`);
}

/** The named target, or all that nothing else in the file calls. */
function meant(targets: readonly CompileTarget[], name: string | undefined): readonly CompileTarget[] {
  if (name !== undefined) return targets.filter((each) => isNamed(each, name));
  const roots = targets.filter(({ root }) => root);
  return roots.length === 0 ? targets : roots;
}

function nothingMeant(path: string, name: string | undefined, targets: readonly CompileTarget[]): string {
  if (name === undefined) return `\`${path}\` declares no plan or goal.`;
  const there = targets.map((each) => shortName(each.name)).join(", ");
  return `\`${name}\` is not a plan or goal of \`${path}\`: there is ${there}.`;
}

function whole(invocation: Invocation, option: string, fallback: string): number {
  const text = invocation.text(option) ?? fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`\`--${option} ${text}\` is not a whole number.`);
}

function time(invocation: Invocation): number {
  const text = invocation.text("time") ?? timeDefault;
  const duration = parseDuration(text);
  if (duration !== undefined && duration > 0) return duration;
  throw new UsageError(`\`--time ${text}\` is not a duration: write \`30s\` or \`5m\`.`);
}
