/**
 * A plan is called again, and comes to a step that it came to before. What that step did is undone by then if it can
 * be; where it still stands, and the arguments are the same, it goes on under its key (semantics, rule 20).
 */
import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Slot } from "../../identity.ts";
import { callsBack, capabilityOf, effectNow } from "../call.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { membersReadAt } from "../member-readers.ts";
import { frameAt, type IntentState, intentAt, nodeAt, type View } from "../state.ts";
import { undoOf } from "../undo-of.ts";
import type { Turn } from "./turn.ts";

/** The newest such call; undefined if the step has to begin under a key of its own. */
export function standingBefore(
  turn: Turn,
  frame: Frame,
  laid: LaidNode,
  wanted: {
    readonly slot: Slot;
    readonly attempt: Attempt;
    readonly capability: string;
    readonly args: Json;
  },
): IntentState | undefined {
  const { slot, attempt, capability, args } = wanted;
  const { using, options } = attempt;
  if (frame.path.indexOf(">") < 0 || laid.inFinally || using !== undefined) return undefined;
  if (options.accept !== undefined || options.attempts !== undefined || options.cache !== undefined)
    return undefined;
  const { plan, draft } = turn;
  const { kind, effect } = capabilityOf(plan, capability);
  if (effect.kind !== "idempotent" || kind === "human" || callsBack(plan, capability)) return undefined;
  for (let one = before(draft, frame); one !== undefined; one = before(draft, one)) {
    for (const key of nodeAt(one, laid.at).keys) {
      const intent = intentAt(draft, key);
      const isSame = intent.intent.call.slot === slot && intent.capability === capability;
      if (isSame && stands(turn, one, laid, intent) && canonical(intent.args) === canonical(args))
        return intent;
    }
  }
  return undefined;
}

/** It is over, nothing undoes it, and it has reached the world or may have. */
function stands(turn: Turn, frame: Frame, laid: LaidNode, intent: IntentState): boolean {
  const { role, status, standing, undo, hold, intent: meant } = intent;
  const isLeft = standing === "applied" || standing === "maybe";
  if (role !== "do" || status !== "ended" || !isLeft || undo !== undefined || hold !== undefined)
    return false;
  return (
    meant.generation === 1 &&
    meant.request === undefined &&
    effectNow(turn.plan, turn.draft, intent) === "idempotent" &&
    undoOf(turn.plan, turn.draft, intent) === undefined &&
    membersReadAt(turn.draft, frame, laid).length === 0
  );
}

/** The same plan, or round, when what calls it was done the time before. */
function before(state: View, { id, template, parent, path }: Frame): Frame | undefined {
  if (parent === undefined) return undefined;
  const outer = frameAt(state, parent.frame);
  const { frames } = nodeAt(outer, parent.node);
  const alike = (one: number): Frame | undefined => {
    const frame = frameAt(state, one);
    return frame.template === template && frame.parent?.slot === parent.slot ? frame : undefined;
  };
  if (template.loop === undefined) {
    const own = frames.findLast((one) => one < id && alike(one)?.path !== path && alike(one) !== undefined);
    // Another request is to give something else.
    if (own !== undefined) return frameAt(state, own).rejected ? undefined : frameAt(state, own);
  }
  const around = before(state, outer);
  if (around === undefined) return undefined;
  const { loop, frames: others } = nodeAt(around, parent.node);
  if (template.loop === undefined) {
    const other = others.findLast((one) => alike(one) !== undefined);
    return other === undefined ? undefined : frameAt(state, other);
  }
  const { site } = frameAt(state, id);
  const round = loop?.frames.get((site.loops.at(-1)?.[1] ?? 0) - 1);
  return round === undefined ? undefined : frameAt(state, round);
}
