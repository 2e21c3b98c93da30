import type { Json, JsonObject, Plan } from "@orchlang/plan";
import type { SimulatedRun, SimulatedWorld } from "@orchlang/simulator";
import { isEqual } from "./equal.ts";

const hintsMax = 60;

/**
 * Values at which a run may go another way: constants that the plan compares with, then what there is in the world: the
 * fields of occurrences and members, readings, inputs, answers.
 */
export function hintsOf(plan: Plan, world: SimulatedWorld, run: SimulatedRun, answers: readonly Json[]) {
  const found: Json[] = [];
  constantsIn(plan as unknown as Json, found);
  constantsIn((world.armed ?? null) as unknown as Json, found);
  const ids = run.controlEvents.flatMap((event) =>
    event.t === "Member" ? [event.member, event.fields ?? {}] : [],
  );
  const happened = (world.happenings ?? []).flatMap((one) => (one.does === "occurs" ? [one.fields] : []));
  const input = run.events.flatMap((event) => (event.t === "Started" ? [event.input] : []));
  for (const value of [...happened, ...ids, world.readings ?? {}, ...input, ...answers])
    leavesOf(value, found);
  const kept: Json[] = [];
  for (const one of found)
    if (kept.length < hintsMax && !kept.some((other) => isEqual(one, other))) kept.push(one);
  return kept;
}

/** The constants in every expression and pattern inside. */
function constantsIn(part: Json | undefined, found: Json[]): void {
  if (typeof part !== "object" || part === null) return;
  if (Array.isArray(part)) {
    for (const item of part as readonly Json[]) constantsIn(item, found);
    return;
  }
  const { op, value, is, from, to } = part as JsonObject;
  if (op === "constant" && value !== undefined) leavesOf(value, found);
  for (const one of [is, from, to]) if (one !== undefined && typeof one !== "object") found.push(one);
  for (const [name, inner] of Object.entries(part)) if (!beside.has(name)) constantsIn(inner, found);
}

/** Parts of a plan that say nothing of its values. */
const beside: ReadonlySet<string> = new Set([
  "bounds",
  "nodeBounds",
  "coverage",
  "latency",
  "settings",
  "schemas",
]);

function leavesOf(value: Json, found: Json[]): void {
  const isWhole = typeof value !== "object" || value === null || "amount" in value || "lat" in value;
  if (isWhole) found.push(value);
  else for (const inner of Object.values(value)) leavesOf(inner as Json, found);
}
