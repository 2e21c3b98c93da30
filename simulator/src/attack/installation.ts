import type { Key } from "@orchlang/kernel";
import type { RunEvent } from "@orchlang/kernel/run";
import type { Json, JsonObject, PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import { type Case, callSiteOf, pointOf, type SeenCall, type Trial } from "../exploration/case.ts";
import { counterexample, scenarioOf } from "../exploration/counterexample.ts";
import { withinTime } from "../exploration/out-of-time.ts";
import { isConfirm } from "../exploration/plan-facts.ts";
import { violationsOf } from "../exploration/properties.ts";
import { shrink } from "../exploration/shrink.ts";
import type { Stage } from "../exploration/stage.ts";
import type { Violation } from "../exploration/violation.ts";
import { foldedRun, kernel } from "../machines.ts";
import { type AttackOptions, hostileWorlds } from "./attack.ts";
import type { Attempt } from "./attempt.ts";
import { differences } from "./influence.ts";
import { type Attacked, type AttackName, Most, Report, verdictOf } from "./report.ts";

/** The outcome of one attempt of a call. `call`: which one of the capability, from 1. */
export type ToldCall = {
  readonly capability: string;
  readonly call: number;
  readonly attempt: number;
} & (
  | { readonly ok: Json }
  | { readonly fails: string }
  | { readonly late: true }
  | { readonly silent: true }
);

/** A hostile world, as an installation can be put into it. */
export interface ToldWorld {
  /** The plan or goal, by its qualified name. */
  readonly entry: string;
  /** The arguments of a plan that is started; undefined: the records start a trigger. */
  readonly input: JsonObject | undefined;
  /** How many runs come of it in a simulation. */
  readonly runs: number;
  /** Readings and events, each as an ingress record. */
  readonly records: readonly JsonObject[];
  readonly calls: readonly ToldCall[];
  /** The answers of people, by capability, in the order of the questions. Those who have none stay silent. */
  readonly answers: Readonly<Record<string, readonly Json[]>>;
}

/** The runs that came of it, the wanted one first, and the keys under which something was done outside. */
export interface Played {
  readonly runs: readonly string[];
  readonly done: ReadonlySet<Key>;
}

/** A running installation whose handlers are doubles. */
export interface Installation {
  play(world: ToldWorld): Promise<Played>;
  /** The events of all runs, as the journal has them. */
  histories(): Promise<ReadonlyMap<string, readonly RunEvent[]>>;
}

/** How much is tried, and for how long. */
export interface InstallationAttack extends AttackOptions {
  /** Worlds that take longer than this in real time are left out, ms. */
  readonly patience: number;
}

/** Attacks on an installation; `left`: those that only a simulator can make, or that would take too long. */
export interface AttackedInstallation extends Attacked {
  readonly left: number;
}

/** One attack, as it is in a simulation and was on the installation. */
interface Made {
  readonly report: Report;
  readonly attempt: Attempt;
  readonly simulated: Trial;
  readonly played: Played;
  readonly base: { readonly simulated: Trial; readonly played: Played } | undefined;
}

/**
 * Plays the hostile worlds of a simulated attack on a real installation, and holds the journal that it wrote against the
 * same properties. Its doubles are told what each call does in the simulation of the same world.
 */
export async function attackInstallation(
  file: Pick<PlanFile, "plan" | "id">,
  context: ScenarioContext,
  installation: Installation,
  options: InstallationAttack,
): Promise<AttackedInstallation> {
  const { runs = 40, patience, isOver = () => false } = options;
  const { stage, ways, attempts } = hostileWorlds(file, context, options);
  const reports = attempts.map(([name]) => new Report(name));
  const made: Made[] = [];
  const bases = new Map<Trial, Made["base"]>();
  let left = 0;
  const play = async (attempt: Pick<Attempt, "one" | "improvise">) => {
    const simulated = simulatedFor(stage, attempt);
    const world = simulated && toldWorld(stage, simulated, patience);
    if (simulated === undefined || world === undefined) return undefined;
    return { simulated, played: await installation.play(world) };
  };
  for (const [report, attempt] of inTurn(attempts, reports, { runs, isOver })) {
    const result = await play(attempt);
    if (result === undefined || result.played.runs.length === 0) {
      left += 1;
      report.left += 1;
      continue;
    }
    const { base } = attempt.against ?? {};
    if (base !== undefined && !bases.has(base)) bases.set(base, await play({ one: base.one }));
    made.push({ report, attempt, ...result, base: base && bases.get(base) });
  }
  const most = new Most();
  const judging = new Judging(stage, await installation.histories(), most);
  for (const one of made) judging.judge(one);
  const all = reports.map((report) => report.done());
  const begun = ways.length > 0 && made.length > 0;
  return {
    target: stage.target,
    runs: made.length,
    reports: all,
    used: most.used,
    setOff: most.setOff,
    verdict: verdictOf(all, begun),
    left,
  };
}

/** An attempt of each kind after another, so that a limit of time cuts them all alike. */
function* inTurn(
  kinds: readonly (readonly [AttackName, Iterable<Attempt>])[],
  reports: readonly Report[],
  { runs, isOver }: { readonly runs: number; readonly isOver: () => boolean },
): Iterable<readonly [Report, Attempt]> {
  const open = kinds.flatMap(([, attempts], nth) => {
    const report = reports[nth];
    return report === undefined ? [] : [{ report, attempts: attempts[Symbol.iterator](), count: 0 }];
  });
  while (open.length > 0)
    for (const one of [...open]) {
      const next = isOver() || one.count >= runs ? undefined : one.attempts.next();
      if (next === undefined) one.report.isCut = true;
      if (next === undefined || next.done === true) open.splice(open.indexOf(one), 1);
      else {
        one.count += 1;
        yield [one.report, next.value];
      }
    }
}

/** Holds real runs against the properties, each breach once. */
class Judging {
  readonly #stage: Stage;
  readonly #histories: ReadonlyMap<string, readonly RunEvent[]>;
  readonly #most: Most;
  readonly #broken = new Set<string>();

  constructor(stage: Stage, histories: ReadonlyMap<string, readonly RunEvent[]>, most: Most) {
    this.#stage = stage;
    this.#histories = histories;
    this.#most = most;
  }

  judge({ report, attempt, simulated, played, base }: Made): void {
    const trial = this.#real(simulated, played);
    report.take(trial, attempt);
    this.#most.take(trial);
    const before = base && this.#real(base.simulated, base.played);
    if (attempt.against !== undefined && before !== undefined)
      report.changes(attempt.against.source, differences(this.#stage.plan, before, trial));
    for (const violation of violationsOf(trial)) {
      const key = `${violation.property} ${violation.about}`;
      if (isOfClock(violation) || this.#broken.has(key)) continue;
      this.#broken.add(key);
      const alike = violationsOf(simulated).find(
        ({ property, about }) => property === violation.property && about === violation.about,
      );
      const { how } = attempt;
      if (alike === undefined) {
        const scenario = scenarioOf(this.#stage, { violation, trial: simulated }, "all");
        report.breaches.push({ violation, trial, scenario, reproduces: false, how });
      } else {
        const details = { violation: alike, trial: simulated };
        report.breaches.push({ ...counterexample(this.#stage, shrink(this.#stage, details)), how });
      }
    }
  }

  /** The run of an installation, as the properties read it. */
  #real(simulated: Trial, { runs, done }: Played): Trial {
    const [first, ...others] = runs.map((run) => this.#run(simulated, run, done));
    const { context, one } = simulated;
    const run = first ?? { ...simulated.run, state: kernel.run.empty, events: [], others: [] };
    const calls = callsOf(run.events, one);
    return { context, one, run: { ...run, others }, calls, approvals: [], calm: undefined };
  }

  #run({ run: { file } }: Trial, id: string, done: Played["done"]): Trial["run"] {
    const events = this.#histories.get(id) ?? [];
    const state = foldedRun(kernel, file.plan, events);
    const started = events[0]?.at ?? 0;
    const ended = state.closed?.at ?? events.at(-1)?.at ?? started;
    const world = { controlEvents: [], unmetDeaths: [], others: [], done };
    return { file, state, events, started, ended, ...world };
  }
}

/** Times of a machine under load are no breach of a plan, which is proved for declared times. */
function isOfClock({ property, about }: Violation): boolean {
  return (
    property === "waiting" || property === "termination" || (property === "bound" && about === "latency")
  );
}

/** The calls and questions of a run, for what a source can change. */
function callsOf(events: readonly RunEvent[], { faults }: Case): readonly SeenCall[] {
  const started = events[0]?.at ?? 0;
  return events.flatMap((event, nth): readonly SeenCall[] => {
    const common = {
      nth,
      at: event.at - started,
      due: undefined,
      duration: 0,
      ok: undefined,
      about: undefined,
    };
    if (event.t === "Began") {
      const { intent, capability, attempt, args } = event;
      const callSite = callSiteOf(intent);
      const point = pointOf(callSite, attempt);
      const fault = faults.get(point);
      return [{ ...common, point, callSite, capability, intent, key: intent.key, attempt, args, fault }];
    }
    if (event.t !== "Asked" || event.ask.ask !== "task" || event.intent === undefined) return [];
    const { capability, args } = event.ask.task;
    const { intent } = event;
    const callSite = callSiteOf(intent);
    const point = pointOf(callSite, 1);
    const call = { point, callSite, capability, intent, key: intent.key, attempt: 1, args };
    return [{ ...common, ...call, fault: undefined }];
  });
}

/** The same world where hardly any time passes by itself. Undefined: the time is over, or only a simulator can make it. */
function simulatedFor(
  stage: Stage,
  { one, improvise }: Pick<Attempt, "one" | "improvise">,
): Trial | undefined {
  if (one.pace === "late people" || one.faults.size > 0 || stage.isCaused) return undefined;
  let trial: Trial | undefined;
  withinTime(() => {
    trial = stage.play({ ...one, pace: "quick" }, undefined, improvise);
  });
  return trial;
}

/** The world as rules for an installation's doubles. Undefined: it takes too long, or no rule can express it. */
function toldWorld(stage: Stage, trial: Trial, patience: number): ToldWorld | undefined {
  const { plan, context } = stage;
  const { one, run, calls } = trial;
  if (run.ended - run.started > patience) return undefined;
  const keys = new Map<string, string[]>();
  const toldCalls: ToldCall[] = [];
  const answers: Record<string, Json[]> = {};
  for (const { capability, key, attempt, fault, ok } of calls) {
    const declared = plan.capabilities[capability];
    if (declared === undefined || (fault === undefined && isConfirm(declared))) continue;
    if (declared.human !== undefined) {
      if (fault === undefined && ok !== undefined) answers[capability] = [...(answers[capability] ?? []), ok];
      continue;
    }
    const known = keys.get(capability) ?? [];
    if (!known.includes(key)) known.push(key);
    keys.set(capability, known);
    const outcome = outcomeOf(fault, ok);
    if (outcome === undefined) return undefined;
    toldCalls.push({ capability, call: known.indexOf(key) + 1, attempt, ...outcome });
  }
  const input = context.armed === undefined ? one.input : undefined;
  const runs = (run.state.start === undefined ? 0 : 1) + run.others.length;
  return { entry: plan.entry, runs, input, records: recordsOf(stage, one), calls: toldCalls, answers };
}

function recordsOf({ plan, context }: Stage, { readings, occurrences }: Case): readonly JsonObject[] {
  const { now: _, ...read } = readings;
  const events = context.armed?.events ?? {};
  const signals = { ...plan.signals, ...context.armed?.signals };
  return [
    ...Object.entries(read).map(([name, value]) => ({ reading: signals[name]?.sources[0] ?? name, value })),
    ...occurrences.map(({ event, fields }): JsonObject => {
      const [from] = events[event]?.sources ?? [];
      return { event, fields, ...(from === undefined ? {} : { from }) };
    }),
  ];
}

function outcomeOf(
  fault: SeenCall["fault"],
  ok: Json | undefined,
): { ok: Json } | { fails: string } | { late: true } | { silent: true } | undefined {
  if (fault === undefined) return { ok: ok ?? null };
  if (fault.startsWith("fails ")) return { fails: fault.slice("fails ".length) };
  if (fault === "late") return { late: true };
  return fault === "times out" ? { silent: true } : undefined;
}
