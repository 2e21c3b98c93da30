import type { Call } from "../kernel/identity.ts";

/**
 * A call as a person writes it: `review`, in the second round of a loop `review[2]`, of a plan called by the step
 * `launch` `launch.review`; what takes it back `undo review`.
 */
export function stepName(call: Call): string {
  const callers = call.routine.split("/").slice(1);
  const path = [...callers.map((caller) => caller.slice(0, caller.indexOf(">"))), call.node].join(".");
  const rounds = call.site.loops.map(([, round]) => `[${round}]`).join("");
  const name = `${path}${rounds}`;
  return call.slot === "undo" || call.slot === "confirm" ? `${call.slot} ${name}` : name;
}

/** What makes two calls one step: the step and all its handlers, in one place of one plan. */
export function stepKey(call: Call): string {
  const slot = call.slot === "undo" || call.slot === "confirm" ? call.slot : "do";
  return JSON.stringify([call.routine, call.site.plan, call.site.loops, call.node, slot]);
}
