import type { Json, JsonObject } from "@orchlang/plan";
import type { Segment } from "@orchlang/plan/json";
import { isRecord } from "../capabilities/schema.ts";
import type { NormalPlan, PlainStep, Report } from "./plan.ts";
import { isPlainPlan } from "./read.ts";

/**
 * The well-formed parts of a plan: checked further even if others are malformed, so that all mistakes are reported at
 * once.
 */
export interface Sound {
  /** Its steps by their place; a step that cannot be read leaves a hole. */
  readonly steps: readonly (PlainStep | undefined)[];
  readonly plan: NormalPlan;
  /** Names that may be those of steps which cannot be read; `all` where such a step does not even have one. */
  readonly lost: ReadonlySet<string> | "all";
}

/** Undefined if nothing is left to check. Mistakes of form are reported. */
export function sound(given: unknown, report: Report): Sound | undefined {
  const places: (readonly Segment[])[] = [];
  const noted: Report = (place, says) => {
    places.push(place);
    report(place, says);
  };
  if (isPlainPlan(given, noted)) return { steps: given.steps, plan: given, lost: new Set() };
  if (places.some((place) => place.length === 0 || (place[0] === "steps" && place.length === 1)))
    return undefined;
  const { steps, ...rest } = without(
    given as JsonObject,
    places.filter(([first]) => first !== "steps"),
  );
  if (!Array.isArray(steps)) return undefined;
  const kept = steps.map((step: Json, index): PlainStep | undefined => {
    const inside = places
      .filter((place) => place[0] === "steps" && place[1] === index)
      .map((place) => place.slice(2));
    const lost = inside.some(([field]) => field === undefined || telling.has(String(field)));
    // The remaining step has all required fields in the right form.
    return lost || !isRecord(step) ? undefined : (without(step, inside) as unknown as PlainStep);
  });
  const there = kept.filter((step) => step !== undefined);
  const lost = steps.flatMap((step: Json, index) => (kept[index] === undefined ? [idOf(step)] : []));
  const names = lost.filter((id) => id !== undefined);
  return {
    steps: kept,
    plan: { ...rest, steps: there } as NormalPlan,
    lost: names.length < lost.length ? "all" : new Set(names),
  };
}

function idOf(step: Json): string | undefined {
  return isRecord(step) && typeof step.id === "string" ? step.id : undefined;
}

/** Without these a step says too little to be looked at. */
const telling: ReadonlySet<string> = new Set([
  "id",
  "type",
  "capability",
  "tool",
  "agent",
  "llm",
  "name",
  "params",
  "duration",
  "until",
]);

function without(record: JsonObject, places: readonly (readonly Segment[])[]): JsonObject {
  const wrong = new Set(places.map(([field]) => String(field)));
  return Object.fromEntries(Object.entries(record).filter(([field]) => !wrong.has(field)));
}
