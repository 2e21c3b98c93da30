import { expressionText, isNamed, shortName } from "@orchlang/analysis";
import type { Plan, Routine } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Node, NodeId } from "@orchlang/plan/nodes";

import { isShown } from "../preview/lanes.ts";
import { actText, durationText, patternsText } from "../preview/words.ts";
import { doesWords } from "./does.ts";
import { indexOf, type RoutineIndex } from "./routine-index.ts";

/** One consequence of a step's value. */
export interface Lead {
  /** `when review.granted`; left out: whatever the value is. */
  readonly when?: string;
  /** The actions that follow, one a line; empty: none. */
  readonly does: readonly string[];
}

/** Lines of one way at most. */
const linesMax = 5;

/** The consequences of a step's value, and the places that take it unchanged: for a person who has to provide it. */
export function leadsOf(plan: Plan, routine: Routine, of: Node): readonly Lead[] {
  const index = indexOf(routine);
  const names = aliasesOf(routine, of.id);
  const reads = (expression: Expression | undefined): boolean =>
    expression !== undefined &&
    freeReads(expression).some(({ from, name }) => from === "node" && names.has(name));
  const branches = routine.nodes.filter(
    (node): node is Branch =>
      node.kind === "branch" && (reads(node.subject) || node.arms.some((arm) => reads(arm.condition))),
  );
  const followers = new Map(branches.map((branch) => [branch, followersOf(branch, routine)] as const));
  const sides = branches.flatMap((branch) => {
    const behind = followers.get(branch) ?? [];
    const does = (block?: string): readonly string[] => {
      const inside = block === undefined ? [] : nodesOf(index, block);
      const all = inside.some(ends) ? inside : [...inside, ...behind];
      return shortened(all.filter(isShown).map((node) => lineOf(plan, node)));
    };
    return [
      ...branch.arms.map((arm, at): Lead => ({ when: sideWords(branch, at), does: does(arm.block) })),
      ...(isWhole(branch) ? [] : [{ when: "otherwise", does: does() }]),
    ];
  });
  const decided = new Set([...branches, ...[...followers.values()].flat()].map(({ id }) => id));
  const takers = routine.nodes.filter(
    (node) =>
      !decided.has(node.id) &&
      (isShown(node) || node.kind === "return") &&
      node.block === of.block &&
      node.needs.some(({ node: other, why }) => why === "data" && names.has(other)),
  );
  if (takers.length === 0) return sides;
  return [...sides, { does: shortened(takers.map((node) => lineOf(plan, node))) }];
}

type Branch = Node & { readonly kind: "branch" };

/** The step, and the values that are only another name for something of it. */
function aliasesOf({ nodes }: Routine, id: NodeId): ReadonlySet<NodeId> {
  const names = new Set([id]);
  for (const node of nodes) {
    if (node.kind !== "let") continue;
    if (freeReads(node.value).some(({ from, name }) => from === "node" && names.has(name)))
      names.add(node.id);
  }
  return names;
}

/** True if there is a side for every value. */
function isWhole({ subject, arms }: Branch): boolean {
  return subject !== undefined || arms.some(({ condition }) => condition === undefined);
}

function sideWords({ subject, arms }: Branch, at: number): string {
  const arm = arms[at];
  if (subject !== undefined) return `when ${expressionText(subject)} is ${patternsText(arm?.patterns ?? [])}`;
  return arm?.condition === undefined ? "otherwise" : `when ${expressionText(arm.condition)}`;
}

/** The statements after a branch that run on each arm that does not end the plan. */
function followersOf({ id, block }: Branch, { nodes }: Routine): readonly Node[] {
  return nodes.filter(
    (node) => node.block === block && node.needs.some((need) => need.node === id && need.why === "branch"),
  );
}

function ends({ kind }: Node): boolean {
  return kind === "fail" || kind === "return";
}

function nodesOf({ nodes, blocks }: RoutineIndex, block: string): readonly Node[] {
  return (blocks.get(block)?.nodes ?? []).flatMap((id) => nodes.get(id) ?? []);
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= linesMax) return lines;
  return [...lines.slice(0, linesMax - 1), `and ${lines.length - linesMax + 1} more`];
}

function lineOf(plan: Plan, node: Node): string {
  if (node.kind === "fail") return `the plan ends: ${actText(node)}`;
  const does = `${doesWords(plan, node)}${forGood(plan, node)}`;
  return isNamed(node.id) ? `\`${node.id}\` ${does}` : does;
}

/** Actions without an undo are marked, because a person should know before approving. */
function forGood(plan: Plan, node: Node): string {
  if (node.kind !== "call" || !("capability" in node.attempt.target)) return "";
  const { options, target } = node.attempt;
  const capability = plan.capabilities[target.capability];
  if (capability === undefined || capability.effect.kind === "pure" || capability.human !== undefined)
    return "";
  const undo = options.undo ?? capability.undo;
  return undo === undefined ? ", which nothing undoes" : `, which ${shortName(undo.capability)} undoes`;
}

/** A policy's question to somebody before a step begins. */
export interface ApprovalAsked {
  /** The policy, by its short name. */
  readonly policy: string;
  /** `2 h`: how long it is waited for; then the step is denied, as it is by a no. */
  readonly within?: string;
  readonly leads: readonly Lead[];
}

/** By policies' words on a step: what somebody should know who is asked whether it may go ahead. */
export function approvalsOf(plan: Plan, node: Node): readonly ApprovalAsked[] {
  if (node.kind !== "call") return [];
  const checks = new Set(node.attempt.checks);
  return plan.obligations.flatMap(({ id, source }) => {
    if (!checks.has(id) || !("policy" in source)) return [];
    const verdict = plan.policies.find(({ name }) => name === source.policy)?.verdicts[source.verdict];
    if (verdict?.kind !== "approval") return [];
    const within = verdict.within && durationText(verdict.within);
    const denied = `${isNamed(node.id) ? `\`${node.id}\`` : "it"} is denied: ${withoutValue(node)}`;
    const leads = [
      { when: "granted", does: [lineOf(plan, node)] },
      { when: "otherwise", does: [denied] },
    ];
    return [{ policy: shortName(source.policy), leads, ...(within === undefined ? {} : { within }) }];
  });
}

/** The plan's course when a step ends without a value: nobody has answered in time, or it has failed. */
export function withoutValue(node: Node): string {
  if (node.kind !== "call") return "the plan fails";
  const [rescue] = node.rescues;
  if (rescue !== undefined) {
    if (!("attempt" in rescue)) return "what its `else` says is done instead";
    const { target } = rescue.attempt;
    const name =
      "capability" in target ? target.capability : "routine" in target ? target.routine : target.goal;
    return `${shortName(name)} is called instead`;
  }
  return node.optional === true ? "the plan goes on without it" : "the plan fails";
}
