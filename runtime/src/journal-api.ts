import type { Instant, RunId, Seq } from "@orchlang/kernel";
import type { Ahead, Foresight, NodeView, Progress, Redecided, StatementView } from "@orchlang/kernel/run";
import type { Json, PlanFile, PlanId } from "@orchlang/plan";
import type { KnownNow } from "./context/known-now.ts";
import type { Audited } from "./journal/ledger-check.ts";
import type { HoldReport } from "./orchestrator/world-report.ts";
import type {
  ChainedEntry,
  ControlEntry,
  Refusal,
  RunReport,
  RunSummary,
  Supposed,
} from "./orchestrator-types.ts";

/** The result of verifying a stream from its first record to its last. `pruned`: as many of its events were, on purpose. */
export type Verified =
  | { readonly whole: true; readonly events: number; readonly head: string; readonly pruned?: number }
  | { readonly whole: false; readonly seq: Seq; readonly message: string };

/** A run with the state of every statement, and with what is still to come. */
export interface RunDetail extends RunReport {
  readonly input: Json;
  readonly statements: readonly StatementView[];
  readonly progress: Progress;
  /** Left out once it has ended. */
  readonly ahead?: Ahead;
}

/** A journal, opened for reading. Needs no lock, and may be read while a writer lives. */
export interface Journal {
  /** In order of their start. */
  runs(): AsyncIterable<RunSummary>;
  /** The run whose id begins so. */
  find(beginning: string): Promise<{ readonly run: RunId } | Refusal>;
  plan(run: RunId): Promise<PlanFile | Refusal>;
  /** A plan file that a run began with, or that was kept. */
  planFile(id: PlanId): Promise<PlanFile | Refusal>;
  /** How many runs that have not ended began with this plan: they keep it. */
  underWay(plan: PlanId): Promise<number>;
  /**
   * Whether a run that somebody starts with this input has its place among those of its plan (`overlap`). A request that
   * was made before has.
   */
  hasPlace(plan: PlanFile, input: Json, request?: string): Promise<{ readonly done: true } | Refusal>;
  /** Throws `DamagedJournal` at the first record that is not as it was written. */
  events(run: RunId, from?: Seq): AsyncIterable<ChainedEntry>;
  /** The last events of control, oldest first. Throws `DamagedJournal` at one that cannot be read. */
  control(last: number): AsyncIterable<ControlEntry>;
  /** After the event `at`, which there has to be; left out: the last. */
  report(run: RunId, at?: Seq): Promise<RunReport | Refusal>;
  /** The same with the state of every statement, its input, and what is still to come. */
  detail(run: RunId, at?: Seq): Promise<RunDetail | Refusal>;
  /** The consequences of an order or an answer for the run as it stands; nothing is journalled. */
  foresee(run: RunId, supposed: Supposed): Promise<Foresight | Refusal>;
  /** The state of each statement of the run's own plan, calls and others. */
  nodes(run: RunId): Promise<readonly NodeView[] | Refusal>;
  /** The same run decided again from what was observed (semantics, rule 4). */
  replay(run: RunId): Promise<Redecided | Refusal>;
  /**
   * Its events, against their chain, and its plan and what it was asked for with, which lie beside it, against them.
   * Left out: the events of control, which all runs have to do with.
   */
  verify(run?: RunId): Promise<Verified | Refusal>;
  /**
   * The whole journal as lines of JSON, which {@link verifyExport} verifies without it: each event as it rests, then a
   * summary. `at`: now, ms since 1970. Throws `DamagedJournal` at the first event that is not as it was written.
   */
  exported(at: Instant): AsyncIterable<string>;
  /** Differences from what was last committed, in words, as far as opening the journal checks. */
  altered(): Promise<readonly string[]>;
  /** Every commit, record and document against its ledger; undefined where none is kept. Throws `DamagedJournal`. */
  audit(): Promise<Audited | undefined>;
  /** The context at a moment, as far as the journal has it; values above `internal` appear only as known. */
  context(now: Instant): Promise<readonly KnownNow[] | Refusal>;
  /** The members that a run waits for, and why each pool that could give one gives none, as far as the journal has it. */
  waits(run: RunId): Promise<readonly HoldReport[] | Refusal>;
  close(): Promise<void>;
}
