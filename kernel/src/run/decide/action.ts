/** One action as a policy sees it. */
import type { Json, JsonObject } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import { formatInstant } from "@orchlang/plan/quantities";
import { candidateOf } from "../../candidate.ts";
import type { Failure } from "../../failure.ts";
import type { Intent } from "../../identity.ts";
import type { HeldMember, Reads } from "../../messages.ts";
import type { Decided, Worst } from "../events.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import type { NodeState } from "../node-state.ts";
import type { Locals } from "../scope.ts";
import { frameAt, type IntentState, laidAt, nodeAt, type View } from "../state.ts";
import { readsName } from "./calls-under.ts";
import type { Turn } from "./turn.ts";

interface Action {
  readonly node: string;
  readonly routine: string;
  readonly capability: string;
  readonly args: Json;
  readonly attempt: number;
}

/** `args`, `step`, `run` and `user`. */
export function actionLocals({ draft }: Turn, { node, routine, capability, args, attempt }: Action): Locals {
  const { start } = draft;
  const started = formatInstant(start?.at ?? draft.at);
  return {
    args,
    step: { name: node, attempt, capability },
    run: { id: start?.run ?? "", plan: routine, started, input: start?.input ?? null },
    user: start?.user ?? null,
  };
}

/**
 * The members that an action uses, each as `resource`: those that its step holds itself; else those of the `with` whose
 * name its arguments read; else those of the nearest one around it, or around the call of its plan.
 */
export function usedBy(turn: Turn, wanted: Using): readonly JsonObject[] {
  const { pools } = turn.plan;
  return membersOf(turn, wanted).map(({ pool, fields }) => candidateOf(pool, pools[pool] ?? {}, fields));
}

type Using = Pick<Wanted, "frame" | "laid" | "intent" | "planned">;

function membersOf({ draft }: Turn, { frame, laid, intent, planned }: Using): readonly HeldMember[] {
  const own = draft.intents.get(intent.key)?.hold;
  if (own !== undefined) return draft.holds.get(own)?.members ?? [];
  const around = holdsAround(draft, frame, laid);
  const read = around.find(({ variable }) => planned !== undefined && readsName(planned, variable));
  return (read ?? around[0])?.hold.members ?? [];
}

interface Around {
  readonly variable: string;
  readonly hold: NonNullable<NodeState["hold"]>;
}

/** The `with`s that a statement stands in, innermost first; those around the call of its plan come last. */
export function holdsAround(state: View, frame: Frame, laid: LaidNode): readonly Around[] {
  const arounds: Around[] = [];
  for (let at: Frame = frame, inner: LaidNode = laid; ; ) {
    for (let owner = at.template.nodes[inner.block.owner]; owner !== undefined; ) {
      const { hold, block } = nodeAt(at, owner.at);
      const isIn = owner.node.kind === "hold" && hold !== undefined && block === owner.node.body;
      if (isIn && owner.node.kind === "hold") arounds.push({ variable: owner.node.variable, hold });
      owner = at.template.nodes[owner.block.owner];
    }
    if (at.parent === undefined) return arounds;
    const outer = frameAt(state, at.parent.frame);
    inner = laidAt(outer, at.parent.node);
    at = outer;
  }
}

/** An attempt that is about to begin. */
export interface Wanted {
  readonly intent: Intent;
  readonly capability: string;
  readonly args: Json;
  readonly attempt: number;
  readonly planned: Attempt | undefined;
  readonly frame: Frame;
  readonly laid: LaidNode;
  readonly reads: Reads;
  readonly worst: Worst;
  readonly undoWorst: Worst | undefined;
  /** True if what its undo may use has been set aside before. */
  readonly undoHeld: boolean;
  /** The worst case of its confirm. */
  readonly confirmWorst?: Worst | undefined;
}

/** The decision of one check. `allows`: one of the policies that require an `allow`; one of those must hold. */
export interface Finding {
  readonly decided: Decided;
  readonly refusal?: Failure;
  readonly allows?: boolean;
}

export function denied(message: string): Failure {
  return { class: "denied", name: "denied", message };
}

export function refused(check: string, message: string): Finding {
  return { decided: { check, holds: false, because: message }, refusal: denied(message) };
}

/** The parameters of an attempt. */
export interface Wish {
  readonly intent: Intent;
  readonly capability: string;
  readonly args: Json;
  readonly attempt: number;
  readonly planned: Attempt | undefined;
  readonly frame: Frame;
  readonly laid: LaidNode;
  /** The intent as it stands, where this is not its first attempt. */
  readonly known: IntentState | undefined;
  /** Control's answer, if it was asked. */
  readonly granted?: Reads;
}
