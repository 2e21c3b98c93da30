/** How much is done of a run, and how much time and money it may still take, from the bounds of its plan. */
import type { Limit, Milliseconds, Money, Plan } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import { compareMoney, subtractMoney, zeroMoney } from "@orchlang/plan/quantities";
import { isSettled } from "./evolve/settle.ts";
import type { Frame } from "./frame-state.ts";
import { frameAt, nodeAt, type RunState, wholeRun } from "./state.ts";
import { goesOnBelow, least, mayLeaveLosers, noTime, sum, timeLeft } from "./time-left.ts";

/** The worst case of what is still to come of a run that has not ended. Assumes what its bounds assume, and no further process death. */
export interface Ahead {
  /** The longest that it goes on, if nothing more is undone than is now. */
  readonly time: Limit<Milliseconds>;
  /** The same, if all of it is undone in the end. */
  readonly compensated: Limit<Milliseconds>;
  /** The most that it spends from here, undoing included. */
  readonly cost: Limit<Money>;
  /** The times are those of a whole run: what goes on now has no bound of its own. */
  readonly isWhole: boolean;
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
  // Before it has begun, while further plans of a goal may follow, and while something goes on or may that no statement waits for,
  // the bound of the whole is what is known.
  if (frame === undefined || mayFollow(plan, state) || goesOnBelow(plan, state) || mayLeaveLosers(state))
    return { time: latency.worst, compensated: whole, cost: left, isWhole: true };
  const { root, finally: last, routine } = frame.template;
  const { unwinding } = routine.bounds.latency.parts;
  const end = last === undefined ? noTime : timeLeft(state, frame, last);
  const undone = sum(end, unwinding);
  const forward = frame.status === "finally" ? noTime : timeLeft(state, frame, root);
  // A step under way is waited for, and asked what became of it, before it is undone: no bound of a statement says how long.
  if (frame.status === "unwinding") return { time: whole, compensated: whole, cost: left, isWhole: true };
  const time = least(sum(forward, end), latency.worst);
  return { time, compensated: least(sum(forward, undone), whole), cost: left, isWhole: false };
}

function ownFrame(state: RunState): Frame | undefined {
  const id = state.root.callee?.frame;
  return id === undefined ? undefined : frameAt(state, id);
}

function mayFollow(plan: Plan, { root: { callee } }: RunState): boolean {
  const alternatives = plan.goals[plan.entry]?.alternatives.length ?? 0;
  return callee !== undefined && (callee.next !== undefined || callee.chosen + 1 < alternatives);
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
