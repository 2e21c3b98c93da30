/** What has happened, and what fusions keep of it until what belongs together is there. */
import type { Json } from "@orchlang/plan";
import { List, Map as PersistentMap } from "immutable";
import type { Instant, Seq } from "../machine.ts";

/** An occurrence with the time that it tells of itself. */
export interface Happening {
  readonly id: string;
  readonly event: string;
  readonly fields: Json;
  readonly when: Instant;
}

/** One that was heard of. What is made of several came with the last of them. */
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

/** What several are one of: it came with the last of them, and has the longest way behind it. */
export function lastOf(parts: readonly Arrival[]): Pick<Arrival, "came" | "depth" | "when"> {
  return {
    came: Math.max(...parts.map(({ came }) => came)),
    depth: Math.max(...parts.map(({ depth }) => depth)),
    when: Math.max(...parts.map(({ when }) => when)),
  };
}
