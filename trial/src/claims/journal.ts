import type { Capability, Json, JsonObject } from "@orchlang/plan";
import { type Evaluated, type Expression, evaluate } from "@orchlang/plan/expressions";
import type { SimulatedRun } from "@orchlang/simulator";

/* The shapes of a journal's events, as a run hands them out. */

export type RunEvent = SimulatedRun["events"][number];
export type EventOf<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;
export type Call = EventOf<"Entered">["call"];
export type Site = Call["site"];
export type Spent = EventOf<"Ended">["spent"];
export type Worst = EventOf<"Began">["worst"];
export type Failure = NonNullable<EventOf<"Settled">["failure"]>;

/** The fields of a record; none of anything else. */
export function fieldsOf(value: Json | undefined): JsonObject {
  return isRecord(value) ? value : {};
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A clause of a capability over what it was called with. */
function clauseValue(clause: Expression, args: Json | undefined, more: JsonObject = {}): Evaluated {
  const locals = { ...fieldsOf(args), ...more };
  return evaluate(clause, {
    read: ({ from, name }) =>
      from === "context"
        ? { unknown: [name] }
        : { value: Object.hasOwn(locals, name) ? (locals[name] ?? null) : null },
  });
}

/** The value of a numeric clause: a duration in ms, a count. */
export function numberOf(clause: Expression, args: Json | undefined): number | undefined {
  const evaluated = clauseValue(clause, args);
  return "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : undefined;
}

/** True if a result is as its capability promises. What breaks that is no result, and a failure of the handler. */
export function isEnsured({ ensures }: Pick<Capability, "ensures">, args: Json, result: Json): boolean {
  return ensures.every((promise) => {
    const evaluated = clauseValue(promise, args, { result });
    return "value" in evaluated && evaluated.value === true;
  });
}
