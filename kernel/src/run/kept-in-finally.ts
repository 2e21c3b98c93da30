/**
 * The effects of `finally` are kept, except those that an error handler, a race or another request replaces (rule 25).
 */
import type { Node } from "@orchlang/plan/nodes";
import type { Slot } from "../identity.ts";
import { attemptOf } from "./call.ts";
import { frameAt, laidAt, type View } from "./draft.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";

/** Whether nothing undoes what an attempt does, whatever fails afterwards. */
export function isKeptInFinally(state: View, frame: Frame, laid: LaidNode, slot: Slot): boolean {
  return !givesWay(laid.node, slot) && staysInFinally(state, frame, laid);
}

/** A way that is turned down, or that has handlers behind it, is undone before the next. */
function givesWay(node: Node, slot: Slot): boolean {
  const options = attemptOf({ node }, slot)?.options;
  if (node.kind !== "call" || options === undefined || options.accept !== undefined) return true;
  const isLast = node.rescues.length === 0 || slot === `else${node.rescues.length}`;
  return !isLast;
}

function staysInFinally(state: View, frame: Frame, laid: LaidNode): boolean {
  const owner = frame.template.nodes[laid.block.owner];
  if (owner !== undefined) {
    const isUndone = !laid.block.handler && (owner.node.kind === "race" || owner.node.kind === "quorum");
    return !isUndone && staysInFinally(state, frame, owner);
  }
  if (laid.inFinally || frame.parent === undefined) return laid.inFinally;
  const around = frameAt(state, frame.parent.frame);
  const loop = laidAt(around, frame.parent.node);
  const { node } = loop;
  if (node.kind !== "loop" || node.tolerated !== undefined || node.optional === true) return false;
  return node.rescues.length === 0 && staysInFinally(state, around, loop);
}
