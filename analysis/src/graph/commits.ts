import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { guardOf, type LinkedBlock, type LinkedStatement, statementsIn } from "../tree.ts";
import { anywhere, perRoutine } from "./call-graph.ts";

/*
 * Commits: what stands before a `commit` is not undone once that has passed (semantics, rule 28a). They stand on a
 * plan's outermost level alone, and everything there comes before or after.
 */

const known = new WeakMap<LinkedBlock, readonly LinkedStatement[]>();

function commitsIn(block: LinkedBlock): readonly LinkedStatement[] {
  const results =
    known.get(block) ?? block.statements.filter(({ statement: { node } }) => node.kind === "commit");
  known.set(block, results);
  return results;
}

/** The commits of a plan itself, in their order. */
export function commitsOf({ tree }: AnalysedRoutine): readonly LinkedStatement[] {
  return commitsIn(tree.root);
}

/** True if a plan, or one that it leads to, commits. */
export function commits(analysis: Analysis, routine: AnalysedRoutine): boolean {
  return anywhere(analysis, "commits", routine, (each) => commitsOf(each).length > 0);
}

function outermost(linked: LinkedStatement): LinkedStatement {
  let at = linked;
  for (let { owner } = at.block; owner !== undefined; owner = at.block.owner) at = owner;
  return at;
}

/** True if a statement has passed a commit when another of its plan is on. */
export function isCommittedBefore(linked: LinkedStatement, other: LinkedStatement): boolean {
  const [from, to] = [outermost(linked), outermost(other)];
  const isBetween = ({ position }: LinkedStatement) => from.position <= position && position < to.position;
  return from.block === to.block && commitsIn(from.block).some(isBetween);
}

/** The first commit that comes after a statement in its plan. */
function nextCommit(linked: LinkedStatement): LinkedStatement | undefined {
  const { block, position } = outermost(linked);
  return commitsIn(block).find((commit) => position <= commit.position);
}

/**
 * True if the statement that ends a plan is the plan's own `while`, for which no commit waits, and a commit stands between
 * two others: it may have passed then, and the second need not have begun.
 */
export function mayEndBehindCommit(
  ender: LinkedStatement,
  from: LinkedStatement,
  then: LinkedStatement,
): boolean {
  const end = outermost(ender);
  return guardOf(end.block)?.race === end && isCommittedBefore(from, then);
}

/** True if every run of the plan that completes, and has come to the statement, has passed a commit after it. */
export function isCommittedAtEnd(linked: LinkedStatement): boolean {
  const commit = nextCommit(linked);
  if (commit === undefined) return false;
  const above = commit.block.statements.slice(0, commit.position);
  return above.every((each) =>
    [each, ...each.blocks.flatMap(statementsIn)].every(({ statement }) => statement.node.kind !== "return"),
  );
}

/** True if a plan may commit to a statement of its own, or of a plan that it leads to. */
export function mayBeCommitted(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): boolean {
  if (nextCommit(linked) !== undefined) return true;
  const { name } = routine.checked;
  return perRoutine(analysis, "committing callers", routine, () =>
    [...analysis.routines.values()].some(
      (each) =>
        each.checked.name !== name &&
        commitsOf(each).length > 0 &&
        anywhere(analysis, `leads to ${name}`, each, ({ checked }) => checked.name === name),
    ),
  );
}
