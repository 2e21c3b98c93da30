import { typeNamed } from "../../boundary/schemas.ts";
import type { Segment } from "../../canonical/not-json.ts";
import type { Parameter } from "../../shapes/capability.ts";
import type { Plan } from "../../shapes/plan.ts";
import type { Json } from "../../shapes/value.ts";
import { leastSizeMax } from "./pools.ts";
import type { Report } from "./report.ts";

/** Keywords of JSON Schema that hold a schema, a list of schemas, or schemas by name. */
const single = ["items", "additionalProperties", "not", "contains"] as const;
const listed = ["anyOf", "oneOf", "allOf", "prefixItems"] as const;
const named = ["properties", "$defs"] as const;

/** Types are schemas also within: an object, or true or false; and of each there can be a value. */
export function schemasAreWhole(plan: Plan, report: Report): void {
  const sizes = new LeastSizes(plan.schemas);
  const isType = (name: string): boolean => Object.hasOwn(plan.schemas, name);
  const whole = (schema: Json, place: readonly Segment[]): void => {
    wholeWithin(schema, place, report, isType);
    const least = sizes.of(schema);
    if (least <= leastSizeMax) return;
    const [size, limit] = [least, leastSizeMax].map((number) => number.toLocaleString("en-US"));
    report(place, `a value of it has a size of at least ${size}, over the limit of ${limit}`);
  };
  for (const list of ["routines", "goals", "capabilities"] as const) {
    for (const [name, declared] of Object.entries(plan[list])) {
      const params: readonly Parameter[] = declared.params;
      params.forEach(({ schema }, index) => {
        whole(schema, [list, name, "params", index, "schema"]);
      });
    }
  }
  for (const [name, { result }] of Object.entries(plan.capabilities))
    if (result !== null) whole(result.schema, ["capabilities", name, "result", "schema"]);
  for (const [name, schema] of Object.entries(plan.schemas)) whole(schema, ["schemas", name]);
}

function wholeWithin(
  schema: Json,
  place: readonly Segment[],
  report: Report,
  isType: (name: string) => boolean,
): void {
  if (typeof schema === "boolean") return;
  if (!isRecord(schema)) {
    report(place, "a schema is wanted");
    return;
  }
  if (Object.hasOwn(schema, "$ref") && !isType(typeNamed(schema) ?? ""))
    report([...place, "$ref"], `no type \`${String(schema.$ref)}\``);
  for (const keyword of single)
    if (Object.hasOwn(schema, keyword))
      wholeWithin(schema[keyword] ?? null, [...place, keyword], report, isType);
  for (const keyword of [...listed, ...named]) {
    const inner = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
    if (typeof inner !== "object" || inner === null) continue;
    for (const [name, one] of Object.entries(inner))
      wholeWithin(one as Json, [...place, keyword, name], report, isType);
  }
}

/** How large the smallest value of a type is, counted as {@link leastSizeMax} says. */
class LeastSizes {
  readonly #types: Readonly<Record<string, Json>>;
  readonly #named = new Map<string, number>();

  constructor(types: Readonly<Record<string, Json>>) {
    this.#types = types;
  }

  of(schema: Json | undefined): number {
    if (schema === undefined || !isRecord(schema)) return 1;
    const { $ref, anyOf, items, properties, required, additionalProperties } = schema;
    if ($ref !== undefined) return this.#ofNamed(typeNamed(schema) ?? "");
    if (Array.isArray(anyOf)) return Math.min(...anyOf.map((one: Json) => this.of(one)));
    const own = Math.max(1, numberIn(schema.minLength));
    const listed = numberIn(schema.minItems) * this.of(items);
    const mapped = numberIn(schema.minProperties) * this.of(additionalProperties);
    const fields = Array.isArray(required) && isRecord(properties ?? null) ? required : [];
    const needed = fields.reduce<number>((sum, field) => sum + this.of(inner(properties ?? null, field)), 0);
    return own + listed + mapped + needed;
  }

  /** A type within itself is finite where it may be left out. */
  #ofNamed(name: string): number {
    const known = this.#named.get(name);
    if (known !== undefined) return known;
    this.#named.set(name, 1);
    const result = this.of(Object.hasOwn(this.#types, name) ? this.#types[name] : undefined);
    this.#named.set(name, result);
    return result;
  }
}

function numberIn(value: Json | undefined): number {
  return typeof value === "number" && value > 0 ? value : 0;
}

function inner(properties: Json, field: Json): Json | undefined {
  return isRecord(properties) && typeof field === "string" && Object.hasOwn(properties, field)
    ? properties[field]
    : undefined;
}

function isRecord(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
