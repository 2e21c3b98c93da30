import type { Json } from "@orchlang/plan";
import type { Failure } from "../failure.ts";
import type { Site, Slot } from "../identity.ts";
import type { Lanes } from "../keys.ts";
import type { Instant } from "../machine.ts";
import type { RunStatus } from "../messages.ts";
import type { Owner, Rows } from "../persistent/rows.ts";
import type { Template } from "./layout.ts";
import type { NodeState } from "./node-state.ts";

export interface FrameOutcome {
  readonly status: RunStatus;
  readonly value?: Json;
  readonly failure?: Failure;
}

/** One instance of a template: a run of a routine, or a round of a loop. */
export interface Frame {
  readonly id: number;
  readonly template: Template;
  /** `launch`, `launch/step>sub`, called for the second time `launch/step>2>sub`. */
  readonly path: string;
  readonly site: Site;
  /** The round, or the run's own plan, in which what is done in it counts: itself, or around what it was called by. */
  readonly scope: number;
  /** The common part of the keys of all its intents. */
  readonly lanes: Lanes;
  /** The call or the loop that it belongs to. */
  readonly parent: { readonly frame: number; readonly node: number; readonly slot: Slot } | undefined;
  /** Its ledger, and those of what surrounds it. */
  readonly ledgers: readonly number[];
  /** A routine's arguments. */
  readonly input: Json;
  /** A round's variable. */
  readonly local: { readonly name: string; readonly value: Json } | undefined;
  readonly began: Instant;
  readonly timeout: Instant | undefined;
  /** When the `timeout` of the step that calls it is over: all plans of a goal have it together. */
  readonly callerTimeout: Instant | undefined;
  readonly deadline: Instant | undefined;
  readonly nodes: Rows<NodeState>;
  /** Nodes of its outermost block, or of `finally`, that are not settled; with them what goes on of decided races. */
  readonly open: number;
  /** `pending`: it is to start when the plan before it is undone. */
  readonly status: "pending" | "forward" | "unwinding" | "finally" | "over";
  readonly started: boolean;
  readonly value: Json | undefined;
  readonly returned: boolean;
  readonly failure: Failure | undefined;
  /** True if it came to its end, and the step that called it does not accept its value. */
  readonly rejected: boolean;
  readonly cancelled: boolean;
  readonly todo: FrameTodo | undefined;
  readonly compensation: FrameCompensation | undefined;
  readonly owner: Owner;
}

export type FrameTodo = "done" | "fail" | "unwound" | "finished";

interface FrameCompensation {
  /** The number of nodes of its outermost block that are not undone yet. */
  readonly inside: number;
}
