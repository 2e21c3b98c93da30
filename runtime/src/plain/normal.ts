import type { Json, JsonObject } from "@orchlang/plan";
import type { Segment } from "@orchlang/plan/json";
import { fieldsOf } from "../capabilities/declared.ts";
import { isRecord } from "../capabilities/schema.ts";
import type { Known } from "./calls.ts";
import type { Report } from "./plan.ts";

/** A plan in its normal form, still unchecked, and where its parts were written. */
export interface Normal {
  readonly plan: unknown;
  /** The place as its author knows it. */
  written(place: readonly Segment[]): readonly Segment[];
}

/**
 * Normalises alternative forms: `success_criteria`, a `createdAt` that is a `Date`, and a step of type `conditional`
 * that calls a capability if `params.condition` holds. Values of no known form are left unchanged.
 */
export function normal(given: unknown, known: Known, report: Report): Normal {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return { plan: given, written: (place) => place };
  const { success_criteria: criteria, ...plan } = given as Readonly<Record<string, unknown>>;
  const fromParams = new Set<Segment | undefined>();
  const steps = Array.isArray(plan.steps)
    ? plan.steps.map((step: unknown, index) => {
        const call = isRecord(step as Json) ? conditionalCall(step as JsonObject, known) : undefined;
        if (call !== undefined) fromParams.add(index);
        return call ?? step;
      })
    : plan.steps;
  if (criteria !== undefined && plan.successCriteria !== undefined)
    report(["success_criteria"], "`successCriteria` is given too: one of the two");
  const renamed = criteria !== undefined && plan.successCriteria === undefined;
  return {
    plan: {
      ...plan,
      ...("steps" in plan ? { steps } : {}),
      ...(renamed ? { successCriteria: criteria } : {}),
      ...(isDate(plan.createdAt) ? { createdAt: plan.createdAt.toISOString() } : {}),
    },
    written: (place) => {
      const [first, second, third, ...rest] = place;
      if (first === "successCriteria" && renamed) return ["success_criteria", ...place.slice(1)];
      return first === "steps" && third === "condition" && fromParams.has(second)
        ? ["steps", ...place.slice(1, 2), "params", "condition", ...rest]
        : place;
    },
  };
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

/** The call that such a step is; undefined: it is another. */
function conditionalCall(step: JsonObject, known: Known): JsonObject | undefined {
  const { type, condition, params, ...rest } = step;
  if (type !== "conditional" || condition !== undefined || !isRecord(params)) return undefined;
  const { condition: within, ...others } = params;
  if (within === undefined) return undefined;
  // For branches: the condition alone is elsewhere.
  if (rest.then !== undefined || rest.else !== undefined)
    return Object.keys(others).length === 0 ? { ...rest, type, condition: within } : undefined;
  const name = ["capability", "tool", "agent", "llm", "name"].map((field) => rest[field]).find(isText);
  const registered = name === undefined ? undefined : known.get(name);
  const kind = registered?.type ?? "tool";
  const taken = Object.hasOwn(fieldsOf(registered?.input?.json) ?? {}, "condition");
  return {
    ...rest,
    type: kind === "service" ? "tool" : kind,
    condition: within,
    params: taken ? params : others,
  };
}

function isText(value: Json | undefined): value is string {
  return typeof value === "string";
}
