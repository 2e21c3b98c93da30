import type { Type } from "../type.ts";
import { errorType } from "./kinds.ts";

/** `T?`; never twice. */
export function optional(type: Type): Type {
  switch (type.kind) {
    case "optional":
    case "none":
    case "error":
      return type;
    default:
      return { kind: "optional", of: type };
  }
}

/** `T` of `T?`; other types unchanged. For `none` it is `error`. */
export function required(type: Type): Type {
  if (type.kind === "optional") return type.of;
  return type.kind === "none" ? errorType : type;
}

/** Whether a value may be `none`. */
export function isOptional(type: Type): boolean {
  return type.kind === "optional" || type.kind === "none";
}
