import type { CheckedBlock, CheckedRoutine, CheckedStatement } from "@orchlang/checker";
import { furtherTries } from "@orchlang/plan";
import type { Attempt, Target } from "@orchlang/plan/nodes";

/** The role of a block in the statement that owns it. */
type BlockRole =
  /** One of the sides of a `when` or `match`, counted from 0. */
  | { readonly kind: "arm"; readonly arm: number }
  /** The block that runs while a resource is held. */
  | { readonly kind: "held" }
  /** `else` of a `with`. */
  | { readonly kind: "otherwise" }
  | { readonly kind: "round" }
  /** A branch of a race; with `interrupts` it begins with the event that interrupts the other, and then goes on alone. */
  | { readonly kind: "contender"; readonly interrupts?: true }
  | { readonly kind: "rescue" };

/** A statement and where it stands. */
export interface LinkedStatement {
  /** In source order over the whole routine, outer before inner. */
  readonly index: number;
  readonly id: string;
  readonly statement: CheckedStatement;
  /** Every call that it can make itself. */
  readonly attempts: readonly SlottedAttempt[];
  readonly block: LinkedBlock;
  /** Among the statements of its block. */
  readonly position: number;
  /** In the order of the text. */
  readonly blocks: readonly LinkedBlock[];
}

export interface LinkedBlock {
  readonly block: CheckedBlock;
  /** The root and `finally` have none. */
  readonly owner: LinkedStatement | undefined;
  readonly role: BlockRole | undefined;
  readonly statements: readonly LinkedStatement[];
  readonly inFinally: boolean;
  /** The loops around it, outermost first: the scope of what stands in it (semantics, rule 34). */
  readonly loops: readonly LinkedStatement[];
}

/** A routine's statements with their surroundings: what every analysis walks over. */
export interface RoutineTree {
  readonly routine: CheckedRoutine;
  readonly root: LinkedBlock;
  readonly finally?: LinkedBlock;
  /** By `index`. */
  readonly all: readonly LinkedStatement[];
  readonly byId: ReadonlyMap<string, LinkedStatement>;
}

export function routineTree(routine: CheckedRoutine): RoutineTree {
  const all: LinkedStatement[] = [];
  const root = link(routine.body, false, all);
  const last = routine.finally === undefined ? undefined : link(routine.finally, true, all);
  const byId = new Map(all.map((linked) => [linked.id, linked]));
  return { routine, root, ...(last === undefined ? {} : { finally: last }), all, byId };
}

function link(
  block: CheckedBlock,
  inFinally: boolean,
  all: LinkedStatement[],
  owner?: LinkedStatement,
  role?: BlockRole,
): LinkedBlock {
  const statements: LinkedStatement[] = [];
  const linked: LinkedBlock = {
    block,
    statements,
    inFinally,
    loops:
      role?.kind === "round" && owner !== undefined
        ? [...owner.block.loops, owner]
        : (owner?.block.loops ?? []),
    owner,
    role,
  };
  block.statements.forEach((statement, position) => {
    const blocks: LinkedBlock[] = [];
    const here: LinkedStatement = {
      index: all.length,
      id: statement.node.id,
      statement,
      attempts: attemptsOf(statement),
      block: linked,
      position,
      blocks,
    };
    all.push(here);
    statements.push(here);
    for (const inner of statement.blocks) {
      blocks.push(link(inner, inFinally, all, here, roleOf(statement, inner.id)));
    }
  });
  return linked;
}

function roleOf(statement: CheckedStatement, id: string): BlockRole {
  const node = statement.node;
  switch (node.kind) {
    case "branch": {
      const arm = node.arms.findIndex((candidate) => candidate.block === id);
      return { kind: "arm", arm: Math.max(arm, 0) };
    }
    case "hold":
      return { kind: node.body === id ? "held" : "otherwise" };
    case "loop":
      return { kind: node.body === id ? "round" : "rescue" };
    case "race":
      if (isRescue(node.rescues, id)) return { kind: "rescue" };
      return interrupts(statement, id) ? { kind: "contender", interrupts: true } : { kind: "contender" };
    default:
      return { kind: "rescue" };
  }
}

function interrupts({ node, blocks }: CheckedStatement, id: string): boolean {
  if (node.kind !== "race" || node.settles !== true) return false;
  const [first] = blocks.find((block) => block.id === id)?.statements ?? [];
  return first !== undefined && first.node.id === node.branches[1]?.node;
}

/** True if it is the wait of a race that settles: it lasts no longer than the work that it is to interrupt. */
export function isInterruption({ block, position }: LinkedStatement): boolean {
  return position === 0 && block.owner?.block.role?.kind === "contender" && isInterrupting(block.owner.block);
}

/** True if a block begins with the event that interrupts the other branch of its race. */
export function isInterrupting({ role }: LinkedBlock): boolean {
  return role?.kind === "contender" && role.interrupts === true;
}

/**
 * The block of the work of a step with a `while`, where its condition holds: in every run in which the step completes by
 * itself it is done, as the wait beside it, and what comes where the condition does not hold, only ever fail.
 */
export function workUnderWhile({ statement: { node }, blocks }: LinkedStatement): LinkedBlock | undefined {
  if (node.kind !== "race" || node.settles !== true) return undefined;
  const [work, until] = blocks.map(({ statements }) => statements[0]?.blocks[0]);
  const watch = until?.statements[0]?.statement.node;
  return watch?.kind === "wait" && watch.for.kind === "while" ? work : undefined;
}

/** The two statements that interrupt a whole plan, where it has a `while` in its head (see `guarded` of the checker). */
export interface Guard {
  /** Fails the plan where the condition does not hold at first: before all others. */
  readonly met: LinkedStatement;
  /** The race whose work is over once all others are. */
  readonly race: LinkedStatement;
  /** The end of that work. */
  readonly all: LinkedStatement | undefined;
}

/** Stands in a plan's outermost block alone. */
export function guardOf({ owner, statements: [met, race] }: LinkedBlock): Guard | undefined {
  if (owner !== undefined || met === undefined || race === undefined) return undefined;
  const work = workUnderWhile(race);
  // A step has a name: no other race stands there with a made-up id.
  return work !== undefined && race.id.includes("@") ? { met, race, all: work.statements[0] } : undefined;
}

function isRescue(rescues: readonly object[], id: string): boolean {
  return rescues.some((rescue) => "block" in rescue && rescue.block === id);
}

/** The blocks around a statement, its own first, the root last. */
export function* surroundings(linked: LinkedStatement): Generator<LinkedBlock> {
  let block: LinkedBlock | undefined = linked.block;
  while (block !== undefined) {
    yield block;
    block = block.owner?.block;
  }
}

/** The loops around a statement, outermost first. */
export function loopsAround({ block }: LinkedStatement): readonly LinkedStatement[] {
  return block.loops;
}

/** True if what happens at `outer` counts at `inner`: the loops around it are around `inner` too. */
export function inScopeOf(outer: LinkedStatement, inner: LinkedStatement): boolean {
  const wide = loopsAround(outer);
  const narrow = loopsAround(inner);
  return wide.length <= narrow.length && wide.every((loop, depth) => loop === narrow[depth]);
}

/** True if one of two statements stands in all loops that the other stands in: what follows there answers what was done here. */
export function inOneScope(one: LinkedStatement, other: LinkedStatement): boolean {
  return inScopeOf(one, other) || inScopeOf(other, one);
}

/** The statement of `block` that is, or holds, `linked`; `undefined` where it stands elsewhere. */
export function childOf(block: LinkedBlock, linked: LinkedStatement): LinkedStatement | undefined {
  let current = linked;
  while (current.block !== block) {
    if (current.block.owner === undefined) return undefined;
    current = current.block.owner;
  }
  return current;
}

/** All statements of a block, at any depth. */
export function statementsIn(block: LinkedBlock): readonly LinkedStatement[] {
  return block.statements.flatMap((linked) => [linked, ...linked.blocks.flatMap(statementsIn)]);
}

/** The statements that run during a hold. */
export function heldBy(hold: LinkedStatement): readonly LinkedStatement[] {
  return hold.blocks.filter(({ role }) => role?.kind === "held").flatMap(statementsIn);
}

/** True if a statement stands somewhere in the blocks of another. */
export function standsIn(inner: LinkedStatement, outer: LinkedStatement): boolean {
  for (let owner = inner.block.owner; owner !== undefined; owner = owner.block.owner) {
    if (owner === outer) return true;
  }
  return false;
}

/** `do` is the step itself, `else1` its first handler, `do1` the first of a quorum. */
export type Slot = "do" | `else${number}` | `do${number}`;

/** One way of doing a step, and where it stands in it. */
export interface SlottedAttempt {
  readonly slot: Slot;
  readonly attempt: Attempt;
}

const none: readonly SlottedAttempt[] = [];

/** Every call that a statement itself can make; those in its blocks are other statements'. */
export function attemptsOf({ node }: CheckedStatement): readonly SlottedAttempt[] {
  const rescues = "rescues" in node ? node.rescues : [];
  // Nearly all statements make one call or none.
  if (rescues.length === 0 && node.kind !== "quorum") {
    return node.kind === "call" ? [{ slot: "do", attempt: node.attempt }] : none;
  }
  const slottedAttempts: SlottedAttempt[] = [];
  if (node.kind === "call") slottedAttempts.push({ slot: "do", attempt: node.attempt });
  if (node.kind === "quorum") {
    for (const [at, attempt] of node.attempts.entries())
      slottedAttempts.push({ slot: `do${at + 1}`, attempt });
  }
  for (const [at, rescue] of rescues.entries()) {
    if ("attempt" in rescue) slottedAttempts.push({ slot: `else${at + 1}`, attempt: rescue.attempt });
  }
  return slottedAttempts;
}

/**
 * How often an undo or a confirm begins at most each time that it is called for: it is tried again by itself before
 * somebody is asked (semantics, rule 43).
 */
export const triesAbout = 1 + furtherTries;

/** The target of an attempt: a capability, a plan or a goal, by its qualified name. */
export function targetName(target: Target): string {
  if ("capability" in target) return target.capability;
  return "routine" in target ? target.routine : target.goal;
}

/** The first place where one of `names` is called, with the statement. */
export function firstCall(
  statements: readonly LinkedStatement[],
  names: ReadonlySet<string>,
): LinkedStatement | undefined {
  return statements.find((linked) =>
    attemptsOf(linked.statement).some(({ attempt }) => names.has(targetName(attempt.target))),
  );
}
