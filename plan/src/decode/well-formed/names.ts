import type { Plan } from "../../shapes/plan.ts";
import type { Report } from "./report.ts";

/** Entries have the name they are listed by, and no list has a name twice. */
export function namesAreKeys(plan: Plan, report: Report): void {
  for (const list of ["routines", "goals", "capabilities"] as const) {
    for (const [key, declared] of Object.entries(plan[list])) {
      if (declared.name !== key)
        report([list, key, "name"], `listed as \`${key}\`, named \`${declared.name}\``);
      once([list, key, "params"], declared.params, report);
    }
  }
  for (const [key, check] of Object.entries(plan.checks)) {
    if (check.id !== key) report(["checks", key, "id"], `listed as \`${key}\`, named \`${check.id}\``);
  }
  once(["policies"], plan.policies, report);
  once(["guardrails"], plan.guardrails, report);
}

function once(place: readonly string[], named: readonly { readonly name: string }[], report: Report): void {
  const seen = new Set<string>();
  named.forEach(({ name }, index) => {
    if (seen.has(name)) report([...place, index], `a second \`${name}\``);
    seen.add(name);
  });
}
