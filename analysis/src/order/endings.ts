import type { LinkedBlock, LinkedStatement } from "../tree.ts";

/*
 * Statements that can end the plan around them: a `when`, `match` or `with … else` with a `return` or `fail` on one of
 * its arms (semantics, rule 11), and a step with a `return` in one of its handlers. A loop's round and a race's branch
 * end only themselves, and a handler that fails is a step that fails.
 */

/** True if its sides are taken instead of one another: `when`, `match`, `with`. */
export function isChoice(linked: LinkedStatement): boolean {
  return linked.statement.node.kind === "branch" || linked.statement.node.kind === "hold";
}

/** True if a `return` or `fail` stands in the block itself: taken, it ends the plan for sure. */
export function endsDirectly(block: LinkedBlock): boolean {
  return block.statements.some(isEnding);
}

function isEnding(linked: LinkedStatement): boolean {
  const kind = linked.statement.node.kind;
  return kind === "return" || kind === "fail";
}

/** True if some way through the statement ends the plan. */
export function canEnd(linked: LinkedStatement): boolean {
  return isChoice(linked) && linked.blocks.some(blockCanEnd);
}

function blockCanEnd(block: LinkedBlock): boolean {
  return endsDirectly(block) || block.statements.some(isEnder);
}

function isEnder(linked: LinkedStatement): boolean {
  return canEnd(linked) || canReturnInstead(linked);
}

/** True if a handler of the step can return: nothing below is then reached. */
export function canReturnInstead(linked: LinkedStatement): boolean {
  return linked.blocks.some(isReturning);
}

function isReturning({ role, statements }: LinkedBlock): boolean {
  return role?.kind === "rescue" && canReturn(statements);
}

function canReturn(statements: readonly LinkedStatement[]): boolean {
  return statements.some(
    (linked) =>
      linked.statement.node.kind === "return" ||
      canReturnInstead(linked) ||
      (isChoice(linked) && linked.blocks.some((block) => canReturn(block.statements))),
  );
}

const enders = new WeakMap<LinkedBlock, readonly LinkedStatement[]>();

/** The statements of a block that can end the plan, in order. */
export function endersIn(block: LinkedBlock): readonly LinkedStatement[] {
  const known = enders.get(block);
  if (known !== undefined) return known;
  const filter = block.statements.filter(isEnder);
  enders.set(block, filter);
  return filter;
}

/** True if every way through the block ends the plan. */
export function alwaysEnds(block: LinkedBlock): boolean {
  return endsDirectly(block) || block.statements.some((linked) => choiceAlwaysEnds(linked));
}

/** True if every way through the block fails, so that nothing in it is given or returned: `else { … fail "no" }`. */
export function alwaysFails(block: LinkedBlock): boolean {
  return alwaysEnds(block) && !canEndWell(block);
}

function canEndWell(block: LinkedBlock): boolean {
  return block.statements.some((linked) => {
    const { kind } = linked.statement.node;
    return kind === "return" || kind === "yield" || (isChoice(linked) && linked.blocks.some(canEndWell));
  });
}

export function choiceAlwaysEnds(linked: LinkedStatement): boolean {
  return isChoice(linked) && hasAllSides(linked) && linked.blocks.every(alwaysEnds);
}

/** True if one of the blocks is taken whatever happens. */
export function hasAllSides(linked: LinkedStatement): boolean {
  const node = linked.statement.node;
  if (node.kind === "hold") return true;
  if (node.kind !== "branch") return false;
  // A `match` covers its subject: phase 3 has seen to that. A `when` does where its last side asks nothing.
  return node.subject !== undefined || node.arms.at(-1)?.condition === undefined;
}

/** The statement and the choices in it that can end the plan, outermost first. */
export function endingChoices(linked: LinkedStatement): readonly LinkedStatement[] {
  if (!canEnd(linked)) return [];
  return [linked, ...linked.blocks.flatMap((block) => block.statements.flatMap(endingChoices))];
}

/**
 * The steps in a statement's sides, however deep, with a `return` or `fail` in a handler or a branch: only when they have
 * settled is it known that it is not reached.
 */
export function endingSteps(linked: LinkedStatement): readonly LinkedStatement[] {
  return canEnd(linked) ? stepsHoldingEndings(linked) : [];
}

function stepsHoldingEndings({ blocks }: LinkedStatement): readonly LinkedStatement[] {
  return blocks.flatMap(({ statements }) =>
    statements.flatMap((each) => {
      if (isChoice(each)) return stepsHoldingEndings(each);
      return holdsEnding(each) ? [each] : [];
    }),
  );
}

function holdsEnding({ blocks }: LinkedStatement): boolean {
  return blocks.some(hasEnding);
}

/** A loop's round ends only itself. */
function hasEnding({ role, statements }: LinkedBlock): boolean {
  return role?.kind !== "round" && statements.some((each) => isEnding(each) || each.blocks.some(hasEnding));
}
