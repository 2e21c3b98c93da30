import type { Occurrence, Reads } from "@orchlang/kernel";
import type { RunEvent } from "@orchlang/kernel/run";
import type { Json, JsonObject, Plan, Schema } from "@orchlang/plan";
import type { EventDeclaration } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import type { ScenarioClause } from "@orchlang/plan/scenarios";
import { sourceFor } from "../answers/cooperate.ts";
import { generate, type Source } from "../answers/generate.ts";
import { startDefault } from "../defaults.ts";
import { constant, isOpen, stepOf, withoutLabelled } from "./values.ts";

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;

const commands = { cancel: "cancels", pause: "pauses", unpause: "unpauses" } as const;

/** An operator's order. A doubt is resolved as soon as it arises. */
export function orderOf(
  plan: Plan,
  events: readonly RunEvent[],
  { at, order }: Event<"Ordered">,
  start: number,
): readonly ScenarioClause[] {
  if (order.order === "cancel" || order.order === "pause" || order.order === "unpause")
    return [{ kind: "operator", command: commands[order.order], at: constant(at - start) }];
  if (order.order !== "resolve") return [];
  const began = events.findLast(
    (event): event is Event<"Began"> => event.t === "Began" && event.intent.key === order.key,
  );
  if (began === undefined) return [];
  const { intent, capability } = began;
  const value = toldOf(plan, capability, order.as);
  return [{ kind: "resolves", step: stepOf(plan, intent, capability), value: constant(value) }];
}

function toldOf(
  plan: Plan,
  capability: string,
  as: Extract<Event<"Ordered">["order"], { order: "resolve" }>["as"],
): Json {
  if (as === "retry" || "failed" in as) return as;
  const { result } = plan.capabilities[capability] ?? {};
  if (result == null) return { completed: null };
  const source = sourceFor(plan, {}, "answer", { now: startDefault, variation: 0 });
  const place = capability.slice(capability.lastIndexOf(".") + 1);
  const completed = isOpen(result.label)
    ? withoutLabelled(as.completed, result.schema, source, place)
    : (generate(result.schema, source, place) ?? null);
  return { completed };
}

/** The context and occurrences that a run received: signals at their first reading and where they changed, and occurrences at their times. */
export function receivedBy(
  plan: Plan,
  events: readonly RunEvent[],
  start: number,
): readonly ScenarioClause[] {
  const source = sourceFor(plan, {}, "heard", { now: startDefault, variation: 0 });
  const known = new Map<string, string>();
  const reported = new Set<string>();
  return events.flatMap((event): readonly ScenarioClause[] => {
    if (event.t !== "Told") return [];
    const { say } = event;
    if (say.say === "matched") {
      const { occurrence } = say;
      if (reported.has(occurrence.id)) return [];
      reported.add(occurrence.id);
      return [occurrenceOf(plan, occurrence, event.at - start, source)];
    }
    return "reads" in say ? readingsOf(plan, say.reads, { known, at: event.at - start }, source) : [];
  });
}

/** Flags follow from their signals, so they are not listed. */
function readingsOf(
  plan: Plan,
  reads: Reads,
  { known, at }: { readonly known: Map<string, string>; readonly at: number },
  source: Source,
): readonly ScenarioClause[] {
  return reads.flatMap(({ name, value }): readonly ScenarioClause[] => {
    const declared = plan.signals[name] ?? plan.signals[name.replace(/\(.*$/, "")];
    if (declared === undefined || value === undefined) return [];
    const before = known.get(name);
    const is = canonical(value);
    // One generated value stands for all that are labelled.
    if (before === is || (before !== undefined && !isOpen(declared.label))) return [];
    known.set(name, is);
    const shown = openValue(declared, value, source, name);
    return [
      {
        kind: "givenSignal",
        signal: name,
        value: constant(shown),
        ...(before === undefined ? {} : { at: constant(at) }),
      },
    ];
  });
}

function occurrenceOf(plan: Plan, { event, fields }: Occurrence, at: number, source: Source): ScenarioClause {
  // A plan file says of events no more than that they are objects.
  const declared = plan.events[event] as unknown as EventDeclaration | undefined;
  const shown = Object.entries(fields as JsonObject).map(([name, value]): readonly [string, Expression] => {
    const field = declared?.fields.find((each) => each.name === name);
    const is = field === undefined ? value : openValue(field, value, source, `${event}.${name}`);
    return [name, constant(is as Json)];
  });
  return { kind: "givenEvent", event, fields: Object.fromEntries(shown), at: constant(at), twice: false };
}

function openValue(
  { label, schema }: { readonly label: Parameters<typeof isOpen>[0]; readonly schema: Schema },
  value: Json,
  source: Source,
  place: string,
): Json {
  return isOpen(label)
    ? withoutLabelled(value, schema, source, place)
    : (generate(schema, source, place) ?? null);
}

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
