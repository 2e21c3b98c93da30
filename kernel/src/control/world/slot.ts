/** Runs of one trigger, or of one plan, among which no more than so many may go on. */
import {
  canonical,
  type Expression,
  evaluate,
  type Json,
  type JsonObject,
  type Plan,
  type Routine,
} from "@orchlang/plan";

type Overlap = NonNullable<Routine["overlap"]>;

/** `group`: the runs that count, by name. */
export interface Slot {
  readonly group: string;
  readonly mode: Overlap["mode"];
  readonly most: number;
}

/** What a plan says of its own runs, whoever starts them. Calls of it in other plans are no runs of it. */
export function slotOfPlan(name: string, { mode, by, upTo }: Overlap, input: Json): Slot | undefined {
  if (mode === "allow" && upTo === undefined) return undefined;
  const group = `plan ${name}${by === undefined ? "" : ` ${keyOf(by, input)}`}`;
  return { group, mode, most: upTo ?? 1 };
}

/** What it says of a run that is started with this input; a goal says nothing. */
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
