import type { Effect, Parameter } from "./capability.ts";
import type { Expression } from "./expression.ts";
import type { Action, Selector } from "./rule.ts";
import type { Schema } from "./value.ts";
import type { World } from "./world.ts";

/*
 * A checked scenario. Names are qualified, times and durations are expressions that give ms or an
 * instant. No plan file carries it: the compiler hands it to the simulator beside the plan.
 */

/** A scenario: the played entry, its inputs and expectations, with its clauses in order. */
export interface Scenario<Clause extends ScenarioClause = ScenarioClause> {
  readonly says: string;
  /** A plan, a goal or a trigger. */
  readonly target: string;
  readonly clauses: readonly Clause[];
}

/** Information that a plan file leaves to the world around it, and that a simulated world needs. */
export interface ScenarioContext {
  /** The condition of each flag. */
  readonly flags: readonly { readonly name: string; readonly value: Expression }[];
  /** By pool: the type of its members. */
  readonly kinds: Readonly<Record<string, Schema>>;
  /** By signal: the type of its values. */
  readonly signals?: Readonly<Record<string, Schema>>;
  /** The trigger alone, with its context. */
  readonly armed?: World;
  /** By plan or goal whose end a trigger listens to: the type of its result. */
  readonly results?: Readonly<Record<string, Schema>>;
  /** Capabilities of the program that nothing in it calls. Left out: nothing is known of them. */
  readonly unused?: readonly UnusedCapability[];
  /** Events that only plans of the program report. Left out: nothing is known of them. */
  readonly ownEvents?: readonly string[];
  /** Named types, for `kinds` and `signals`. */
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** A declared capability that nothing calls. Its parameters show whether it could undo something. */
export interface UnusedCapability {
  readonly name: string;
  readonly params: readonly Parameter[];
  /** True if it has a result. */
  readonly gives: boolean;
  readonly effect: Effect["kind"];
  /** True if it asks a person. */
  readonly asks: boolean;
}

export type ScenarioClause = GivenClause | AnswerClause | FaultClause | OperatorClause | ExpectClause;

/** Stands for a list of made-up values: the simulator makes them, by the schema of the place it stands in. */
export const sampleFunction = "scenario.sample";

export type GivenClause =
  | { readonly kind: "given"; readonly name: string; readonly value: Expression }
  | {
      readonly kind: "givenSignal";
      readonly signal: string;
      readonly value: Expression;
      readonly at?: Expression;
    }
  | {
      readonly kind: "givenEvent";
      readonly event: string;
      readonly fields: Readonly<Record<string, Expression>>;
      readonly at: Expression;
      readonly twice: boolean;
    }
  | { readonly kind: "consentWithdrawn"; readonly scope: string; readonly at: Expression };

export interface AnswerClause {
  readonly kind: "answer";
  readonly capability: string;
  readonly value: Expression;
  readonly after?: Expression;
}

export type FaultClause =
  | {
      readonly kind: "resourceLost";
      readonly pool: string;
      readonly at: Expression;
      readonly for?: Expression;
    }
  | { readonly kind: "clockJumps"; readonly by: Expression }
  | { readonly kind: "crash"; readonly moment: "before" | "after" | "during"; readonly step: StepName }
  | { readonly kind: "crashAt"; readonly at: Expression }
  | { readonly kind: "workerDies"; readonly step: StepName }
  | {
      /** An approval that a policy requires is refused, or nobody answers. */
      readonly kind: "approvalFault";
      readonly role: string;
      /** Only the n-th approval of that role. */
      readonly call?: number;
      readonly behaviour: "refused" | "timesOut";
    }
  | {
      readonly kind: "capabilityFault";
      readonly capability: string;
      /** Only its n-th call. */
      readonly call?: number;
      readonly behaviour: FaultBehaviour;
    };

/** A step by its node, or every call of a capability. */
export type StepName = { readonly node: string } | { readonly capability: string };

export type FaultBehaviour =
  | { readonly kind: "fails"; readonly failure?: string; readonly message?: string; readonly times?: number }
  | { readonly kind: "timesOut"; readonly times?: number }
  | { readonly kind: "returns"; readonly value: Expression }
  | { readonly kind: "answersTwice" }
  | { readonly kind: "answersLate"; readonly after: Expression };

export type OperatorClause =
  | {
      readonly kind: "operator";
      readonly command: "cancels" | "pauses" | "unpauses";
      readonly at: Expression;
    }
  | {
      readonly kind: "resolves";
      readonly step: StepName;
      readonly value: Expression;
      readonly at?: Expression;
    };

export type ExpectClause = { readonly kind: "expect" } & (
  | { readonly expects: "completed"; readonly by?: string }
  | { readonly expects: "failed"; readonly name?: string; readonly message?: string }
  | { readonly expects: "cancelled" }
  | { readonly expects: "waiting" }
  | { readonly expects: "inDoubt"; readonly step: StepName }
  | { readonly expects: "breached"; readonly rule: string }
  /** `when`, here and below: of calls with such `args` alone. */
  | { readonly expects: "never"; readonly selector: Selector; readonly when?: Expression }
  | {
      readonly expects: "once";
      readonly target: string;
      readonly each: boolean;
      /** Calls are counted, retries too, and not effects. */
      readonly called?: true;
      readonly when?: Expression;
    }
  | { readonly expects: "undone"; readonly target: string }
  | { readonly expects: "within"; readonly duration: Expression }
  | { readonly expects: "before"; readonly first: Action; readonly then: Action }
  /** Reads `result`, `error`, `cost`, `latency`, `energy`, `tokens` as locals, and the steps as nodes. */
  | { readonly expects: "condition"; readonly condition: Expression }
);
