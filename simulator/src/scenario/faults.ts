import type { FailureClass } from "@orchlang/kernel";
import { callFailures } from "@orchlang/plan";
import type { FaultBehaviour, FaultClause } from "@orchlang/plan/scenarios";
import type { Behaviour, SimulatedCall } from "../world.ts";
import { durationOf, type Making, madeOf } from "./values.ts";

export type CapabilityFault = Extract<FaultClause, { kind: "capabilityFault" }>;

export type ApprovalFault = Extract<FaultClause, { kind: "approvalFault" }>;

const classes: ReadonlySet<string> = new Set(callFailures);

interface Faults {
  readonly faults: readonly CapabilityFault[];
  /** The call's behaviour without them. */
  readonly well: Behaviour | undefined;
  /** By what a result is made up. */
  readonly making: Making;
}

/**
 * A call's behaviour under a scenario's faults. Faults of one capability take turns: the second counts from where the
 * first is over.
 */
export function faultyCall(
  call: SimulatedCall,
  { faults, well, making }: Faults,
  happened: (fault: CapabilityFault) => void,
): Behaviour | undefined {
  // A try that is made once more because its process died is no other call, and is well.
  if (call.dispatch > 1) return well;
  let before = 0;
  for (const fault of faults) {
    const { call: only, behaviour } = fault;
    if (only !== undefined) {
      const last = only + (timesOf(behaviour) ?? 1) - 1;
      if (call.nth < only || call.nth > last) continue;
      happened(fault);
      return behave(behaviour, well, making);
    }
    const times = timesOf(behaviour) ?? Number.POSITIVE_INFINITY;
    if (call.nth > before && call.nth <= before + times) {
      happened(fault);
      return behave(behaviour, well, making);
    }
    before += times;
  }
  return well;
}

/** The answer to an approval of one role under its faults; `undefined`: granted. */
export function faultyApproval(
  { nth }: SimulatedCall,
  faults: readonly ApprovalFault[],
  happened: (fault: ApprovalFault) => void,
): Behaviour | undefined {
  const fault = faults.find(({ call }) => call === undefined || call === nth);
  if (fault === undefined) return undefined;
  happened(fault);
  return fault.behaviour === "refused" ? { ok: { granted: false } } : { never: true };
}

function timesOf(behaviour: FaultBehaviour): number | undefined {
  return "times" in behaviour ? behaviour.times : undefined;
}

function behave(
  behaviour: FaultBehaviour,
  well: Behaviour | undefined,
  making: Making,
): Behaviour | undefined {
  switch (behaviour.kind) {
    case "fails": {
      const name = behaviour.failure ?? "permanent";
      const fails = classes.has(name) ? (name as FailureClass) : "permanent";
      const message = behaviour.message === undefined ? {} : { message: behaviour.message };
      // A declared failure means that the call did nothing.
      const reach = classes.has(name) ? {} : { reach: "not_reached" as const };
      return { fails, name, ...message, ...reach };
    }
    case "timesOut":
      return { never: true };
    case "returns":
      return { returns: madeOf(behaviour.value, making) };
    case "answersTwice":
      return { ...(well ?? { cooperates: true }), twice: true };
    case "answersLate":
      return { ...(well ?? { cooperates: true }), after: durationOf(behaviour.after), stubborn: true };
  }
}
