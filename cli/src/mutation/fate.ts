import type { Mutant } from "@orchlang/compiler/mutation";
import type { Scenario } from "@orchlang/plan/scenarios";

/**
 * Who notices a mutant: `check` by a diagnostic, `test` by a scenario of the program, `verify` by a search. `nobody`: it
 * survives; `scenario` would catch it, where one can. `same`: it runs as the program does, `runs` worlds long; 0 if both
 * compile to the same plans.
 */
export type Fate =
  | { readonly by: "check" | "test" | "verify"; readonly says: string }
  | { readonly by: "nobody"; readonly scenario?: Told }
  | { readonly by: "same"; readonly runs: number };

/** A scenario, and its text. */
export interface Told {
  readonly scenario: Scenario;
  readonly text: string;
}

export interface Judged {
  readonly mutant: Mutant;
  readonly fate: Fate;
}

/** How many mutants are noticed by whom. */
export interface Score {
  readonly caught: number;
  readonly survived: number;
  readonly same: number;
  readonly by: Readonly<Record<"check" | "test" | "verify", number>>;
  /** The share that is noticed of those that do something else; 1 where there is none. */
  readonly share: number;
}

export function scoreOf(judged: readonly Judged[]): Score {
  const count = (by: Fate["by"]): number => judged.filter(({ fate }) => fate.by === by).length;
  const by = { check: count("check"), test: count("test"), verify: count("verify") };
  const caught = by.check + by.test + by.verify;
  const survived = count("nobody");
  const share = caught + survived === 0 ? 1 : caught / (caught + survived);
  return { caught, survived, same: count("same"), by, share };
}
