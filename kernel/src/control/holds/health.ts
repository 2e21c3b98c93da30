/**
 * The health of a member, computed from reports, silence and its past. Silence is judged by the heartbeat interval that
 * the member promised. A fall adds to a burden as in route flap damping (RFC 2439), with a leaky bucket instead of
 * exponential decay, so that every step is a whole number.
 */
import { limits } from "../../limits.ts";
import type { Instant } from "../../machine.ts";
import type { Health, MemberState, ToldHealth } from "./pool.ts";

type Known = Omit<MemberState, "health" | "due">;

/** With what it comes to, and when time alone may change that. */
export function judged(member: Known): MemberState {
  const { due: _, ...known } = member as MemberState;
  const due = nextLook(known);
  return { ...known, health: healthOf(known), ...(due === undefined ? {} : { due }) };
}

function healthOf(member: Known): Health {
  const { told, quarantine, damped } = member;
  if (told === "gone") return told;
  const base = baseOf(member);
  if (base === "lost" || base === "maintenance") return base;
  if (quarantine !== undefined) return "quarantined";
  return damped === true ? "degraded" : base;
}

/** Without what its past adds. */
function baseOf({ told, silent }: Known): ToldHealth {
  if (told === "lost" || silent === "lost") return "lost";
  if (told === "maintenance" || told === "gone") return "maintenance";
  if (told === "degraded" || silent === "degraded") return "degraded";
  return told;
}

/** The member after a change of health, with the burden that a fall adds. */
export function moved(before: Known, after: Known, at: Instant): MemberState {
  const falls = baseOf(before) === "ready" && ["degraded", "lost"].includes(baseOf(after));
  if (!falls) return judged(after);
  const burden = Math.min(Math.max(at, after.burden) + limits.flapWeight, at + limits.flapBurdenMax);
  return judged({ ...after, burden, falls: (before.falls ?? 0) + 1 });
}

/** True if it has fallen so often that it is kept back. */
export function isTooRestless({ burden, damped }: Known, at: Instant): boolean {
  return damped !== true && burden - at > limits.flapBurden;
}

/** The health implied by the time since the last heartbeat. */
export function silenceAt({ beats, heard }: Known, at: Instant): "degraded" | "lost" | undefined {
  if (beats === undefined) return undefined;
  if (at >= heard + beats * limits.beatsUntilLost) return "lost";
  return at >= heard + beats * limits.beatsUntilDegraded ? "degraded" : undefined;
}

/** When one that is kept back is let go. */
export function calmAt({ burden }: Known): Instant {
  return burden - limits.flapWeight;
}

function nextLook(member: Known): Instant | undefined {
  const { beats, heard, silent, damped, told } = member;
  const calm = damped === true ? calmAt(member) : undefined;
  const waits = beats === undefined || silent === "lost" || told === "gone" ? undefined : beats;
  const silence =
    waits === undefined
      ? undefined
      : heard + waits * (silent === undefined ? limits.beatsUntilDegraded : limits.beatsUntilLost);
  if (calm === undefined || silence === undefined) return calm ?? silence;
  return Math.min(calm, silence);
}
