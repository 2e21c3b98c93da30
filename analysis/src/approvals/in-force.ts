import { type CheckedProgram, type CheckedRoutine, type CheckedRule, calleesFirst } from "@orchlang/checker";
import type { Expression } from "@orchlang/plan/expressions";
import type { Policy, Selector } from "@orchlang/plan/rules";

/*
 * A plan's policies hold in the plans that it calls, too, and a gate asks what it asks whoever has called its plan. So
 * who is asked at a step depends on the run: on all plans that it goes through, and not on the plan of the step alone.
 */

/** By the name of each plan that a run comes to, the policies whose people are asked at its steps, or that defer them. */
export interface InForce {
  readonly own: readonly Approving[];
  /** Where one plan among them differs from another: of each. Else all have `own`. */
  readonly uneven?: ReadonlyMap<string, readonly Approving[]>;
}

export const nobodyAsked: InForce = { own: [] };

export function inForceAt({ own, uneven }: InForce, plan: string): readonly Approving[] {
  return uneven === undefined ? own : (uneven.get(plan) ?? []);
}

/** The sources of approvals in called plans. */
export interface ApprovalSource {
  readonly program: Pick<CheckedProgram, "bind" | "routines">;
  readonly approving: readonly Approving[];
  /** The plans that one calls, those of the goals that it calls among them. */
  callees(plan: string): readonly string[];
  /** The approvals in force in a run of the plan by itself. */
  inForce(plan: string): InForce;
}

/** In a run of these plans: of one, or of those that achieve a goal. */
export function inForceIn(roots: readonly string[], source: ApprovalSource): InForce {
  const { program, approving } = source;
  if (approving.length === 0) return nobodyAsked;
  const ownOf = (checked: CheckedRoutine | undefined): readonly Approving[] =>
    checked === undefined ? [] : approving.filter((policy) => covers(program, policy, checked));
  const [first = [], ...others] = roots.map((root) => ownOf(program.routines.get(root)));
  const isFirst = (own: readonly Approving[]): boolean =>
    own.length === first.length && own.every((policy, at) => policy.name === first[at]?.name);
  const isEven =
    others.every(isFirst) &&
    roots.flatMap(source.callees).every((callee) => {
      const { own, uneven } = source.inForce(callee);
      return uneven === undefined && isFirst(own);
    });
  return isEven ? { own: first } : { own: first, uneven: ofEach(roots, source, ownOf) };
}

/** Callers before what they call: what holds in them has been found when it is handed on. */
function ofEach(
  roots: readonly string[],
  { program, approving, callees }: ApprovalSource,
  ownOf: (checked: CheckedRoutine | undefined) => readonly Approving[],
): ReadonlyMap<string, readonly Approving[]> {
  const results = new Map<string, Set<Approving>>();
  for (const plan of [...calleesFirst(roots, callees)].reverse()) {
    const own = results.get(plan) ?? new Set();
    for (const policy of ownOf(program.routines.get(plan))) own.add(policy);
    results.set(plan, own);
    for (const callee of callees(plan)) {
      const handed = results.get(callee) ?? new Set();
      for (const policy of own) handed.add(policy);
      results.set(callee, handed);
    }
  }
  return new Map([...results].map(([plan, all]) => [plan, approving.filter((policy) => all.has(policy))]));
}

/**
 * A policy for which an action may have to wait before it begins: it has people asked, or defers. Where it is written is no part of it: whoever has looked at
 * it need not look again because a text has moved.
 */
export interface Approving {
  readonly name: string;
  readonly module: string;
  readonly on: readonly Selector[];
  /** One after another. */
  readonly asks: readonly { readonly role: string; readonly within?: Expression }[];
  /** ms that each of its verdicts may defer a call. */
  readonly defers: readonly number[];
}

/** Only `blocking` policies ask for approval, or defer (semantics, rule 41). */
export function approvingPolicies(policies: readonly CheckedRule<Policy>[]): readonly Approving[] {
  return policies.flatMap(({ rule, origin }) => {
    const asks = rule.verdicts.flatMap((verdict) =>
      verdict.kind === "approval"
        ? [{ role: verdict.role, ...(verdict.within === undefined ? {} : { within: verdict.within }) }]
        : [],
    );
    const defers = rule.verdicts.flatMap((verdict) => (verdict.kind === "defer" ? [verdict.within] : []));
    if (asks.length + defers.length === 0 || rule.severity !== "blocking") return [];
    return [{ name: rule.name, module: origin.module, on: rule.on, asks, defers }];
  });
}

/** True if a rule covers a plan: of its own module, of those that name it, of all where the project binds its module. */
export function covers(
  { bind }: Pick<CheckedProgram, "bind">,
  { name, module }: Pick<Approving, "name" | "module">,
  checked: CheckedRoutine,
): boolean {
  return module === checked.origin.module || checked.under.includes(name) || (bind ?? []).includes(module);
}
