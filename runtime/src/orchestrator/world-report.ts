import type { Instant, Need, RunId } from "@orchlang/kernel";
import type { Json } from "@orchlang/plan";

/** What goes on around the runs. Nothing personal is told: `‹personal›` stands for it. */
export interface WorldReport {
  readonly armed: boolean;
  readonly triggers: readonly TriggerReport[];
  readonly signals: readonly SignalReport[];
  readonly flags: readonly FlagReport[];
  readonly pools: readonly PoolReport[];
  /** Runs that go on only once an operator has spoken. */
  readonly attention: readonly AttentionReport[];
  /** What fired and what led to nothing, by name and why. */
  readonly tallies: Readonly<Record<string, number>>;
  /** News that was refused since this process began, by why; under `repeated` what was told twice under one id. */
  readonly refused: Readonly<Record<string, number>>;
}

/** A run that waits for an operator, and about which steps. */
export interface AttentionReport {
  readonly run: RunId;
  readonly needs: readonly Need[];
}

/** A trigger, what it starts, and how often it has. */
export interface TriggerReport {
  readonly name: string;
  readonly starts: string;
  readonly fired: number;
  readonly running: number;
  readonly queued: number;
  /** When time sets it off next. */
  readonly next?: Instant;
}

/** What a signal is known to be. */
export interface SignalReport {
  readonly name: string;
  /** Left out: unknown. */
  readonly value?: Json;
  readonly confidence?: number;
  /** ms. */
  readonly age?: number;
  readonly sources: readonly string[];
}

/** What a flag is, and since when. */
export interface FlagReport {
  readonly name: string;
  readonly value?: Json;
  readonly since?: Instant;
}

/** A pool of resources, and who is there. */
export interface PoolReport {
  readonly name: string;
  /** How many there are, held ones too, by health: `ready`, `degraded`, `maintenance`, `quarantined`, `lost`. */
  readonly members: Readonly<Record<string, number>>;
  /** Who says to be ready and is given to nobody: it comes and goes too often, or who had it may still be using it. */
  readonly aside?: readonly string[];
  readonly held: number;
  /** Who waits for a member, overflow apart. */
  readonly waiting: number;
  /** Left out: all there are can be held at once. */
  readonly capacity?: number;
}
