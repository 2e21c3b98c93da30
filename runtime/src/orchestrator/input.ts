import type { Instant } from "@orchlang/kernel";
import type { RunInput, User } from "@orchlang/kernel/run";
import type { Json, Label, Parameter, Plan, Schema } from "@orchlang/plan";
import type { AdmitOptions } from "@orchlang/plan/boundary";
import { type Evaluated, evaluate } from "@orchlang/plan/expressions";
import { limits } from "../limits.ts";
import type { Refusal } from "../orchestrator-types.ts";
import { type Valid, validArguments, validValue } from "../workers/validate.ts";
import type { Job, JobResult } from "../world/world.ts";
import { inBaseUnitsWithin, withUnits } from "./base-units.ts";
import { unlikeUser } from "./malformed.ts";
import type { Run } from "./run.ts";

/** The parameters of what a plan file runs: a goal's are those of every routine that achieves it. */
export function entryParameters(plan: Plan): readonly Parameter[] {
  return (plan.routines[plan.entry] ?? plan.goals[plan.entry])?.params ?? [];
}

/**
 * The input of a run converted to its parameters, with defaults; or every fault, with its place. Amounts, durations and
 * shares may be texts: `"$4"`, `"5m"`, `"80%"`. Fields that no type names are a fault, or dropped by `options`: what a
 * trigger hands over fits its types, and may have more fields.
 */
export function admittedInput(
  plan: Plan,
  input: Json,
  options?: AdmitOptions,
): { readonly ok: Json } | Refusal {
  const params = entryParameters(plan);
  const inBaseUnits = inBaseUnitsWithin(params, input, plan.schemas);
  const given = withDefaults(params, inBaseUnits);
  const valid = "ok" in given ? validArguments(params, given.ok, plan.schemas, options) : given;
  if ("faults" in valid) {
    const message = `The input does not fit the parameters of ${plan.entry}.`;
    return {
      refused: "input",
      message,
      details: valid.faults.map((fault) => withUnits(fault, params, inBaseUnits)),
    };
  }
  const size = Buffer.byteLength(JSON.stringify(valid.ok));
  if (size <= limits.inputBytesMax) return { ok: valid.ok };
  const message = `The input has ${size} bytes, over the limit of ${limits.inputBytesMax}.`;
  return { refused: "input", message };
}

/** Adds what was left out and has a default, in the order of the parameters: defaults read those before them. */
function withDefaults(params: readonly Parameter[], input: Json): Valid<Json> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return { faults: [`the input has to be an object: ${signature(params)}`] };
  }
  const given = input as { readonly [name: string]: Json };
  const strangers = Object.keys(given).filter((name) => !params.some((param) => param.name === name));
  const faults = strangers.map((name) => `${name}: is no parameter; there are ${signature(params)}`);
  const values: { [name: string]: Json } = { ...given };
  for (const { name, default: fallback } of params) {
    if (fallback === undefined || Object.hasOwn(values, name)) continue;
    const value = evaluate(fallback, {
      read: (read) => ({ value: Object.hasOwn(values, read.name) ? values[read.name]! : null }),
    });
    if ("value" in value) values[name] = value.value;
    else faults.push(`${name}: was left out, and its default cannot be worked out: ${reason(value)}`);
  }
  return faults.length === 0 ? { ok: values } : { faults };
}

function reason(value: Exclude<Evaluated, { value: Json }>): string {
  return "fault" in value ? value.fault : `${value.unknown.join(", ")} is not known`;
}

// Always the same two, so that what checks them is made once.
const anything: Schema = {};
const none: Readonly<Record<string, Schema>> = {};

/** The acting user and the other words of a request, which must have a JSON form to be journalled. */
export function admittedWords<T extends { readonly user?: User; readonly by?: User }>(
  words: T,
): { readonly ok: T } | Refusal {
  const unlike = unlikeUser(words.user ?? words.by);
  if (unlike !== undefined) return unlike;
  const valid = validValue(anything, words, none);
  if ("ok" in valid) return { ok: valid.ok as T };
  return { refused: "input", message: "This cannot be written down.", details: valid.faults };
}

/**
 * The highest label that the input of these parameters may have: the join of its types' labels (semantics, rule 49).
 */
export function inputLabel(plan: Plan): Label {
  const order = ["public", "internal", "personal", "secret"] as const;
  const labels = entryParameters(plan).map((param) => param.label);
  const highest = Math.max(0, ...labels.map((label) => order.indexOf(label.confidentiality)));
  const untrusted = labels.some((label) => label.integrity === "untrusted");
  return { confidentiality: order[highest] ?? "public", integrity: untrusted ? "untrusted" : "trusted" };
}

function signature(params: readonly Parameter[]): string {
  return params.length === 0 ? "none" : params.map((param) => param.name).join(", ");
}

/** The first input of a run. */
export function started({ id, request }: Run): (at: Instant) => RunInput {
  const { plan, deploy, input, user, seed, label, priority } = request;
  const cause = { request: request.request };
  const urgent = priority === undefined ? {} : { priority };
  // In the order in which it is written down, as below.
  return (at) => ({ at, cause, deploy, input, label, plan, ...urgent, run: id, seed, t: "Started", user });
}

/** The input that reports the result of a job. */
export function reported({ key, attempt, dispatch }: Job, result: JobResult): (at: Instant) => RunInput {
  if ("lost" in result) return (at) => ({ t: "Lost", at, key, attempt, dispatch, why: result.lost });
  const { outcome, spent } = result;
  const by = result.by === undefined ? {} : { by: result.by };
  const chosen = result.chosen === undefined ? {} : { chosen: result.chosen };
  return (at) => ({ at, attempt, ...by, ...chosen, dispatch, key, outcome, spent, t: "Ended" });
}
