import type { Expression } from "./expression.ts";
import type { Label, Schema, Tier } from "./value.ts";

export type CapabilityKind = "tool" | "agent" | "service" | "llm" | "human";

/** A parameter in declaration order. */
export interface Parameter {
  readonly name: string;
  readonly schema: Schema;
  readonly label: Label;
  /** Takes nothing untrusted; `value`: something untrusted may decide that the call is made, and has no part in the value. */
  readonly trusted?: true | "value";
  /** Evaluated where an argument is left out; reads earlier parameters as locals. */
  readonly default?: Expression;
}

export type Effect =
  | { readonly kind: "pure" }
  /** `for`: how long the other side remembers a key, ms; left out: for ever. */
  | { readonly kind: "idempotent"; readonly for?: Expression }
  | { readonly kind: "once" };

/** A call inside a capability's clause or a step's option: `cancel_campaign(job: result.id)`. */
export interface CallReference {
  readonly capability: string;
  readonly args: Readonly<Record<string, Expression>>;
}

/** Where the code is. Paths are relative to the project's root, with `/`. */
export type Handler =
  | { readonly kind: "module"; readonly path: string; readonly export: string }
  | {
      readonly kind: "http";
      readonly method: string;
      /** `{name}` stands for an argument. */
      readonly url: string;
      /** Where an argument is part of the host: the hosts that there are. */
      readonly hosts?: readonly string[];
      readonly callback?: true;
    }
  | { readonly kind: "mcp"; readonly server: string; readonly tool: string };

/**
 * All that may touch the world, and everything that is known of it beforehand.
 * Expressions read the parameters as locals; `ensures`, `undo` and `confirm` read `result` too.
 */
export interface Capability {
  readonly name: string;
  readonly kind: CapabilityKind;
  readonly params: readonly Parameter[];
  /** `null`: gives nothing. */
  readonly result: { readonly schema: Schema; readonly label: Label } | null;
  readonly effect: Effect;
  /** Upper bounds of one attempt: Money; ms; J; a number of tokens. Left out: see semantics, rule 15. */
  readonly cost?: Expression;
  readonly latency?: Expression;
  readonly energy?: Expression;
  readonly tokens?: Expression;
  /** Lower bounds of one attempt that answers; left out: zero. */
  readonly least?: Readonly<Partial<Record<"cost" | "latency" | "energy" | "tokens", Expression>>>;
  /** Each request costs, also those under one key of an idempotent call. */
  readonly charged?: "per request";
  readonly fails: readonly string[];
  readonly ensures: readonly Expression[];
  readonly scopes: readonly string[];
  readonly clearance: Label;
  /** Empty: any tier. */
  readonly tiers: readonly Tier[];
  readonly uses: readonly { readonly kind: string; readonly count: number }[];
  readonly tags: readonly string[];
  readonly touches: readonly { readonly entity: string; readonly by: Expression }[];
  readonly undo?: CallReference;
  readonly confirm?: CallReference;
  readonly irreversible?: string;
  readonly heartbeat?: Expression;
  readonly run?: Handler;
  readonly human?: HumanTask;
  readonly model?: ModelCall;
}

export interface HumanTask {
  readonly role: string;
  /** How many different people. */
  readonly count: number;
  readonly where?: Expression;
  /** The text that the person reads: an expression of type text. */
  readonly show: Expression;
}

export interface ModelCall {
  readonly role: string;
  readonly prompt: Expression;
}
