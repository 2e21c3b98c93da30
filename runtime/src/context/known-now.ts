/** What is true now, since when and why; above what a consumer may see only that it is known. */

import type { Instant, Reads } from "@orchlang/kernel";
import { type ControlState, type Known, knownOf, turnOfControl } from "@orchlang/kernel/control";
import { type Confidentiality, type Json, spokenValue } from "@orchlang/plan";

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
  /** Of a signal when the newest was measured that it rests on, of a flag since when it is so. */
  readonly since?: Instant;
  /** Of a signal: what each source says that counts. */
  readonly sources?: readonly SourceNow[];
  /** Of a flag: what it was read from when it turned. */
  readonly because?: readonly ReadNow[];
}

/** `text`: as of the whole. */
export type ReadNow = Reads[number] & { readonly text?: string };

/** What one source says, and when it measured that. `text`: with its unit, as a person writes it. */
export interface SourceNow {
  readonly source: string;
  readonly value: Json;
  readonly text?: string;
  readonly when: Instant;
}

const order: readonly Confidentiality[] = ["public", "internal", "personal", "secret"];

/** All of it, or of one name. `clearance`: what is labelled above is told as `‹personal›`. */
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

/** What is due by then has come about, also where no process is there in which it would have. */
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
    ...(known.value === undefined ? {} : told(state, name, known.value, clearance)),
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
  const said = state.sensed.get(name);
  return sources.flatMap((source) => {
    const reading = said?.get(source);
    if (reading?.value === undefined) return [];
    return [{ source, ...told(state, name, reading.value, clearance), when: reading.when }];
  });
}

function seenRead(state: ControlState, read: Reads[number], clearance: Confidentiality): ReadNow {
  return read.value === undefined ? read : { ...read, ...told(state, read.name, read.value, clearance) };
}

function told(
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

/** Of a member of a family that of all of them. */
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

/** What is above a clearance is told as what it is, not as what it says (semantics, rule 50). */
export function seen(value: Json, label: Confidentiality, clearance: Confidentiality): Json {
  return maySee(label, clearance) ? value : hidden(label);
}
