import type { RunEvent } from "@orchlang/kernel/run";
import type { ScenarioClause } from "@orchlang/plan/scenarios";

interface Gate {
  readonly at: number;
  readonly approvals: readonly { readonly role: string; readonly within?: number }[];
  /** When the approval that is open was asked. */
  since: number;
  signed: number;
}

/** The approvals that policies required in a run and that were refused, or not answered in time. */
export function refusedIn(events: readonly RunEvent[]): readonly ScenarioClause[] {
  const gates = new Map<number, Gate>();
  const counts = new Map<string, number>();
  const count = ({ approvals, signed }: Gate): void => {
    const role = approvals[signed]?.role;
    if (role !== undefined) counts.set(role, (counts.get(role) ?? 0) + 1);
  };
  return events.flatMap((event, seq): readonly ScenarioClause[] => {
    const { at } = event;
    if (event.t === "Asked" && event.ask.ask === "gate") {
      const gate: Gate = { at, approvals: event.ask.approvals ?? [], since: at, signed: 0 };
      gates.set(seq, gate);
      count(gate);
    }
    if (event.t !== "Told" || !("ref" in event.say)) return [];
    const gate = gates.get(event.say.ref.seq);
    if (gate === undefined) return [];
    if (event.say.say === "signed") {
      gate.signed += 1;
      gate.since = at;
      count(gate);
      return [];
    }
    const asked = gate.approvals[gate.signed];
    // A rate limit that is full refuses before anybody is asked.
    if (event.say.say !== "refused" || asked === undefined || at === gate.at) return [];
    const isLate = asked.within !== undefined && at >= gate.since + asked.within;
    const behaviour = isLate ? "timesOut" : "refused";
    return [{ kind: "approvalFault", role: asked.role, call: counts.get(asked.role) ?? 1, behaviour }];
  });
}
