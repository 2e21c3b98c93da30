import type { Expression } from "@orchlang/plan/expressions";
import type { AnalysedRoutine } from "../../analysis.ts";
import type { Known } from "../../facts/formula.ts";
import { implies } from "../../facts/implication.ts";
import { all, always, some } from "../../facts/logic.ts";
import { factsBeside } from "../../facts/path-condition.ts";
import { type Completion, casesOf, type PlanCall } from "../../graph/called-cases.ts";
import { beginOf, endOf } from "../../order/precedence.ts";
import { backwards } from "../../order/predecessors.ts";
import { inScopeOf, type LinkedBlock, type LinkedStatement, standsIn, surroundings } from "../../tree.ts";
import type { Occurrence } from "../occurrence.ts";

/*
 * Available actions: a forward dataflow over the begins and ends of a plan, in one pass for all places that a rule asks
 * about (the dominators of each place, under path conditions). Actions available at the end of a dependency are
 * available at the begin of its dependants, if the dependency was active; actions available at the end of an arm are
 * available after the choice, if the arm was taken. Omissions on the way only prove less.
 */

/** Something that can have been done before. */
export interface Source {
  readonly by: readonly Occurrence[];
  /** Where a plan was called that may have done it. */
  readonly call?: PlanCall;
}

/** Under what each stands that can; one alone, where it stands in any case. */
export type Available = ReadonlyMap<Source, Expression>;

/** The actions that statements complete. */
export interface Brought {
  /** By the time that it has settled. */
  readonly settled: ReadonlyMap<LinkedStatement, Available>;
  /** By the time that one of its handlers begins. */
  readonly failed: ReadonlyMap<LinkedStatement, Available>;
}

export const nothing: Available = new Map();

/** Beyond these limits information is dropped: the number of sources at one place, and the size of conditions. */
const sourcesMax = 256;
const sizeMax = 128;

/** Those of what stands at the end of a round that a loop has done once it is over; `undefined`: none for sure. */
type DoneByRounds = (
  loop: LinkedStatement,
  round: LinkedBlock,
  inRound: Available,
) => readonly Occurrence[] | undefined;

/** The actions available at each point of a plan. */
export function availableIn(
  routine: AnalysedRoutine,
  brought: Brought,
  doneByRounds: DoneByRounds,
): (point: number) => Available {
  const { settled, failed } = brought;
  const { tree, precedence } = routine;
  const { order } = precedence.dag;
  const { sources, rank } = backwards(precedence.dag);
  const availables = new Array<Available | undefined>(order.length);
  const at = (point: number): Available => availables[point] ?? nothing;
  let first = order.length;
  for (const linked of [...settled.keys(), ...failed.keys()])
    first = Math.min(first, rank[beginOf(linked)] ?? 0);
  for (let next = first; next < order.length; next++) {
    const point = order[next] ?? 0;
    const linked = tree.all[point >> 1];
    let here = nothing;
    for (let row = sources.starts[point] ?? 0; row < (sources.starts[point + 1] ?? 0); row++)
      here = joined(here, along(tree.all, sources.items[row] ?? 0, point, at));
    if (linked !== undefined && point === endOf(linked)) {
      here = joined(here, afterRounds(linked, at, doneByRounds));
      here = joined(here, settled.get(linked) ?? nothing);
    } else if (linked?.block.owner !== undefined && linked.block.role?.kind === "rescue") {
      here = joined(here, failed.get(linked.block.owner) ?? nothing);
    }
    if (here !== nothing) availables[point] = here;
  }
  return at;
}

/** The transfer function from one point to the next. */
function along(
  statements: readonly LinkedStatement[],
  from: number,
  to: number,
  at: (point: number) => Available,
): Available {
  const [source, target] = [statements[from >> 1], statements[to >> 1]];
  const available = at(from);
  // Into `finally`: where the plan has completed, all that was on has, and nothing of it was undone.
  if (source === undefined) return where(hasCompleted, available);
  if (target?.block.inFinally === true && !source.block.inFinally) return nothing;
  if (source === target || (from === beginOf(source) && target?.block.owner === source)) return available;
  if (target === undefined) return where(factsBeside(source, target), available);
  if (to === endOf(target)) {
    // The joint effect of rounds is determined separately.
    return source.block.role?.kind === "round" ? nothing : where(factsBeside(source, target), available);
  }
  if (!inScopeOf(source, target)) return nothing;
  let here = where(factsBeside(source, target), available);
  // Where the need is off it was skipped by a choice around it, and so not before that has begun.
  for (const { owner } of surroundings(source)) {
    if (owner === undefined || owner === target || standsIn(target, owner)) break;
    if (owner.statement.node.kind === "branch" && inScopeOf(owner, target))
      here = joined(here, where(factsBeside(owner, target), at(beginOf(owner))));
  }
  return here;
}

/** The actions available after a loop, by what its rounds do: none of it was available before. */
function afterRounds(
  loop: LinkedStatement,
  at: (point: number) => Available,
  doneByRounds: DoneByRounds,
): Available {
  const round = loop.blocks.find(({ role }) => role?.kind === "round");
  if (round === undefined) return nothing;
  const before = at(beginOf(loop));
  let inside = nothing;
  for (const each of round.statements)
    inside = joined(inside, where(factsBeside(each, loop), at(endOf(each))));
  const own = [...inside].filter(([source]) => !before.has(source));
  const by = own.length === 0 ? undefined : doneByRounds(loop, round, new Map(own));
  return by === undefined ? nothing : new Map([[{ by }, always]]);
}

/** The available actions, under a further condition. */
function where(condition: Expression, available: Available): Available {
  if (condition === always || available.size === 0) return available;
  const expressions = new Map<Source, Expression>();
  for (const [source, each] of available) {
    const both = all([condition, each]);
    if (sizeOf(both) <= sizeMax) expressions.set(source, both);
  }
  return expressions;
}

/** The actions available if both have come before. */
export function joined(one: Available, other: Available): Available {
  if (other.size === 0 || one === other || isSure(one)) return one;
  if (one.size === 0 || isSure(other)) return other;
  let expressions: Map<Source, Expression> | undefined;
  for (const [source, condition] of other) {
    const known = one.get(source);
    if (known === undefined && (expressions ?? one).size >= sourcesMax) continue;
    const both = known === undefined ? condition : either(known, condition);
    if (both === known || sizeOf(both) > sizeMax) continue;
    expressions ??= new Map(one);
    expressions.set(source, both);
  }
  return expressions ?? one;
}

/** Where one of two is the other under a further condition, it says nothing more. */
function either(one: Expression, other: Expression): Expression {
  if (one === other || (other.op === "and" && other.items.includes(one))) return one;
  return one.op === "and" && one.items.includes(other) ? other : some([one, other]);
}

function isSure(available: Available): boolean {
  if (available.size !== 1) return false;
  for (const condition of available.values()) return condition === always;
  return false;
}

const sizes = new WeakMap<Expression, number>();

/** The number of conditions in a condition, counted with repetition. */
function sizeOf(condition: Expression): number {
  if (condition.op !== "and" && condition.op !== "or") return 1;
  const known = sizes.get(condition);
  if (known !== undefined) return known;
  const size = condition.items.reduce((sum, item) => sum + sizeOf(item), 1);
  sizes.set(condition, size);
  return size;
}

const outcome = { op: "read", from: "local", name: "outcome" } as const;

const hasCompleted: Expression = {
  op: "call",
  fn: "any.equal",
  args: [
    { op: "field", of: outcome, name: "status" },
    { op: "constant", value: "completed" },
  ],
};

/* Decides if something always stands, from the known facts and the summaries of called plans. */

/** A place, or the end of a round, and what is known there. */
export interface Asked {
  readonly facts: readonly Expression[];
  readonly known: Known;
  /** The ways in which a called plan completes; `undefined`: they are too many. */
  completions(called: AnalysedRoutine): readonly Completion[] | undefined;
  /** True if a call has settled by then, in every run in which it is on. */
  isOver(linked: LinkedStatement): boolean;
}

/** Beyond so many choices of how calls end it is left open. */
export const casesMax = 64;

/** The number of calls that are tried one by one. */
const alonesMax = 32;

/** Those of which one always stands; the one alone, where one does. */
export function provedBy(asked: Asked, available: Available): readonly Occurrence[] | undefined {
  if (available.size === 0) return undefined;
  const { facts, known } = asked;
  const stands = (conditions: readonly Expression[]) => implies(facts, some(conditions), known);
  const whole = stands([...available.values()]);
  // A question that is too large as a whole may still be decided for one of them.
  if (whole !== false) {
    const alone = [...available].find(([, condition]) => stands([condition]) === true);
    if (alone !== undefined) return alone[0].by;
    if (whole === true) return [...available.keys()].flatMap(({ by }) => by);
  }
  return provedByCalls(asked, available);
}

/** The calls after which something stands however they end, together with what the plan itself did. */
function provedByCalls(
  { completions, facts, known, isOver }: Asked,
  available: Available,
): readonly Occurrence[] | undefined {
  const seen = [...available.keys()].flatMap(({ by, call }) =>
    call !== undefined && isOver(call.linked) ? [{ by, call }] : [],
  );
  const isProved = (calls: readonly PlanCall[]): boolean => {
    const cases = casesOf(calls, completions, casesMax);
    return (
      cases?.every(({ facts: more, within }) => {
        const goal = some([...available.values()].map(within));
        return implies([...facts.map(within), ...more], goal, known) === true;
      }) === true
    );
  };
  // The nearest is the likeliest.
  const alone = seen.slice(-alonesMax).findLast(({ call }) => isProved([call]));
  if (alone !== undefined) return alone.by;
  const together = seen.map(({ call }) => call);
  return together.length > 1 && isProved(together) ? seen.flatMap(({ by }) => by) : undefined;
}
