/** Senders that received no reply send again; if the message was accepted before, nothing follows. */
import type { ControlInput } from "@orchlang/kernel/control";
import type { Flight, RunInput } from "@orchlang/kernel/run";

import type { StorageFault } from "./storage.ts";

/** From outside of the process. Results die with it, and control says again what it has said. */
const ofRun: ReadonlySet<RunInput["t"]> = new Set(["Ordered", "Returned"]);
/** Runs say again what they have said. */
const ofControl: ReadonlySet<ControlInput["t"]> = new Set([
  "Requested",
  "Answer",
  "Provided",
  "Armed",
  "Unstarted",
  "Called",
  "Pulled",
  "Member",
  "Sensed",
  "Withdrew",
  "Occurred",
]);

/** While the process lives, it keeps all received inputs. Time needs no repetition. */
export function runIsToldAgain({ t }: RunInput, { dies }: StorageFault): boolean {
  return dies ? ofRun.has(t) : t !== "Woke";
}

export function controlIsToldAgain({ t }: ControlInput, { dies }: StorageFault): boolean {
  return dies ? ofControl.has(t) : t !== "Woke";
}

/** The name of a dispatch, which is sent once. */
export function nameOf({ key, attempt, dispatch }: Omit<Flight, "seq">): string {
  return `${key} ${attempt}.${dispatch}`;
}
