import type { Json } from "@orchlang/plan";
import type { Instant } from "../../machine.ts";
import type { ControlState, SourceReading } from "../state.ts";
import { type Fused, fuse, type Said } from "./fuse.ts";
import type { LaidSignal } from "./laid.ts";

/** The knowledge about a name at a moment. */
export interface Known {
  /** Left out: nothing. */
  readonly value?: Json;
  readonly confidence?: number;
  /** When the newest was learnt that this rests on. */
  readonly when?: Instant;
  /** The sources of the value. */
  readonly sources?: readonly string[];
}

const nothing: Known = {};

/** The value of a signal, a flag, or an undeclared name at the state's own time. */
export function knownOf(state: ControlState, name: string): Known {
  const signal = state.laid.signals.get(name);
  if (signal !== undefined) return knownOfSignal(state, signal);
  // A value reported for a flag by name overrides the derived one.
  const told = state.readings.get(name);
  const condition = told?.value === undefined ? state.conditions.get(name) : undefined;
  if (condition !== undefined) {
    const { value, confidence, since } = condition;
    if (value === undefined) return nothing;
    return { value, when: since, ...(confidence === undefined ? {} : { confidence }) };
  }
  if (told?.value === undefined) return nothing;
  const { value, confidence, at } = told;
  return { value, when: at, ...(confidence === undefined ? {} : { confidence }) };
}

function knownOfSignal(state: ControlState, signal: LaidSignal): Known {
  const said = counting(state, signal);
  const fused = fusedAt(signal, said, state.at);
  if (fused === undefined) return nothing;
  const when = Math.max(...said.map(({ reading }) => reading.when));
  return { ...fused, when, sources: said.map(({ source }) => source) };
}

interface Counting {
  readonly source: string;
  readonly reading: SourceReading & { readonly value: Json };
}

/** The readings that have not expired. */
function counting({ sensed, at }: ControlState, signal: LaidSignal): readonly Counting[] {
  const said: Counting[] = [];
  for (const [source, reading] of sensed.get(signal.name) ?? []) {
    const { value } = reading;
    if (value !== undefined && expiryOf(signal, reading) > at)
      said.push({ source, reading: { ...reading, value } });
  }
  return said;
}

function fusedAt(signal: LaidSignal, said: readonly Counting[], at: Instant): Fused | undefined {
  const [first, ...others] = said.map(
    ({ reading }): Said => ({ ...reading, confidence: confidenceAt(signal, reading, at) }),
  );
  return first && fuse(signal.fuse, [first, ...others], signal.values);
}

/** When a reading counts no longer. */
export function expiryOf({ fresh }: LaidSignal, { when, until }: SourceReading): Instant {
  const stale = fresh === undefined ? Number.POSITIVE_INFINITY : when + fresh + 1;
  return Math.min(stale, until ?? Number.POSITIVE_INFINITY);
}

function confidenceAt({ decay }: LaidSignal, { confidence, when }: SourceReading, at: Instant): number {
  return decay === 0 ? confidence : confidence * Math.max(0, 1 - decay * Math.max(0, at - when));
}

/**
 * When the confidence of a signal falls below `share` if no further reading arrives; undefined if it is already below,
 * or never falls below. Confidence never rises without new readings, so the instant is found by bisection.
 */
export function crossing(state: ControlState, signal: LaidSignal, share: number): Instant | undefined {
  if (signal.decay === 0) return undefined;
  const said = counting(state, signal);
  const isSure = (at: Instant): boolean => (fusedAt(signal, said, at)?.confidence ?? 0) >= share;
  let sure = state.at;
  let unsure = Math.max(sure, ...said.map(({ reading }) => Math.ceil(reading.when + 1 / signal.decay))) + 1;
  if (!isSure(sure) || isSure(unsure)) return undefined;
  while (unsure - sure > 1) {
    const between = Math.floor((sure + unsure) / 2);
    if (isSure(between)) sure = between;
    else unsure = between;
  }
  return unsure;
}
