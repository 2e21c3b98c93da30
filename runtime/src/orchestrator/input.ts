import { evaluate, type Json, type Label, type Parameter, type Plan } from "@orchlang/plan";
import { limits } from "../limits.ts";
import type { Refusal } from "../orchestrator-api.ts";
import { type Valid, validArguments } from "../workers/validate.ts";

/** The parameters of what a plan file runs: a goal's are those of every routine that achieves it. */
export function entryParameters(plan: Plan): readonly Parameter[] {
  return (plan.routines[plan.entry] ?? plan.goals[plan.entry])?.params ?? [];
}

/** The input of a run as its parameters want it, defaults filled in; or every fault, with its place. */
export function admittedInput(plan: Plan, input: Json): { readonly ok: Json } | Refusal {
  const size = Buffer.byteLength(JSON.stringify(input));
  if (size > limits.inputBytesMax) {
    const message = `The input has ${size} bytes, over the limit of ${limits.inputBytesMax}.`;
    return { refused: "input", message };
  }
  const params = entryParameters(plan);
  const given = withDefaults(params, input);
  if ("ok" in given) {
    const valid = validArguments(params, given.ok, plan.schemas);
    if ("ok" in valid) return { ok: valid.ok };
    return refused(plan, valid.faults);
  }
  return refused(plan, given.faults);
}

/** Adds what was left out and has a default, in the order of the parameters: defaults read those before them. */
function withDefaults(params: readonly Parameter[], input: Json): Valid<Json> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return { faults: [`the input has to be an object: ${signature(params)}`] };
  }
  const given = input as { readonly [name: string]: Json };
  const strangers = Object.keys(given).filter((name) => !params.some((param) => param.name === name));
  if (strangers.length > 0) {
    return { faults: strangers.map((name) => `${name}: is no parameter; there are ${signature(params)}`) };
  }
  const values: { [name: string]: Json } = { ...given };
  for (const { name, default: fallback } of params) {
    if (fallback === undefined || (Object.hasOwn(values, name) && values[name] !== null)) continue;
    const value = evaluate(fallback, {
      read: (read) => ({ value: Object.hasOwn(values, read.name) ? values[read.name]! : null }),
    });
    if ("value" in value) values[name] = value.value;
  }
  return { ok: values };
}

/** What an input of these parameters may hold at most: the labels of its types, joined (semantics, rule 49). */
export function inputLabel(plan: Plan): Label {
  const order = ["public", "internal", "personal", "secret"] as const;
  const labels = entryParameters(plan).map((param) => param.label);
  const highest = Math.max(0, ...labels.map((label) => order.indexOf(label.confidentiality)));
  const untrusted = labels.some((label) => label.integrity === "untrusted");
  return { confidentiality: order[highest] ?? "public", integrity: untrusted ? "untrusted" : "trusted" };
}

function refused(plan: Plan, details: readonly string[]): Refusal {
  return { refused: "input", message: `The input does not fit the parameters of ${plan.entry}.`, details };
}

function signature(params: readonly Parameter[]): string {
  return params.length === 0 ? "none" : params.map((param) => param.name).join(", ");
}
