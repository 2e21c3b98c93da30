import type { Plan } from "@orchlang/plan";
import { type Expression, freeReads, partsOf } from "@orchlang/plan/expressions";
import { blocks } from "../budgets.ts";

/** A rule that a gate's blocking policies have about `resource`. Among those that allow, one is enough. */
interface ResourceVerdict {
  readonly says: "deny" | "allow";
  readonly when: Expression;
}

export function resourceVerdicts(plan: Plan, checks: readonly string[]): readonly ResourceVerdict[] {
  const verdicts = checks.flatMap((id) => {
    const check = plan.checks[id];
    if (check?.kind !== "policy") return [];
    const policy = plan.policies.find(({ name }) => name === check.policy);
    return policy === undefined || !blocks(policy.severity) ? [] : (policy.verdicts[check.verdict] ?? []);
  });
  const denials = verdicts.flatMap((verdict) =>
    verdict.kind === "deny" && readsResource(verdict.when) ? [verdict.when] : [],
  );
  const allowances = verdicts.flatMap((verdict) => (verdict.kind === "allow" ? [verdict.when] : []));
  return [
    ...denials.map((when) => ({ says: "deny" as const, when })),
    ...(allowances.some(readsResource)
      ? [{ says: "allow" as const, when: { op: "or" as const, items: allowances } }]
      : []),
  ];
}

export function readsResource(expression: Expression): boolean {
  return freeReads(expression).some(({ from, name }) => from === "local" && name === "resource");
}

/** The fields that an expression reads of a local. */
export function fieldsRead(expression: Expression, name: string): ReadonlySet<string> | "all" {
  const fields = new Set<string>();
  return collect(expression, name, fields) ? fields : "all";
}

/** False where the local is read as a whole. */
function collect(expression: Expression, name: string, fields: Set<string>): boolean {
  const isLocal = (of: Expression): boolean => of.op === "read" && of.from === "local" && of.name === name;
  if (isLocal(expression)) return false;
  if (expression.op === "field" && isLocal(expression.of)) {
    fields.add(expression.name);
    return true;
  }
  return partsOf(expression).every((part) => collect(part, name, fields));
}
