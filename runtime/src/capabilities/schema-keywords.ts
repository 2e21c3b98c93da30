/**
 * Keywords of JSON Schema. Draft 2020-12 lets a checker pass over what it does not know, so that `requierd` would ask for
 * nothing; drafts after it allow no others but those that begin with `x-` (https://json-schema.org/specification).
 */
import type { Json, JsonObject } from "@orchlang/plan";

const ofSchema = [
  "additionalItems",
  "additionalProperties",
  "contains",
  "contentSchema",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
];
const ofSchemas = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];
const ofNamed = [
  "$defs",
  "definitions",
  "dependencies",
  "dependentSchemas",
  "patternProperties",
  "properties",
];

const known: ReadonlySet<string> = new Set([
  ...ofSchema,
  ...ofSchemas,
  ...ofNamed,
  ...["$anchor", "$comment", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema", "$vocabulary"],
  ...["const", "dependentRequired", "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "maxContains"],
  ...["maxItems", "maxLength", "maxProperties", "maximum", "minContains", "minItems", "minLength"],
  ...["minProperties", "minimum", "multipleOf", "pattern", "required", "type", "uniqueItems"],
  // Annotations, which require nothing of a value.
  ...["contentEncoding", "contentMediaType", "default", "deprecated", "description", "examples", "readOnly"],
  ...["title", "writeOnly"],
  // Keywords of OpenAPI, the source of many schemas.
  ...["discriminator", "example", "externalDocs", "xml"],
]);

/** The first keyword that nothing is checked by, with its place, `properties.seats`; undefined where there is none. */
export function unknownKeyword(schema: Json): { readonly keyword: string; readonly at: string } | undefined {
  const open: (readonly [Json, string])[] = [[schema, ""]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [part, at] = next;
    if (!isRecord(part)) continue;
    for (const [keyword, value] of Object.entries(part)) {
      if (!known.has(keyword) && !keyword.startsWith("x-")) return { keyword, at };
      const inside = at === "" ? keyword : `${at}.${keyword}`;
      if (ofSchemas.includes(keyword) && Array.isArray(value))
        open.push(...value.map((one: Json, nth) => [one, `${inside}[${nth}]`] as const));
      else if (ofSchema.includes(keyword)) open.push([value, inside]);
      else if (ofNamed.includes(keyword) && isRecord(value))
        open.push(...Object.entries(value).map(([name, one]) => [one, `${inside}.${name}`] as const));
    }
  }
  return undefined;
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
