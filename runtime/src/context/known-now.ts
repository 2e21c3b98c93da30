/**
 * The present context: values, their age and their reasons. Values above the consumer's clearance appear only as known.
 */

import type { Instant, Reads } from "@orchlang/kernel";
import { type ControlState, type Known, knownOf, turnOfControl } from "@orchlang/kernel/control";
import type { Confidentiality, Json } from "@orchlang/plan";
import { spokenValue } from "@orchlang/plan/quantities";

import { hidden } from "../library/mask.ts";

/** A signal or flag as it is known at a moment. */
export interface KnownNow {
  readonly name: string;
  readonly kind: "signal" | "flag";
  readonly label: Confidentiality;
  /** Left out: unknown. A quantity is a number in its base unit. */
  readonly value?: Json;
  /** The value as people say it, `21.5C`; left out where that is the same. */
  readonly text?: string;
  readonly confidence?: number;
  /** For a signal: when its newest underlying reading was measured. For a flag: since when it has its value. */
  readonly since?: Instant;
  /** For a signal: the readings that count, by source. */
  readonly sources?: readonly SourceNow[];
  /** For a flag: the readings from which it last turned. */
  readonly because?: readonly ReadNow[];
}

/** `text`: as of the whole. */
type ReadNow = Reads[number] & { readonly text?: string };

/** A source's reading and its time of measurement. `text`: the value with its unit, as a person writes it. */
export interface SourceNow {
  readonly source: string;
  readonly value: Json;
  readonly text?: string;
  readonly when: Instant;
}

const order: readonly Confidentiality[] = ["public", "internal", "personal", "secret"];

/** All names, or `only` one. `clearance`: values with a higher label appear as `‹personal›`. */
export function knownNow(
  state: ControlState,
  now: Instant,
  clearance: Confidentiality,
  only?: string,
): readonly KnownNow[] {
  const at = asOf(state, now);
  const signals = [...at.laid.signals.keys()].map((name) => ({ name, kind: "signal" as const }));
  const flags = [...at.laid.byName.values()].flatMap(({ name, sets }) =>
    sets === undefined ? [{ name, kind: "flag" as const }] : [],
  );
  return [...signals, ...flags]
    .filter(({ name }) => only === undefined || name === only)
    .map((one) => ({ ...one, ...partsOf(at, one.name, clearance) }));
}

/** The state with all alarms due by `now` applied, even if no process was running to fire them. */
function asOf(state: ControlState, now: Instant): ControlState {
  const at = Math.max(now, state.at);
  return { ...turnOfControl(null, state, { t: "Woke", at }).state, at };
}

function partsOf(
  state: ControlState,
  name: string,
  clearance: Confidentiality,
): Omit<KnownNow, "name" | "kind"> {
  const known = knownOf(state, name);
  const { confidence, when } = known;
  const label = labelOf(state, name);
  const because = state.because.get(name);
  return {
    label,
    ...(known.value === undefined ? {} : shownValue(state, name, known.value, clearance)),
    ...(confidence === undefined ? {} : { confidence }),
    ...(when === undefined ? {} : { since: when }),
    ...(known.sources === undefined ? {} : { sources: sourcesOf(state, name, known, clearance) }),
    ...(because === undefined ? {} : { because: because.map((read) => seenRead(state, read, clearance)) }),
  };
}

function sourcesOf(
  state: ControlState,
  name: string,
  { sources = [] }: Known,
  clearance: Confidentiality,
): readonly SourceNow[] {
  const sourceReadings = state.sensed.get(name);
  return sources.flatMap((source) => {
    const reading = sourceReadings?.get(source);
    if (reading?.value === undefined) return [];
    return [{ source, ...shownValue(state, name, reading.value, clearance), when: reading.when }];
  });
}

function seenRead(state: ControlState, read: Reads[number], clearance: Confidentiality): ReadNow {
  return read.value === undefined
    ? read
    : { ...read, ...shownValue(state, read.name, read.value, clearance) };
}

function shownValue(
  state: ControlState,
  name: string,
  value: Json,
  clearance: Confidentiality,
): { readonly value: Json; readonly text?: string } {
  const shown = seen(value, labelOf(state, name), clearance);
  const signal = state.declared.signals[plainName(name)];
  const text = signal === undefined ? undefined : spokenValue(shown, signal);
  return text === undefined ? { value: shown } : { value: shown, text };
}

/** The family's name for one of its members. */
function plainName(name: string): string {
  return name.replace(/\(.*$/u, "");
}

export function labelOf({ declared }: ControlState, name: string): Confidentiality {
  const plain = plainName(name);
  return (declared.signals[plain] ?? declared.flags[plain])?.label.confidentiality ?? "internal";
}

export function maySee(label: Confidentiality, clearance: Confidentiality): boolean {
  return order.indexOf(label) <= order.indexOf(clearance);
}

/** A value above the clearance is replaced by its label (semantics, rule 50). */
export function seen(value: Json, label: Confidentiality, clearance: Confidentiality): Json {
  return maySee(label, clearance) ? value : hidden(label);
}
