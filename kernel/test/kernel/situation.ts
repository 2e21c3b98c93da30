import type { Json, JsonObject } from "@orchlang/plan";
import type { Failure, Spent } from "../../src/failure.ts";
import type { Key, Reach } from "../../src/identity.ts";
import type { Instant } from "../../src/machine.ts";
import type { User } from "../../src/messages.ts";
import type { RunCommand } from "../../src/run/commands.ts";

export type Job = Extract<RunCommand, { do: "dispatch" }>;

/** The outcome of one dispatch. */
export type Happening =
  | { readonly after?: number; readonly ok: Json; readonly spent?: Spent }
  | {
      readonly after?: number;
      readonly fails: Failure["class"];
      readonly name?: string;
      readonly reach?: Reach;
      readonly message?: string;
      /** The wait that the other side asks for. */
      readonly asks?: number;
      readonly spent?: Spent;
    }
  /** The worker dies; `done`: after the effect was made. */
  | { readonly after?: number; readonly lost: true; readonly done?: true }
  /** Nothing is ever heard of it. */
  | { readonly never: true };

export interface Handlers {
  /** `nth`: which dispatch of this capability it is, from 1. */
  readonly [capability: string]: (job: Job, nth: number) => Happening;
}

export interface Person {
  readonly after: number;
  readonly value: Json;
  readonly by?: User;
}

export interface Situation {
  readonly input?: Json;
  readonly user?: User;
  readonly handlers?: Handlers;
  /** By capability; what is not there is never answered. */
  readonly people?: Readonly<Record<string, Person | readonly Person[]>>;
  /** Members of pools, by their id. */
  readonly members?: Readonly<
    Record<
      string,
      { readonly pool: string; readonly fields?: JsonObject; readonly health?: "maintenance" | "lost" }
    >
  >;
  /** The result of a request that calls back, once it was made, and its time. */
  readonly returns?: (job: Job) => { readonly after: number; readonly value: Json } | undefined;
  readonly seed?: string;
  readonly at?: Instant;
  /** An aborted call ends at once and reports that; otherwise it continues, and reports when it is done. */
  readonly obedient?: true;
}

export const anybody: User = { id: "ada", roles: ["*"], consents: ["*"] };

/** An effect that was made out there. */
export interface Effect {
  readonly at: Instant;
  readonly capability: string;
  readonly key: Key;
  readonly args: Json;
  readonly of?: Key;
}
