import { equal, type Json, type JsonObject } from "@orchlang/plan";
import { entryParameters } from "../../orchestrator/input.ts";
import { sourceFor } from "../answers/cooperate.ts";
import { startDefault } from "../defaults.ts";
import type { SeenCall, Trial } from "./case.ts";
import { alternatives, questionsOf } from "./classes.ts";
import { meantBy } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/**
 * The same with other inputs where what takes something back happens to be right: told a constant, as `leave(bay: north)`,
 * it is of the bay that a plan is tried with first. So with what a person is asked about. None where that is nowhere so.
 */
export function apartCase(stage: Stage, { one, calls }: Trial): Trial | undefined {
  if (stage.context.armed !== undefined) return undefined;
  const met = calls.flatMap((call) => [
    ...constantsMet(stage, call.capability, call.args as JsonObject),
    ...constantsAsked(stage, call),
  ]);
  if (met.length === 0) return undefined;
  const source = sourceFor(stage.plan, { ...stage.context, input: one.input }, "input", {
    now: startDefault,
    variation: 1,
  });
  const changed = entryParameters(stage.plan).flatMap(({ name, schema }): readonly [string, Json][] => {
    const own = one.input[name] ?? null;
    if (!met.some((value) => equal(value, own))) return [];
    const questions = { ...questionsOf(stage.plan), numbers: typeof own === "number" ? [own] : [] };
    const site = { source, questions, name: undefined };
    const other = alternatives(schema, own, site).find((value) => !equal(value, own));
    return other === undefined ? [] : [[name, other]];
  });
  const input = { ...one.input, ...Object.fromEntries(changed) };
  return changed.length === 0 || !stage.admits(input) ? undefined : stage.play({ ...one, input });
}

/** What a person is asked about whatever the plan is given. */
function constantsAsked({ plan }: Stage, call: SeenCall): readonly Json[] {
  if (plan.capabilities[call.capability]?.human === undefined) return [];
  return Object.values(meantBy(plan, call)?.args ?? {}).flatMap((value) =>
    value.op === "constant" ? [value.value] : [],
  );
}

/** What a call is told that its undo is told whatever it is. */
function constantsMet({ plan }: Stage, capability: string, args: JsonObject): readonly Json[] {
  return Object.entries(plan.capabilities[capability]?.undo?.args ?? {}).flatMap(([name, value]) =>
    value.op === "constant" && args[name] !== undefined && equal(args[name], value.value)
      ? [value.value]
      : [],
  );
}
