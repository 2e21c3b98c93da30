import type { Located, LocatedBlock } from "../tree.ts";

/*
 * Statements that can end the plan around them: a `when`, `match` or `with … else` with a `return` or `fail` on one of
 * its arms (semantics, rule 11), and a step with a `return` in one of its handlers. A loop's round and a race's branch
 * end only themselves, and a handler that fails is a step that fails.
 */

/** True if its sides are taken instead of one another: `when`, `match`, `with`. */
export function isChoice(located: Located): boolean {
  return located.statement.node.kind === "branch" || located.statement.node.kind === "hold";
}

/** True if a `return` or `fail` stands in the block itself: taken, it ends the plan for sure. */
export function endsDirectly(block: LocatedBlock): boolean {
  return block.statements.some(isEnding);
}

function isEnding(located: Located): boolean {
  const kind = located.statement.node.kind;
  return kind === "return" || kind === "fail";
}

/** True if some way through the statement ends the plan. */
export function canEnd(located: Located): boolean {
  return isChoice(located) && located.blocks.some(blockCanEnd);
}

function blockCanEnd(block: LocatedBlock): boolean {
  return endsDirectly(block) || block.statements.some(isEnder);
}

function isEnder(located: Located): boolean {
  return canEnd(located) || canReturnInstead(located);
}

/** True if a handler of the step can return: nothing below is then reached. */
export function canReturnInstead(located: Located): boolean {
  return located.blocks.some(isReturning);
}

function isReturning({ role, statements }: LocatedBlock): boolean {
  return role?.kind === "rescue" && canReturn(statements);
}

function canReturn(statements: readonly Located[]): boolean {
  return statements.some(
    (located) =>
      located.statement.node.kind === "return" ||
      canReturnInstead(located) ||
      (isChoice(located) && located.blocks.some((block) => canReturn(block.statements))),
  );
}

const enders = new WeakMap<LocatedBlock, readonly Located[]>();

/** The statements of a block that can end the plan, in order. */
export function endersIn(block: LocatedBlock): readonly Located[] {
  const known = enders.get(block);
  if (known !== undefined) return known;
  const found = block.statements.filter(isEnder);
  enders.set(block, found);
  return found;
}

/** True if every way through the block ends the plan. */
export function alwaysEnds(block: LocatedBlock): boolean {
  return endsDirectly(block) || block.statements.some((located) => choiceAlwaysEnds(located));
}

/** True if every way through the block fails, so that nothing in it is given or returned: `else { … fail "no" }`. */
export function alwaysFails(block: LocatedBlock): boolean {
  return alwaysEnds(block) && !canEndWell(block);
}

function canEndWell(block: LocatedBlock): boolean {
  return block.statements.some((located) => {
    const { kind } = located.statement.node;
    return kind === "return" || kind === "yield" || (isChoice(located) && located.blocks.some(canEndWell));
  });
}

export function choiceAlwaysEnds(located: Located): boolean {
  return isChoice(located) && hasAllSides(located) && located.blocks.every(alwaysEnds);
}

/** True if one of the blocks is taken whatever happens. */
export function hasAllSides(located: Located): boolean {
  const node = located.statement.node;
  if (node.kind === "hold") return true;
  if (node.kind !== "branch") return false;
  // A `match` covers its subject: phase 3 has seen to that. A `when` does where its last side asks nothing.
  return node.subject !== undefined || node.arms.at(-1)?.condition === undefined;
}

/** The statement and the choices in it that can end the plan, outermost first. */
export function endingChoices(located: Located): readonly Located[] {
  if (!canEnd(located)) return [];
  return [located, ...located.blocks.flatMap((block) => block.statements.flatMap(endingChoices))];
}

/**
 * The steps in a statement's sides, however deep, with a `return` or `fail` in a handler or a branch: only when they have
 * settled is it known that it is not reached.
 */
export function endingSteps(located: Located): readonly Located[] {
  return canEnd(located) ? stepsHoldingEndings(located) : [];
}

function stepsHoldingEndings({ blocks }: Located): readonly Located[] {
  return blocks.flatMap(({ statements }) =>
    statements.flatMap((each) => {
      if (isChoice(each)) return stepsHoldingEndings(each);
      return holdsEnding(each) ? [each] : [];
    }),
  );
}

function holdsEnding({ blocks }: Located): boolean {
  return blocks.some(hasEnding);
}

/** A loop's round ends only itself. */
function hasEnding({ role, statements }: LocatedBlock): boolean {
  return role?.kind !== "round" && statements.some((each) => isEnding(each) || each.blocks.some(hasEnding));
}
