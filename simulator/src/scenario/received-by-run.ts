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
import { constant, isOpen, withoutLabelled } from "./open-values.ts";

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
