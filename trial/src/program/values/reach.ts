import type { Scope, Value } from "../draft.ts";
import { int, joined, type Type } from "../types.ts";

/* Readable parts of the values in a scope: fields, first items, sizes, and a replacement for a value that may be missing. */

const depthMax = 3;

/** All that a scope's values lead to. */
export function reachable(scope: Pick<Scope, "values">): readonly Value[] {
  return scope.values.flatMap((value) => [value, ...partsOf(value, depthMax)]);
}

function partsOf(value: Value, depth: number): readonly Value[] {
  if (depth === 0) return [];
  // Records of one field are looked into to the bottom: labels may stand deep.
  const { type } = value;
  const left = type.is === "record" && type.fields.length === 1 ? depth : depth - 1;
  return directParts(value).flatMap((part) => [part, ...partsOf(part, left)]);
}

function directParts({ text, type, label }: Value): readonly Value[] {
  switch (type.is) {
    case "record":
      return type.fields.map((field) => ({
        text: `${text}.${field.name}`,
        type: field.type,
        label: joined(label, field.label),
      }));
    case "union":
      // The case has not been tested, so a field may be missing.
      return type.cases.flatMap(({ fields }) =>
        fields.map((field) => ({
          text: `${text}.${field.name}`,
          type: optional(field.type),
          label: joined(label, field.label),
        })),
      );
    case "list":
      return [
        { text: `${text}.size`, type: { is: "int", min: type.min, max: type.max }, label },
        { text: `${text}.first`, type: type.min > 0 ? type.of : optional(type.of), label },
        ...(type.of.is === "int" ? [{ text: `${text}.max`, type: optional(int), label }] : []),
        { text: `${text}.last`, type: type.min > 0 ? type.of : optional(type.of), label },
      ];
    case "map":
      return [
        { text: `${text}.get("k")`, type: optional(type.of), label },
        { text: `${text}.size`, type: int, label },
      ];
    case "json":
      return [{ text: `${text}.a`, type: optional(type), label }];
    case "instant":
      return [{ text: `${text}.hour`, type: { is: "int", min: 0, max: 23 }, label }];
    case "date":
      return [{ text: `${text}.day`, type: { is: "int", min: 1, max: 31 }, label }];
    case "optional":
      return ofOptional(text, type.of).map((part) => ({ ...part, label: joined(label, part.label) }));
    case "done":
      return [{ text: `${text}.value`, type: optional(type.of), label }];
    case "text":
      return [{ text: `${text}.size`, type: int, label }];
    default:
      return [];
  }
}

function ofOptional(text: string, type: Type): readonly Value[] {
  if (type.is !== "record") return [];
  return type.fields.map((field) => ({
    text: `${text}?.${field.name}`,
    type: optional(field.type),
    label: field.label,
  }));
}

function optional(type: Type): Type {
  return type.is === "optional" ? type : { is: "optional", of: type };
}
