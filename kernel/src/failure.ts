import type { callFailures, Json, Money, planFailures } from "@orchlang/plan";
import type { Reach } from "./identity.ts";

/** The built-in classes of failure (semantics, rule 16). */
export type FailureClass = (typeof callFailures)[number] | (typeof planFailures)[number];

/** Why something did not work. `name` is its class, or a name that the capability or plan declares. */
export interface Failure {
  readonly class: FailureClass;
  readonly name: string;
  readonly message: string;
  /** How many attempts were made. */
  readonly attempts?: number;
  /** The last value there was, for `exhausted`. */
  readonly last?: Json;
  /** Every single fault, where there are several: `product.price: is missing`. */
  readonly details?: readonly string[];
  /** In ms: the other side asks not to be called before. Waited for as far as the attempt has time left. */
  readonly after?: number;
}

/** The outcome of an attempt: a value, or a failure and whether the world was reached. */
export type Outcome = { readonly ok: Json } | { readonly failure: Failure; readonly reach: Reach };

/** The spending of an attempt, as reported by its handler. Energy in joules, time in ms. */
export interface Spent {
  readonly cost?: Money;
  readonly energy?: number;
  readonly tokens?: number;
  readonly time?: number;
}

/** The models among which one was chosen for an attempt, with how many earlier questions of it ended well and badly. */
export type Chosen = readonly { readonly model: string; readonly good: number; readonly bad: number }[];
