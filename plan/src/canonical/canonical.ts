import type { Json } from "../shapes/json.ts";

/** Why a value has no canonical form, and where (a JSON Pointer). */
export class UncanonicalValue extends Error {
  readonly path: string;
  constructor(path: string, says: string) {
    super(says);
    this.name = "UncanonicalValue";
    this.path = path;
  }
}
/** RFC 8785 text. Throws {@link UncanonicalValue}. */
export function canonical(_json: Json): string {
  throw new Error("unfinished");
}
export function canonicalBytes(_json: Json): Uint8Array {
  throw new Error("unfinished");
}
