import type { Count, Name, Pick as PickNode } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import type { Measure, Pick } from "@orchlang/plan/nodes";
import { checkCount, clausePlaces } from "../declarations/clauses.ts";
import { memberBinding } from "../declarations/pool-signature.ts";
import { checkWord, measures } from "../declarations/words.ts";
import { extend } from "../expression/checking.ts";
import type { Expectation } from "../expression/typed.ts";
import { definitionAt } from "../scope/module.ts";
import type { PoolSignature } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { geoType, lengthType, required } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { conditionAt, whereQuestion } from "./conditions.ts";
import { checkAt, durationAt, typedAt } from "./expressions.ts";
import { countUnknown, nearestNowhere, withinNothing } from "./messages.ts";
import type { CheckContext } from "./site.ts";

/** The chosen member of a pool, and the pool; `undefined` if no pool has that name. */
export interface CheckedPick {
  readonly pick: Pick;
  readonly pool: PoolSignature;
}

const distanceWanted: Expectation = {
  type: lengthType,
  asks: "`within` takes",
  help: "`within` is a distance, such as `5 km`. The longest wait for a member is `wait 5m`.",
};

/** @param name what the candidate is called in `where`, beside `resource`. */
export function checkPick(
  node: PickNode,
  name: Name | undefined,
  context: CheckContext,
): CheckedPick | undefined {
  const { module } = context;
  const definition = definitionAt(module, node.pool, "resource");
  if (definition === undefined) return undefined;
  const pool = module.program.poolOf(definition);
  const candidate = memberBinding(pool, "resource");
  const inside = extend(context.env, {
    resource: candidate,
    ...(name === undefined || name.text === ""
      ? {}
      : { [name.text]: { ...candidate, declared: { file: module.file, span: name.span } } }),
  });
  const { nearest, within, where, count, wait } = node;
  if (nearest !== undefined && !hasPlace(pool)) {
    const place = { file: module.file, span: nearest.span };
    module.program.report(nearestNowhere.at(place, { pool: node.pool.text }));
  }
  const near = nearest && typedAt(nearest, geoType, "`nearest` takes", context).expression;
  const limit = within && checkAt(within, distanceWanted, context);
  const distance = limit?.expression;
  if (within !== undefined && nearest === undefined && limit?.type.kind !== "error")
    module.program.report(withinNothing.at({ file: module.file, span: within.span }, {}));
  const filter = where && conditionAt(where, whereQuestion, context, inside).expression;
  const patience = wait && durationAt(wait, "`wait` takes", context).expression;
  const at = node.at && measuresOf(node.at, node.pool.text, context);
  const pick: Pick = {
    pool: definition.qualified,
    ...(near === undefined ? {} : { nearest: near }),
    ...(distance === undefined ? {} : { distance }),
    ...(filter === undefined ? {} : { where: filter }),
    ...(at === undefined || at.length === 0 ? {} : { at }),
    ...(count === undefined ? {} : { count: checkCount(count, "`count`", 1, module) }),
    ...(patience === undefined ? {} : { wait: patience }),
  };
  return { pick, pool };
}

/** True also where it is not known. */
function hasPlace({ member }: PoolSignature): boolean {
  return member.kind !== "record" || member.fields.some(({ type }) => placed.has(required(type).kind));
}

const placed: ReadonlySet<Type["kind"]> = new Set([geoType.kind, "error"]);

function measuresOf(names: readonly Name[], pool: string, { module }: CheckContext): readonly Measure[] {
  const words = names.map(({ text, span }) => ({ word: text, span }));
  clausePlaces(words, new Set(), pool, module);
  return [...new Set(names.flatMap((name) => checkWord(name, "measure", measures, module) ?? []))];
}

/** How often at most: a number, or a value with a bound. */
export interface CheckedCount {
  readonly count: number | Expression;
  /** The greatest that it can be. */
  readonly most: number;
}

/** A whole number, a constant, or a parameter with a bound; what else there is is reported, and counts as one. */
export function checkBound(node: Count, what: string, context: CheckContext): CheckedCount {
  if (node.kind === "number") {
    const count = checkCount(node, what, 1, context.module);
    return { count, most: count };
  }
  const typed = checkAt(node, undefined, context);
  const { type } = typed;
  if (type.kind === "int") {
    const constant = typed.constant?.value;
    if (typeof constant === "number") return { count: constant, most: constant };
    if (type.max !== undefined) return { count: typed.expression, most: type.max };
  }
  if (type.kind !== "error") {
    const place = { file: context.module.file, span: node.span };
    context.module.program.report(countUnknown.at(place, { what, is: aType(type) }));
  }
  return { count: 1, most: 1 };
}
