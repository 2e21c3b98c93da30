import type { Type } from "../type.ts";

/** Fills the parts with a reported mistake by those of another type. */
export function filled(type: Type, by: Type): Type {
  if (type.kind === "error") return by;
  if (type.kind === "record" && by.kind === "record") {
    const fields = type.fields.map((field) => {
      const known = by.fields.find(({ name }) => name === field.name);
      return known === undefined ? field : { ...field, type: filled(field.type, known.type) };
    });
    return { ...type, fields };
  }
  if (type.kind === "list" && by.kind === "list") return { ...type, item: filled(type.item, by.item) };
  if (type.kind === "optional" && by.kind === "optional") return { ...type, of: filled(type.of, by.of) };
  return type;
}
