import type { Expression, Match, Name, Pattern } from "@orchlang/language/ast";
import { doubting, doubtingAll } from "../expression/doubt.ts";
import { narrow } from "../expression/narrow.ts";
import type { Environment, ExpressionContext } from "../expression/typed.ts";
import { joinLabels } from "../labels/label.ts";
import { endorsedBy } from "./grants.ts";
import type { PrepassStatement } from "./prepass.ts";
import type { BlockSite, Known } from "./site.ts";

/**
 * How many conditions a block remembers at once. Each is asked for every name below it, so that without a bound a
 * long list of `when … { return }` would cost the square of its length.
 */
const rememberedMax = 256;

/** The knowledge at a statement: everything below `when c { return }` is under `not c` (semantics, rule 11). */
export function knownAt(site: BlockSite, index: number): Known {
  for (let next = site.known.length; next <= index; next += 1) {
    const above = site.known[next - 1];
    const statement = site.block.statements[next - 1];
    const known =
      above === undefined || statement === undefined
        ? { env: site.env, under: site.under, remembered: 0 }
        : knownBelow(statement, above, site);
    site.known.push(known);
  }
  return site.known[index] as Known;
}

function knownBelow(statement: PrepassStatement, above: Known, site: BlockSite): Known {
  const sides = statement.parts.flatMap((part) => (part.role === "side" ? [part] : []));
  if (isUnread(statement, sides)) return { ...above, env: doubtingAll(above.env) };
  if (!sides.some((side) => side.block.canEnd)) return above;
  // The plan not having ended reveals the condition, whatever it is.
  const checked = site.frame.routine.check(statement, site);
  const under = checked === undefined ? above.under : joinLabels(above.under, checked.label);
  const { ast } = statement;
  const facts = ast.kind === "match" ? factsBelowMatch(ast, sides) : factsBelow(sides);
  if (facts.length === 0) return { ...above, under };
  const forgets = above.remembered + facts.length > rememberedMax;
  const known = forgets ? site.env : above.env;
  const doubtful = site.frame.values.get(statement.id)?.doubtful;
  const start = doubtful ? facts.reduce((env, { condition }) => doubting(env, condition), known) : known;
  const ctx = site.frame.module.expression;
  return {
    env: facts.reduce(
      (env, { condition, truth }) =>
        endorsedBy(narrowLazily(env, condition, truth, ctx), condition, truth, site, doubtful),
      start,
    ),
    under,
    remembered: (forgets ? 0 : above.remembered) + facts.length,
  };
}

/** The unreadable part may have tested anything below, and have ended the plan otherwise. */
function isUnread({ ast }: PrepassStatement, sides: readonly Side[]): boolean {
  if (ast.kind === "brokenStatement") return true;
  return sides.some(({ block }) => block.statements.some((inside) => inside.ast.kind === "brokenStatement"));
}

interface Fact {
  readonly condition: Expression;
  readonly truth: boolean;
}

type Side = Extract<PrepassStatement["parts"][number], { readonly role: "side" }>;

/** The facts after a `when … else when … else` that has not ended the plan. */
function factsBelow(sides: readonly Side[]): readonly Fact[] {
  const facts: Fact[] = [];
  for (const { block, condition } of sides) {
    if (condition === undefined) return facts;
    const others = sides.filter((side) => side.block !== block);
    const complete = sides.at(-1)?.condition === undefined;
    if (!block.ends) {
      const alone = complete && others.every((side) => side.block.ends);
      return alone ? [...facts, { condition: condition.condition, truth: true }] : facts;
    }
    facts.push({ condition: condition.condition, truth: false });
  }
  return facts;
}

/** The facts after a `match` that has not ended the plan: the subject is none of the arms that end it. */
function factsBelowMatch({ subject, cases }: Match, sides: readonly Side[]): readonly Fact[] {
  const ended = cases.filter((_, index) => sides[index]?.block.ends === true);
  if (!ended.some(({ pattern }) => pattern.kind === "elsePattern")) {
    return ended.flatMap(({ pattern }) =>
      wordsIn(pattern).map((word) => ({ condition: isWord(subject, word), truth: false })),
    );
  }
  const others = cases.filter((one) => !ended.includes(one)).map(({ pattern }) => wordsIn(pattern));
  const [only] = others.flat();
  const alone = others.length === 1 && others[0]?.length === 1;
  return only !== undefined && alone ? [{ condition: isWord(subject, only), truth: true }] : [];
}

/** The members, failures and `none` that a pattern names. */
function wordsIn(pattern: Pattern): readonly Name[] {
  if (pattern.kind === "elsePattern") return [];
  return pattern.alternatives.flatMap((one): readonly Name[] => {
    if (one.kind === "none") return [{ kind: "name", text: "none", span: one.span }];
    return one.kind === "reference" ? [{ kind: "name", text: one.text, span: one.span }] : [];
  });
}

function isWord(subject: Expression, what: Name): Expression {
  return { kind: "is", operand: subject, negated: false, what, span: what.span };
}

/**
 * Narrowing asks for the types of the names in the condition, and these may have to be worked out from statements
 * below it; so it waits until someone asks, and what is asked for meanwhile is not narrowed.
 */
export function narrowLazily(
  env: Environment,
  condition: Expression,
  truth: boolean,
  ctx: ExpressionContext,
): Environment {
  let narrowed: Environment | "in work" | undefined;
  const known = (): Environment => {
    if (narrowed === "in work") return env;
    if (narrowed === undefined) {
      narrowed = "in work";
      narrowed = narrow(env, condition, truth, ctx);
    }
    return narrowed;
  };
  return { lookup: (name) => known().lookup(name), names: () => env.names() };
}
