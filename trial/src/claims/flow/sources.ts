import type { CompileResult } from "@orchlang/compiler";
import type { Json, JsonObject, Label, Parameter, Schema } from "@orchlang/plan";
import type { EventDeclaration } from "@orchlang/plan/context";
import type { Subject } from "../../claim.ts";

type Checked = CompileResult["projects"][number]["checked"];
type CheckedCapability = NonNullable<ReturnType<Checked["capabilities"]["get"]>>;
type Type = CheckedCapability["types"]["result"];

/** A place where values enter a run. The schema has no references; `x-labels` of a record names its labelled fields. */
export interface Source {
  readonly schema: Schema;
  readonly label: Label;
}

type SourcesByName = Readonly<Record<string, Source>>;

/** All places where labelled values may enter a run (semantics, rules 48 and 49). */
export interface Sources {
  /** The entry's parameters, by name, with their declared labels. */
  readonly params: SourcesByName;
  /** By capability; those of people included. */
  readonly results: SourcesByName;
  readonly signals: SourcesByName;
  /** By event, and then by field. */
  readonly events: Readonly<Record<string, SourcesByName>>;
  /** By pool: what its members are. */
  readonly members: SourcesByName;
}

const internal: Label = { confidentiality: "internal", integrity: "trusted" };

const known = new WeakMap<object, Sources>();

/** The sources of a subject: of its plan file, and of what its compilation knows of nested fields and of the world. */
export function sourcesOf(subject: Subject): Sources {
  const sources = known.get(subject.file) ?? sourcesFor(subject);
  known.set(subject.file, sources);
  return sources;
}

function sourcesFor({ compiled, file, entry }: Subject): Sources {
  const { plan } = file;
  const projects = compiled.projects.map(({ checked }) => checked);
  const world = compiled.world().world;
  const context = compiled.context(entry);
  const defs = { ...world.schemas, ...context?.schemas, ...plan.schemas };
  const started = plan.goals[entry];
  const routine = started?.alternatives[0] ?? entry;
  const types = projects.map(({ routines }) => routines.get(routine)).find((one) => one !== undefined)
    ?.types.params;
  const params = (started ?? plan.routines[entry])?.params ?? [];
  const results = Object.values(plan.capabilities).flatMap(({ name, result }) => {
    if (result === null) return [];
    const checked = projects
      .map(({ capabilities }) => capabilities.get(name))
      .find((one) => one !== undefined);
    const type = checked?.types.result;
    return [[name, { schema: labelled(result.schema, type, defs), label: result.label }] as const];
  });
  const signals = Object.values({ ...world.signals, ...plan.signals }).map(
    ({ name, schema, label }) => [name, { schema: labelled(schema, undefined, defs), label }] as const,
  );
  const events = Object.entries({ ...plan.events, ...world.events }).map(
    ([name, event]) => [name, fieldsOf(event, defs)] as const,
  );
  const members = Object.entries(context?.kinds ?? {}).map(
    ([pool, schema]) => [pool, { schema: labelled(schema, undefined, defs), label: internal }] as const,
  );
  return {
    params: Object.fromEntries(
      params.map(({ name, schema, label }) => [
        name,
        { schema: labelled(schema, types?.[name], defs), label },
      ]),
    ),
    results: Object.fromEntries(results),
    signals: Object.fromEntries(signals),
    events: Object.fromEntries(events),
    members: Object.fromEntries(members),
  };
}

type Definitions = Readonly<Record<string, Schema>>;

/** A plan file says of an event no more than that it is an object. */
function fieldsOf(event: EventDeclaration | JsonObject, defs: Definitions): SourcesByName {
  const { fields } = event as unknown as { readonly fields?: readonly Parameter[] };
  return Object.fromEntries(
    (fields ?? []).map(({ name, schema, label }) => [
      name,
      { schema: labelled(schema, undefined, defs), label },
    ]),
  );
}

/**
 * The schema with its references put in place (types do not recur) and the labels of its fields. A plan file's schemas
 * name fields that are personal or secret; which are untrusted only the type says.
 */
function labelled(schema: Schema, type: Type | undefined, defs: Definitions): Schema {
  if (typeof schema === "boolean") return schema;
  if (typeof schema.$ref === "string") return labelled(named(schema.$ref, defs), type, defs);
  const { anyOf, items, properties, additionalProperties } = schema;
  if (Array.isArray(anyOf)) {
    const [inner, ...others] = anyOf as readonly Schema[];
    const of = type?.kind === "optional" ? type.of : type;
    return inner === undefined ? schema : { ...schema, anyOf: [labelled(inner, of, defs), ...others] };
  }
  if (items !== undefined) {
    const item = type?.kind === "list" ? type.item : undefined;
    return { ...schema, items: labelled(items as Schema, item, defs) };
  }
  if (typeof properties === "object" && properties !== null) return record(schema, type, defs);
  if (typeof additionalProperties === "object" && additionalProperties !== null) {
    const value = type?.kind === "map" ? type.value : undefined;
    return { ...schema, additionalProperties: labelled(additionalProperties as Schema, value, defs) };
  }
  return schema;
}

function record(schema: JsonObject, type: Type | undefined, defs: Definitions): Schema {
  const typed = type?.kind === "record" ? type.fields : [];
  const labels: Record<string, Json> = { ...(schema["x-labels"] as JsonObject | undefined) };
  for (const { name, label } of typed) if (label !== undefined && label.length > 0) labels[name] = label;
  const properties = Object.fromEntries(
    Object.entries(schema.properties as Readonly<Record<string, Schema>>).map(([name, field]) => [
      name,
      labelled(field, typed.find((one) => one.name === name)?.type, defs),
    ]),
  );
  return { ...schema, properties, ...(Object.keys(labels).length === 0 ? {} : { "x-labels": labels }) };
}

function named(ref: string, defs: Definitions): Schema {
  const name = decodeURIComponent(ref.slice("#/$defs/".length)).replaceAll("~1", "/").replaceAll("~0", "~");
  return defs[name] ?? true;
}
