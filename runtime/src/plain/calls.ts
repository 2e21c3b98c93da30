import type { CallReference, JsonObject } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Segment } from "@orchlang/plan/json";
import type { Attempt, AttemptOptions } from "@orchlang/plan/nodes";
import { fieldsOf } from "../capabilities/declared.ts";
import { requiredOf } from "../capabilities/schema.ts";
import type { Registered } from "../orchestrator/registry.ts";
import type { Names } from "./path.ts";
import type { PlainCall, PlainReference, Report } from "./plan.ts";
import { calledBy, durationOf } from "./read.ts";
import { template } from "./template.ts";

/** Where capabilities are looked up. */
export interface Known {
  get(name: string): Registered | undefined;
  list(): readonly Registered[];
}

/** The capability that a step calls; mistakes are reported. */
export function capabilityOfStep(
  step: PlainCall,
  place: readonly Segment[],
  known: Known,
  report: Report,
): Registered | undefined {
  const name = calledBy(step);
  if (name === undefined) {
    report(place, `it is not said which capability is called: \`${step.type}\` names it`);
    return undefined;
  }
  const text = ["capability", step.type, "tool", "agent", "llm", "name"].find(
    (field) => Reflect.get(step, field) === name,
  );
  const registered = registeredAs(name, [...place, text ?? step.type], known, report);
  if (registered !== undefined && registered.type !== "service" && registered.type !== step.type)
    report(
      [...place, "type"],
      `\`${name}\` is registered as \`${registered.type}\`, not as \`${step.type}\``,
    );
  return registered;
}

export function registeredAs(
  name: string,
  place: readonly Segment[],
  known: Known,
  report: Report,
): Registered | undefined {
  const registered = known.get(name);
  if (registered === undefined) {
    const names = known.list().map((one) => `\`${one.name}\``);
    report(
      place,
      `no capability \`${name}\` is registered; there ${names.length === 1 ? "is" : "are"} ${names.slice(0, 8).join(", ") || "none"}${names.length > 8 ? ", …" : ""}`,
    );
  } else if (!registered.enabled) report(place, `the capability \`${name}\` is disabled`);
  return registered;
}

/** A template for each parameter. Arguments that the schema rejects or lacks are reported. */
export function argumentsOf(
  registered: Registered,
  params: JsonObject,
  place: readonly Segment[],
  names: Names,
  report: Report,
): Readonly<Record<string, Expression>> {
  const json = registered.input?.json;
  const fields = fieldsOf(json);
  if (fields !== undefined) {
    for (const name of Object.keys(params))
      if (!Object.hasOwn(fields, name) && json?.additionalProperties === false)
        report(
          [...place, name],
          `\`${registered.name}\` takes no such parameter; it takes ${Object.keys(fields).join(", ") || "none"}`,
        );
    for (const name of requiredOf(json))
      if (!Object.hasOwn(params, name))
        report(place, `\`${registered.name}\` needs the parameter \`${name}\``);
  }
  return Object.fromEntries(
    Object.entries(params).map(([name, value]): [string, Expression] => [
      name,
      template(value, [...place, name], names, report),
    ]),
  );
}

/** One way of doing a step. */
export function attemptOf(
  capability: string,
  args: Readonly<Record<string, Expression>>,
  options: AttemptOptions,
  checks: readonly string[],
): Attempt {
  return { target: { capability }, args, options, gate: "local", checks };
}

export function optionsOf(step: PlainCall, undo: CallReference | undefined): AttemptOptions {
  const timeout = durationOf(step.timeout);
  return {
    ...(timeout === undefined ? {} : { timeout: { op: "constant", value: timeout } }),
    ...((step.retries ?? 0) === 0 ? {} : { retry: { times: step.retries ?? 0 } }),
    ...(undo === undefined ? {} : { undo }),
  };
}

/** A step's undo: it must be repeatable to be relied on. */
export function undoOf(
  undo: PlainReference,
  taken: Readonly<Record<string, Expression>>,
  place: readonly Segment[],
  known: Known,
  names: Names,
  report: Report,
): CallReference | undefined {
  const registered = registeredAs(undo.capability, [...place, "capability"], known, report);
  if (registered === undefined) return undefined;
  if (registered.effect === "once")
    report(
      [...place, "capability"],
      `\`${registered.name}\` undoes something and has to be \`pure\` or \`idempotent\`: register it with its \`effect\``,
    );
  const args = argumentsOf(
    registered,
    undo.params ?? {},
    [...place, "params"],
    { ...names, undone: { arguments: taken } },
    report,
  );
  return { capability: registered.name, args };
}

/** Parameters of a capability that steps speak of, by its name. */
export type Used = Map<string, Set<string>>;

export function use(used: Used, { name }: Registered, params: JsonObject | undefined): void {
  const known = used.get(name) ?? new Set();
  for (const param of Object.keys(params ?? {})) known.add(param);
  used.set(name, known);
}
