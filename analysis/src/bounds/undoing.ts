import type { CallReference } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Attempt, Rescue } from "@orchlang/plan/nodes";
import type { Calling } from "../expression/clause.ts";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { undoReference } from "../rules/effects.ts";
import { type LinkedBlock, type LinkedStatement, statementsIn } from "../tree.ts";
import { aboutBounds } from "./about.ts";
import { callingAt, declaredSpending, referenced, tryLimit, usesTheSame } from "./attempt.ts";
import { filledIn } from "./called.ts";
import { type BoundsContext, durationAt } from "./context.ts";
import { combineUndoing, noUndoing, type Undoing, type UndoingOf } from "./figures.ts";
import type { Limit, Measure } from "./formula.ts";
import { addLimits, bounded, maxLimit, numbers, sumLimits, timesLimit } from "./limit.ts";
import { roundsOf } from "./rounds.ts";

export function undoingOf(context: BoundsContext): UndoingOf {
  // By their index.
  const known: (Undoing | undefined)[] = [];
  const of: UndoingOf = (linked) => {
    const undoing = known[linked.index] ?? compute(context, linked, of);
    known[linked.index] = undoing;
    return undoing;
  };
  return of;
}

function compute(context: BoundsContext, linked: LinkedStatement, of: UndoingOf): Undoing {
  return withRescues(context, linked, ownUndoing(context, linked, of), of);
}

/** The compensation of a statement and then of its handlers. */
function withRescues(context: BoundsContext, linked: LinkedStatement, own: Undoing, of: UndoingOf): Undoing {
  const { node } = linked.statement;
  if (!("rescues" in node) || node.rescues.length === 0) return own;
  return all(context, [own, ...node.rescues.map((rescue) => ofRescue(context, linked, rescue, of))]);
}

/** A loop whose rounds are compensated side by side: one of them, and what its handlers did. */
export function roundUndoing(
  context: BoundsContext,
  linked: LinkedStatement,
  round: LinkedBlock,
  of: UndoingOf,
): Undoing {
  return withRescues(context, linked, blockUndoing(context, round, of), of);
}

/** The statement without its handlers. */
export function ownUndoing(context: BoundsContext, linked: LinkedStatement, of: UndoingOf): Undoing {
  const { node } = linked.statement;
  const inner = (...roles: readonly string[]): Undoing[] =>
    linked.blocks
      .filter((block) => roles.includes(block.role?.kind ?? ""))
      .map((block) => blockUndoing(context, block, of));
  switch (node.kind) {
    case "call":
      return ofAttempt(context, linked, node.attempt);
    case "quorum":
      return all(
        context,
        node.attempts.map((attempt) => ofAttempt(context, linked, attempt)),
      );
    case "loop": {
      const rounds = roundsOf(context, linked, node);
      const [round = noUndoing(context.measures)] = inner("round");
      const all = combineUndoing(context.measures, [round], (measure, [limit]) =>
        timesLimit(
          measure,
          limit ?? { value: measure.zero },
          rounds.most,
          "nothing says how many rounds there are to undo",
          rounds.by,
        ),
      );
      // Rounds with memory are undone one after another, others side by side.
      if (node.over.kind === "fold" || rounds.most === 0) return all;
      return { ...all, time: addLimits(numbers, round.time, failingPart(linked, of)) };
    }
    case "race":
      return all(context, inner("contender"));
    default: {
      if (linked.blocks.length === 0) return noUndoing(context.measures);
      // One arm of a choice was taken.
      const sides = [noUndoing(context.measures), ...inner("arm", "held", "otherwise")];
      return combineUndoing(context.measures, sides, (measure, limits) => maxLimit(measure, ...limits));
    }
  }
}

/** True if it is compensated by itself when it fails, before anything around it is (semantics, rule 25). */
export function compensatesItself({ statement: { node } }: LinkedStatement): boolean {
  return (
    node.kind === "race" ||
    node.kind === "quorum" ||
    (node.kind === "call" && !("capability" in node.attempt.target))
  );
}

/**
 * The longest that one statement in the rounds of a loop is compensated by itself, when it fails. The other rounds are
 * compensated only then, so their time comes on top.
 */
function failingPart(loop: LinkedStatement, of: UndoingOf): Limit<number> {
  const inside = loop.blocks
    .filter(({ role }) => role?.kind === "round")
    .flatMap((block) => [...statementsIn(block)]);
  return maxLimit(numbers, bounded(0), ...inside.filter(compensatesItself).map((linked) => of(linked).time));
}

/** The statements of a block together. */
export function blockUndoing(context: BoundsContext, block: LinkedBlock, of: UndoingOf): Undoing {
  return all(context, block.statements.map(of));
}

function all(context: BoundsContext, items: readonly Undoing[]): Undoing {
  const used = items.length === 0 ? [noUndoing(context.measures)] : items;
  return combineUndoing(context.measures, used, <T>(measure: Measure<T>, limits: readonly Limit<T>[]) =>
    sumLimits(measure, limits),
  );
}

/** The compensation of an error handler's work. */
export function ofRescue(
  context: BoundsContext,
  linked: LinkedStatement,
  rescue: Rescue,
  of: UndoingOf,
): Undoing {
  if ("attempt" in rescue) return ofAttempt(context, linked, rescue.attempt);
  const block = linked.blocks.find((candidate) => candidate.block.id === rescue.block);
  return block === undefined ? noUndoing(context.measures) : blockUndoing(context, block, of);
}

/** The compensation of one attempt of a step: of several requests, the rejected ones were compensated before. */
export function ofAttempt(context: BoundsContext, linked: LinkedStatement, attempt: Attempt): Undoing {
  if (!("capability" in attempt.target)) {
    return filledIn(context, linked, attempt)?.undoing ?? noUndoing(context.measures);
  }
  const undo = undoCalling(context, linked, attempt);
  if (undo === undefined) return noUndoing(context.measures);
  const about = aboutBounds(context, linked, undo);
  const learning = learningOf(context, linked, attempt);
  return learning === undefined ? about : all(context, [about, learning]);
}

/**
 * An undo that reads the `result` of a call that never said one needs it first: what is idempotent is sent once more,
 * what happens at most once is asked about (semantics, rule 27).
 */
function learningOf(context: BoundsContext, linked: LinkedStatement, attempt: Attempt): Undoing | undefined {
  const reference = undoReference(context, attempt);
  if (reference === undefined || !readsResult(reference)) return undefined;
  const calling = callingAt(context, linked, attempt);
  if (calling === undefined) return undefined;
  const { capability } = calling;
  const asked = confirmCalling(context, calling);
  const confirm = asked === undefined ? undefined : aboutBounds(context, linked, asked);
  if (capability.effect.kind === "once") return confirm;
  const { timeout } = attempt.options;
  const limit =
    timeout === undefined
      ? undefined
      : durationAt(context, linked, timeout, `the timeout of \`${linked.id}\``);
  const { cost, energy, tokens } = declaredSpending(context, linked, calling);
  const again: Undoing = {
    // Under the same key it is charged once, unless each request is.
    cost: capability.charged === undefined ? bounded(context.measures.cost.zero) : cost.worst,
    energy: energy.worst,
    tokens: tokens.worst,
    time: tryLimit(context, linked, calling, limit).most,
  };
  return capability.effect.kind === "idempotent" &&
    capability.effect.for !== undefined &&
    confirm !== undefined
    ? all(context, [again, confirm])
    : again;
}

/** True if what a call undoes by needs to know what came out of it. */
function readsResult({ args }: CallReference): boolean {
  return Object.values(args).some((arg) =>
    freeReads(arg).some(({ from, name }) => from === "local" && name === "result"),
  );
}

/** The call that asks what became of another one. */
export function confirmCalling(context: BoundsContext, calling: Calling): Calling | undefined {
  const reference = calling.capability.confirm;
  const asked = reference && context.program.capabilities.get(reference.capability);
  return reference && asked && referenced(asked.capability, reference.args, calling);
}

/** The call that undoes an attempt, with `result` read from the step. */
export function undoCalling(
  context: BoundsContext,
  linked: LinkedStatement,
  attempt: Attempt,
): Calling | undefined {
  const reference = undoReference(context, attempt);
  const capability =
    reference === undefined ? undefined : context.program.capabilities.get(reference.capability)?.capability;
  if (capability !== undefined && usesTheSame(context, capability)) return { capability, args: {} };
  const calling = reference === undefined ? undefined : callingAt(context, linked, attempt);
  if (calling === undefined || reference === undefined || capability === undefined) return undefined;
  const result: Expression = { op: "read", from: "node", name: linked.id };
  if (reference !== attempt.options.undo) return referenced(capability, reference.args, calling, result);
  // Written at the step, it reads what the step can read.
  const args = Object.entries(reference.args).map(([name, arg]) => {
    const expression = qualified(arg, linked);
    return [name, substitute(expression, (read) => (read.name === "result" ? result : undefined))] as const;
  });
  return { capability, args: Object.fromEntries(args) };
}
