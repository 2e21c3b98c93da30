import {
  type Certificate,
  type Certificates,
  certificatesFormat,
  type Obligation,
  type Plan,
  type Schema,
} from "@orchlang/plan";
import { checkOne, claimOf, Flows, type Program, programOf, reached } from "@orchlang/plan/certificate";
import { durationsBelow, figuresOf } from "./figures.ts";
import { labelsOf } from "./labels.ts";
import { pointsOf } from "./order.ts";
import { responseOf } from "./response.ts";

/** The types of the members of pools, by pool, and the named types in them: no plan file has them. */
export interface MemberTypes {
  readonly kinds: Readonly<Record<string, Schema>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/**
 * A certificate for each obligation of a plan that is proved, by its id. Each is held against the checker before it is
 * given out: a proof that rests on reasoning which the checker does not have gets none.
 */
export function certificatesOf(plan: Plan, members: MemberTypes): Certificates {
  const program = programOf(plan);
  const kinds = kindsOf(plan, members);
  const of: Record<string, Certificate> = {};
  for (const obligation of plan.obligations) {
    if (obligation.verdict !== "proved") continue;
    const certificate = certificateOf(program, obligation, kinds);
    if (certificate !== undefined && checkOne(program, obligation, certificate) === undefined)
      of[obligation.id] = certificate;
  }
  return { format: certificatesFormat, of };
}

export function certificateOf(
  program: Program,
  obligation: Obligation,
  kinds: Readonly<Record<string, number>>,
): Certificate | undefined {
  const claim = claimOf(program, obligation);
  switch (claim?.kind) {
    case "order":
      return { kind: "order", points: pointsOf(claim) };
    case "response":
      return responseOf(claim);
    case "labels":
      return { kind: "labels", labels: labelsOf(claim, kinds), kinds };
    case "figures":
      return { kind: "figures", figures: figuresOf(claim, reached(program, claim.roots)) };
    case "stated":
      return claim.clause === "held"
        ? { kind: "figures", figures: durationsBelow(program, claim.within) }
        : { kind: "evident" };
    case "evident":
      return { kind: "evident" };
    case undefined:
      return undefined;
  }
}

/** The labels of the members of the plan's pools, by their kind. */
export function kindsOf(plan: Plan, { kinds, schemas }: MemberTypes): Readonly<Record<string, number>> {
  const flows = new Flows(programOf({ ...plan, schemas: { ...schemas, ...plan.schemas } }), nothing, true);
  return Object.fromEntries(
    Object.entries(plan.pools).flatMap(([name, { kind }]) => {
      const schema = kinds[name];
      const isKnown = typeof kind === "string" && schema !== undefined;
      return isKnown ? [[kind, flows.declared(1, schema)] as const] : [];
    }),
  );
}

const nothing = { labels: {}, kinds: {} };
