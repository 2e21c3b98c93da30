import type { Json, PlanFile } from "@orchlang/plan";
import type { Failure } from "./kernel/failure.ts";
import type { Call, Key } from "./kernel/identity.ts";
import type { Instant, RunId, Seq } from "./kernel/machine.ts";
import type { Order, RunEvent, RunStatus, User } from "./kernel/run/events.ts";

/** An event of a run, with its place. */
export interface Entry {
  readonly seq: Seq;
  readonly event: RunEvent;
}

/** Why a run does not go on by itself. */
export type Waiting =
  | {
      readonly for: "answer";
      readonly step: string;
      readonly call: Call;
      readonly key: Key;
      readonly role: string;
      readonly show: string;
      readonly due?: Instant;
    }
  | { readonly for: "time"; readonly step: string; readonly until: Instant }
  | { readonly for: "operator"; readonly step: string; readonly key: Key; readonly why: string };

/** How a run stands when nothing of it is under way. */
export type Rest =
  | { readonly status: RunStatus; readonly value?: Json; readonly failure?: Failure }
  | { readonly status: "waiting"; readonly waiting: readonly Waiting[] };

export interface RunSummary {
  readonly run: RunId;
  readonly entry: string;
  readonly plan: string;
  readonly started: Instant;
  readonly events: number;
  readonly status: RunStatus | "running" | "waiting";
  readonly waiting: readonly Waiting[];
}

/** A request that cannot be carried out, in words for the person who made it. */
export interface Refusal {
  readonly refused:
    | "input"
    | "plan"
    | "unknown_run"
    | "ambiguous_run"
    | "unknown_step"
    | "not_waiting"
    | "shape"
    | "handlers";
  readonly message: string;
  readonly details?: readonly string[];
}

export interface StartRequest {
  readonly plan: PlanFile;
  readonly input: Json;
  /** Absolute directory that handler paths are relative to. */
  readonly root: string;
  readonly user?: User;
  /** Asking twice with one id starts one run. Left out: a new one. */
  readonly request?: string;
}

/** The runtime as a program embeds it. One at a time may write to a journal. */
export interface Orchestrator {
  start(request: StartRequest): Promise<{ readonly run: RunId } | Refusal>;
  /** Goes on with open runs of the journal: all of them, or one. Gives their ids. */
  resume(run?: RunId): Promise<{ readonly runs: readonly RunId[] } | Refusal>;
  /** Resolves when the run is closed or waits for somebody or a time that is further than `patience` ms away. */
  rest(run: RunId, patience?: number): Promise<Rest>;
  /** Every event as soon as it is durable, from `from` on. The answer ends it. */
  watch(run: RunId, from: Seq, see: (entry: Entry) => void): () => void;
  /** `step` as a person writes it: `review`, `review[2]`. */
  answer(run: RunId, step: string, value: Json, by?: User): Promise<{ readonly done: true } | Refusal>;
  order(
    run: RunId,
    step: string | undefined,
    order: Order["order"],
    detail: Json,
    why: string,
    by?: User,
  ): Promise<{ readonly done: true } | Refusal>;
  close(): Promise<void>;
}
