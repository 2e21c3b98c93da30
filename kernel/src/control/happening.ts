/** Occurrences, and those that fusions keep until they are complete. */
import type { Json } from "@orchlang/plan";
import { List, Map as PersistentMap } from "immutable";
import type { Instant, Seq } from "../machine.ts";

/** An occurrence with the time that it states. */
export interface Happening {
  readonly id: string;
  readonly event: string;
  readonly fields: Json;
  readonly when: Instant;
}

/** A received occurrence. One made by a fusion arrives with its last part. */
export interface Arrival extends Happening {
  /** By how much had come to control. */
  readonly came: Seq;
  /** How many triggers in a row have led to it. */
  readonly depth: number;
}

export interface FusionState {
  /** The newest that was heard of, and the newest that was passed on. */
  readonly newest: Instant;
  readonly passed: Instant;
  /** Those that older ones may still come before; by time. */
  readonly pending: List<Arrival>;
  /** When nobody is waited for any longer. */
  readonly due?: Instant;
  /** By what they have in common, then by event. */
  readonly held: PersistentMap<string, PersistentMap<string, List<Arrival>>>;
  /** Those held, in the order in which they came to be. */
  readonly order: List<{
    readonly key: string;
    readonly event: string;
    readonly id: string;
    readonly when: Instant;
  }>;
}

export const emptyFusion: FusionState = {
  newest: 0,
  passed: 0,
  pending: List(),
  held: PersistentMap(),
  order: List(),
};

/** The arrival time, depth and stated time of a fused occurrence: the maximum of its parts. */
export function lastOf(parts: readonly Arrival[]): Pick<Arrival, "came" | "depth" | "when"> {
  return {
    came: Math.max(...parts.map(({ came }) => came)),
    depth: Math.max(...parts.map(({ depth }) => depth)),
    when: Math.max(...parts.map(({ when }) => when)),
  };
}
