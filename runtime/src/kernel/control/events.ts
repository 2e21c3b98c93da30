import type { Json, JsonObject, PlanId } from "@orchlang/plan";
import type { Instant, Ref, RunId, Seq } from "../machine.ts";
import type { ToControl, ToRun } from "../messages.ts";
import type { User } from "../run/events.ts";
import type { Health } from "./holds/pool.ts";

/** Observed by control: an input, whole. */
export type ControlObserved =
  /** A message of a run. `ack`: the last of control's messages that the run has consumed. */
  | { readonly t: "Heard"; readonly from: Ref; readonly ack: Seq; readonly ask: ToControl }
  /** Somebody asks for a run. The request's id makes the run's id, so asking twice admits once. */
  | {
      readonly t: "Requested";
      readonly request: string;
      readonly plan: PlanId;
      readonly entry: string;
      readonly by: User;
    }
  /** A person's answer to a task, as it came in. */
  | { readonly t: "Answer"; readonly id: string; readonly task: Ref; readonly value: Json; readonly by: User }
  /** Pools that a plan speaks of, as the plan declares them. */
  | { readonly t: "Provided"; readonly pools: Readonly<Record<string, JsonObject>> }
  /** Word of one member of a pool: what is known of it, whether it can be used. */
  | {
      readonly t: "Member";
      readonly id: string;
      readonly pool: string;
      readonly member: string;
      readonly fields?: JsonObject;
      readonly health?: Health;
    }
  /** What is known of a signal or flag from now on. `until`: it counts that long. Without a value: nothing. */
  | {
      readonly t: "Sensed";
      readonly id: string;
      readonly name: string;
      readonly value?: Json;
      readonly confidence?: number;
      readonly until?: Instant;
    }
  | { readonly t: "Occurred"; readonly id: string; readonly event: string; readonly fields: Json }
  | { readonly t: "Woke" };

/** Decided by control. `prev`: the message before this one to the same run. */
export type ControlDecided =
  | { readonly t: "Admitted"; readonly run: RunId; readonly plan: PlanId; readonly entry: string }
  | { readonly t: "Opened"; readonly task: Ref }
  | { readonly t: "Withdrawn"; readonly task: Ref }
  | { readonly t: "Answered"; readonly run: RunId; readonly prev?: Seq; readonly say: ToRun }
  | { readonly t: "Refused"; readonly id: string; readonly why: string }
  | { readonly t: "Granted"; readonly run: RunId; readonly prev?: Seq; readonly say: ToRun }
  /** A hold that nobody can be given, or that was lost. */
  | { readonly t: "Declined" | "Revoked"; readonly run: RunId; readonly prev?: Seq; readonly say: ToRun }
  /** What a run wanted to know, or what happened. */
  | { readonly t: "Read" | "Matched"; readonly run: RunId; readonly prev?: Seq; readonly say: ToRun }
  /** What was known of it is too old. */
  | { readonly t: "Faded"; readonly name: string }
  /** One more of those who have to agree has. */
  | { readonly t: "Approved"; readonly gate: string }
  /** A place in a window, by the gate that took it; given back if nothing begins. */
  | { readonly t: "Took"; readonly limit: string; readonly per: number; readonly gate: string }
  | { readonly t: "GaveBack"; readonly gate: string }
  /** Members are free again: let go of, or past their time. */
  | { readonly t: "Freed"; readonly hold: string; readonly why: "released" | "expired" }
  | { readonly t: "Forgot"; readonly run: RunId };

export type ControlEvent = { readonly at: Instant } & (ControlObserved | ControlDecided);
export type ControlInput = { readonly at: Instant } & ControlObserved;

/** What the shell carries out for control. */
export type ControlCommand =
  | { readonly do: "start"; readonly run: RunId; readonly plan: PlanId }
  | { readonly do: "send"; readonly to: RunId; readonly from: Ref; readonly body: ToRun }
  | { readonly do: "wake"; readonly id: string; readonly due: Instant };
