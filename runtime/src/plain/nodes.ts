import type { JsonObject } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Block, Need, Node, NodeId, Rescue } from "@orchlang/plan/nodes";
import {
  argumentsOf,
  attemptOf,
  capabilityOfStep,
  type Known,
  optionsOf,
  registeredAs,
  type Used,
  undoOf,
  use,
} from "./calls.ts";
import { condition } from "./condition.ts";
import { around, type Layout, noStep, type Placed } from "./layout.ts";
import type { Names } from "./path.ts";
import type { PlainCall, PlainStep, PlainWait, Report } from "./plan.ts";
import { durationOf } from "./read.ts";
import { template } from "./template.ts";

/** The parts of a routine that steps come to. */
export interface Parts {
  readonly nodes: Node[];
  readonly blocks: Map<string, { owner?: NodeId; nodes: NodeId[] }>;
  /** For each step those whose end it waits for. */
  readonly waits: Map<string, Set<string>>;
  readonly used: Used;
}

export interface Making {
  readonly steps: Layout;
  readonly outputs: ReadonlyMap<string, JsonObject | undefined>;
  readonly known: Known;
  readonly checks: readonly string[];
  readonly report: Report;
}

const branchOf = (step: string): NodeId => `${step}@when`;

/** The node whose end is the end of the step: of a conditional, and of a step under a condition, its branch. */
export function endOf({ step }: Placed): NodeId {
  return step.type === "conditional" ? branchOf(step.id) : step.id;
}

export function newParts(): Parts {
  return { nodes: [], blocks: new Map([["root", { nodes: [] }]]), waits: new Map(), used: new Map() };
}

/** Adds a step's nodes: itself, and where a condition stands over it or is it, the condition's value and the branch. */
export function addStep(making: Making, parts: Parts, placed: Placed): void {
  const { step, within } = placed;
  const block = within === undefined ? "root" : `${branchOf(within.step)}/${within.arm}`;
  const place = ["steps", placed.index] as const;
  const read = new Set<string>();
  const names: Names = { steps: making.outputs, reads: (id) => read.add(id) };
  const after = dependencies(making, placed);
  const needs = (): readonly Need[] => [
    ...[...read].map((node): Need => ({ node, why: "data" })),
    ...[...after]
      .filter((id) => !read.has(id))
      .map((id): Need => ({ node: ended(making, id), why: "after" })),
  ];
  const result = step.condition;
  if (result === undefined) {
    add(parts, making, step, block, place, names, needs);
  } else {
    const value = step.type === "conditional" ? step.id : `${step.id}@if`;
    const holds = conditionOf(making, result, place, names);
    const arms = step.type === "conditional" && (step.else ?? []).length > 0 ? ["then", "else"] : ["then"];
    put(parts, { id: value, kind: "let", block, needs: needs(), value: holds });
    put(parts, branch(step.id, value, block, arms));
    const inner = `${branchOf(step.id)}/then`;
    for (const arm of arms) blockIn(parts, `${branchOf(step.id)}/${arm}`);
    if (step.type !== "conditional") add(parts, making, step, inner, place, names, needs);
  }
  parts.waits.set(step.id, new Set([...after, ...read]));
}

function conditionOf(
  { report }: Making,
  said: string | boolean,
  place: readonly [string, number],
  names: Names,
): Expression {
  const result = typeof said === "boolean" ? { expression: constant(said) } : condition(said, names);
  if ("expression" in result) return result.expression;
  report([...place, "condition"], result.wrong);
  return constant(false);
}

function branch(step: string, value: NodeId, block: string, arms: readonly string[]): Node {
  const read: Expression = { op: "read", from: "node", name: value };
  return {
    id: branchOf(step),
    kind: "branch",
    block,
    needs: [{ node: value, why: "data" }],
    arms: arms.map((arm) => ({
      block: `${branchOf(step)}/${arm}`,
      ...(arm === "then" ? { condition: read } : {}),
    })),
  };
}

/** The steps that a step names as dependencies. A step in a branch waits for its conditional anyway. */
function dependencies({ steps, report }: Making, { step, index }: Placed): ReadonlySet<string> {
  const collected = new Set<string>();
  const own = around(step.id, steps);
  (step.dependencies ?? []).forEach((id, position) => {
    const place = ["steps", index, "dependencies", position];
    if (!steps.has(id)) report(place, noStep(id, steps));
    else if (id === step.id) report(place, "a step cannot come before itself");
    else if (!own.includes(id)) collected.add(id);
  });
  return collected;
}

function ended({ steps }: Making, id: string): NodeId {
  const placed = steps.get(id);
  return placed === undefined ? id : endOf(placed);
}

type Needs = () => readonly Need[];

function add(
  parts: Parts,
  making: Making,
  step: PlainStep,
  block: string,
  place: readonly [string, number],
  names: Names,
  needs: Needs,
): void {
  if (step.type === "conditional") return;
  if (step.type === "wait") addWait(parts, making, step, block, place, names, needs);
  else addCall(parts, making, step, block, place, names, needs);
}

function addWait(
  parts: Parts,
  { report }: Making,
  step: PlainWait,
  block: string,
  place: readonly [string, number],
  names: Names,
  needs: Needs,
): void {
  const { duration, until } = step;
  if ((duration === undefined) === (until === undefined)) {
    report(place, "a wait has a `duration` or is `until` a time, one of the two");
    return;
  }
  const what = until ?? duration ?? 0;
  const fixed = durationOf(what);
  const value =
    until === undefined && fixed !== undefined
      ? constant(fixed)
      : template(what, [...place, until === undefined ? "duration" : "until"], names, report);
  const wait =
    until === undefined
      ? ({ kind: "duration", duration: value } as const)
      : ({ kind: "instant", instant: value } as const);
  put(parts, { id: step.id, kind: "wait", block, needs: needs(), for: wait, rescues: [] });
}

function addCall(
  parts: Parts,
  making: Making,
  step: PlainCall,
  block: string,
  place: readonly [string, number],
  names: Names,
  needs: Needs,
): void {
  const { known, report, checks } = making;
  const registered = capabilityOfStep(step, place, known, report);
  if (registered === undefined) return;
  use(parts.used, registered, step.params);
  const args = argumentsOf(registered, step.params ?? {}, [...place, "params"], names, report);
  const undone = step.undo && undoOf(step.undo, args, [...place, "undo"], known, names, report);
  if (undone !== undefined && step.undo !== undefined) {
    const taker = known.get(undone.capability);
    if (taker !== undefined) use(parts.used, taker, step.undo.params);
  }
  put(parts, {
    id: step.id,
    kind: "call",
    block,
    attempt: attemptOf(registered.name, args, optionsOf(step, undone), checks),
    rescues: fallbackOf(parts, making, step, place, names),
    needs: needs(),
    ...(step.optional === true ? { optional: true } : {}),
  });
}

function fallbackOf(
  parts: Parts,
  { known, report, checks }: Making,
  { fallback }: PlainCall,
  place: readonly [string, number],
  names: Names,
): readonly Rescue[] {
  if (fallback === undefined) return [];
  const there = [...place, "fallback"];
  const registered = registeredAs(fallback.capability, [...there, "capability"], known, report);
  if (registered === undefined) return [];
  use(parts.used, registered, fallback.params);
  const args = argumentsOf(registered, fallback.params ?? {}, [...there, "params"], names, report);
  return [{ attempt: attemptOf(registered.name, args, {}, checks) }];
}

/** Adds a node to its block. */
export function put(parts: Parts, node: Node): void {
  parts.nodes.push(node);
  blockIn(parts, node.block).nodes.push(node.id);
}

/** A block is there as soon as its branch is, or the first of its nodes. */
function blockIn({ blocks }: Parts, id: string): { readonly nodes: NodeId[] } {
  const block = blocks.get(id) ?? { owner: id.slice(0, id.lastIndexOf("/")), nodes: [] };
  blocks.set(id, block);
  return block;
}

export function blocksOf({ blocks }: Parts): readonly Block[] {
  return [...blocks].map(([id, { owner, nodes }]) => ({
    id,
    ...(owner === undefined ? {} : { owner }),
    nodes,
  }));
}

export function constant(value: Extract<Expression, { op: "constant" }>["value"]): Expression {
  return { op: "constant", value };
}
