import type { Segment } from "../../canonical/not-json.ts";
import type { Plan, Routine } from "../../shapes/plan.ts";

/** Says that something is wrong at a place below `plan`. */
export type Report = (place: readonly Segment[], says: string) => void;

/** One thing that has to hold of a plan whose form is right. */
export type PlanRule = (plan: Plan, report: Report) => void;

/** A routine, and where its nodes stand in its list, by their ids: each rule would make that anew. */
export interface Listed {
  readonly routine: Routine;
  readonly places: ReadonlyMap<string, number>;
}

/** The same for each routine; `place` is where it stands. */
export type RoutineRule = (listed: Listed, place: readonly Segment[], report: Report) => void;

/** An own field, so that a step named `constructor` is not found in every record. */
export function has(record: object, name: string): boolean {
  return Object.hasOwn(record, name);
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(" → ");
}
