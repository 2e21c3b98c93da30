import type { Capability, Json, Parameter, Schema } from "@orchlang/plan";
import { type AdmitOptions, admit, type Fault } from "@orchlang/plan/boundary";
import { canonical } from "@orchlang/plan/json";
import { limits } from "../limits.ts";
import { type Returned, returnedAsJson } from "./returned.ts";

type Definitions = Readonly<Record<string, Schema>>;
export type Valid<T> = { readonly ok: T } | { readonly faults: readonly string[] };

/** Arguments by parameter name: each as its schema wants it. Every fault, with its place. */
export function validArguments(
  params: readonly Parameter[],
  args: Json,
  defs: Definitions,
  options?: AdmitOptions,
): Valid<{ readonly [name: string]: Json }> {
  const given = isObject(args) ? args : {};
  const faults: string[] = [];
  const admitted: { [name: string]: Json } = {};
  for (const { name, schema } of params) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const one = admit(schema, value ?? null, defs, options);
    if ("ok" in one) admitted[name] = one.ok;
    else if (value === undefined) faults.push(`${name}: is missing`);
    else faults.push(...one.faults.map((fault) => located(fault, name)));
  }
  return faults.length === 0 ? { ok: admitted } : { faults: cut(faults) };
}

/** A value from outside under a name: an answer, an operator's value. Fields that nobody asked for are a fault. */
export function validValue(
  schema: Schema,
  value: unknown,
  defs: Definitions,
  options?: AdmitOptions,
): Valid<Json> {
  const admitted = admit(schema, value, defs, options);
  if ("ok" in admitted) return admitted;
  return { faults: cut(admitted.faults.map((fault) => located(fault, ""))) };
}

type ValidResult =
  | { readonly json: string }
  | { readonly invalid: string; readonly faults: readonly string[] };

/**
 * A handler's result, as JSON text of the declared type. Fields that the type does not name are dropped: a handler may
 * know more than its plan. A result over the limit does not leave the thread.
 */
export function validResult(capability: Capability, returned: unknown, defs: Definitions): ValidResult {
  if (capability.result === null) return { json: "null" };
  const given = returnedAsJson(returned);
  if ("fault" in given) return invalid("returned what is no value", [given.fault]);
  const size = sizeOf(given);
  if (size > limits.outputBytesMax) {
    return invalid(
      `returned ${megabytes(size)}, over the limit of ${megabytes(limits.outputBytesMax)}: keep it elsewhere, and return where`,
    );
  }
  const valid = validValue(capability.result.schema, given.json, defs, { extra: "drop" });
  // In the order in which it will be written down: the loop's thread then has nothing to put in order.
  if ("ok" in valid) return { json: canonical(valid.ok) };
  if (returned === undefined || returned === null) {
    return invalid(`returned ${returned === null ? "null" : "nothing"}, where a result is declared`);
  }
  return invalid("returned something else than declared", valid.faults);
}

/** Bytes of its text. It is written only where it may be too long: of one character come six bytes at most. */
function sizeOf({ json, chars }: Extract<Returned, { json: Json }>): number {
  if (chars * 6 <= limits.outputBytesMax) return chars;
  return Buffer.byteLength(JSON.stringify(json));
}

function invalid(why: string, faults: readonly string[] = []): Exclude<ValidResult, { json: string }> {
  return { invalid: why, faults };
}

function located(fault: Fault, name: string): string {
  const joint = name === "" || fault.at === "" || fault.at.startsWith("[") ? "" : ".";
  const place = `${name}${joint}${fault.at}`;
  return place === "" ? fault.says : `${place}: ${fault.says}`;
}

function cut(faults: readonly string[]): readonly string[] {
  if (faults.length <= limits.detailsMax) return faults;
  return [...faults.slice(0, limits.detailsMax), `and ${faults.length - limits.detailsMax} more`];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "")} MiB`;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
