import type { Unordered } from "@orchlang/checker";
import type { RaceNode, Rescue, WaitNode } from "@orchlang/plan/nodes";
import { qualified } from "../expression/qualify.ts";
import { isInterruption, type LinkedBlock, type LinkedStatement, statementsIn } from "../tree.ts";
import { mayBeCutShort, mayFail } from "./by-data.ts";
import { type BoundsContext, durationAt } from "./context.ts";
import { type Duration, instantly, lasting, nothing, type PartName, type UndoingOf } from "./figures.ts";
import type { Limit } from "./formula.ts";
import {
  addLimits,
  bounded,
  isBounded,
  maxLimit,
  minLimit,
  numbers,
  sumLimits,
  timesLimit,
  unbounded,
} from "./limit.ts";
import { neededRounds, roundsInARow, roundsInARowBy, roundsOf } from "./rounds.ts";
import { endless } from "./timeline.ts";
import { attemptBounds, spillOf } from "./tries.ts";
import { blockUndoing, ofAttempt, ofRescue, ownUndoing } from "./undoing.ts";

/** The wanted time: the whole, or one of its parts along a path. */
export type Which = "whole" | PartName;

/** How long a block with a time of its own takes: a loop's round, a race's branch, a handler. */
export type Inner = (block: LinkedBlock) => Limit<number>;

/** ms, {@link endless} for no bound. */
export function inNumbers(limit: Limit<number>): number {
  return isBounded(limit) ? Math.min(limit.value, endless) : endless;
}

function partOf(duration: Duration, which: Which): Limit<number> {
  return which === "whole" ? duration.worst : duration.parts[which];
}

/**
 * The worst-case duration of a statement from begin to end. `inner` returns the time of blocks with a time of their
 * own; the arms of a choice take their time separately.
 */
export function worstDuration(
  context: BoundsContext,
  linked: LinkedStatement,
  which: Which,
  inner: Inner,
  undoing?: UndoingOf,
): Limit<number> {
  const { node } = linked.statement;
  switch (node.kind) {
    case "call": {
      const own = partOf(attemptBounds(context, linked, node.attempt).duration, which);
      if (node.rescues.length > 0)
        return withRescues(context, linked, node.rescues, which, inner, own, undoing);
      // A plan that fails has undone what it did before what comes after the step goes on.
      const goesOn = node.optional === true || linked.block.inFinally;
      const back = goesOn && which === "whole" && !("capability" in node.attempt.target);
      return back && mayFail(context, linked)
        ? addLimits(numbers, own, ofAttempt(context, linked, node.attempt).time)
        : own;
    }
    case "loop":
    case "race":
    case "quorum":
    case "wait": {
      const own = ownTime(context, linked, which, inner, undoing);
      if (node.rescues.length === 0) {
        // A loop that is optional has undone its rounds before it has ended without a value.
        const back = node.kind === "loop" && node.optional === true && which === "whole";
        return back && undoing !== undefined ? addLimits(numbers, own, undoing(linked).time) : own;
      }
      return withRescues(context, linked, node.rescues, which, inner, own, undoing);
    }
    default:
      return nothing;
  }
}

function ownTime(
  context: BoundsContext,
  linked: LinkedStatement,
  which: Which,
  inner: Inner,
  undoing?: UndoingOf,
): Limit<number> {
  const { node } = linked.statement;
  switch (node.kind) {
    case "loop":
      return loopTime(context, linked, which, inner, undoing);
    case "race":
      return raceTime(context, linked, node, inner);
    case "quorum":
      return maxLimit(
        numbers,
        ...node.attempts.map((attempt) => partOf(attemptBounds(context, linked, attempt).duration, which)),
      );
    case "wait":
      return partOf(waiting(context, linked, node), which);
    default:
      return nothing;
  }
}

/** Handlers one after another: each may fail in its turn, and begins when what failed before it is undone. */
function withRescues(
  context: BoundsContext,
  linked: LinkedStatement,
  rescues: readonly Rescue[],
  which: Which,
  inner: Inner,
  own: Limit<number>,
  undoing: UndoingOf | undefined,
): Limit<number> {
  if (!mayFail(context, linked)) return own;
  const times = [own];
  // The last handler's work is undone with the rest, if at all.
  if (which === "whole" && undoing !== undefined) {
    times.push(ownUndoing(context, linked, undoing).time);
    for (const rescue of rescues.slice(0, -1)) times.push(ofRescue(context, linked, rescue, undoing).time);
  }
  for (const rescue of rescues) {
    times.push(
      "attempt" in rescue
        ? partOf(attemptBounds(context, linked, rescue.attempt).duration, which)
        : innerOf(linked, rescue.block, inner),
    );
  }
  return sumLimits(numbers, times);
}

function innerOf(linked: LinkedStatement, id: string, inner: Inner): Limit<number> {
  const block = linked.blocks.find((candidate) => candidate.block.id === id);
  return block === undefined ? nothing : inner(block);
}

function loopTime(
  context: BoundsContext,
  linked: LinkedStatement,
  which: Which,
  inner: Inner,
  undoing: UndoingOf | undefined,
): Limit<number> {
  const { node } = linked.statement;
  if (node.kind !== "loop") return nothing;
  const body = roundTime(context, linked, which, inner, undoing);
  const waited = node.over.kind === "occurrences" ? partOf(waitedFor(context, linked), which) : nothing;
  if (isBounded(body) && body.value === 0) return waited;
  const rounds = roundsOf(context, linked, node);
  // Every place starts a new round at least once per longest round, so that many rounds are sequential. For a part of
  // the time alone this does not follow: any round may be long in it, after others that are long in none.
  const alike = which === "whole" || rounds.atOnce === 1;
  const inARow = alike ? roundsInARow(rounds) : 1 + rounds.most - rounds.atOnce;
  const by = alike ? roundsInARowBy(rounds) : rounds.by;
  const because = `nothing says how many rounds \`${linked.id}\` makes`;
  return addLimits(numbers, waited, timesLimit(numbers, body, inARow, because, by));
}

/** A round that may fail by itself is over when what it did is undone. */
function roundTime(
  context: BoundsContext,
  linked: LinkedStatement,
  which: Which,
  inner: Inner,
  undoing: UndoingOf | undefined,
): Limit<number> {
  const { node } = linked.statement;
  const round = linked.blocks.find((block) => block.role?.kind === "round");
  if (node.kind !== "loop" || round === undefined) return nothing;
  const forward = inner(round);
  if (node.tolerated === undefined || undoing === undefined || which !== "whole") return forward;
  return addLimits(numbers, forward, blockUndoing(context, round, undoing).time);
}

/** How long a loop over occurrences listens. */
function waitedFor(context: BoundsContext, linked: LinkedStatement): Duration {
  const { node } = linked.statement;
  const within = node.kind === "loop" && node.over.kind === "occurrences" ? node.over.within : undefined;
  if (within === undefined) {
    return lasting(
      "timers",
      0,
      unbounded(`\`${linked.id}\` has no \`within\`: nothing says how long it waits for its rounds`),
    );
  }
  return lasting("timers", 0, durationAt(context, linked, within, `\`within\` of \`${linked.id}\``).most);
}

/**
 * Until so many branches are through: where enough of them can't fail, the last of the quickest of these; else all
 * may fail but the slowest. So it is with each part of the time: no more of it passes than time passes at all.
 */
function raceTime(
  context: BoundsContext,
  linked: LinkedStatement,
  node: Unordered<RaceNode>,
  inner: Inner,
): Limit<number> {
  const contenders = linked.blocks.filter((block) => block.role?.kind === "contender");
  // The event may come when the work is nearly over, and what is done then comes on top; the wait itself adds nothing.
  if (node.settles === true) return sumLimits(numbers, contenders.map(inner));
  const slowest = maxLimit(numbers, ...contenders.map(inner));
  if (node.losers === "finish") return slowest;
  const sure = contenders
    .filter((block) => block.statements.every(cannotFail))
    .map((block) => waitingIn(context, block))
    .sort((a, b) => inNumbers(a) - inNumbers(b));
  const enough = sure[node.winners - 1];
  return enough === undefined ? slowest : minLimit(numbers, slowest, enough);
}

function cannotFail(linked: LinkedStatement): boolean {
  const { node } = linked.statement;
  if (node.kind === "wait") return node.for.kind === "duration" || node.for.kind === "instant";
  return node.kind === "yield" || node.kind === "let" || node.kind === "emit" || node.kind === "commit";
}

/** The waits of a block: each stands below the one before it. */
function waitingIn(context: BoundsContext, block: LinkedBlock): Limit<number> {
  return sumLimits(
    numbers,
    block.statements.flatMap((linked) => {
      const { node } = linked.statement;
      return node.kind === "wait" ? [waiting(context, linked, node).worst] : [];
    }),
  );
}

function waiting(context: BoundsContext, linked: LinkedStatement, node: Unordered<WaitNode>): Duration {
  const waited = node.for;
  // It lasts no longer than what it watches.
  if (isInterruption(linked) || waited.kind === "while") return instantly;
  const named = `the wait \`${linked.id}\``;
  switch (waited.kind) {
    case "duration": {
      const duration = durationAt(context, linked, waited.duration, named);
      return lasting("timers", duration.least, duration.most);
    }
    case "instant":
      return lasting("timers", 0, untilInstant(context, linked, waited.instant, named));
    default: {
      if (waited.within === undefined) {
        const what = waited.kind === "condition" ? "its condition to hold" : `\`${waited.event}\``;
        return lasting(
          "timers",
          0,
          unbounded(`${named} has no \`within\`: it may wait for ${what} for ever`),
        );
      }
      return lasting("timers", 0, durationAt(context, linked, waited.within, named).most);
    }
  }
}

/** So long from now is a bound; another time of the day is known only when it runs. */
export function untilInstant(
  context: BoundsContext,
  linked: LinkedStatement,
  instant: Extract<WaitNode["for"], { readonly kind: "instant" }>["instant"],
  named: string,
): Limit<number> {
  const [from, later] = instant.op === "call" && instant.fn === "instant.add" ? instant.args : [];
  if (from?.op === "read" && from.from === "context" && from.name === "now" && later !== undefined) {
    return durationAt(context, linked, qualified(later, linked), named).most;
  }
  return unbounded("when it waits until is known only when it runs");
}

/**
 * How long it may be from its begin until nothing of it is under way any more: the losers of a race or a quorum are
 * awaited where they happen at most once, do what the `finally` of a plan says, and are undone, when the step itself
 * has long ended (semantics, rules 23 and 25).
 */
export function tailOf(
  context: BoundsContext,
  linked: LinkedStatement,
  inner: Inner,
  undoing: UndoingOf,
): Limit<number> | undefined {
  const { node } = linked.statement;
  if (node.kind !== "race" && node.kind !== "quorum") return undefined;
  const back = undoing(linked).time;
  const contenders = linked.blocks.filter((block) => block.role?.kind === "contender");
  const spill = spillOf(context, [linked, ...contenders.flatMap((block) => [...statementsIn(block)])]);
  const finishing = contenders.flatMap(statementsIn).some(letsLosersFinish);
  if (isZero(back) && isZero(spill) && !finishing) return undefined;
  return addLimits(numbers, maxLimit(numbers, ...contenders.map(inner), spill), back);
}

/** The run stays open for branches of a race that end by themselves (semantics, rule 11). */
function letsLosersFinish({ statement: { node } }: LinkedStatement): boolean {
  return node.kind === "race" && node.losers === "finish";
}

function isZero(limit: Limit<number>): boolean {
  return isBounded(limit) && limit.value === 0;
}

/** Without faults, everything as declared: the best case of a statement. */
export function bestDuration(
  context: BoundsContext,
  linked: LinkedStatement,
  inner: (block: LinkedBlock) => number,
): number {
  const { node } = linked.statement;
  if (mayBeCutShort(context, linked)) return 0;
  switch (node.kind) {
    case "call":
      return attemptBounds(context, linked, node.attempt).duration.best;
    case "loop": {
      const { least, atOnceMost } = neededRounds(context, linked, node);
      const round = linked.blocks.find((block) => block.block.id === node.body);
      const body = round === undefined ? 0 : inner(round);
      return body === 0 ? 0 : body * roundsInARow({ most: least, atOnce: atOnceMost });
    }
    case "race":
      return nth(node.winners, linked.blocks.filter((block) => block.role?.kind === "contender").map(inner));
    case "quorum":
      return nth(
        node.agree,
        node.attempts.map((attempt) => attemptBounds(context, linked, attempt).duration.best),
      );
    case "wait":
      return waiting(context, linked, node).best;
    default:
      return 0;
  }
}

function nth(count: number, times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[count - 1] ?? 0;
}

/** Why a statement's own time has no bound, in words; `undefined` where it has one. */
export function endlessBecause(context: BoundsContext, linked: LinkedStatement): string | undefined {
  const { node } = linked.statement;
  const attempts = node.kind === "call" ? [node.attempt] : node.kind === "quorum" ? node.attempts : [];
  const rescues =
    "rescues" in node ? node.rescues.flatMap((rescue) => ("attempt" in rescue ? [rescue.attempt] : [])) : [];
  for (const attempt of [...attempts, ...rescues]) {
    const { worst } = attemptBounds(context, linked, attempt).duration;
    if (!isBounded(worst)) return worst.unbounded;
  }
  const own = node.kind === "wait" || node.kind === "loop" ? ownTime(context, linked, "whole", one) : nothing;
  return isBounded(own) ? undefined : own.unbounded;
}

const one: Inner = () => bounded(1);
