/** How much is done of a run, and how much time and money it may still take, from the bounds of its plan. */
import type { Limit, Milliseconds, Money, Plan } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import { compareMoney, subtractMoney, zeroMoney } from "@orchlang/plan/quantities";
import { isSettled } from "./evolve/settle.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidBlock, LaidNode } from "./layout.ts";
import { frameAt, nodeAt, type RunState, wholeRun } from "./state.ts";

/** The worst case of what is still to come of a run that has not ended. Assumes what its bounds assume, and no further process death. */
export interface Ahead {
  /** The longest that it goes on, if nothing more is undone than is now. */
  readonly time: Limit<Milliseconds>;
  /** The same, if all of it is undone in the end. */
  readonly compensated: Limit<Milliseconds>;
  /** The most that it spends from here, undoing included. */
  readonly cost: Limit<Money>;
}

/** Steps of the run's own plan: calls, quorums, waits and loops. Those that were skipped are done. */
export interface Progress {
  readonly done: number;
  readonly all: number;
}

const steps: ReadonlySet<Node["kind"]> = new Set(["call", "quorum", "wait", "loop"]);

export function progressOf(state: RunState): Progress {
  const frame = ownFrame(state);
  if (frame === undefined) return { done: 0, all: 0 };
  // A handler counts once it is needed.
  const own = frame.template.nodes.filter(
    ({ at, node, block }) =>
      steps.has(node.kind) && !(block.handler && nodeAt(frame, at).began === undefined),
  );
  const done = own.filter(({ at }) => isSettled(nodeAt(frame, at)));
  return { done: done.length, all: own.length };
}

/** Undefined once it has ended. */
export function aheadOf(plan: Plan, state: RunState): Ahead | undefined {
  if (state.closed !== undefined) return undefined;
  const { latency, cost } = plan.bounds;
  const whole = latency.compensated ?? latency.worst;
  const left = costLeft(plan, state, cost.worst);
  const frame = ownFrame(state);
  // Before it has begun, and while further plans of a goal may follow, the bound of the whole is what is known.
  if (frame === undefined || mayFollow(plan, state))
    return { time: latency.worst, compensated: whole, cost: left };
  const { root, finally: last, routine } = frame.template;
  const { unwinding } = routine.bounds.latency.parts;
  const end = last === undefined ? zero : longest(frame, last);
  const undone = sum(end, unwinding);
  if (frame.status === "unwinding") return { time: undone, compensated: undone, cost: left };
  const forward = frame.status === "forward" ? longest(frame, root) : zero;
  const time = least(sum(forward, end), latency.worst);
  return { time, compensated: least(sum(forward, undone), whole), cost: left };
}

const zero: Limit<Milliseconds> = { value: 0 };

function ownFrame(state: RunState): Frame | undefined {
  const id = state.root.callee?.frame;
  return id === undefined ? undefined : frameAt(state, id);
}

function mayFollow(plan: Plan, { root: { callee } }: RunState): boolean {
  const alternatives = plan.goals[plan.entry]?.alternatives.length ?? 0;
  return callee !== undefined && (callee.next !== undefined || callee.chosen + 1 < alternatives);
}

/** The longest path over a block's statements that are not settled. One that has begun counts in full. */
function longest(frame: Frame, { nodes }: LaidBlock): Limit<Milliseconds> {
  const { routine } = frame.template;
  const ends = new Map<number, Limit<Milliseconds>>();
  let all: Limit<Milliseconds> = zero;
  for (const at of nodes) {
    const laid = frame.template.nodes[at];
    if (laid === undefined || isSettled(nodeAt(frame, at))) continue;
    const starts = beforeIt(frame, laid).map((before) => ends.get(before) ?? zero);
    const start = starts.reduce(greatest, zero);
    const end = sum(start, routine.nodeBounds[laid.node.id]?.latency.worst ?? zero);
    ends.set(at, end);
    all = greatest(all, end);
  }
  return all;
}

/** The statements of its own block that a statement, or what stands inside it, comes after. */
function beforeIt(frame: Frame, laid: LaidNode): readonly number[] {
  const inside = laid.blocks.flatMap(({ nodes }) => nodes.flatMap((at) => frame.template.nodes[at] ?? []));
  const own = [...laid.after, ...inside.flatMap((one) => beforeIt(frame, one))];
  return own.flatMap((at) => ancestor(frame, at, laid.block));
}

function ancestor(frame: Frame, at: number, block: LaidBlock): readonly number[] {
  for (let one = frame.template.nodes[at]; one !== undefined; one = frame.template.nodes[one.block.owner])
    if (one.block.id === block.id) return [one.at];
  return [];
}

function sum(one: Limit<Milliseconds>, other: Limit<Milliseconds>): Limit<Milliseconds> {
  if ("unbounded" in one) return one;
  return "unbounded" in other ? other : { value: one.value + other.value };
}

function greatest(one: Limit<Milliseconds>, other: Limit<Milliseconds>): Limit<Milliseconds> {
  if ("unbounded" in one) return one;
  return "unbounded" in other || other.value > one.value ? other : one;
}

function least(one: Limit<Milliseconds>, other: Limit<Milliseconds>): Limit<Milliseconds> {
  if ("unbounded" in one) return other;
  return "unbounded" in other || other.value > one.value ? one : other;
}

function costLeft(plan: Plan, state: RunState, worst: Limit<Money>): Limit<Money> {
  if ("unbounded" in worst) return worst;
  const { currency } = worst.value;
  const spent = (state.ledgers.get(wholeRun)?.spent.cost ?? []).find((money) => money.currency === currency);
  if (spent === undefined) return worst;
  return compareMoney(spent, worst.value) >= 0
    ? { value: zeroMoney(plan.settings.currency) }
    : { value: subtractMoney(worst.value, spent) };
}
