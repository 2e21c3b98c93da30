import type { Json, JsonObject } from "@orchlang/plan";

/** One way in which a value does not fit, in words. */
export interface SchemaFault {
  /** Keys from the outermost; list indices as numbers. */
  readonly path: readonly (string | number)[];
  readonly kind: "unknown key" | "wrong value";
  /** The expected form: "a list", "one of device, edge, cloud". */
  readonly wanted: string;
  /** The value found; `undefined` where it may be a secret, which is not repeated. */
  readonly got: Json | undefined;
  /** For an unknown key: those that there are; for a wrong word: those that are right. */
  readonly known: readonly string[];
}

/**
 * The faults of a value against a schema, for the few keywords of JSON Schema that describe `orch.json` (`type`,
 * `enum`, `pattern`, `items`, `properties`, `writeOnly`, closed objects). Loading a full validator would take longer than a check.
 */
export function schemaFaults(
  value: Json,
  schema: JsonObject,
  path: readonly (string | number)[] = [],
): readonly SchemaFault[] {
  const wrong = (wanted: string, known: readonly string[] = []): readonly SchemaFault[] => [
    { path, kind: "wrong value", wanted, got: schema.writeOnly === true ? undefined : value, known },
  ];
  if (Array.isArray(schema.enum)) {
    const words = schema.enum.map(String);
    const wanted = `one of ${words.map((word) => `\`${word}\``).join(", ")}`;
    return words.some((word) => word === value) ? [] : wrong(wanted, words);
  }
  switch (schema.type) {
    case "string": {
      if (typeof value !== "string") return wrong("text");
      const fits = typeof schema.pattern !== "string" || new RegExp(schema.pattern, "u").test(value);
      return fits ? [] : wrong(String(schema.$comment ?? `text that matches ${String(schema.pattern)}`));
    }
    case "boolean":
      return typeof value === "boolean" ? [] : wrong("true or false");
    case "integer": {
      const least = typeof schema.minimum === "number" ? schema.minimum : 0;
      return Number.isSafeInteger(value) && Number(value) >= least
        ? []
        : wrong(`a whole number from ${least}`);
    }
    case "array":
      if (!Array.isArray(value)) return wrong("a list");
      return value.flatMap((item, index) => schemaFaults(item, schema.items as JsonObject, [...path, index]));
    case "object":
      return isObject(value) ? fieldFaults(value, schema, path) : wrong("an object");
    default:
      return [];
  }
}

function fieldFaults(
  value: JsonObject,
  schema: JsonObject,
  path: readonly (string | number)[],
): readonly SchemaFault[] {
  const properties = schema.properties as JsonObject | undefined;
  if (properties === undefined) {
    const each = schema.additionalProperties;
    if (typeof each !== "object") return [];
    return Object.entries(value).flatMap(([key, field]) =>
      schemaFaults(field, each as JsonObject, [...path, key]),
    );
  }
  const known = Object.keys(properties);
  return Object.entries(value).flatMap(([key, field]) => {
    if (Object.hasOwn(properties, key))
      return schemaFaults(field, properties[key] as JsonObject, [...path, key]);
    return [{ path: [...path, key], kind: "unknown key" as const, wanted: "", got: field, known }];
  });
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
