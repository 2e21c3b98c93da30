import type { CheckedProgram, CheckedRoutine, CheckedRule } from "@orchlang/checker";
import type { Expression } from "@orchlang/plan/expressions";
import type { Policy, Selector } from "@orchlang/plan/rules";

/**
 * A policy that has people asked before an action begins. Where it is written is no part of it: whoever has looked at
 * it need not look again because a text has moved.
 */
export interface Approving {
  readonly name: string;
  readonly module: string;
  readonly on: readonly Selector[];
  /** One after another. */
  readonly asks: readonly { readonly role: string; readonly within?: Expression }[];
}

/** Only `blocking` policies ask for approval (semantics, rule 41). */
export function approvingPolicies(policies: readonly CheckedRule<Policy>[]): readonly Approving[] {
  return policies.flatMap(({ rule, origin }) => {
    const asks = rule.verdicts.flatMap((verdict) =>
      verdict.kind === "approval"
        ? [{ role: verdict.role, ...(verdict.within === undefined ? {} : { within: verdict.within }) }]
        : [],
    );
    if (asks.length === 0 || rule.severity !== "blocking") return [];
    return [{ name: rule.name, module: origin.module, on: rule.on, asks }];
  });
}

/** Whether a rule covers a plan: of its own module, of those that name it, of all where the project binds its module. */
export function covers(
  { bind }: Pick<CheckedProgram, "bind">,
  { name, module }: Pick<Approving, "name" | "module">,
  checked: CheckedRoutine,
): boolean {
  return module === checked.origin.module || checked.under.includes(name) || (bind ?? []).includes(module);
}
