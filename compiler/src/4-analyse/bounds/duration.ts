import type { Limit, QuorumNode, RaceNode, Rescue, WaitNode } from "@orchlang/plan";
import type { Unordered } from "../../3-check/checked.ts";
import type { Located, LocatedBlock } from "../tree.ts";
import { attemptBounds } from "./attempt.ts";
import { type BoundsContext, durationAt } from "./context.ts";
import { type Duration, lasting, type PartName } from "./figures.ts";
import { isBounded, unbounded } from "./limit.ts";
import { roundsInARow, roundsOf } from "./rounds.ts";
import { endless } from "./timeline.ts";

/** Which time is asked for: the whole, or one of its parts along a path. */
export type Which = "whole" | PartName;

/** ms, {@link endless} for no bound. */
export function inNumbers(limit: Limit<number>): number {
  return isBounded(limit) ? Math.min(limit.value, endless) : endless;
}

function partOf(duration: Duration, which: Which): number {
  return inNumbers(which === "whole" ? duration.worst : duration.parts[which]);
}

/**
 * How long a statement takes at worst from begin to end. What its blocks with a time of their own take is given by
 * `inner`; the sides of a choice take their time beside it.
 */
export function worstDuration(
  context: BoundsContext,
  located: Located,
  which: Which,
  inner: (block: LocatedBlock) => number,
): number {
  const { node } = located.statement;
  switch (node.kind) {
    case "call":
      return (
        partOf(attemptBounds(context, located, node.attempt).duration, which) +
        rescueTime(context, located, node.rescues, which, inner)
      );
    case "loop":
      return (
        loopTime(context, located, which, inner) + rescueTime(context, located, node.rescues, which, inner)
      );
    case "race":
      return raceTime(located, node, inner) + rescueTime(context, located, node.rescues, which, inner);
    case "quorum":
      return (
        quorumTime(context, located, node, which) + rescueTime(context, located, node.rescues, which, inner)
      );
    case "wait":
      return (
        partOf(waiting(context, located, node), which) +
        rescueTime(context, located, node.rescues, which, inner)
      );
    default:
      return 0;
  }
}

/** Handlers one after another: each may fail in its turn. */
function rescueTime(
  context: BoundsContext,
  located: Located,
  rescues: readonly Rescue[],
  which: Which,
  inner: (block: LocatedBlock) => number,
): number {
  let total = 0;
  for (const rescue of rescues) {
    if ("attempt" in rescue) total += partOf(attemptBounds(context, located, rescue.attempt).duration, which);
    else total += innerOf(located, rescue.block, inner);
  }
  return total;
}

function innerOf(located: Located, id: string, inner: (block: LocatedBlock) => number): number {
  const block = located.blocks.find((candidate) => candidate.block.id === id);
  return block === undefined ? 0 : inner(block);
}

function loopTime(
  context: BoundsContext,
  located: Located,
  which: Which,
  inner: (block: LocatedBlock) => number,
): number {
  const { node } = located.statement;
  if (node.kind !== "loop") return 0;
  const body = innerOf(located, node.body, inner);
  const rounds = roundsOf(context, located, node);
  const waited = node.over.kind === "occurrences" ? partOf(waitedFor(context, located), which) : 0;
  if (body === 0) return waited;
  // Every place takes a new round at least as often as a round can last: so many rounds stand behind one another.
  const inARow =
    which === "whole" || rounds.atOnce === 1 ? roundsInARow(rounds) : 1 + rounds.most - rounds.atOnce;
  return waited + (Number.isFinite(inARow) ? Math.min(endless, body * inARow) : endless);
}

/** How long a loop over occurrences listens. */
function waitedFor(context: BoundsContext, located: Located): Duration {
  const { node } = located.statement;
  const within = node.kind === "loop" && node.over.kind === "occurrences" ? node.over.within : undefined;
  if (within === undefined) {
    return lasting(
      "timers",
      0,
      unbounded(`\`${located.id}\` has no \`within\`: nothing says how long it waits for its rounds`),
    );
  }
  return lasting("timers", 0, durationAt(context, located, within, `\`within\` of \`${located.id}\``).most);
}

/**
 * Until so many branches are through: where enough of them can't fail, the last of the quickest of these; else all
 * may fail but the slowest.
 */
function raceTime(
  located: Located,
  node: Unordered<RaceNode>,
  inner: (block: LocatedBlock) => number,
): number {
  const contenders = located.blocks.filter((block) => block.role?.kind === "contender");
  const times = contenders.map(inner);
  const sure = contenders
    .filter((block) => block.statements.every(cannotFail))
    .map(inner)
    .sort((a, b) => a - b);
  const slowest = Math.max(0, ...times);
  if (node.losers === "finish") return slowest;
  return Math.min(slowest, sure[node.winners - 1] ?? Infinity);
}

function cannotFail(located: Located): boolean {
  const { node } = located.statement;
  if (node.kind === "wait") return node.for.kind === "duration" || node.for.kind === "instant";
  return node.kind === "yield" || node.kind === "let" || node.kind === "emit";
}

function quorumTime(
  context: BoundsContext,
  located: Located,
  node: Unordered<QuorumNode>,
  which: Which,
): number {
  return Math.max(
    0,
    ...node.attempts.map((attempt) => partOf(attemptBounds(context, located, attempt).duration, which)),
  );
}

function waiting(context: BoundsContext, located: Located, node: Unordered<WaitNode>): Duration {
  const waited = node.for;
  const named = `the wait \`${located.id}\``;
  switch (waited.kind) {
    case "duration": {
      const duration = durationAt(context, located, waited.duration, named);
      return lasting("timers", duration.least, duration.most);
    }
    case "instant":
      return lasting("timers", 0, unbounded("when it waits until is known only when it runs"));
    default: {
      if (waited.within === undefined) {
        const what = waited.kind === "condition" ? "its condition to hold" : `\`${waited.event}\``;
        return lasting(
          "timers",
          0,
          unbounded(`${named} has no \`within\`: it may wait for ${what} for ever`),
        );
      }
      return lasting("timers", 0, durationAt(context, located, waited.within, named).most);
    }
  }
}

/** Without faults, everything as declared: the best case of a statement. */
export function bestDuration(
  context: BoundsContext,
  located: Located,
  inner: (block: LocatedBlock) => number,
): number {
  const { node } = located.statement;
  switch (node.kind) {
    case "call":
      return attemptBounds(context, located, node.attempt).duration.best;
    case "loop": {
      const rounds = roundsOf(context, located, node);
      const body = innerOf(located, node.body, inner);
      return body === 0 ? 0 : body * roundsInARow({ ...rounds, most: rounds.least });
    }
    case "race":
      return nth(node.winners, located.blocks.filter((block) => block.role?.kind === "contender").map(inner));
    case "quorum":
      return nth(
        node.agree,
        node.attempts.map((attempt) => attemptBounds(context, located, attempt).duration.best),
      );
    case "wait":
      return waiting(context, located, node).best;
    default:
      return 0;
  }
}

function nth(count: number, times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[count - 1] ?? 0;
}

/** Why a statement's own time has no bound, in words; `undefined` where it has one. */
export function endlessBecause(context: BoundsContext, located: Located): string | undefined {
  const { node } = located.statement;
  const attempts = node.kind === "call" ? [node.attempt] : node.kind === "quorum" ? node.attempts : [];
  const rescues =
    "rescues" in node ? node.rescues.flatMap((rescue) => ("attempt" in rescue ? [rescue.attempt] : [])) : [];
  for (const attempt of [...attempts, ...rescues]) {
    const { worst } = attemptBounds(context, located, attempt).duration;
    if (!isBounded(worst)) return worst.unbounded;
  }
  if (node.kind === "wait") {
    const { worst } = waiting(context, located, node);
    if (!isBounded(worst)) return worst.unbounded;
  }
  if (node.kind !== "loop") return undefined;
  if (node.over.kind === "occurrences") {
    const { worst } = waitedFor(context, located);
    if (!isBounded(worst)) return worst.unbounded;
  }
  const { most } = roundsOf(context, located, node);
  return Number.isFinite(most) ? undefined : `nothing says how many rounds \`${located.id}\` makes`;
}
