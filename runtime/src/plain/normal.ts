import type { Json, JsonObject } from "@orchlang/plan";
import type { Segment } from "@orchlang/plan/json";
import { fieldsOf } from "../capabilities/declared.ts";
import { isRecord } from "../capabilities/schema.ts";
import type { Known } from "./calls.ts";
import type { Report } from "./plan.ts";

/** A plan in its normal form, still unchecked, and where its parts were written. */
interface Normal {
  readonly plan: unknown;
  /** The place as its author knows it. */
  written(place: readonly Segment[]): readonly Segment[];
}

/**
 * Normalises alternative forms: `success_criteria`, a `createdAt` that is a `Date`, a step of type `conditional`
 * that calls a capability if `params.condition` holds, and a step of type `wait` whose `duration` or `until` is in its
 * `params`. Values of no known form are left unchanged.
 */
export function normal(given: unknown, known: Known, report: Report): Normal {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return { plan: given, written: (place) => place };
  const { success_criteria: criteria, ...plan } = given as Readonly<Record<string, unknown>>;
  const fromParams = new Map<Segment | undefined, ReadonlySet<Segment>>();
  const steps = Array.isArray(plan.steps)
    ? plan.steps.map((step: unknown, index) => {
        if (!isRecord(step as Json)) return step;
        const { params, ...own } = step as JsonObject;
        const made = conditionalCall(step as JsonObject, known) ?? waitWithin(own, params);
        if (made !== undefined) {
          const fields = Object.keys(made).filter((field) => field !== "params" && !(field in own));
          fromParams.set(index, new Set(fields));
        }
        return made ?? step;
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
      return first === "steps" && third !== undefined && fromParams.get(second)?.has(third) === true
        ? ["steps", ...place.slice(1, 2), "params", third, ...rest]
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

/** The wait that such a step is, where its time is among the parameters; undefined: it is another. */
function waitWithin(own: JsonObject, params: Json | undefined): JsonObject | undefined {
  const { duration, until, ...others } = isRecord(params) ? params : {};
  if (own.type !== "wait" || own.duration !== undefined || own.until !== undefined) return undefined;
  if ((duration === undefined && until === undefined) || Object.keys(others).length > 0) return undefined;
  return {
    ...own,
    ...(duration === undefined ? {} : { duration }),
    ...(until === undefined ? {} : { until }),
  };
}

function isText(value: Json | undefined): value is string {
  return typeof value === "string";
}
