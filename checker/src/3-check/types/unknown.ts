import type { Type } from "../type.ts";

/** Whether a part of a type has a reported mistake: it is compatible with any other. */
export function holdsUnknown(type: Type): boolean {
  switch (type.kind) {
    case "error":
      return true;
    case "optional":
    case "done":
    case "range":
      return holdsUnknown(type.of);
    case "list":
      return holdsUnknown(type.item);
    case "map":
      return holdsUnknown(type.value);
    case "record":
      return type.fields.some((field) => holdsUnknown(field.type));
    default:
      return false;
  }
}
