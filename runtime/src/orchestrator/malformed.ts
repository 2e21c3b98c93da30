/**
 * Checks arguments from untyped programs before they are used. Only fields that are read by name are checked here; the
 * users of values validate them against their types.
 */
import { notJson } from "@orchlang/plan/json";
import type { ArmRequest, IngressRecord, Refusal, StartRequest } from "../orchestrator-types.ts";
import { nearest } from "../plain/nearest.ts";

/** The required fields of each kind of ingress record. */
const texts: Readonly<Record<IngressRecord["kind"], readonly string[]>> = {
  reading: ["name"],
  occurrence: ["event"],
  request: ["path"],
  pull: ["trigger"],
  member: ["pool", "member"],
  registry: ["registry"],
  user: ["user"],
  consent: ["user", "scope"],
  withdrawal: ["user", "scope"],
};

export function malformedRecord(record: unknown): Refusal | undefined {
  if (!isObject(record)) return shape("A record is an object with the field `kind`.");
  const { kind: given } = record;
  const wanted = Object.entries(texts).find(([kind]) => kind === given)?.[1];
  if (wanted === undefined)
    return shape(`The \`kind\` of a record is one of ${Object.keys(texts).join(", ")}.`);
  for (const name of ["id", ...wanted])
    if (typeof record[name] !== "string")
      return shape(`A record of the kind ${String(given)} has its \`${name}\` as text.`);
  return undefined;
}

export function unlikeStart(wanted: StartRequest): Refusal | undefined {
  const asked: unknown = wanted;
  if (!isObject(asked)) return { refused: "plan", message: "A start is an object: { plan, input, root }." };
  return (
    unlikePlan(asked.plan) ?? unlikeRoot(asked.root) ?? unknownField("what is started", asked, startFields)
  );
}

const startFields = [
  "plan",
  "input",
  "root",
  "user",
  "request",
  "afterLoss",
  "locked",
  "certificates",
  "policyHooks",
  "values",
];

export function unlikePlan(plan: unknown): Refusal | undefined {
  if (isObject(plan) && typeof plan.format === "string" && isObject(plan.plan)) return undefined;
  return {
    refused: "plan",
    message:
      "This is no plan file: `decodePlanFile` of @orchlang/plan reads one, and `executor.prepare` makes one of an object.",
  };
}

export function unlikeRoot(root: unknown): Refusal | undefined {
  if (typeof root === "string") return undefined;
  return {
    refused: "handlers",
    message: "`root`, the folder that handler paths are relative to, is missing.",
  };
}

/** The compiled world and its plans: checks only that each part is present. */
export function unlikeArm(wanted: ArmRequest): Refusal | undefined {
  const asked: unknown = wanted;
  const message = "`arm` takes { world, plans, root }: the compiled world and its plan files.";
  if (!isObject(asked) || !isWorld(asked.world) || !Array.isArray(asked.plans)) return shape(message);
  const plans: readonly unknown[] = asked.plans;
  const wrong = plans.map(unlikePlan).find((one) => one !== undefined);
  return wrong ?? unlikeRoot(asked.root) ?? (asked.user === undefined ? undefined : unlikeUser(asked.user));
}

function isWorld(world: unknown): boolean {
  return (
    isObject(world) &&
    Array.isArray(world.triggers) &&
    typeof world.zone === "string" &&
    partsOfWorld.every((part) => isObject(world[part]))
  );
}

const partsOfWorld = ["signals", "flags", "events", "pools", "kinds", "schemas", "targets"];

const contextFields = ["input", "user", "userId", "consentGiven", "values", "request", "root"];
const optionFields = ["parallelExecution", "policyHooks", "judge", "replans", "patience"];

/** How something is executed: what a program hands over that knows of a mistake of its own only here. */
export function unlikeExecution(context: unknown, options: unknown): Refusal | undefined {
  if (!isObject(context))
    return { refused: "input", message: `The context is an object: { ${contextFields.join(", ")} }.` };
  if (!isObject(options) || !(options.policyHooks === undefined || Array.isArray(options.policyHooks)))
    return shape(`The options are an object: { ${optionFields.join(", ")} }.`);
  return unlikeContext(context) ?? unlikeOptions(options);
}

function unlikeContext(context: Readonly<Record<string, unknown>>): Refusal | undefined {
  const stray = unknownField(
    "the context",
    context,
    contextFields,
    "what hooks are to know goes into `values`",
  );
  if (stray !== undefined) return stray;
  const { user, userId, consentGiven, values } = context;
  if (user !== undefined && (userId !== undefined || consentGiven !== undefined))
    return shape("Give the acting user as `user`, or as `userId` and `consentGiven`, not both.");
  if (userId !== undefined && (typeof userId !== "string" || userId === ""))
    return shape("`userId` is a text.");
  if (consentGiven !== undefined && typeof consentGiven !== "boolean" && !areTexts(consentGiven))
    return shape("`consentGiven` is true, false or a list of scopes.");
  if (values !== undefined && (!isObject(values) || notJson(values) !== undefined))
    return shape("`values` is an object of JSON.");
  return undefined;
}

function unlikeOptions(options: Readonly<Record<string, unknown>>): Refusal | undefined {
  const stray = unknownField("the options", options, optionFields);
  if (stray !== undefined) return stray;
  for (const name of ["replans", "patience"]) {
    const value = options[name];
    if (value !== undefined && (typeof value !== "number" || Number.isNaN(value)))
      return shape(`\`${name}\` is a number${name === "patience" ? " of ms" : ""}.`);
  }
  const { judge } = options;
  const isJudge = judge === undefined || isText(judge) || (isObject(judge) && isText(judge.person));
  return isJudge ? undefined : shape("`judge` is the name of a capability, or { person: role }.");
}

/** A field ignored silently may have been meant as a prohibition. */
export function unknownField(
  what: string,
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
  instead?: string,
): Refusal | undefined {
  const stray = Object.keys(given).find((name) => !known.includes(name));
  if (stray === undefined) return undefined;
  const suggestion = nearest(stray, known);
  const help =
    suggestion === undefined
      ? `${instead ?? `there are ${known.join(", ")}`}.`
      : `is \`${suggestion}\` meant?`;
  return shape(`There is no \`${stray}\` in ${what}: ${help}`);
}

/** True for text, from any source; anything else is no id. */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function unlikeUser(user: unknown): Refusal | undefined {
  const isUser =
    isObject(user) && typeof user.id === "string" && areTexts(user.roles) && areTexts(user.consents);
  if (isUser) return undefined;
  return {
    refused: "input",
    message: "A user is { id, roles, consents }: a text and two lists of texts.",
  };
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shape(message: string): Refusal {
  return { refused: "shape", message };
}
