/** A run's holds: requested, given, lost, released (semantics, rules 31, 32 and 46). */
import { holdMargin } from "@orchlang/plan";
import type { Key } from "../../identity.ts";
import { present } from "../../invariant.ts";
import type { Instant, Seq } from "../../machine.ts";
import type { HeldMember, HoldRequest, ToControl, ToRun } from "../../messages.ts";
import { ofWorst } from "../amounts.ts";
import { arm, changeIntent, changeNode, decideLater, letGo } from "../draft.ts";
import type { Worst } from "../events.ts";
import { mayChange, mayRebind } from "../rebindable.ts";
import { type Draft, frameAt, intentAt, laidAt, nodeAt, type RunHold } from "../state.ts";
import { shareOf } from "../worst.ts";
import { bookHold } from "./ledger.ts";
import { frameNamed } from "./open-frame.ts";
import { rebound, resume, suspend } from "./rebinding.ts";

/** Somebody stands in line; what the hold may cost is set aside. */
export function wantHold(
  draft: Draft,
  seq: Seq,
  place: Pick<RunHold, "frame" | "node" | "key" | "places">,
  hold: HoldRequest,
  worst: Worst,
): void {
  const wanted: RunHold = {
    ...place,
    pool: hold.pool,
    status: "asked",
    members: [],
    since: draft.at,
    worst,
    for: hold.for,
    ...(hold.from === undefined ? {} : { from: hold.from }),
  };
  draft.holds = draft.holds.set(seq, wanted);
  bookHold(draft, wanted, ofWorst(worst), undefined);
}

export function holdAsked(
  draft: Draft,
  seq: Seq,
  { call, hold }: Extract<ToControl, { ask: "hold" }>,
  worst: Worst = {},
): void {
  const frame = present(frameNamed(draft, call.routine, call.site), call.routine);
  const node = present(frameAt(draft, frame).template.number.get(call.node), call.node);
  wantHold(draft, seq, { frame, node, key: undefined, places: "none" }, hold, worst);
  draft.asks = draft.asks.set(seq, { kind: "hold" });
  if (hold.again === true) {
    suspend(draft, frame, node, seq);
    return;
  }
  changeNode(draft, frame, node, {
    status: "active",
    began: draft.at,
    todo: undefined,
    hold: {
      asked: seq,
      members: [],
      why: undefined,
      until: undefined,
      lost: false,
      rebinds: 0,
      suspended: false,
    },
  });
}

/** An attempt begins with it. */
export function useHold(draft: Draft, asked: Seq | undefined): void {
  const hold = asked === undefined ? undefined : draft.holds.get(asked);
  if (asked === undefined || hold?.places !== "taken") return;
  draft.holds = draft.holds.set(asked, { ...hold, places: "used" });
}

/** Its members are there from now on. False where nobody wants them any longer. */
export function isHeld(draft: Draft, asked: Seq, members: readonly HeldMember[]): boolean {
  const hold = draft.holds.get(asked);
  if (hold?.status !== "asked") return false;
  draft.holds = draft.holds.set(asked, { ...hold, status: "held", members, since: draft.at });
  return true;
}

/** Nobody came: what was set aside is free. */
export function isNotHeld(draft: Draft, asked: Seq): void {
  const hold = draft.holds.get(asked);
  if (hold === undefined) return;
  bookHold(draft, hold, undefined, ofWorst(hold.worst));
  draft.holds = draft.holds.delete(asked);
}

/** The answer to a `with`. */
export function holdAnswered(draft: Draft, say: Extract<ToRun, { say: "held" | "refused" }>): void {
  const asked = say.ref.seq;
  const hold = draft.holds.get(asked);
  if (hold === undefined) return;
  const members = say.say === "held" ? say.members : [];
  if (say.say === "refused") isNotHeld(draft, asked);
  else if (!isHeld(draft, asked, members)) return;
  if (hold.status === "over") return;
  const { frame, node } = hold;
  const due = say.say === "held" ? stopsAt(hold, say.until) : undefined;
  const before = nodeAt(frameAt(draft, frame), node).hold;
  const { rebinds = 0, suspended = false } = before ?? {};
  const nobody = suspended && before?.why !== undefined ? `${before.why}, and ` : "";
  const why = say.say === "refused" ? `${nobody}${say.why}` : undefined;
  const now = {
    asked,
    members,
    why,
    until: due,
    lost: suspended && members.length === 0,
    rebinds,
    suspended,
  };
  if (due !== undefined) arm(draft, { due, id: `hold ${asked}`, kind: "hold", frame, node });
  if (suspended && members.length > 0) {
    changeNode(draft, frame, node, { due, hold: now });
    rebound(draft, frame, node);
    resume(draft, frame, node);
    return;
  }
  changeNode(draft, frame, node, { todo: suspended ? "lost" : "answered", due, hold: now });
  decideLater(draft, { frame, node });
}

/** A holder stops a little before the end of its lease, because clocks differ. */
function stopsAt(hold: RunHold, until: Instant): Instant {
  return until - holdMargin(hold.for);
}

/**
 * A member can no longer be used. A step that uses it finds out by itself. One that is only worse than it was is left
 * where what is done with it can go on with another, and kept where not.
 */
export function holdLost(draft: Draft, { ref, why, degraded }: Extract<ToRun, { say: "holdLost" }>): void {
  const hold = draft.holds.get(ref.seq);
  if (hold?.status !== "held") return;
  if (degraded === true && !mayMove(draft, hold)) return;
  if (hold.key !== undefined) {
    useLost(draft, hold.key);
    return;
  }
  loseHold(draft, hold.frame, hold.node, why);
}

function mayMove(draft: Draft, { key, frame: id, node }: RunHold): boolean {
  if (key !== undefined) return mayChange(draft, intentAt(draft, key));
  const frame = frameAt(draft, id);
  const { hold } = nodeAt(frame, node);
  return hold !== undefined && !hold.suspended && mayRebind(draft, frame, laidAt(frame, node));
}

/** The member of a step's own `using` is lost. */
function useLost(draft: Draft, key: Key): void {
  const { status, stopping, todo } = intentAt(draft, key);
  if (stopping || todo !== undefined || (status !== "running" && status !== "resting")) return;
  changeIntent(draft, key, { todo: "memberLost" });
  decideLater(draft, { key });
}

function loseHold(draft: Draft, frame: number, node: number, why: string): void {
  const before = nodeAt(frameAt(draft, frame), node);
  if (before.status !== "active" || before.hold === undefined) return;
  changeNode(draft, frame, node, { todo: "lost", due: undefined, hold: { ...before.hold, why, lost: true } });
  decideLater(draft, { frame, node });
}

/** Control was notified: the cost for the held time is spent. */
export function released(draft: Draft, asked: Seq): void {
  const key = draft.holds.get(asked)?.key;
  const user = key === undefined ? undefined : draft.intents.get(key);
  if (user?.hold === asked) {
    changeIntent(draft, user.key, {
      hold: undefined,
      todo: user.todo === "memberLost" ? undefined : user.todo,
    });
  }
  const open = draft.asks.get(asked);
  const deferral = open?.kind === "watch" ? draft.intents.get(open.key)?.deferral : undefined;
  if (open?.kind === "watch" && deferral?.watch === asked)
    changeIntent(draft, open.key, { deferral: { ...deferral, watch: undefined } });
  draft.watches = draft.watches.delete(asked);
  draft.asks = draft.asks.delete(asked);
  const hold = draft.holds.get(asked);
  if (hold === undefined) return;
  const used = hold.members.length === 0 ? undefined : shareOf(hold, draft.at);
  bookHold(draft, hold, undefined, ofWorst(hold.worst), used);
  draft.holds = draft.holds.delete(asked);
}

/** All in a node is undone: what it holds or watches is over. */
export function endHold(draft: Draft, frame: number, node: number): void {
  const { hold, watch } = nodeAt(frameAt(draft, frame), node);
  for (const asked of [hold?.asked, watch]) if (asked !== undefined) letGo(draft, asked);
}
