/** The statements of a `with` that read its member: directly, or through a `let` (semantics, rule 32). */
import type { Json } from "@orchlang/plan";
import { type Expression, freeReads, type Read } from "@orchlang/plan/expressions";
import type { Attempt, HoldNode, LoopNode, Node, NodeId } from "@orchlang/plan/nodes";
import type { Frame } from "./frame-state.ts";
import type { LaidBlock, LaidNode, Template } from "./layout.ts";
import { type Locals, valueAt, within } from "./scope.ts";
import { frameAt, type IntentState, laidAt, nodeAt, type View } from "./state.ts";

interface MemberReaders {
  /** All that reads it, each with the names of rounds and arms that stand for it there. */
  readonly nodes: ReadonlyMap<NodeId, ReadonlySet<string>>;
  /** The `let`s among these, in dependency order. */
  readonly lets: readonly NodeId[];
  /** All statements in the block, rounds included. */
  readonly all: readonly LaidNode[];
}

const known = new WeakMap<HoldNode, MemberReaders>();

export function readersOf(template: Template, hold: HoldNode): MemberReaders {
  let memberReaders = known.get(hold);
  if (memberReaders === undefined) {
    memberReaders = worked(template, hold);
    known.set(hold, memberReaders);
  }
  return memberReaders;
}

function worked(template: Template, hold: HoldNode): MemberReaders {
  const lets: NodeId[] = [];
  const body = template.blocks.get(hold.body);
  let all = inBlock(template, body, { names: new Set([hold.variable]), lets });
  for (let before = -1; before < lets.length; ) {
    before = lets.length;
    for (const { laid, names } of all) {
      const { node } = laid;
      if (lets.includes(node.id)) continue;
      if (node.kind === "let" && readsMember(node.value, names, lets)) lets.push(node.id);
      if (node.kind === "join" && node.of.some((of) => lets.includes(of))) lets.push(node.id);
    }
    // A loop over such a `let` binds the member as well.
    all = inBlock(template, body, { names: new Set([hold.variable]), lets });
  }
  const readers = all.filter(
    ({ laid: { node }, names }) => lets.includes(node.id) || readsMember(ownExpressions(node), names, lets),
  );
  return {
    nodes: new Map(readers.map(({ laid, names }) => [laid.node.id, names])),
    lets,
    all: all.map(({ laid }) => laid),
  };
}

/** All but where it stands. */
function ownExpressions({ id: _, block: __, needs: ___, ...own }: Node): unknown {
  return own;
}

/** True if anywhere in a part of a plan the member is read by one of its names, or a `let` that reads it. */
function readsMember(part: unknown, names: ReadonlySet<string>, lets: readonly NodeId[]): boolean {
  if (typeof part !== "object" || part === null) return false;
  if (isExpression(part)) return isMember(freeReads(part), names, lets);
  return Object.values(part).some((inner) => readsMember(inner, names, lets));
}

/** True if one of some reads is of the member. */
export function isMember(
  reads: readonly Read[],
  names: ReadonlySet<string>,
  lets: readonly NodeId[],
): boolean {
  return reads.some(
    ({ from, name }) => (from === "local" && names.has(name)) || (from === "node" && lets.includes(name)),
  );
}

function isExpression(part: object): part is Expression {
  return "op" in part && typeof part.op === "string";
}

interface Known {
  readonly names: ReadonlySet<string>;
  readonly lets: readonly NodeId[];
}

interface Within {
  readonly laid: LaidNode;
  /** The member's names there. */
  readonly names: ReadonlySet<string>;
}

function inBlock(template: Template, block: LaidBlock | undefined, member: Known): readonly Within[] {
  return (block?.nodes ?? []).flatMap((at) => {
    const laid = template.nodes[at];
    if (laid === undefined) return [];
    const inside = laid.blocks.flatMap((inner) => {
      const names = namesInArm(laid.node, inner.id, member);
      return inBlock(template, inner, { ...member, names });
    });
    const rounds =
      laid.body === undefined || laid.node.kind !== "loop"
        ? []
        : inBlock(laid.body, laid.body.root, { ...member, names: namesInRound(laid.node, member) });
    return [{ laid, names: member.names }, ...inside, ...rounds];
  });
}

/** An arm may name what its branch asks about. */
function namesInArm(node: Node, block: string, { names, lets }: Known): ReadonlySet<string> {
  if (node.kind !== "branch") return names;
  const as = node.arms.find((arm) => arm.block === block)?.as;
  return as === undefined ? names : withName(names, as, readsMember(node.subject, names, lets));
}

/** A round is of one of several members where its loop goes over them. */
function namesInRound(node: LoopNode, { names, lets }: Known): ReadonlySet<string> {
  return withName(names, node.variable, goesOver(node, names, lets));
}

/** True if what a loop's rounds are given is made of the member. */
export function goesOver({ over }: LoopNode, names: ReadonlySet<string>, lets: readonly NodeId[]): boolean {
  if (over.kind === "occurrences") return false;
  return readsMember(over.kind === "list" ? over.list : over.from, names, lets);
}

function withName(names: ReadonlySet<string>, name: string, isName: boolean): ReadonlySet<string> {
  if (names.has(name) === isName) return names;
  const others = new Set(names);
  if (isName) others.add(name);
  else others.delete(name);
  return others;
}

/** The `with` that a statement stands in, whose member it reads; the innermost where there are several. */
interface MemberOf {
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
  const members: MemberOf[] = [];
  for (let at: Frame = frame, inner = block; ; ) {
    for (
      let laid = at.template.nodes[inner.owner];
      laid !== undefined;
      laid = at.template.nodes[laid.block.owner]
    ) {
      const { node: hold } = laid;
      if (hold.kind !== "hold" || nodeAt(at, laid.at).block !== hold.body) continue;
      const readers = readersOf(at.template, hold);
      if (readers.nodes.has(id)) members.push({ frame: at, laid, hold, readers });
    }
    if (at.parent === undefined || at.template.loop === undefined) return members;
    const outer = frameAt(state, at.parent.frame);
    inner = laidAt(outer, at.parent.node).block;
    at = outer;
  }
}

/** The frames in which a `with` has its body: that of the `with`, and of the rounds in it. */
export function framesUnder(state: View, frame: Frame, nodes: readonly LaidNode[]): readonly Frame[] {
  const frames = [frame];
  for (const at of frames) {
    for (const { node } of nodes) {
      const number = at.template.number.get(node.id);
      if (number === undefined || node.kind !== "loop") continue;
      for (const round of nodeAt(at, number).loop?.frames ?? []) frames.push(frameAt(state, round));
    }
  }
  return frames;
}

const nobody: ReadonlySet<string> = new Set();

/** The arguments of an intent once more: those that read a member which was replaced are worked out anew. */
export function argsNow(
  state: View,
  { frame: id, node: at, args }: IntentState,
  planned: Attempt | undefined,
): Json {
  const frame = frameAt(state, id);
  const laid = laidAt(frame, at);
  const replaced =
    planned === undefined
      ? []
      : membersReadAt(state, frame, laid).filter(
          (one) => (nodeAt(one.frame, one.laid.at).hold?.rebinds ?? 0) > 0,
        );
  if (planned === undefined || replaced.length === 0) return args;
  const given = Object.entries(planned.args).flatMap(([name, expression]) => {
    const isRead = replaced.some(({ readers: { nodes, lets } }) =>
      isMember(freeReads(expression), nodes.get(laid.node.id) ?? nobody, lets),
    );
    if (!isRead) return [];
    const evaluated = valueAt(state, within(frame, laid.block.id), expression);
    return "value" in evaluated ? [[name, evaluated.value] as const] : [];
  });
  return { ...(args as Locals), ...Object.fromEntries(given) };
}
