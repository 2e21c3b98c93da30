import type { Intent, Key } from "@orchlang/kernel";
import type { Json, JsonObject } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import type { SimulatedRun } from "../simulate.ts";

/** Names a call, whatever comes before it: site, node, slot, generation and request (semantics, rule 57). */
export type CallSite = string;
/** A spot, and which attempt. */
export type Point = string;

/**
 * A fault of a call. `late`: done, but reported after its time. `times out`: not done, nothing reported. `crash`: the
 * process dies after it was done; `crash before`: before. `cancel`: an operator's order during the call. `reported
 * again`: an occurrence is reported as another one. `turns …`: a signal, back and again ({@link turnOf}). `refused`: a person does not grant what a policy asks. `always …`: at this attempt and all later ones.
 */
export type FaultKind = Passing | `always ${Passing}` | OtherKind;

/** Faults that a retry may overcome. */
export type Passing = `fails ${string}` | "times out";

type OtherKind =
  | "late"
  | "twice"
  | "crash"
  | "crash before"
  | "cancel"
  | "unknown"
  | "refused"
  | "reported again"
  | `turns ${string}`
  | `loses ${string}`;

/**
 * How long what nothing else is said of takes: as long as is declared; hardly any time; or as long, and people answer
 * just before their time is over.
 */
type Pace = "declared" | "quick" | "late people";

/** The fault of a single attempt under a lasting fault. */
export function atOnce(kind: FaultKind): FaultKind {
  return goesOn(kind) ? (kind.slice("always ".length) as Passing) : kind;
}

export function goesOn(kind: FaultKind): kind is `always ${Passing}` {
  return kind.startsWith("always ");
}

export function killsProcess(kind: FaultKind | undefined): boolean {
  return kind === "crash" || kind === "crash before";
}

/** Something that happens out there. `at`: ms after the start. */
export interface MadeUp {
  readonly event: string;
  readonly fields: JsonObject;
  readonly at: number;
}

/** Names an occurrence by its place: what goes wrong with it. */
export function occurrencePoint(nth: number): Point {
  return `occurrence ${nth}`;
}

/** A signal turns back, to another value, and to what it was a second later. `at`: ms after the start. */
interface Turn {
  readonly to: Json;
  readonly at: number;
}

export function turnKind({ to, at }: Turn): FaultKind {
  return `turns ${JSON.stringify({ to, at })}`;
}

/** The turn of a signal that a fault stands for, if it is one. */
export function turnOf(kind: FaultKind): Turn | undefined {
  return kind.startsWith("turns ") ? (JSON.parse(kind.slice("turns ".length)) as Turn) : undefined;
}

/** Names a pool whose members are all gone, from the start to the end. */
export function lossPoint(kind: FaultKind): Point {
  return `from the start ${kind}`;
}

/** One world for one plan: what it is given, what comes of each call, what goes wrong and in which order things end. */
export interface Case {
  readonly input: JsonObject;
  /** By signal; under `now` the instant at which it all begins. */
  readonly readings: Readonly<Record<string, Json>>;
  readonly occurrences: readonly MadeUp[];
  /** The index of the cooperative answers, from 0. */
  readonly variation: number;
  readonly pace: Pace;
  readonly results: ReadonlyMap<CallSite, Json>;
  readonly faults: ReadonlyMap<Point, FaultKind>;
  /** ms. */
  readonly durations: ReadonlyMap<Point, number>;
}

/** A call that a run has made. Times are ms after the start. */
export interface SeenCall {
  readonly point: Point;
  readonly callSite: CallSite;
  readonly capability: string;
  readonly intent: Intent;
  readonly key: Key;
  /** For an undo or a confirm: the spot of the call it refers to. */
  readonly about: CallSite | undefined;
  readonly attempt: number;
  readonly nth: number;
  readonly args: Json;
  readonly at: number;
  readonly due: number | undefined;
  /** How long it takes where nothing goes wrong. */
  readonly duration: number;
  /** The result without a fault; a confirm determines its own. */
  readonly ok: Json | undefined;
  readonly fault: FaultKind | undefined;
}

/** An approval that a policy required in a run. Times are ms after the start. */
export interface SeenApproval {
  readonly point: Point;
  readonly role: string;
  /** The intent of the gated call. */
  readonly intent: Intent;
  /** The number of the approval within its role, from 1. */
  readonly nth: number;
  readonly at: number;
  readonly due: number | undefined;
  readonly fault: FaultKind | undefined;
}

/** A case that was played. */
export interface Trial {
  readonly context: ScenarioContext;
  readonly one: Case;
  readonly run: SimulatedRun;
  readonly calls: readonly SeenCall[];
  readonly approvals: readonly SeenApproval[];
  /** The same data where nothing goes wrong; itself, where nothing does. */
  readonly calm: Trial | undefined;
  /** Where an occurrence is reported again and something else goes wrong: the same without that report. */
  readonly unreported?: () => Trial;
  /** On this way, and where nothing goes wrong, the goal's success is not met whatever comes back. */
  readonly neverMet?: true;
  /** No run of the plan completes. */
  readonly neverCompletes?: true;
}

export function callSiteOf({ call, generation, request = 1 }: Intent): CallSite {
  const { routine, site, node, slot } = call;
  const loops = site.loops.map(([loop, round]) => `${loop}[${round}]`).join(".");
  const more = generation === 1 && request === 1 ? "" : `#${generation}.${request}`;
  return `${routine}:${site.plan}:${loops}/${node}.${slot}${more}`;
}

export function pointOf(spot: CallSite, attempt: number): Point {
  return `${spot}@${attempt}`;
}

/** The same for the same: what was explored is not explored again. */
export function caseKey({
  input,
  readings,
  occurrences,
  variation,
  pace,
  results,
  faults,
  durations,
}: Case): string {
  const sorted = <T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
    map.size < 2 ? [...map] : [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([
    input,
    readings,
    occurrences,
    variation,
    pace,
    sorted(results),
    sorted(faults),
    sorted(durations),
  ]);
}
