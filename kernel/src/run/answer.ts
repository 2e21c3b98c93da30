import type { Json, JsonObject, Plan, Schema } from "@orchlang/plan";
import { schemas, typeNamed } from "@orchlang/plan/boundary";
import type { Call } from "../identity.ts";
import { attemptOf, capabilityOf } from "./call.ts";

/** The result of a `confirm`: it happened, with this value; it did not and will not; or unknown. */
type Answer = { readonly done: Json } | "not_done" | "unknown";

/** `Done<T>` in JSON; a Bool? will do where there is no value to be known (semantics, rule 17). */
export function answerOf(result: Json): Answer {
  if (result === true) return { done: null };
  if (result === false) return "not_done";
  if (typeof result !== "object" || result === null || Array.isArray(result)) return "unknown";
  const { state, value } = result as { readonly state?: Json; readonly value?: Json };
  if (state === "done") return { done: value ?? null };
  return state === "not_done" ? "not_done" : "unknown";
}

// The JSON Schema of an answer to a question, self-contained.

const agreement: Schema = schemas.record({ granted: schemas.bool() });

const known = new WeakMap<Plan, Map<string, Schema>>();

/** @param approval whether it is asked if the step may go ahead, and not for its result. */
export function answerSchema(plan: Plan, capability: string, approval: boolean): Schema {
  if (approval) return agreement;
  const ofPlan = known.get(plan) ?? new Map<string, Schema>();
  known.set(plan, ofPlan);
  const schema = ofPlan.get(capability) ?? standingAlone(capabilityOf(plan, capability).result?.schema, plan);
  ofPlan.set(capability, schema);
  return schema;
}

/** The same of what a call asks; undefined where the plan has no such call, or nobody is asked there. */
export function answerSchemaOf(
  plan: Plan,
  { routine, node: id, slot }: Call,
  approval: boolean,
): Schema | undefined {
  const name = routine.slice(routine.lastIndexOf(">") + 1);
  const node = plan.routines[name]?.nodes.find((one) => one.id === id);
  const target = node && attemptOf({ node }, slot)?.target;
  return target !== undefined && "capability" in target
    ? answerSchema(plan, target.capability, approval)
    : undefined;
}

/** With the types that it names, and those that they name. */
function standingAlone(schema: Schema | undefined, plan: Plan): Schema {
  if (schema === undefined) return schemas.none();
  const definitions: Record<string, Schema> = {};
  const open: Json[] = [schema];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (typeof part !== "object" || part === null) continue;
    open.push(...Object.values(part));
    const name = isSchema(part) ? typeNamed(part) : undefined;
    const named = name === undefined ? undefined : plan.schemas[name];
    if (name === undefined || named === undefined || Object.hasOwn(definitions, name)) continue;
    definitions[name] = named;
    open.push(named);
  }
  if (Object.keys(definitions).length === 0) return schema;
  return typeof schema === "object" ? { ...schema, $defs: definitions } : schema;
}

function isSchema(part: object): part is JsonObject {
  return !Array.isArray(part);
}
