import { isEmail, isUrl, type TextPattern, textPattern } from "@orchlang/plan/boundary";
import type { Type } from "../type.ts";

/** A pattern as it is used: the whole text has to match. `undefined` where it is none. */
export function compilePattern(pattern: string): TextPattern | undefined {
  return textPattern(anchored(pattern));
}

/** `String matching "[a-z]+"` is about the whole text, where a JSON Schema's pattern may match anywhere. */
function anchored(pattern: string): string {
  return `^(?:${pattern})$`;
}

/** True if a constant text is of a text type: an Email, a Url, or as its pattern says. */
export function textFits(text: string, type: Type & { readonly kind: "string" }): boolean {
  if (type.format === "email" && !isEmail(text)) return false;
  if (type.format === "url" && !isUrl(text)) return false;
  if (type.matching === undefined) return true;
  return patternOf(type, type.matching)?.test(text) ?? true;
}

/** Most texts are held against the type that one declaration made. */
const patterns = new WeakMap<Type, { readonly pattern: TextPattern | undefined }>();

function patternOf(type: Type, matching: string): TextPattern | undefined {
  const known = patterns.get(type);
  if (known !== undefined) return known.pattern;
  const pattern = compilePattern(matching);
  patterns.set(type, { pattern });
  return pattern;
}
