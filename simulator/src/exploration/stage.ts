import type { Capability, Json, JsonObject, Plan, PlanFile } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import { parseInstant } from "@orchlang/plan/quantities";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import { admittedInput } from "@orchlang/runtime/admission";
import fc from "fast-check";
import { anythingOf } from "../answers/anything.ts";
import { cooperativeResult, holdsOf, sourceFor } from "../answers/cooperate.ts";
import { clauseScope, echoed } from "../answers/ensured.ts";
import { causeOf } from "../causes.ts";
import { startDefault } from "../defaults.ts";
import type { Machines } from "../machines.ts";
import { playOnce } from "../simulate.ts";
import type { Behaviour, Happening, SimulatedCall, SimulatedWorld } from "../world.ts";
import { approvalTime, behaviourOf, cancel } from "./behaviour.ts";
import {
  atOnce,
  type CallSite,
  type Case,
  callSiteOf,
  type FaultKind,
  goesOn,
  killsProcess,
  lossPoint,
  occurrencePoint,
  type Point,
  pointOf,
  type SeenApproval,
  type SeenCall,
  type Trial,
  turnOf,
} from "./case.ts";
import { OutOfTime } from "./out-of-time.ts";
import { isConfirm, withoutEntries } from "./plan-facts.ts";
import { type ProvedUnreachable, Reach } from "./reach.ts";
import { Stranded } from "./stranded.ts";

const workDefault = 1_000;
const personDefault = 60_000;

const calmly: Omit<Case, "input" | "variation"> = {
  readings: {},
  occurrences: [],
  pace: "declared",
  results: new Map(),
  faults: new Map(),
  durations: new Map(),
};

/** Random decisions made while a case is played, where the case itself decides nothing. */
export type Improvise = (call: SeenCall | SeenApproval) => {
  readonly fault?: FaultKind;
  readonly duration?: number;
  /** The result, in place of the case's. */
  readonly ok?: Json;
};

interface StageOptions {
  /** Other than the kernel's own, to be put on trial. */
  readonly machines?: Machines | undefined;
  /** Places that are proved unreachable. */
  readonly unreachable?: readonly ProvedUnreachable[] | undefined;
}

/** Plays cases of one plan. Everything independent of the case is computed once. */
export class Stage {
  readonly file: Pick<PlanFile, "plan" | "id">;
  readonly plan: Plan;
  readonly context: ScenarioContext;
  /** By capability and arguments: what it gives. */
  readonly #results = new Map<string, Json | undefined>();
  readonly #names: readonly string[];
  /** The roles whose approval some policy requires. */
  readonly #roles: readonly string[];
  readonly #anything = new Map<string, fc.Arbitrary<Json>>();
  runs = 0;
  /** True if the time is over: asked within whatever may take long. */
  isOver: () => boolean = () => false;
  /** The places that runs have reached. */
  readonly reach: Reach;
  readonly stranded = new Stranded();

  readonly #machines: Machines | undefined;

  constructor(
    file: Pick<PlanFile, "plan" | "id">,
    context: ScenarioContext,
    { machines, unreachable }: StageOptions = {},
  ) {
    this.#machines = machines;
    this.file = file;
    this.plan = file.plan;
    this.reach = new Reach(file.plan, unreachable);
    this.context = context;
    this.#names = Object.keys(file.plan.capabilities);
    this.#roles = rolesApproving(file.plan);
  }

  /** The explored target: a plan, a goal, or a trigger that starts one. */
  get target(): string {
    const [trigger] = this.context.armed?.triggers ?? [];
    return trigger === undefined ? this.plan.entry : trigger.name.replace(/\(.*$/, "");
  }

  /** True if only a request or the end of another run sets off what is explored: no scenario says that. */
  get isCaused(): boolean {
    return causeOf(this.context) !== undefined;
  }

  /** The plan that was started, by itself, and the run of it that is like a trial. */
  started({ one, run, calm }: Trial): { readonly stage: Stage; readonly trial: Trial } {
    const { armed: _, ...context } = this.context;
    const stage = new Stage(this.file, context, { machines: this.#machines });
    stage.isOver = this.isOver;
    const input = (run.state.start?.input ?? {}) as JsonObject;
    const well = calm === undefined ? undefined : stage.play({ ...calm.one, input });
    return { stage, trial: stage.play({ ...one, input }, well) };
  }

  /**
   * @param more what the world is like besides, which is no part of the case
   * @throws {OutOfTime} if the time is over before the run has ended
   */
  play(one: Case, calm?: Trial, improvise?: Improvise, more: Partial<SimulatedWorld> = {}): Trial {
    this.#goOn();
    this.runs += 1;
    const calls: SeenCall[] = [];
    const approvals: SeenApproval[] = [];
    const drawn: Drawn = { results: new Map(), faults: new Map() };
    const behaviour = {
      answer: this.#behave(one, calls, improvise, drawn),
      approve: this.#approve(one, approvals, improvise, drawn),
    };
    const world = { ...this.#worldOf(one, behaviour), ...more };
    const run = playOnce(this.file, world, this.#machines, () => this.#goOn());
    this.reach.take(run, approvals);
    const { context } = this;
    const whole = improvise === undefined ? one : settled(one, calls, drawn);
    const fewer = unreported(whole);
    const trial: Trial = {
      ...{ context, one: whole, run, calls, approvals, calm },
      ...(fewer === undefined ? {} : { unreported: () => this.play(fewer, calm) }),
    };
    this.stranded.take(trial);
    return trial;
  }

  #goOn(): void {
    if (this.isOver()) throw new OutOfTime();
  }

  /** A world that can be played again and again. */
  world(input: JsonObject, variation: number, improvise: Improvise): SimulatedWorld {
    const one: Case = { ...calmly, input, variation };
    const drawn: Drawn = { results: new Map(), faults: new Map() };
    return this.#worldOf(one, {
      answer: this.#behave(one, [], improvise, drawn),
      approve: this.#approve(one, [], improvise, drawn),
    });
  }

  #behave(
    one: Case,
    calls: SeenCall[],
    improvise: Improvise | undefined,
    { results, faults }: Drawn,
  ): (call: SimulatedCall) => Behaviour {
    const spots = new Map<string, string>();
    const down = new Map<string, FaultKind>();
    const deaths = new Map<Point, string>();
    return (call) => {
      const seen = this.#seen(one, call, spots);
      const result = improvise?.(seen) ?? {};
      const faultKind = call.dispatch > 1 ? undefined : (one.faults.get(seen.point) ?? result.fault);
      // The process dies once, however many runs of a trigger come to this point; played again, it dies at the same call.
      const dies = killsProcess(faultKind) && (deaths.get(seen.point) ?? call.key) === call.key;
      const kind = killsProcess(faultKind) && !dies ? undefined : faultKind;
      if (dies) deaths.set(seen.point, call.key);
      if (kind !== undefined) faults.set(seen.point, kind);
      const place = this.#placeOf(seen);
      if (kind !== undefined && goesOn(kind)) down.set(place, atOnce(kind));
      const fault = kind === undefined ? down.get(place) : atOnce(kind);
      const isAnew = result.ok !== undefined && seen.ok !== undefined && call.attempt === 1;
      if (isAnew && result.ok !== undefined) results.set(seen.callSite, result.ok);
      const ok = results.get(seen.callSite) ?? seen.ok;
      const decided = { ...seen, duration: result.duration ?? seen.duration, fault, ok };
      if (call.dispatch === 1) calls.push(decided);
      return behaviourOf(decided);
    };
  }

  /** The answers of people whose approval policies require: granted, unless the case has a fault there. */
  #approve(
    one: Case,
    approvals: SeenApproval[],
    improvise: Improvise | undefined,
    { faults }: Drawn,
  ): (role: string, call: SimulatedCall) => Behaviour | undefined {
    const counts = new Map<CallSite, number>();
    return (role, { intent, nth, at, due }) => {
      const site = `${callSiteOf(intent)} approval by ${role}`;
      const count = (counts.get(site) ?? 0) + 1;
      counts.set(site, count);
      const point = pointOf(site, count);
      const seen: SeenApproval = { point, role, intent, nth, at, due, fault: undefined };
      const fault = one.faults.get(point) ?? improvise?.(seen).fault;
      if (fault !== undefined) faults.set(point, fault);
      approvals.push({ ...seen, fault });
      if (fault === undefined) return undefined;
      if (fault === "cancel") return { ok: { granted: true }, after: approvalTime(seen), meanwhile: cancel };
      return fault === "refused" ? { ok: { granted: false } } : { never: true };
    };
  }

  /** The same for every attempt at a call, however often the plan that it stands in is entered. */
  #placeOf({ intent: { call } }: SeenCall): string {
    const loops = call.site.loops.map(([loop, round]) => `${loop}[${round}]`).join(".");
    return `${withoutEntries(this.plan, call.routine)} ${loops} ${call.node} ${call.slot}`;
  }

  #worldOf(one: Case, { answer, approve }: Behaves): SimulatedWorld {
    const answers: Record<string, typeof answer> = {};
    for (const name of this.#names) answers[name] = answer;
    const approvals = Object.fromEntries(
      this.#roles.map((role) => [role, (call: SimulatedCall) => approve(role, call)] as const),
    );
    const { input, variation } = one;
    const { now, ...readings } = one.readings;
    const start = typeof now === "string" ? parseInstant(now) : undefined;
    const begins = start !== undefined && "ok" in start ? { now: start.ok } : {};
    const happenings = happeningsOf(one);
    const caused = this.isCaused ? { caused: true as const } : {};
    return {
      ...this.context,
      ...caused,
      ...begins,
      input,
      readings,
      variation,
      answers,
      approvals,
      happenings,
    };
  }

  /** A capability's cooperative result. */
  resultOf(capability: Capability, args: Json, one: Case): Json | undefined {
    const key = `${capability.name} ${one.variation} ${JSON.stringify(args)}`;
    if (this.#results.has(key)) return this.#results.get(key);
    const world = { ...this.context, input: one.input, variation: one.variation };
    const result = cooperativeResult(this.plan, world, { capability, args, now: startDefault });
    this.#results.set(key, result);
    return result;
  }

  /** True if a call takes another time than it is left to where nothing is said of it. */
  ownTime({ durations }: Case, { point, capability, args, duration }: SeenCall): boolean {
    const declaring = this.plan.capabilities[capability];
    if (declaring === undefined) return false;
    const natural =
      isPerson(declaring) && declaring.latency === undefined ? personDefault : declared(declaring, args);
    return durations.has(point) || duration !== natural;
  }

  /** True if an input fits the parameters. */
  admits(input: JsonObject): boolean {
    // A trigger says itself what it starts with.
    if (this.context.armed !== undefined) return true;
    return "ok" in admittedInput(this.plan, input);
  }

  /** Anything that a capability may give for these arguments, by a number; `undefined` where its `ensures` says no. */
  anythingFrom(capability: Capability, args: Json, number: number): Json | undefined {
    const { result, name } = capability;
    if (result === null || isConfirm(capability)) return undefined;
    let any = this.#anything.get(name);
    if (any === undefined) {
      const start = { now: startDefault, variation: 1 };
      any = anythingOf(result.schema, sourceFor(this.plan, this.context, name, start));
      this.#anything.set(name, any);
    }
    const [drawn] = fc.sample(any, { seed: number, numRuns: 1 });
    const value = drawn === undefined ? undefined : echoed(capability, args, drawn, this.plan.schemas);
    return value === undefined || !this.ensures(capability, args, value) ? undefined : value;
  }

  /** True if a result is one that the capability ensures. */
  ensures({ ensures }: Capability, args: Json, result: Json): boolean {
    return ensures.every((clause) => holdsOf(clause, args, result));
  }

  #seen(one: Case, call: SimulatedCall, spots: Map<string, string>): SeenCall {
    const { intent, attempt, nth, args, at, due, key, of } = call;
    const capability = this.plan.capabilities[call.capability] as Capability;
    const about = of === undefined ? undefined : spots.get(of);
    const own = callSiteOf(intent);
    const spot = about === undefined ? own : `${own} of ${about}`;
    spots.set(key, spot);
    const point = pointOf(spot, attempt);
    const confirms = about !== undefined && isConfirm(capability);
    return {
      point,
      callSite: spot,
      capability: call.capability,
      intent,
      key,
      about,
      attempt,
      nth,
      args,
      at,
      due,
      duration: one.durations.get(point) ?? durationOf(capability, call, one),
      ok: confirms ? undefined : (one.results.get(spot) ?? this.resultOf(capability, args, one)),
      fault: undefined,
    };
  }
}

/** How long after the first somebody reports a thing once more. ms. */
const againAfter = 1_000;

/** The happenings of a case, with repeated reports and signals that turn back and again. */
export function happeningsOf({ occurrences, readings, faults }: Case): readonly Happening[] {
  const gone = [...faults].flatMap(([point, kind]): readonly Happening[] =>
    point === lossPoint(kind) ? [{ at: 0, does: "loses", pool: kind.slice("loses ".length) }] : [],
  );
  const happened = occurrences.flatMap(({ event, fields, at }, nth) => {
    const first: Happening = { at, does: "occurs", event, fields };
    return faults.has(occurrencePoint(nth)) ? [first, { ...first, at: at + againAfter }] : [first];
  });
  const turned = [...faults].flatMap(([signal, kind]): readonly Happening[] => {
    const turn = turnOf(kind);
    if (turn === undefined) return [];
    const before = readings[signal] ?? null;
    return [
      { at: turn.at, does: "senses", signal, value: turn.to },
      { at: turn.at + againAfter, does: "senses", signal, value: before },
    ];
  });
  return [...gone, ...happened, ...turned];
}

function isPerson({ human }: Capability): boolean {
  return human !== undefined;
}

/** Nothing says how long it takes: a person, or what declares no latency. */
export function mayTakeLong({ plan }: Stage, { capability }: SeenCall): boolean {
  const declared = plan.capabilities[capability];
  return declared !== undefined && (isPerson(declared) || declared.latency === undefined);
}

function durationOf(
  capability: Capability,
  { args, at, due }: Pick<SimulatedCall, "args" | "at" | "due">,
  { pace }: Case,
): number {
  if (pace === "quick") return 1;
  if (!isPerson(capability)) return declared(capability, args);
  const last = due === undefined ? personDefault : Math.max(1, due - at - 1);
  return pace === "late people" ? last : Math.min(personDefault, last);
}

function declared({ latency }: Capability, args: Json): number {
  if (latency === undefined) return workDefault;
  if (latency.op === "constant") return typeof latency.value === "number" ? latency.value : workDefault;
  const evaluated = evaluate(latency, clauseScope(args));
  return "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : workDefault;
}

function rolesApproving({ policies }: Plan): readonly string[] {
  const roles = policies.flatMap(({ verdicts }) =>
    verdicts.flatMap((verdict) => (verdict.kind === "approval" ? [verdict.role] : [])),
  );
  return [...new Set(roles)];
}

/** The behaviour of calls and people in a case. */
interface Behaves {
  readonly answer: (call: SimulatedCall) => Behaviour;
  readonly approve: (role: string, call: SimulatedCall) => Behaviour | undefined;
}

/** Random decisions on the way. */
interface Drawn {
  readonly results: Map<CallSite, Json>;
  readonly faults: Map<Point, FaultKind>;
}

/** The decisions made on the way, as a case that can be replayed. */
function settled(one: Case, calls: readonly SeenCall[], drawn: Drawn): Case {
  const faults = new Map([...one.faults, ...drawn.faults]);
  const durations = new Map(one.durations);
  const results = new Map([...one.results, ...drawn.results]);
  for (const { point, duration } of calls) durations.set(point, duration);
  return { ...one, faults, durations, results };
}

/** A case in which something else goes wrong than that an occurrence is reported again, without that report. */
function unreported(one: Case): Case | undefined {
  const others = [...one.faults].filter(([, kind]) => kind !== "reported again");
  const isBoth = others.length > 0 && others.length < one.faults.size;
  return isBoth ? { ...one, faults: new Map(others) } : undefined;
}
