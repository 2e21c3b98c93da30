import { errorValue, spentOf, valueOfNode } from "@orchlang/kernel/run";
import type { Json } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { formatInstant, zeroMoney } from "@orchlang/plan/quantities";

import type { SimulatedRun } from "../simulate.ts";

/** Whether a condition holds at the end: of `result`, `error`, what was used, the parameters and the steps. */
export function holdsAtEnd(run: SimulatedRun, condition: Expression): true | string {
  const { state, file } = run;
  const locals = localsOf(run);
  const input = (state.start?.input ?? {}) as Readonly<Record<string, Json>>;
  const found = evaluate(condition, {
    read: ({ from, name }) => {
      if (from === "local") return { value: locals[name] ?? null };
      if (from === "input") return { value: input[name] ?? null };
      if (from === "node") return { value: valueOfNode(state, name) ?? null };
      const reading = name === "now" ? formatInstant(run.ended) : state.context.get(name)?.value;
      return reading === undefined ? { unknown: [name] } : { value: reading };
    },
  });
  if ("value" in found && found.value === true) return true;
  const read = [...namesIn(condition as unknown as Json)].flatMap((name) => {
    const value = Object.hasOwn(locals, name) ? locals[name] : valueOfNode(state, name);
    return value === undefined ? [] : [`${name} was ${words(value)}`];
  });
  if (read.length > 0) return read.join(", ");
  return "value" in found ? `it does not hold of ${file.plan.entry}` : "something that it reads is not known";
}

function localsOf({ state, started, ended, file }: SimulatedRun): Readonly<Record<string, Json>> {
  const { cost, energy, tokens } = spentOf(state);
  const outcome = state.closed?.outcome;
  return {
    result: outcome?.value ?? null,
    error: outcome?.failure === undefined ? null : errorValue(outcome.failure),
    cost: (cost[0] ?? zeroMoney(file.plan.settings.currency)) as unknown as Json,
    latency: ended - started,
    energy,
    tokens,
  };
}

function namesIn(part: Json, names = new Set<string>()): ReadonlySet<string> {
  if (typeof part !== "object" || part === null) return names;
  const fields = part as Readonly<Record<string, Json>>;
  if (fields.op === "read" && typeof fields.name === "string") names.add(fields.name);
  for (const inner of Object.values(fields)) namesIn(inner, names);
  return names;
}

function words(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
