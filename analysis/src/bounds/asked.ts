import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import { withArguments } from "../expression/arguments.ts";
import { argumentOf } from "../expression/clause.ts";
import { selects } from "../selects.ts";
import type { LinkedStatement } from "../tree.ts";
import { shortName } from "../words.ts";
import { argumentsAt, knowingArguments } from "./attempt.ts";
import { type BoundsContext, environmentAt } from "./context.ts";
import { numbers, sumLimits, unbounded } from "./limit.ts";
import { numberOf, type Quantity } from "./quantity.ts";

/**
 * How long people may take to approve of an attempt before it begins, one after another: they are asked once for all
 * of its tries (semantics, rule 12). `undefined` where nobody is asked. The least is what they may take in any case.
 */
export function askedFor(
  context: BoundsContext,
  linked: LinkedStatement,
  attempt: Attempt,
): Quantity<number> | undefined {
  const { target } = attempt;
  if (context.approving.length === 0 || !("capability" in target)) return undefined;
  const asks = context.approving
    .filter(({ on }) => on.some((selector) => selects(context, selector, target.capability)))
    .flatMap((policy) => policy.asks.map((ask) => timeOf(context, linked, attempt, ask)));
  if (asks.length === 0) return undefined;
  return {
    least: asks.reduce((total, { least }) => total + least, 0),
    most: sumLimits(
      numbers,
      asks.map(({ most }) => most),
    ),
  };
}

/** ms that policies may defer a call in all, however often it is tried (semantics, rule 13a). */
export function deferredFor(
  context: Pick<BoundsContext, "approving" | "program">,
  { target }: Attempt,
): number {
  if (context.approving.length === 0 || !("capability" in target)) return 0;
  return context.approving
    .filter(({ on }) => on.some((selector) => selects(context, selector, target.capability)))
    .flatMap(({ defers }) => defers)
    .reduce((total, within) => total + within, 0);
}

function timeOf(
  context: BoundsContext,
  linked: LinkedStatement,
  attempt: Attempt,
  { role, within }: { readonly role: string; readonly within?: Expression },
): Quantity<number> {
  if (within === undefined) {
    const because = `the approval of \`${shortName(role)}\` that \`${linked.id}\` needs has no \`within\``;
    return { least: 0, most: unbounded(because) };
  }
  const what = `how long \`${shortName(role)}\` may take to approve of \`${linked.id}\``;
  if (within.op === "constant") return numberOf(within, environmentAt(context, linked), what);
  const args = givenOf(context, linked, attempt);
  const { capability } = attempt.target as { readonly capability: string };
  const types = context.program.capabilities.get(capability)?.types.params ?? {};
  const environment = knowingArguments(environmentAt(context, linked), args, types);
  return numberOf(withArguments(within, args), environment, what, context.formula);
}

/** The arguments given, and the defaults of those left out. */
function givenOf(
  context: BoundsContext,
  linked: LinkedStatement,
  attempt: Attempt,
): Readonly<Record<string, Expression>> {
  const given = argumentsAt(linked, attempt);
  const { capability } = attempt.target as { readonly capability: string };
  const params = context.program.capabilities.get(capability)?.capability.params ?? [];
  const all = params.flatMap(({ name }) => {
    const argument = argumentOf(params, given, name);
    return argument === undefined ? [] : [[name, argument] as const];
  });
  return Object.fromEntries(all);
}
