import type { Capability, JsonObject, Label, Parameter, Schema } from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import type { Expression } from "@orchlang/plan/expressions";
import type { Registered } from "../orchestrator/registry.ts";
import { isRecord, renamedReferences, requiredOf } from "./schema.ts";

const internal: Label = { confidentiality: "internal", integrity: "trusted" };
const untrusted: Label = { confidentiality: "internal", integrity: "untrusted" };

/** A registered capability as a plan declares one, and the named types that it brings along. */
export interface Declared {
  readonly capability: Capability;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** `used`: the parameters that steps give it, which count where its schema does not say which there are. */
export function declared(registered: Registered, used: Iterable<string>): Declared {
  const { name, type, input, output } = registered;
  const taken = input?.json === undefined ? undefined : hoisted(input.json, `${name}.input`);
  const given = output?.json === undefined ? undefined : hoisted(output.json, `${name}.output`);
  const ofModel = type === "llm" || type === "agent";
  return {
    capability: {
      name,
      kind: type,
      params: parametersOf(taken?.schema, used),
      result: { schema: given?.schema ?? schemas.json(), label: ofModel ? untrusted : internal },
      effect: { kind: registered.effect },
      ...boundsOf(registered),
      fails: registered.fails,
      ensures: [],
      scopes: registered.scopes,
      clearance: internal,
      tiers: [],
      uses: [],
      tags: registered.tags,
      touches: [],
    },
    schemas: { ...taken?.schemas, ...given?.schemas },
  };
}

/** The names of an object schema's fields; undefined where it does not say which there are. */
export function fieldsOf(schema: JsonObject | undefined): JsonObject | undefined {
  return schema !== undefined && isRecord(schema.properties) ? schema.properties : undefined;
}

function parametersOf(schema: JsonObject | undefined, used: Iterable<string>): readonly Parameter[] {
  const fields = fieldsOf(schema);
  if (fields === undefined) return [...new Set(used)].sort().map((name) => leftOut(name, schemas.json()));
  const required = requiredOf(schema);
  const named = Object.entries(fields).map(([name, field]): Parameter => {
    const type = typeof field === "boolean" || isRecord(field) ? field : true;
    if (isRecord(type) && type.default !== undefined)
      return { name, schema: type, label: internal, default: constant(type.default) };
    return required.has(name)
      ? { name, schema: type, label: internal }
      : leftOut(name, schemas.optional(type));
  });
  if (schema?.additionalProperties === false) return named;
  const more = [...new Set(used)].filter((name) => !Object.hasOwn(fields, name)).sort();
  return [...named, ...more.map((name) => leftOut(name, schemas.json()))];
}

function leftOut(name: string, schema: Schema): Parameter {
  return { name, schema, label: internal, default: constant(null) };
}

function boundsOf({ cost, latency, tokens, energy }: Registered): Partial<Capability> {
  return {
    ...(cost === undefined ? {} : { cost: constant({ ...cost }) }),
    ...(latency === undefined ? {} : { latency: constant(latency) }),
    ...(tokens === undefined ? {} : { tokens: constant(tokens) }),
    ...(energy === undefined ? {} : { energy: constant(energy) }),
  };
}

function constant(value: Extract<Expression, { op: "constant" }>["value"]): Expression {
  return { op: "constant", value };
}

/** A schema's own definitions under names that no other capability's have. */
function hoisted(schema: JsonObject, owner: string): { schema: JsonObject; schemas: Record<string, Schema> } {
  const { $defs, ...rest } = schema;
  const rename = (reference: string): string =>
    reference.replace(/^#\/\$defs\//u, `#/$defs/${encodeURIComponent(`${owner}.`)}`);
  const named = isRecord($defs) ? $defs : {};
  return {
    schema: renamedReferences(rest, rename) as JsonObject,
    schemas: Object.fromEntries(
      Object.entries(named).map(([name, one]) => [
        `${owner}.${name}`,
        renamedReferences(one, rename) as Schema,
      ]),
    ),
  };
}
