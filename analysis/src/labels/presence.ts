import type { AnalysedRoutine } from "../analysis.ts";
import { roundsOf } from "../bounds/rounds.ts";
import { isRisky } from "../expression/partial.ts";
import { type LinkedBlock, type LinkedStatement, statementsIn } from "../tree.ts";
import type { LabelContext } from "./context.ts";
import { isTimedByWorld } from "./repeats.ts";
import { clean, joinAll, joinTaints, type Taint } from "./taint.ts";

/*
 * How far a statement has come when something else ends it: `finally` sees of a plan's values only those that were come to,
 * and a called plan's `finally` sees that its caller has ended it.
 */

interface Walked {
  readonly routine: AnalysedRoutine;
  readonly context: LabelContext;
  readonly flowOf: (
    linked: LinkedStatement,
  ) => Readonly<Record<"ends" | "stays" | "denies" | "lasts", Taint>>;
}

/**
 * For clearances: the taint that decides whether `finally` finds a value, beside what decides that its statement is come
 * to. For rules the end of the whole plan is part of all that it finds.
 */
export function presence(walk: Walked, id: string): Taint {
  const linked = walk.routine.tree.byId.get(id);
  if (linked === undefined || walk.context.strict) return clean;
  const { before } = walk.routine.precedence;
  let all = brokenOff(walk, linked) ?? clean;
  for (const [one, block] of around(linked))
    for (const other of block.statements) {
      const { ends, stays, denies } = walk.flowOf(other);
      const cuts = joinAll([ends, stays, denies]);
      if (joinTaints(all, cuts) !== all && !before(one, other)) all = joinTaints(all, cuts);
    }
  return all;
}

/**
 * Where something may end a statement before it is over (a time limit, another branch of its race, or what fails or returns
 * beside it): the taint of how far it has come by then. That is how long it and what comes before it take, and what ends
 * it. `undefined`: nothing may.
 */
export function brokenOff(walk: Walked, linked: LinkedStatement): Taint | undefined {
  const { context, routine } = walk;
  const { before } = routine.precedence;
  let isEnded = context.mayBeCut(routine, linked);
  let all = joinTaints(begin(walk, linked), walk.flowOf(linked).lasts);
  for (const [one, block] of around(linked)) {
    const isInRounds = areRoundsBeside(walk, block);
    for (const other of block.statements) {
      if (!isInRounds && (other === one || before(one, other) || before(other, one))) continue;
      const then = until(walk, other);
      if (then === undefined) continue;
      isEnded = true;
      all = joinTaints(all, then);
    }
  }
  return isEnded ? all : undefined;
}

/** True if a plan may end otherwise than with its last statement: by a `return` in one of them. */
export function returnsEarly({ tree }: Walked["routine"]): boolean {
  return tree.all.some(({ statement, block }) => statement.node.kind === "return" && block !== tree.root);
}

/** Its block, and those around it, each with the statement there that it is or stands in. */
function* around(linked: LinkedStatement): Generator<readonly [LinkedStatement, LinkedBlock]> {
  for (let one: LinkedStatement | undefined = linked; one !== undefined; one = one.block.owner)
    yield [one, one.block];
}

/** The taint of all that decides when a statement begins, and when what may be done before or beside it is. */
export function sofar(walk: Walked, linked: LinkedStatement): Taint {
  let all = clean;
  for (const [one, block] of around(linked))
    for (const other of block.statements) {
      const { lasts } = walk.flowOf(other);
      if (other === one || joinTaints(all, lasts) === all) continue;
      if (!walk.routine.precedence.before(one, other)) all = joinTaints(all, lasts);
    }
  if (!linked.block.inFinally) return all;
  // All of the plan comes before its `finally`.
  return joinAll([all, ...walk.routine.tree.root.statements.map((one) => walk.flowOf(one).lasts)]);
}

/** The taint of how long it takes until a statement begins. */
function begin(walk: Walked, linked: LinkedStatement): Taint {
  let all = clean;
  for (const [one, block] of around(linked))
    for (const other of block.statements) {
      const { lasts } = walk.flowOf(other);
      if (joinTaints(all, lasts) !== all && walk.routine.precedence.before(other, one))
        all = joinTaints(all, lasts);
    }
  return all;
}

/**
 * The taint of how long it takes until a statement ends what is around it, if it may; how long calls themselves take the
 * world decides.
 */
function until(walk: Walked, linked: LinkedStatement): Taint | undefined {
  const { kind } = linked.statement.node;
  if (!mayEnd(walk, linked)) return undefined;
  if (kind === "branch") {
    const inner = linked.blocks.flatMap(({ statements }) => statements.map((each) => until(walk, each)));
    const asked = hasPartialCondition(linked.statement.node) ? [begin(walk, linked)] : [];
    const taints = [...asked, ...inner.filter((each) => each !== undefined)];
    return taints.length === 0 ? undefined : joinAll(taints);
  }
  const isAtOnce = kind === "fail" || kind === "return" || (kind === "call" && isTimedByWorld(linked));
  return joinTaints(begin(walk, linked), isAtOnce ? clean : walk.flowOf(linked).lasts);
}

function hasPartialCondition(node: LinkedStatement["statement"]["node"]): boolean {
  if (node.kind !== "branch") return false;
  const asked = [node.subject, ...node.arms.map(({ condition }) => condition)];
  return asked.some((one) => one !== undefined && isRisky(one));
}

function mayEnd({ context, routine }: Walked, linked: LinkedStatement): boolean {
  const { node } = linked.statement;
  if (node.kind === "wait" && (node.for.kind === "duration" || node.for.kind === "instant")) return false;
  return context.mayFail(routine, linked) || mayReturn(linked);
}

function mayReturn({ statement, blocks }: LinkedStatement): boolean {
  return (
    statement.node.kind === "return" ||
    blocks.some((block) => statementsIn(block).some((inner) => inner.statement.node.kind === "return"))
  );
}

function areRoundsBeside({ routine }: Walked, { owner }: LinkedBlock): boolean {
  const node = owner?.statement.node;
  return owner !== undefined && node?.kind === "loop" && roundsOf(routine.context, owner, node).atOnce > 1;
}
