import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import { beginOf, endOf, type Precedence } from "../order/precedence.ts";
import { predecessors } from "../order/predecessors.ts";
import type { LinkedBlock, LinkedStatement } from "../tree.ts";
import { chargesFor } from "./about.ts";
import { callingAt, declaredSpending, figuresOf, tryLimit, usesTheSame } from "./attempt.ts";
import { filledIn } from "./called.ts";
import { type BoundsContext, durationAt, type Lost } from "./context.ts";
import { combineUndoing, noUndoing, type Undoing } from "./figures.ts";
import type { Limit } from "./formula.ts";
import { bounded, maxLimit, numbers, sumLimits, timesLimit } from "./limit.ts";
import { roundsOf } from "./rounds.ts";
import { endlessly } from "./spending.ts";
import { confirmCalling, undoCalling } from "./undoing.ts";

/*
 * When a process dies, all that is under way is lost, and what does no harm is sent again (semantics, rule 19): each
 * such call has then been made once for nothing. So one death costs what can be under way at once, and takes no longer
 * than the longest of that.
 */

type Which = keyof Lost;
type LostAt = (linked: LinkedStatement, which: Which) => Undoing;

/** The most that a routine can lose by one death: the maximum over each chain of dependent statements. */
export function lostIn(context: BoundsContext, precedence: Precedence): Lost {
  const none = noUndoing(context.measures);
  if (context.deaths === 0 || context.faultless === true) return { any: none, back: none };
  const chains = chainsOf(precedence);
  // A loop's round is asked for both, at every depth.
  const known = { any: new Map<LinkedBlock, Undoing>(), back: new Map<LinkedBlock, Undoing>() };
  const lostAt: LostAt = (linked, which) => {
    const { node } = linked.statement;
    const inBlock = (block: LinkedBlock, of = which): Undoing => {
      const undoing = known[of].get(block) ?? lostInBlock(context, block, chains, lostAt, of);
      known[of].set(block, undoing);
      return undoing;
    };
    // Those of a race or a quorum are under way side by side; a handler begins when what it replaces is over.
    const asked: Undoing[] = [];
    const others: Undoing[] = [];
    for (const { slot, attempt } of linked.attempts) {
      const isAsked = node.kind === "quorum" && !slot.startsWith("else");
      (isAsked ? asked : others).push(ofAttempt(context, linked, attempt, which));
    }
    for (const block of linked.blocks) {
      const kind = block.role?.kind;
      if (kind === "contender") asked.push(inBlock(block));
      else
        others.push(kind === "round" ? roundsLost(context, linked, block, which, inBlock) : inBlock(block));
    }
    return asked.length === 0 ? most(context, others) : most(context, [sum(context, asked), ...others]);
  };
  const { root, finally: last } = precedence.tree;
  const of = (which: Which): Undoing =>
    most(
      context,
      [root, ...(last === undefined ? [] : [last])].map((block) =>
        lostInBlock(context, block, chains, lostAt, which),
      ),
    );
  return { any: of("any"), back: of("back") };
}

function most(context: BoundsContext, items: readonly Undoing[]): Undoing {
  const [only] = items;
  if (items.length === 1 && only !== undefined) return only;
  return combineUndoing(context.measures, [noUndoing(context.measures), ...items], (measure, limits) =>
    maxLimit(measure, ...limits),
  );
}

/** All at once: what is spent adds up, the time does not. */
function sum(context: BoundsContext, items: readonly Undoing[]): Undoing {
  if (items.length < 2) return most(context, items);
  const all = combineUndoing(context.measures, items, sumLimits);
  return { ...all, time: maxLimit(numbers, ...items.map(({ time }) => time)) };
}

/** Rounds go on so many at once; they are undone all at once, those with memory one by one. */
function roundsLost(
  context: BoundsContext,
  linked: LinkedStatement,
  block: LinkedBlock,
  which: Which,
  inBlock: (block: LinkedBlock, which: Which) => Undoing,
): Undoing {
  const { node } = linked.statement;
  const round = inBlock(block, which);
  if (node.kind !== "loop" || node.over.kind === "fold") return round;
  const rounds = roundsOf(context, linked, node);
  const back = times(context, linked, inBlock(block, "back"), rounds.most, rounds.by);
  if (which === "back") return back;
  const isOpen = rounds.atOnceMost === Infinity;
  const ahead = isOpen
    ? times(context, linked, round, rounds.most, rounds.by)
    : times(context, linked, round, rounds.atOnceMost);
  return most(context, [ahead, back]);
}

/** So many of the same at once. */
function times(
  context: BoundsContext,
  linked: LinkedStatement,
  each: Undoing,
  count: number,
  by?: Expression,
): Undoing {
  const all = combineUndoing(context.measures, [each], (measure, [limit]) =>
    timesLimit(measure, limit ?? bounded(measure.zero), count, endlessly(linked), by),
  );
  return { ...all, time: each.time };
}

/** Each statement's chain: one that waits for the last of a chain goes on with it. No two of a chain are under way at once. */
function chainsOf({ tree, dag }: Precedence): Int32Array {
  const sources = predecessors(dag);
  const chains = new Int32Array(tree.all.length).fill(-1);
  const isLast = new Uint8Array(tree.all.length);
  let count = 0;
  for (const point of dag.order) {
    const linked = tree.all[point >> 1];
    if (linked === undefined || point !== beginOf(linked)) continue;
    let chain = -1;
    for (let at = sources.starts[point] ?? 0; at < (sources.starts[point + 1] ?? 0) && chain === -1; at++) {
      const source = sources.items[at] ?? 0;
      const before = tree.all[source >> 1];
      if (before === undefined || source !== endOf(before) || before.block !== linked.block) continue;
      if (isLast[before.index] !== 1) continue;
      isLast[before.index] = 0;
      chain = chains[before.index] ?? -1;
    }
    if (chain === -1) chain = count++;
    chains[linked.index] = chain;
    isLast[linked.index] = lingers(linked) ? 0 : 1;
  }
  return chains;
}

/** True if something in it may still be under way when it has settled: the losers of a race or a quorum. */
function lingers({ statement: { node }, blocks }: LinkedStatement): boolean {
  if (node.kind === "race" || node.kind === "quorum") return true;
  const isApart = node.kind === "loop" || node.kind === "call";
  return !isApart && blocks.some(({ statements }) => statements.some(lingers));
}

function lostInBlock(
  context: BoundsContext,
  { statements }: LinkedBlock,
  chains: Int32Array,
  lostAt: LostAt,
  which: Which,
): Undoing {
  const dearest = new Map<number, Undoing>();
  for (const linked of statements) {
    const lost = lostAt(linked, which);
    const chain = chains[linked.index] ?? -1;
    const known = dearest.get(chain);
    if (known === lost) continue;
    dearest.set(chain, known === undefined ? lost : most(context, [known, lost]));
  }
  return sum(context, [...dearest.values()]);
}

/** A request whose result is rejected is undone beside the next one. */
function ofAttempt(context: BoundsContext, linked: LinkedStatement, attempt: Attempt, which: Which): Undoing {
  const one = ofRequest(context, linked, attempt, which);
  const rejected = (attempt.options.attempts?.times ?? 1) - 1;
  if (rejected === 0) return one;
  const back = which === "back" ? one : ofRequest(context, linked, attempt, "back");
  return sum(context, [one, times(context, linked, back, rejected)]);
}

/** For one request: the maximum of the call itself, its undo and its confirm, of which one is in progress at a time. */
function ofRequest(context: BoundsContext, linked: LinkedStatement, attempt: Attempt, which: Which): Undoing {
  const none = noUndoing(context.measures);
  if (!("capability" in attempt.target)) return filledIn(context, linked, attempt)?.lost[which] ?? none;
  const capability = context.program.capabilities.get(attempt.target.capability)?.capability;
  if (capability === undefined) return none;
  const { undo, timeout } = attempt.options;
  const isPlain =
    undo === undefined &&
    timeout === undefined &&
    [attempt.target, capability.undo, capability.confirm].every((each) => isSame(context, each?.capability));
  if (!isPlain) return dearestOf(context, linked, attempt, which);
  const figures = figuresOf(context, capability);
  figures.lost ??= {
    any: dearestOf(context, linked, attempt, "any"),
    back: dearestOf(context, linked, attempt, "back"),
  };
  return figures.lost[which];
}

/** True if a capability uses the same whatever it is called with. */
function isSame(context: BoundsContext, name: string | undefined): boolean {
  const capability = name === undefined ? undefined : context.program.capabilities.get(name)?.capability;
  return capability === undefined || (capability.latency !== undefined && usesTheSame(context, capability));
}

function dearestOf(context: BoundsContext, linked: LinkedStatement, attempt: Attempt, which: Which): Undoing {
  const calling = callingAt(context, linked, attempt);
  if (calling === undefined) return noUndoing(context.measures);
  const { capability } = calling;
  const undo = undoCalling(context, linked, attempt);
  if (which === "back" && undo === undefined) return noUndoing(context.measures);
  const confirm = confirmCalling(context, calling);
  const about = [undo, confirm].flatMap((each) =>
    each === undefined
      ? []
      : [dispatchOf(context, linked, each, tryLimit(context, linked, each, undefined).most)],
  );
  // A `once` call is confirmed instead of dispatched again; a person is asked once, whichever process dies.
  const isSent = capability.kind !== "human" && capability.effect.kind !== "once";
  if (!isSent) return most(context, about);
  const { timeout } = attempt.options;
  const limit =
    timeout === undefined
      ? undefined
      : durationAt(context, linked, timeout, `the timeout of \`${linked.id}\``);
  const own = tryLimit(context, linked, calling, limit).most;
  return most(context, [dispatchOf(context, linked, calling, own), ...about]);
}

/** One request that is lost and made again: what is charged by its key is not charged again. */
function dispatchOf(
  context: BoundsContext,
  linked: LinkedStatement,
  calling: Parameters<typeof declaredSpending>[2],
  time: Limit<number>,
): Undoing {
  const { cost, energy, tokens } = declaredSpending(context, linked, calling);
  const again = chargesFor(calling.capability, 2) - 1;
  return {
    cost: again === 0 ? bounded(context.measures.cost.zero) : cost.worst,
    energy: energy.worst,
    tokens: tokens.worst,
    time,
  };
}
