import type { Plan, Schema } from "@orchlang/plan";
import {
  beginsOf,
  type Certificate,
  type Certificates,
  certificatesFormat,
  checkOne,
  claimOf,
  type Figures,
  Flows,
  type Indexed,
  isStrict,
  type LabelClaim,
  type Measure,
  measuresOf,
  type OrderClaim,
  type Program,
  programOf,
  type ResponseClaim,
  reached,
  Steps,
  Sums,
  type SumsClaim,
  selects,
  targetName,
  unanswered,
} from "@orchlang/plan/certificate";
import type { Obligation } from "@orchlang/plan/rules";

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

function certificateOf(
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
function kindsOf(plan: Plan, { kinds, schemas }: MemberTypes): Readonly<Record<string, number>> {
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

/** The greatest set of points that is an invariant: of all points those are left out, again and again, that nothing justifies. */
function pointsOf(claim: OrderClaim): readonly string[] {
  const scope = reached(claim.program, claim.roots);
  const known = new Set<string>();
  const steps = new Steps(claim, known);
  const all = scope.flatMap((within) => steps.of(within));
  for (const [point] of all) known.add(point);
  for (let before = -1; before !== known.size; ) {
    before = known.size;
    for (const [point, follows] of all) if (known.has(point) && !follows()) known.delete(point);
  }
  return [...known];
}

type Response = Extract<Certificate, { readonly kind: "response" }>;

/** For each place where something has to be followed, the first statement of its plan that the checker takes for it. */
function responseOf(claim: ResponseClaim): Response {
  const { program, roots, rule } = claim;
  const scope = reached(program, roots);
  const below = scope.filter((each) => !roots.includes(each));
  const figures = figuresOf({ program, subject: { lasts: true }, kept: true }, below);
  const by: Record<string, string> = {};
  for (const begin of beginsOf(program, scope)) {
    if (!selects(program, rule.every.selector, begin.name)) continue;
    const { place, within } = begin;
    const text = followers(claim, within).find((id) => {
      return unanswered(claim, { kind: "response", by: { [place]: id }, figures }, begin) === undefined;
    });
    if (text !== undefined) by[place] = text;
  }
  return { kind: "response", by, figures };
}

function followers({ program, rule }: ResponseClaim, { routine }: Indexed): readonly string[] {
  return routine.nodes.flatMap((node) =>
    node.kind === "call" &&
    rule.by.some(({ selector }) => selects(program, selector, targetName(node.attempt.target)))
      ? [node.id]
      : [],
  );
}

/** The least figures that cover each plan's needs, callees first. An unbounded need has no figure. */
function figuresOf(claim: SumsClaim, scope: readonly Indexed[]): Figures {
  const figures: Record<string, Partial<Record<Measure, number>>> = {};
  const sums = new Sums(claim, figures);
  for (const within of scope) {
    const own: Partial<Record<Measure, number>> = {};
    for (const measure of measuresOf(claim.subject)) {
      const figure = sums.plan(measure, within);
      if (Number.isFinite(figure)) own[measure] = figure;
    }
    figures[within.name] = own;
  }
  return figures;
}

/** How long the plans last that one calls. */
function durationsBelow(program: Program, within: Indexed): Figures {
  const below = reached(program, [within]).filter((each) => each !== within);
  return figuresOf({ program, subject: { lasts: true }, kept: true }, below);
}

/** The least labels beyond which nothing flows: each pass adds what flows, until nothing more does. */
function labelsOf(
  claim: LabelClaim,
  kinds: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const scope = reached(claim.program, claim.roots);
  const labels: Record<string, number> = {};
  const flows = new Flows(claim.program, { labels, kinds }, isStrict(claim));
  for (const within of scope) for (const [to] of flows.of(within)) labels[to] = 0;
  for (let changed = true; changed; ) {
    changed = false;
    for (const within of scope)
      for (const [to, more] of flows.of(within)) {
        const all = (labels[to] ?? 0) | more;
        if (all !== labels[to]) changed = true;
        labels[to] = all;
      }
  }
  return labels;
}
