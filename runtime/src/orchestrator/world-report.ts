import type { Instant, Need, RunId } from "@orchlang/kernel";
import type { Candidates, ClosedAdmission, ScopedClosure } from "@orchlang/kernel/control";
import type { Json } from "@orchlang/plan";

/** The state around the runs. Personal values are masked as `‹personal›`. */
export interface WorldReport {
  readonly armed: boolean;
  readonly triggers: readonly TriggerReport[];
  readonly signals: readonly SignalReport[];
  readonly flags: readonly FlagReport[];
  readonly pools: readonly PoolReport[];
  /** Runs that go on only once an operator has spoken. */
  readonly attention: readonly AttentionReport[];
  /** Left out: runs begin. */
  readonly admission?: ClosedAdmission;
  /** Parts of the installation that begin no runs. */
  readonly closures: readonly ScopedClosure[];
  /** Occurrences that fusions keep until they are complete, or until nothing older is waited for. */
  readonly fusions: readonly FusionReport[];
  /** Numbers of firings and of causes without effect, by name and reason. */
  readonly tallies: Readonly<Record<string, number>>;
  /** Records rejected since this process began, by reason; `repeated` counts repetitions under one id. */
  readonly refused: Readonly<Record<string, number>>;
}

/** A fusion with the number of occurrences that it keeps. */
export interface FusionReport {
  readonly name: string;
  /** Those that older ones may still come before. */
  readonly pending: number;
  /** Those that others are still to be joined with. */
  readonly held: number;
  /** The time of the newest that it has taken. */
  readonly newest?: Instant;
}

/** A member of a pool. Fields above `internal` are masked. */
export interface MemberReport {
  readonly pool: string;
  readonly id: string;
  readonly health: string;
  readonly fields: Json;
  /** The run that holds it, since when, and until when at most. */
  readonly holder?: { readonly run: RunId; readonly since: Instant; readonly until?: Instant };
  /** The runs that have reserved it for later, in the order of time; left out: none. */
  readonly reserved?: readonly { readonly run: RunId; readonly from: Instant; readonly until: Instant }[];
  /** When anything was heard of it last. */
  readonly heard?: Instant;
}

/** Something that a run waits to be given. */
export interface HoldReport {
  readonly pool: string;
  readonly since: Instant;
  /** The pool and those that it overflows into, and why none of their members is given. */
  readonly candidates: readonly Candidates[];
}

/** A run that waits for an operator, and about which steps. */
interface AttentionReport {
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
  /** Somebody has disabled it. */
  readonly disabled?: true;
}

/** The present value of a signal. */
export interface SignalReport {
  readonly name: string;
  /** Left out: unknown. */
  readonly value?: Json;
  readonly confidence?: number;
  /** ms. */
  readonly age?: number;
  readonly sources: readonly string[];
}

/** A flag's value, and since when. */
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
  /**
   * Members that report `ready` and are given to nobody: they are flapping, or the previous holder may still be using
   * them.
   */
  readonly aside?: readonly string[];
  readonly held: number;
  /** Requests that wait for a member, without overflow. */
  readonly waiting: number;
  /** Left out: all there are can be held at once. */
  readonly capacity?: number;
}
