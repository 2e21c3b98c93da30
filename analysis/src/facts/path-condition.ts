import type { Expression } from "@orchlang/plan/expressions";
import { endersIn } from "../order/endings.ts";
import type { LinkedBlock, LinkedStatement } from "../tree.ts";
import { entryCondition, goesOn } from "./choice.ts";
import { implies } from "./implication.ts";
import { all, always, never } from "./logic.ts";

/** One more thing that holds, and all that holds around it. Statements at which the same holds share it. */
export interface PathCondition {
  readonly fact: Expression;
  readonly around: PathCondition | undefined;
  /** How much holds around it. */
  readonly depth: number;
}

/** The path conditions at the begins of a block's statements. */
interface BlockConditions {
  readonly entry: PathCondition | undefined;
  /** Below each of its choices that can end the plan. */
  readonly below: readonly (PathCondition | undefined)[];
}

const known = new WeakMap<LinkedBlock, BlockConditions>();

/**
 * The path condition of a statement: the arms around it, and that nothing above it has ended the plan. The outermost is
 * furthest around. Each block is visited once.
 */
export function pathConditionAt(linked: LinkedStatement): PathCondition | undefined {
  const { entry, below } = ofBlock(linked.block);
  if (below.length === 0) return entry;
  const above = endersAbove(linked);
  return above === 0 ? entry : below[above - 1];
}

function ofBlock(block: LinkedBlock): BlockConditions {
  const blockConditions = known.get(block);
  if (blockConditions !== undefined) return blockConditions;
  const around = block.owner === undefined ? undefined : pathConditionAt(block.owner);
  const entry = and(around, entryCondition(block));
  const below: (PathCondition | undefined)[] = [];
  for (const ender of endersIn(block))
    below.push(and(below.length === 0 ? entry : below.at(-1), goesOn(ender)));
  const made = { entry, below };
  known.set(block, made);
  return made;
}

/** True if all that holds at the one place holds at the other, which stands below it or further in. */
export function holdsWithin(outer: PathCondition | undefined, inner: PathCondition | undefined): boolean {
  for (let each = inner; each !== undefined; each = each.around) if (each === outer) return true;
  return outer === undefined;
}

function and(around: PathCondition | undefined, fact: Expression): PathCondition | undefined {
  return fact === always ? around : { fact, around, depth: 1 + (around?.depth ?? 0) };
}

/** How many of the choices of its block that can end the plan stand above it. */
function endersAbove(linked: LinkedStatement): number {
  const enders = endersIn(linked.block);
  let [low, high] = [0, enders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((enders[middle]?.position ?? 0) < linked.position) low = middle + 1;
    else high = middle;
  }
  return low;
}

const dead = new WeakMap<PathCondition, boolean>();

/** True if no run reaches both places, as far as their path conditions show. */
export function excludeEachOther(one: LinkedStatement, other: LinkedStatement): boolean {
  const [first, second] = [pathConditionAt(one), pathConditionAt(other)];
  if (holdsWithin(first, second)) return contradictsItself(second);
  if (holdsWithin(second, first)) return contradictsItself(first);
  return implies([...factsOf(first), ...factsOf(second)], never) === true;
}

function contradictsItself(held: PathCondition | undefined): boolean {
  if (held === undefined) return false;
  const isFound = dead.get(held) ?? implies(factsOf(held), never) === true;
  dead.set(held, isFound);
  return isFound;
}

const listed = new WeakMap<PathCondition, readonly Expression[]>();
const nothing: readonly Expression[] = [];

/** {@link pathConditionAt} as a list, the outermost first. */
export function factsAt(linked: LinkedStatement): readonly Expression[] {
  return factsOf(pathConditionAt(linked));
}

function factsOf(held: PathCondition | undefined): readonly Expression[] {
  if (held === undefined) return nothing;
  const expressions = listed.get(held);
  if (expressions !== undefined) return expressions;
  const facts: Expression[] = [];
  for (let each: PathCondition | undefined = held; each !== undefined; each = each.around)
    facts.push(each.fact);
  facts.reverse();
  listed.set(held, facts);
  return facts;
}

const beside = new WeakMap<PathCondition, Map<PathCondition | undefined, Expression>>();

/**
 * The path condition of a statement without the part shared with another place; the same object for the same question.
 */
export function factsBeside(linked: LinkedStatement, other: LinkedStatement | undefined): Expression {
  const held = pathConditionAt(linked);
  let [one, two] = [held, other && pathConditionAt(other)];
  while (one !== two) {
    if ((one?.depth ?? 0) >= (two?.depth ?? 0)) one = one?.around;
    else two = two?.around;
  }
  if (held === undefined || held === one) return always;
  const known = beside.get(held) ?? new Map<PathCondition | undefined, Expression>();
  beside.set(held, known);
  const expression = known.get(one) ?? all(factsOf(held).slice(one?.depth ?? 0));
  known.set(one, expression);
  return expression;
}

/** When a statement begins at all, in a run in which nothing fails. */
export function activation(linked: LinkedStatement): Expression {
  return all(factsAt(linked));
}
