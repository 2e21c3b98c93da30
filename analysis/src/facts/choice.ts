import type { Unordered } from "@orchlang/checker";
import type { Expression, Pattern } from "@orchlang/plan/expressions";
import type { BranchNode, RaceNode } from "@orchlang/plan/nodes";
import { qualified } from "../expression/qualify.ts";
import { substitute } from "../expression/substitute.ts";
import { expressionText } from "../expression/text.ts";
import { alwaysEnds, endersIn, endsDirectly, hasAllSides, isChoice } from "../order/endings.ts";
import type { LinkedBlock, LinkedStatement } from "../tree.ts";
import { all, always, never, not, some } from "./logic.ts";
import { isTrue } from "./met.ts";

/*
 * The taken arm of a choice, as a condition over values: equal conditions at two choices are the same atom, so the
 * outcome of one is known at the other.
 */

const entries = new WeakMap<LinkedBlock, Expression>();

/** When the block is entered, given that its owner is reached. */
export function entryCondition(block: LinkedBlock): Expression {
  const known = entries.get(block);
  if (known !== undefined) return known;
  const condition = conditionOf(block);
  entries.set(block, condition);
  return condition;
}

function conditionOf(block: LinkedBlock): Expression {
  const { owner, role } = block;
  if (owner === undefined || role === undefined) return always;
  const node = owner.statement.node;
  if (role.kind === "arm" && node.kind === "branch") return armCondition(owner, node, role.arm);
  if (node.kind === "hold" && node.otherwise === undefined) return always;
  if (role.kind === "contender" && node.kind === "race" && winsAll(owner, node)) return always;
  if (role.kind === "otherwise") return not(entered(`${owner.id}/held`));
  return entered(role.kind === "held" ? `${owner.id}/held` : block.block.id);
}

/** True if a race is over only when all of its branches have come through, and nothing takes its place. */
function winsAll(
  { blocks }: LinkedStatement,
  { winners, rounds, rescues, optional }: Unordered<RaceNode>,
): boolean {
  const contenders = blocks.filter(({ role }) => role?.kind === "contender").length;
  return rounds !== true && winners >= contenders && rescues.length === 0 && optional !== true;
}

/** An atom of its own: nothing else says whether a handler, a round or a race's branch is entered. */
function entered(what: string): Expression {
  return { op: "read", from: "local", name: `entered ${what}` };
}

function armCondition(owner: LinkedStatement, node: Unordered<BranchNode>, arm: number): Expression {
  const earlier = node.arms.slice(0, arm).map((_, before) => not(ownCondition(owner, node, before)));
  return all([...earlier, ownCondition(owner, node, arm)]);
}

/** An arm's own condition; the arms before it come first. */
function ownCondition(owner: LinkedStatement, node: Unordered<BranchNode>, arm: number): Expression {
  const branchArm = node.arms[arm];
  if (branchArm === undefined) return never;
  if (node.subject === undefined) {
    return branchArm.condition === undefined ? always : settled(isTrue(branchArm.condition), owner);
  }
  const patterns = branchArm.patterns ?? [];
  if (patterns.length === 0) return always;
  const subject = settled(node.subject, owner);
  return some(
    patterns.map((pattern) => all([patternCondition(subject, pattern), ...wonBy(owner, node, pattern)])),
  );
}

/** In the arm of a race's winner, that branch has come through; a handler may give what it likes. */
function wonBy(
  owner: LinkedStatement,
  { subject }: Unordered<BranchNode>,
  pattern: Pattern,
): readonly Expression[] {
  if (!("present" in pattern) || subject?.op !== "read" || subject.from !== "node") return [];
  const race = statementAround(owner, subject.name);
  const node = race?.statement.node;
  if (race === undefined || node?.kind !== "race" || node.rescues.length > 0) return [];
  const at = node.branches.findIndex(({ name }) => name === pattern.present);
  const branch = race.blocks.filter(({ role }) => role?.kind === "contender")[at];
  return branch === undefined ? [] : [entryCondition(branch)];
}

function statementAround({ block }: LinkedStatement, id: string): LinkedStatement | undefined {
  for (let around: LinkedBlock | undefined = block; around !== undefined; around = around.owner?.block) {
    const linked = around.statements.find((one) => one.id === id);
    if (linked !== undefined) return linked;
  }
  return undefined;
}

/** The context may change later, so a condition that reads it refers to the moment of this one choice. */
function settled(condition: Expression, at: LinkedStatement): Expression {
  return substitute(qualified(condition, at), (read) =>
    read.from === "context" ? { op: "read", from: "local", name: `${read.name} at ${at.id}` } : undefined,
  );
}

function patternCondition(subject: Expression, pattern: Pattern): Expression {
  if ("is" in pattern) {
    return { op: "call", fn: "any.equal", args: [subject, { op: "constant", value: pattern.is }] };
  }
  if ("present" in pattern) {
    // That it has won says nothing of what it gave.
    if (pattern.orNone)
      return { op: "read", from: "local", name: `${expressionText(subject)} won by ${pattern.present}` };
    return not({ op: "isNone", of: { op: "field", of: subject, name: pattern.present } });
  }
  if ("case" in pattern) {
    const tag: Expression = { op: "field", of: subject, name: "case" };
    return { op: "call", fn: "any.equal", args: [tag, { op: "constant", value: pattern.case }] };
  }
  const ends: readonly Expression[] = [
    { op: "constant", value: pattern.from },
    { op: "constant", value: pattern.to },
  ];
  return { op: "call", fn: "range.contains", args: [subject, ...ends] };
}

/** When the choice lets the rest of its block go on: a side was taken that does not end the plan. */
export function goesOn(choice: LinkedStatement): Expression {
  if (!isChoice(choice))
    return all(choice.blocks.filter(returnsInstead).map((block) => not(entryCondition(block))));
  const sides = choice.blocks
    .filter((block) => !endsDirectly(block))
    .map((block) => all([entryCondition(block), ...innerGoing(block)]));
  if (!hasAllSides(choice)) sides.push(all(choice.blocks.map((block) => not(entryCondition(block)))));
  return some(sides);
}

function innerGoing(block: LinkedBlock): readonly Expression[] {
  return endersIn(block).map(goesOn);
}

/** A handler that was begun, and is over, has ended the plan. */
function returnsInstead(block: LinkedBlock): boolean {
  return block.role?.kind === "rescue" && alwaysEnds(block);
}
