import type { Json } from "@orchlang/plan";
import { type Expression, freeReads, matches } from "@orchlang/plan/expressions";
import type { Attempt, BranchNode, HoldNode } from "@orchlang/plan/nodes";
import type { LaidBlock, LaidNode, Template } from "../layout.ts";

/** A call in the body of a `with`. */
export interface CallUnder {
  readonly laid: LaidNode;
  readonly attempt: Attempt;
  /** The `with`s between it and the outer one, the outermost first. */
  readonly inner: readonly HoldNode[];
  /** Names that are bound on the way to it. */
  readonly bound: ReadonlySet<string>;
}

/** A value that is known before the body begins; undefined where it is not. */
export type Known = (expression: Expression, bound: ReadonlySet<string>) => Json | undefined;

type Way = Pick<CallUnder, "inner" | "bound">;

/** The calls that follow once its member is there: none behind a choice that can't be made before, and no handlers. */
export function callsUnder(template: Template, node: HoldNode, known: Known): readonly CallUnder[] {
  const calls: CallUnder[] = [];
  const body = template.blocks.get(node.body);
  if (body !== undefined) gather(template, body, { inner: [], bound: new Set() }, known, calls);
  return calls;
}

function gather(template: Template, block: LaidBlock, way: Way, known: Known, results: CallUnder[]): void {
  const enter = (name: string | undefined, next: Way = way): void => {
    const inner = template.blocks.get(name ?? "");
    if (inner !== undefined) gather(template, inner, next, known, results);
  };
  for (const at of block.nodes) {
    const laid = template.nodes[at];
    if (laid === undefined) continue;
    const { node } = laid;
    if (node.kind === "call") results.push({ laid, attempt: node.attempt, ...way });
    else if (node.kind === "quorum")
      for (const attempt of node.attempts) results.push({ laid, attempt, ...way });
    else if (node.kind === "branch") enter(armOf(node, way, known));
    else if (node.kind === "race") for (const inner of laid.blocks) if (!inner.handler) enter(inner.id);
    if (node.kind === "hold")
      enter(node.body, { inner: [...way.inner, node], bound: new Set(way.bound).add(node.variable) });
    if (node.kind === "loop" && laid.body !== undefined) {
      const bound = new Set(way.bound).add(node.variable);
      gather(laid.body, laid.body.root, { inner: way.inner, bound }, known, results);
    }
  }
}

/** The arm that will be taken, where that is known. */
function armOf({ subject, arms }: BranchNode, { bound }: Way, known: Known): string | undefined {
  const value = subject === undefined ? null : known(subject, bound);
  if (value === undefined) return undefined;
  for (const { block, condition, patterns, as } of arms) {
    const holds = condition === undefined ? true : known(condition, bound);
    if (holds === undefined) return undefined;
    if (holds !== true) continue;
    if (patterns !== undefined && patterns.length > 0 && !matches(patterns, value)) continue;
    return as === undefined ? block : undefined;
  }
  return undefined;
}

/**
 * Whether a call uses the member of this `with`, and not of one in it or around it: what its arguments read goes before
 * what is nearest to it.
 */
export function usesMember(
  { attempt, inner }: CallUnder,
  { variable }: HoldNode,
  outer: readonly string[],
): boolean {
  if (attempt.using !== undefined || inner.some((one) => readsName(attempt, one.variable))) return false;
  if (readsName(attempt, variable)) return true;
  return inner.length === 0 && !outer.some((name) => readsName(attempt, name));
}

export function readsName({ args }: Attempt, variable: string): boolean {
  return Object.values(args).some((arg) =>
    freeReads(arg).some(({ from, name }) => from === "local" && name === variable),
  );
}
