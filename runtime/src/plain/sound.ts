import type { Json, JsonObject, Segment } from "@orchlang/plan";
import { isRecord } from "../capabilities/schema.ts";
import type { NormalPlan, PlainStep, Report } from "./plan.ts";
import { isPlainPlan } from "./read.ts";

/** What of a plan is of its form: looked at further even where the rest is not, so that every mistake is told at once. */
export interface Sound {
  /** Its steps by their place; a step that cannot be read leaves a hole. */
  readonly steps: readonly (PlainStep | undefined)[];
  readonly plan: NormalPlan;
  /** Names that may be those of steps which cannot be read; `all` where such a step does not even have one. */
  readonly lost: ReadonlySet<string> | "all";
}

/** Undefined: there is nothing to look at. Mistakes of form are told. */
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
    // What is left has every field that a step needs, and of its form.
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
