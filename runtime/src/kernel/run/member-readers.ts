/** Which statements of a `with` read its member: by themselves, or through a `let` that does (semantics, rule 32). */
import {
  type Attempt,
  type Expression,
  freeReads,
  type HoldNode,
  type Json,
  type Node,
  type NodeId,
} from "@orchlang/plan";
import { frameAt, laidAt, nodeAt, type View } from "./draft.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidBlock, LaidNode, Template } from "./layout.ts";
import { type Locals, valueAt, within } from "./scope.ts";
import type { IntentState } from "./state.ts";

export interface MemberReaders {
  /** All that reads it. */
  readonly nodes: ReadonlySet<NodeId>;
  /** Of these the `let`s, in the order in which they read each other. */
  readonly lets: readonly NodeId[];
  /** Whatever stands in the block, rounds included. */
  readonly all: readonly LaidNode[];
}

const known = new WeakMap<HoldNode, MemberReaders>();

export function readersOf(template: Template, hold: HoldNode): MemberReaders {
  let found = known.get(hold);
  if (found === undefined) {
    found = worked(template, hold);
    known.set(hold, found);
  }
  return found;
}

function worked(template: Template, hold: HoldNode): MemberReaders {
  const all = inBlock(template, template.blocks.get(hold.body));
  const lets: NodeId[] = [];
  const reads = (part: unknown): boolean => readsMember(part, hold.variable, lets);
  for (let before = -1; before < lets.length; ) {
    before = lets.length;
    for (const { node } of all) {
      const derives = node.kind === "let" || node.kind === "join";
      if (
        derives &&
        !lets.includes(node.id) &&
        (node.kind === "let" ? reads(node.value) : node.of.some((of) => lets.includes(of)))
      )
        lets.push(node.id);
    }
    if (before === lets.length) break;
  }
  const nodes = all.filter(({ node }) => lets.includes(node.id) || reads(ownExpressions(node)));
  return { nodes: new Set(nodes.map(({ node }) => node.id)), lets, all };
}

/** All but where it stands. */
function ownExpressions({ id: _, block: __, needs: ___, ...own }: Node): unknown {
  return own;
}

/** Whether anywhere in a part of a plan the member is read, or a `let` that reads it. */
export function readsMember(part: unknown, variable: string, lets: readonly NodeId[]): boolean {
  if (typeof part !== "object" || part === null) return false;
  if (isExpression(part)) {
    return freeReads(part).some(
      ({ from, name }) => (from === "local" && name === variable) || (from === "node" && lets.includes(name)),
    );
  }
  return Object.values(part).some((inner) => readsMember(inner, variable, lets));
}

function isExpression(part: object): part is Expression {
  return "op" in part && typeof part.op === "string";
}

function inBlock(template: Template, block: LaidBlock | undefined): readonly LaidNode[] {
  return (block?.nodes ?? []).flatMap((at) => {
    const laid = template.nodes[at];
    if (laid === undefined) return [];
    const inside = laid.blocks.flatMap((inner) => inBlock(template, inner));
    const rounds = laid.body === undefined ? [] : inBlock(laid.body, laid.body.root);
    return [laid, ...inside, ...rounds];
  });
}

/** The `with` that a statement stands in, whose member it reads; the innermost where there are several. */
export interface MemberOf {
  readonly frame: Frame;
  readonly laid: LaidNode;
  readonly hold: HoldNode;
  readonly readers: MemberReaders;
}

export function membersReadAt(
  state: View,
  frame: Frame,
  { block, node: { id } }: LaidNode,
): readonly MemberOf[] {
  const found: MemberOf[] = [];
  for (let at: Frame = frame, inner = block; ; ) {
    for (
      let laid = at.template.nodes[inner.owner];
      laid !== undefined;
      laid = at.template.nodes[laid.block.owner]
    ) {
      const { node: hold } = laid;
      if (hold.kind !== "hold" || nodeAt(at, laid.at).block !== hold.body) continue;
      const readers = readersOf(at.template, hold);
      if (readers.nodes.has(id)) found.push({ frame: at, laid, hold, readers });
    }
    if (at.parent === undefined || at.template.loop === undefined) return found;
    const outer = frameAt(state, at.parent.frame);
    inner = laidAt(outer, at.parent.node).block;
    at = outer;
  }
}

/** The frames in which a `with` has its body: that of the `with`, and of the rounds in it. */
export function framesUnder(state: View, frame: Frame, nodes: readonly LaidNode[]): readonly Frame[] {
  const found = [frame];
  for (const at of found) {
    for (const { node } of nodes) {
      const number = at.template.number.get(node.id);
      if (number === undefined || node.kind !== "loop") continue;
      for (const round of nodeAt(at, number).loop?.frames ?? []) found.push(frameAt(state, round));
    }
  }
  return found;
}

/** The arguments of an intent once more: those that read a member which was replaced are worked out anew. */
export function argsNow(
  state: View,
  { frame: id, node: at, args }: IntentState,
  meant: Attempt | undefined,
): Json {
  const frame = frameAt(state, id);
  const laid = laidAt(frame, at);
  const replaced =
    meant === undefined
      ? []
      : membersReadAt(state, frame, laid).filter(
          (one) => (nodeAt(one.frame, one.laid.at).hold?.rebinds ?? 0) > 0,
        );
  if (meant === undefined || replaced.length === 0) return args;
  const given = Object.entries(meant.args).flatMap(([name, expression]) => {
    if (!replaced.some(({ hold, readers }) => readsMember(expression, hold.variable, readers.lets)))
      return [];
    const found = valueAt(state, within(frame, laid.block.id), expression);
    return "value" in found ? [[name, found.value] as const] : [];
  });
  return { ...(args as Locals), ...Object.fromEntries(given) };
}
