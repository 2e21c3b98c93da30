import type { RunId } from "@orchlang/kernel";
import type { ControlEvent } from "@orchlang/kernel/control";
import type { RunEvent } from "@orchlang/kernel/run";
import type { Placed } from "../drive/live.ts";
import type { Refusal } from "../orchestrator-api.ts";

/** Callbacks about the runs of this process. */
export interface RunsHooks {
  committed(run: RunId, events: readonly Placed<RunEvent>[]): void;
  /** By control. */
  decided(events: readonly Placed<ControlEvent>[]): void;
  /** Something of a run has changed, that may have brought it to rest. */
  changed(run: RunId): void;
  /** It was to go on, and can't here. */
  left(run: RunId, why: Refusal): void;
  /** A turn is over and carried out: runs may have come to rest. */
  turned(): void;
  stopped(message: string, fault?: unknown): void;
  /** Whether somebody waits for this run to come to rest. */
  awaited(run: RunId): boolean;
}
