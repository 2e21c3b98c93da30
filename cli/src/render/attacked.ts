import type { JsonObject, Plan } from "@orchlang/plan";
import { formatDuration } from "@orchlang/plan/quantities";
import type { ScenarioTypes, scenarioText } from "@orchlang/presentation";
import type { Probed } from "@orchlang/server/attack";
import type { Attacked, AttackedInstallation, AttackReport } from "@orchlang/simulator";
import type { Sink } from "../terminal/terminal.ts";
import { writeStory } from "./event-words.ts";
import { counted } from "./run-result.ts";
import { shortName } from "./short-name.ts";

/** A plan that was attacked, and how far its runs may go. */
interface AttackedPlan {
  readonly attacked: Attacked | AttackedInstallation;
  readonly bounds: Plan["bounds"];
  readonly types: ScenarioTypes;
}

/** Lines of a story. */
const storyMax = 16;
const influencesMax = 12;
const failuresMax = 4;

const titles: Readonly<Record<AttackReport["name"], string>> = {
  exhaustion: "exhaustion: long lists, silence, lost pools, floods",
  injection: "injection: hostile texts in untrusted fields",
  hallucination: "hallucination: models make answers up",
  cascades: "cascades: one service is down, two, all",
  costs: "costs: everything as often and as dear as it may be",
};

/** The attacks on a server itself, and which of them it let pass. */
export function writeProbed(sink: Sink, server: string, probed: readonly Probed[]): void {
  const { paint } = sink;
  const open = probed.filter(({ wrong }) => wrong !== undefined);
  const text = open.length === 0 ? paint.done("it held.") : paint.wrong("it broke.");
  sink.line(`${paint.strong(server)}   ${counted(probed.length, "attack")} on its surface: ${text}`);
  for (const { how, wrong = "" } of open) sink.line(`  ${how}: ${paint.wrong(wrong)}`);
  sink.line();
}

export function probedJson(probed: readonly Probed[]): JsonObject[] {
  return probed.map((one) => ({ ...one }));
}

/** Each kind of attack, how its runs ended, what broke, and what an attacker can change. */
export function writeAttacked(
  sink: Sink,
  { attacked, bounds, types }: AttackedPlan,
  text: typeof scenarioText,
): void {
  const { paint } = sink;
  sink.line(
    `${paint.strong(shortName(attacked.target))}   ${counted(attacked.runs, "run")}: ${verdict(attacked, paint)}`,
  );
  for (const report of attacked.reports) {
    sink.line();
    sink.line(`${titles[report.name]}${report.isCut ? paint.doubtful(" (cut short)") : ""}`);
    sink.line(`  ${endsText(report)}`);
    if (report.failures.length > 0) sink.line(`  ${failuresText(report)}`);
    if (report.strands !== undefined)
      sink.line(paint.doubtful(`  A run waits for an operator where ${report.strands}.`));
    for (const line of influencesText(report)) sink.line(`  ${line}`);
    for (const { violation, trial, how, scenario } of report.breaches) {
      sink.line(`  ${paint.wrong(violation.says)}`);
      sink.line(`  The attack: ${how}.`);
      writeStory(sink, trial.run, { indent: "    ", most: storyMax });
      sink.document(text(scenario, types));
    }
  }
  sink.line();
  if ("left" in attacked && attacked.left > 0)
    sink.line(
      `${counted(attacked.left, "attack")} left to the simulator: \`orch attack\` without \`--server\`.`,
    );
  sink.line(`Most used by any run: ${usedText(attacked, bounds)}.`);
  const { setOff } = attacked;
  sink.line(
    setOff === 0
      ? "No run set off another."
      : `One start set off ${counted(setOff, "further run")} at most; circles of triggers do not compile.`,
  );
}

function verdict({ verdict: found }: Attacked, paint: Sink["paint"]): string {
  switch (found) {
    case "held":
      return paint.done("it held.");
    case "held as far as attacked":
      return paint.doubtful("it held as far as it was attacked.");
    case "broken":
      return paint.wrong("it broke.");
    case "left":
      return paint.doubtful("its attacks are for the simulator, without `--server`.");
    case "not attacked":
      return paint.wrong("no run began, so nothing was attacked.");
  }
}

const endWords = {
  completed: () => "completed",
  failed: () => "failed",
  cancelled: () => "cancelled",
  waiting: (count: number) => `${waits(count)} for an operator`,
  open: (count: number) => `${waits(count)} for what does not come`,
} as const;

function waits(count: number): string {
  return count === 1 ? "waits" : "wait";
}

function endsText({ runs, ends, isCut, left }: AttackReport): string {
  if (runs === 0 && left > 0) return `${counted(left, "attack")}, for the simulator alone`;
  if (runs === 0) return isCut ? "not played: the time was over" : "nothing to attack";
  const filter = Object.entries(ends).filter(([, count]) => count > 0);
  const all = filter.map(([end, count]) => `${count} ${endWords[end as keyof typeof endWords](count)}`);
  return `${counted(runs, "run")}: ${all.join(", ")}`;
}

/** Why runs failed: without it, runs that a missing consent denies look as attacked as any. */
function failuresText({ failures }: AttackReport): string {
  const results = failures.slice(0, failuresMax).map(([why, runs]) => `${why} (${runs})`);
  const more = failures.length - results.length;
  return `failed as ${results.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** By source: the calls that it decides, and the parameters that it fills. */
function influencesText({ influences }: AttackReport): readonly string[] {
  const lines = [...Map.groupBy(influences, ({ source }) => source)].flatMap(([source, changed]) => {
    const decides = changed.filter(({ param }) => param === undefined).map(({ effect }) => shortName(effect));
    const fills = changed
      .filter(({ param }) => param !== undefined)
      .map(({ effect, param, trusted }) => `${shortName(effect)}.${param}${trusted ? " (endorsed)" : ""}`);
    return [
      ...(decides.length === 0 ? [] : [`${source} decides what becomes of ${decides.join(", ")}`]),
      ...(fills.length === 0 ? [] : [`${source} reaches ${fills.join(", ")}`]),
    ];
  });
  const more = lines.length - influencesMax;
  return more > 0 ? [...lines.slice(0, influencesMax), `and ${more} more: \`--format json\``] : lines;
}

function usedText({ used }: Attacked, { cost, latency, energy, tokens }: Plan["bounds"]): string {
  const parts = [
    `time ${formatDuration(used.latency)}${of(latency.compensated ?? latency.worst, formatDuration)}`,
  ];
  if (used.cost > 0)
    parts.push(`cost ${used.cost}${of(cost.worst, ({ amount, currency }) => `${amount} ${currency}`)}`);
  if (used.energy > 0) parts.push(`energy ${used.energy} J${of(energy.worst, (value) => `${value} J`)}`);
  if (used.tokens > 0) parts.push(`tokens ${used.tokens}${of(tokens.worst, String)}`);
  return parts.join(", ");
}

function of<T>(limit: { readonly value: T } | object, text: (value: T) => string): string {
  return "value" in limit ? ` of ${text(limit.value as T)}` : "";
}

/** `attack --format json`. */
export function attackedJson({ attacked, types }: AttackedPlan, text: typeof scenarioText): JsonObject {
  const { target, runs, verdict: found, used, setOff, reports } = attacked;
  return {
    target,
    verdict: found,
    runs,
    ...("left" in attacked ? { left: attacked.left } : {}),
    used: { ...used },
    setOff,
    attacks: reports.map(
      ({ name, runs: made, isCut, left, ends, failures, breaches, influences, strands }) => ({
        name,
        runs: made,
        isCut,
        ends: { ...ends },
        ...(left > 0 ? { left } : {}),
        failures: failures.map(([why, count]) => ({ why, runs: count })),
        breaches: breaches.map(({ violation, how, scenario, reproduces, trial }) => ({
          property: violation.property,
          about: violation.about,
          says: violation.says,
          how,
          scenario: text(scenario, types),
          reproduces,
          events: trial.run.events as unknown as JsonObject[],
        })),
        influences: influences.map((one) => ({ ...one })),
        ...(strands === undefined ? {} : { strands }),
      }),
    ),
  };
}
