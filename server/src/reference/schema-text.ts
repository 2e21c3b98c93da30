import type { JsonObject } from "@orchlang/plan";

/** One field of an object: its name, its schema, and whether it may be absent. */
export interface Field {
  readonly name: string;
  readonly schema: JsonObject;
  readonly isOptional: boolean;
}

/** The declared fields of an object's schema. */
export function fieldsOf(schema: JsonObject | undefined): readonly Field[] {
  const required = new Set((schema?.required ?? []) as readonly string[]);
  return Object.entries((schema?.properties ?? {}) as Readonly<Record<string, JsonObject>>).map(
    ([name, property]) => ({ name, schema: property, isOptional: !required.has(name) }),
  );
}

/** Writes the parts of a type: a literal, and words. */
export interface TypeWriter {
  code(literal: string): string;
  plain(words: string): string;
}

/** The type of a value in a few words. */
export function typeText(schema: JsonObject, write: TypeWriter): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => write.code(String(value))).join(" or ");
  if ("const" in schema) return write.code(JSON.stringify(schema.const));
  if (Array.isArray(schema.anyOf))
    return schema.anyOf.map((one) => typeText(one as JsonObject, write)).join(" or ");
  if (schema.type === "array") return `list of ${typeText((schema.items ?? {}) as JsonObject, write)}`;
  if (schema.type === "object") {
    const names = Object.keys((schema.properties ?? {}) as JsonObject);
    return write.plain(names.length === 0 ? "object" : `{ ${names.join(", ")} }`);
  }
  if (Array.isArray(schema.type)) return write.plain(schema.type.join(" or "));
  return write.plain(typeof schema.type === "string" ? schema.type : "any JSON");
}
