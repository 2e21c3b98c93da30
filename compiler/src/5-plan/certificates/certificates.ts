import type { Certificate, LabelsCertificate, Plan, Schema } from "@orchlang/plan";
import { checkOne, declared, programOf } from "@orchlang/plan/certificate";
import { candidates } from "./candidates.ts";

/** The types of the members of pools, by pool, and the named types in them: no plan file has them. */
export interface MemberTypes {
  readonly kinds: Readonly<Record<string, Schema>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/**
 * A certificate for each obligation of a plan that is proved, by its id. Each is held against the checker before it is
 * given out: a proof that rests on reasoning which the checker does not have gets none.
 */
export function certificatesOf(plan: Plan, members: MemberTypes): Readonly<Record<string, Certificate>> {
  const program = programOf(plan);
  const kinds = kindsOf(plan, members);
  const found: Record<string, Certificate> = {};
  for (const obligation of plan.obligations) {
    if (obligation.verdict !== "proved") continue;
    for (const certificate of candidates(program, obligation, kinds)) {
      if (checkOne(program, obligation, certificate) !== undefined) continue;
      found[obligation.id] = certificate;
      break;
    }
  }
  return found;
}

/** What the members of the plan's pools carry, by their kind. */
export function kindsOf(plan: Plan, { kinds, schemas }: MemberTypes): LabelsCertificate["kinds"] {
  const known = { schemas: { ...schemas, ...plan.schemas } };
  return Object.fromEntries(
    Object.entries(plan.pools).flatMap(([name, { kind }]) => {
      const schema = kinds[name];
      const isKnown = typeof kind === "string" && schema !== undefined;
      return isKnown ? [[kind, declared(known, { confidentiality: "internal" }, schema)] as const] : [];
    }),
  );
}
