import type { Plan } from "@orchlang/plan";
import type { Action, GuardrailRule, Selector, Severity } from "@orchlang/plan/rules";
import { capabilityOf } from "./call.ts";

/** True if a selector speaks of a capability. */
export function selects(plan: Plan, selector: Selector, capability: string): boolean {
  if ("any" in selector) return true;
  if ("name" in selector) return selector.name === capability;
  const { tags, kind } = capabilityOf(plan, capability);
  return "tagged" in selector ? tags.includes(selector.tagged) : kind === selector.kind;
}

/** The capabilities that a selector speaks of, in the plan's order; or the plan or goal that it names. */
export function selected(plan: Plan, selector: Selector): readonly string[] {
  if ("name" in selector) return [selector.name];
  return Object.keys(plan.capabilities).filter((name) => selects(plan, selector, name));
}

/** A rule as a reader names it: `m.bounded 2`, counted from 1; of a declaration with a single rule `m.bounded`. */
export function ruleName({ name }: { readonly name: string }, index: number, of: readonly unknown[]): string {
  return of.length > 1 ? `${name} ${index + 1}` : name;
}

const watching = new WeakMap<Plan, ReadonlySet<string>>();

/** The capabilities, plans and goals whose begins and ends some guardrail looks back on. */
export function watchedOf(plan: Plan): ReadonlySet<string> {
  let results = watching.get(plan);
  if (results === undefined) {
    const selectors = plan.guardrails.flatMap(({ rules }) => rules.flatMap(lookedBackOn));
    results = new Set(selectors.flatMap((selector) => selected(plan, selector)));
    watching.set(plan, results);
  }
  return results;
}

function lookedBackOn(rule: GuardrailRule): readonly Selector[] {
  switch (rule.kind) {
    case "before":
      return [rule.first.selector];
    case "preceded":
      return rule.by.map(({ selector }) => selector);
    case "followed":
      return [rule.every.selector, ...rule.by.map(({ selector }) => selector)];
    case "atMost":
      return [rule.of.selector];
    case "never":
    case "bound":
    case "flow":
      return [];
  }
}

/** `every … followed by …`, and where it stands. */
export interface Followed {
  /** `guardrail.2`. */
  readonly id: string;
  readonly severity: Severity;
  readonly rule: Extract<GuardrailRule, { kind: "followed" }>;
}

const follows = new WeakMap<Plan, readonly Followed[]>();

export function followedOf(plan: Plan): readonly Followed[] {
  let results = follows.get(plan);
  if (results === undefined) {
    results = plan.guardrails.flatMap(({ name, severity, rules }) =>
      rules.flatMap((rule, index) =>
        rule.kind === "followed" ? [{ id: `${name}.${index}`, severity, rule }] : [],
      ),
    );
    follows.set(plan, results);
  }
  return results;
}

export type { Action };
