import type { Json } from "@orchlang/plan";
import type { Instant } from "../../machine.ts";
import type { ControlState, SourceReading } from "../state.ts";
import { fuse, type Said } from "./fuse.ts";
import type { LaidSignal } from "./laid.ts";

/** What is known of a name at a moment. */
export interface Known {
  /** Left out: nothing. */
  readonly value?: Json;
  readonly confidence?: number;
  /** When the newest was learnt that this rests on. */
  readonly when?: Instant;
  /** Who says so. */
  readonly sources?: readonly string[];
}

const nothing: Known = {};

/** Of a signal, a flag, or what was told under a name that nobody declared; at the state's own time. */
export function knownOf(state: ControlState, name: string): Known {
  const signal = state.laid.signals.get(name);
  if (signal !== undefined) return knownOfSignal(state, signal);
  // What is told of a flag by its own name counts before what it is reckoned to be.
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

function knownOfSignal({ sensed, at }: ControlState, signal: LaidSignal): Known {
  const said: Said[] = [];
  const sources: string[] = [];
  let when = 0;
  for (const [source, reading] of sensed.get(signal.name) ?? []) {
    if (expiryOf(signal, reading) <= at || reading.value === undefined) continue;
    said.push({ value: reading.value, confidence: confidenceAt(signal, reading, at), when: reading.when });
    sources.push(source);
    when = Math.max(when, reading.when);
  }
  const [first, ...others] = said;
  return first === undefined ? nothing : { ...fuse(signal.fuse, [first, ...others]), when, sources };
}

/** When a reading counts no longer. */
export function expiryOf({ fresh }: LaidSignal, { when, until }: SourceReading): Instant {
  const stale = fresh === undefined ? Number.POSITIVE_INFINITY : when + fresh + 1;
  return Math.min(stale, until ?? Number.POSITIVE_INFINITY);
}

function confidenceAt({ decay }: LaidSignal, { confidence, when }: SourceReading, at: Instant): number {
  return decay === 0 ? confidence : confidence * Math.max(0, 1 - decay * Math.max(0, at - when));
}

/** When the confidence of a reading will have come down to some share; undefined: it is there, or never will be. */
export function crossing(
  { decay }: LaidSignal,
  { confidence, when }: SourceReading,
  share: number,
): Instant | undefined {
  if (decay === 0 || confidence <= share) return undefined;
  return Math.ceil(when + (1 - share / confidence) / decay) + 1;
}
