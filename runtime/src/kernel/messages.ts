import type { Expression, Json } from "@orchlang/plan";
import type { Call, Key } from "./identity.ts";
import type { Instant, Ref, RunId } from "./machine.ts";
import type { RunStatus, User } from "./run/events.ts";

/** What was read of the context, as it was read. */
export interface Reading {
  readonly name: string;
  /** Left out: unknown. */
  readonly value?: Json;
  readonly confidence?: number;
  readonly age?: number;
  readonly version: number;
}
export type Reads = readonly Reading[];

/** A task in an inbox. Opened once per key. */
export interface Task {
  readonly key: Key;
  readonly call: Call;
  readonly capability: string;
  readonly role: string;
  readonly count: number;
  readonly where?: Expression;
  /** What the person reads. */
  readonly show: string;
  readonly args: Json;
  readonly due?: Instant;
}

/** What a run says to control. */
export type ToControl =
  | { readonly ask: "task"; readonly task: Task }
  | {
      readonly ask: "gate";
      readonly call: Call;
      readonly key: Key;
      readonly attempt: number;
      readonly capability: string;
      readonly args: Json;
      readonly scopes: readonly string[];
      readonly policies: readonly string[];
      readonly reads: readonly string[];
    }
  | { readonly ask: "cancel"; readonly ref: Ref }
  | { readonly ask: "release"; readonly fence: number }
  | { readonly ask: "subscribe"; readonly event: string }
  | { readonly ask: "emit"; readonly event: string; readonly fields: Json }
  | { readonly ask: "closed"; readonly status: RunStatus };

/** What control says to a run. `ref` names the run's own message that is answered. */
export type ToRun =
  | { readonly say: "answered"; readonly ref: Ref; readonly value: Json; readonly by: User }
  | {
      readonly say: "granted";
      readonly ref: Ref;
      readonly reads: Reads;
      readonly fence?: number;
      readonly until?: Instant;
    }
  | { readonly say: "refused"; readonly ref: Ref; readonly why: string; readonly reads: Reads }
  | { readonly say: "matched"; readonly ref: Ref; readonly occurrence: Json }
  | { readonly say: "holdLost"; readonly fence: number }
  | { readonly say: "withdrawn"; readonly scope: string }
  | { readonly say: "noted" };

/** A message under way between two streams. */
export interface Message<Body> {
  readonly from: Ref;
  /** The last message of the receiver that the sender has consumed. */
  readonly ack: number;
  readonly to: RunId;
  readonly body: Body;
}
