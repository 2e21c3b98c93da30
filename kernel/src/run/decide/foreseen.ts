/**
 * The calls that a plan is sure to make and the permissions it is sure to need, as far as known before it starts
 * (semantics, rule 25). Uncertain ones are omitted, because callers look for reasons against a plan.
 */
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Attempt, BranchNode, CallNode, FailNode, HoldNode } from "@orchlang/plan/nodes";
import { capabilityOf } from "../call.ts";
import { isOfRun } from "../context-names.ts";
import { imagined } from "../evolve/frames.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidBlock, LaidNode, Template } from "../layout.ts";
import type { Callee } from "../node-state.ts";
import { type Locals, valueAt } from "../scope.ts";
import { argsOf } from "./candidates.ts";
import type { Turn } from "./turn.ts";

export interface Foreseen {
  /** The plan as it would begin. */
  readonly frame: Frame;
  readonly calls: readonly ForeseenCall[];
  readonly holds: readonly (Soon & { readonly laid: LaidNode; readonly node: HoldNode })[];
  /** Choices that are made at its start, of what is known then. */
  readonly choices: readonly { readonly laid: LaidNode; readonly node: BranchNode }[];
}

export interface ForeseenCall extends Soon {
  readonly laid: LaidNode;
  readonly node: CallNode;
  readonly attempt: Attempt;
}

/** A call that comes as soon as calls before it are over: no person, wait, branch or plan lies between. */
interface Soon {
  readonly soon: boolean;
}

export function foresee(
  turn: Turn,
  routine: string,
  callee: Callee,
  nth: number,
  caller: Frame["parent"],
): Foreseen {
  const frame = imagined(turn.draft, routine, callee.input, nth, caller);
  const { template } = frame;
  const sure = surely(template);
  const isSoon = sooner(turn, template);
  return {
    frame,
    calls: sure.flatMap((laid) => {
      const { node } = laid;
      if (node.kind !== "call" || node.optional === true || node.rescues.length > 0) return [];
      return [{ laid, node, attempt: node.attempt, soon: isSoon(laid) }];
    }),
    holds: sure.flatMap((laid) =>
      laid.node.kind === "hold" && laid.node.otherwise === undefined
        ? [{ laid, node: laid.node, soon: isSoon(laid) }]
        : [],
    ),
    choices: sure.flatMap((laid) =>
      laid.node.kind === "branch" && laid.unmet === 0 && isOfTheStart(laid.node)
        ? [{ laid, node: laid.node }]
        : [],
    ),
  };
}

/**
 * The statements of its outermost block, and of each `with` there that has no other side. Below a choice that may return
 * only what waits for nothing is sure; where a `fail` comes between, the plan is no better than with what it would meet.
 */
function surely(template: Template): readonly LaidNode[] {
  const laidNodes: LaidNode[] = [];
  const entered = new Set<string>();
  const walk = (block: LaidBlock): void => {
    entered.add(block.id);
    for (const at of block.nodes) {
      const laid = template.nodes[at];
      if (laid === undefined) continue;
      laidNodes.push(laid);
      const { node } = laid;
      const body =
        node.kind === "hold" && node.otherwise === undefined ? template.blocks.get(node.body) : undefined;
      if (body !== undefined) walk(body);
    }
  };
  walk(template.root);
  const mayReturn = template.routine.nodes.some(
    ({ kind, block }) => kind === "return" && !entered.has(block),
  );
  return mayReturn ? laidNodes.filter(({ node }) => node.needs.length === 0) : laidNodes;
}

function sooner({ plan }: Turn, template: Template): (laid: LaidNode) => boolean {
  const known = new Map<number, boolean>();
  const passesAt = (at: number): boolean => {
    const laid = template.nodes[at];
    return laid !== undefined && passes(laid);
  };
  const passes = ({ node, blocks }: LaidNode): boolean => {
    if (node.kind === "let" || node.kind === "emit" || node.kind === "fail") return true;
    if (node.kind === "branch") return blocks.every(({ nodes }) => nodes.every((at) => passesAt(at)));
    if (node.kind !== "call" || !("capability" in node.attempt.target)) return false;
    return capabilityOf(plan, node.attempt.target.capability).kind !== "human";
  };
  const isSoon = (laid: LaidNode): boolean => {
    const before = known.get(laid.at);
    if (before !== undefined) return before;
    const owner = template.nodes[laid.block.owner];
    const isFound =
      (owner === undefined || isSoon(owner)) &&
      laid.after.every((at) => {
        const needed = template.nodes[at];
        return needed !== undefined && passes(needed) && isSoon(needed);
      });
    known.set(laid.at, isFound);
    return isFound;
  };
  return isSoon;
}

/** True if an expression reads nothing but the plan's arguments and the user, and `but`. */
export function isGiven(expression: Expression, but?: string): boolean {
  return freeReads(expression).every(
    ({ from, name }) => from === "input" || (from === "context" && isOfRun(name)) || name === but,
  );
}

/** The arguments of a call that are known before its plan starts. */
export function argsAtStart(turn: Turn, frame: Frame, attempt: Attempt): Locals {
  return argsOf(turn, { attempt, bound: new Set() }, (expression) => {
    const evaluated = isGiven(expression) ? valueAt(turn.draft, { frame }, expression) : undefined;
    return evaluated !== undefined && "value" in evaluated ? evaluated.value : undefined;
  });
}

/** It reads arguments and what is true now, and nothing that the plan makes. */
function isOfTheStart({ subject, arms }: BranchNode): boolean {
  const read = [subject, ...arms.map(({ condition }) => condition)].flatMap((one) =>
    one === undefined ? [] : freeReads(one),
  );
  return read.every(({ from }) => from === "input" || from === "context");
}

/** The `fail` that an arm begins with: it ends the plan before anything else of the arm. */
export function failOf(template: Template, block: string): FailNode | undefined {
  for (const at of template.blocks.get(block)?.nodes ?? []) {
    const node = template.nodes[at]?.node;
    if (node?.kind === "fail") return node;
    if (node?.kind !== "let") return undefined;
  }
  return undefined;
}
