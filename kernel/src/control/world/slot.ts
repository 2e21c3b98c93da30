/** Runs of one trigger, or of one plan, among which no more than so many may go on. */
import type { Json, JsonObject, Plan, Routine } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";

type Overlap = NonNullable<Routine["overlap"]>;

/** `group`: the runs that count, by name. */
export interface Slot {
  readonly group: string;
  readonly mode: Overlap["mode"];
  readonly most: number;
}

/** A plan's overlap rule for its own runs, whoever starts them. A call from another plan is not a run. */
export function slotOfPlan(name: string, { mode, by, upTo }: Overlap, input: Json): Slot | undefined {
  if (mode === "allow" && upTo === undefined) return undefined;
  const group = `plan ${name}${by === undefined ? "" : ` ${keyOf(by, input)}`}`;
  return { group, mode, most: upTo ?? 1 };
}

/** The overlap rule for a run with this input. Goals have none. */
export function slotOfRun({ entry, routines }: Plan, input: Json): Slot | undefined {
  const routine = Object.hasOwn(routines, entry) ? routines[entry] : undefined;
  return routine?.overlap && slotOfPlan(entry, routine.overlap, input);
}

function keyOf(by: Expression, input: Json): string {
  const known: JsonObject =
    typeof input === "object" && input !== null && !Array.isArray(input) ? (input as JsonObject) : {};
  const is = evaluate(by, {
    read: ({ name }) => (Object.hasOwn(known, name) ? { value: known[name] ?? null } : { unknown: [name] }),
  });
  return "value" in is ? canonical(is.value) : "?";
}
