import type { Json } from "../../shapes/json.ts";
import { anything, type Check, fault, got, isRecord } from "./walk.ts";

export const numeric: Check = (value, walk, depth) => {
  if (typeof value !== "number" || !Number.isFinite(value)) fault(walk, depth, `a number, not ${got(value)}`);
};

export const count: Check = (value, walk, depth) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    fault(walk, depth, `a whole number from 0, not ${got(value)}`);
  }
};

export const truth: Check = (value, walk, depth) => {
  if (typeof value !== "boolean") fault(walk, depth, `true or false, not ${got(value)}`);
};

export const empty: Check = (value, walk, depth) => {
  if (value !== null) fault(walk, depth, `null, not ${got(value)}`);
};

/** A JSON Schema of whatever kind: its content is not looked into. */
export const schemaItself: Check = (value, walk, depth) => {
  if (typeof value === "boolean" || isRecord(value)) anything(value, walk, depth);
  else fault(walk, depth, `a JSON Schema, not ${got(value)}`);
};

export function oneWordOf(words: readonly Json[]): Check {
  const allowed = new Set(words);
  const list = words.map((word) => `\`${word}\``).join(", ");
  const wanted = words.length === 1 ? list : `one of ${list}`;
  return (value, walk, depth) => {
    if (!allowed.has(value as Json)) fault(walk, depth, `${wanted}, not ${got(value)}`);
  };
}

export function text(pattern: string | undefined): Check {
  const form = pattern === undefined ? undefined : new RegExp(pattern, "u");
  return (value, walk, depth) => {
    if (typeof value !== "string") fault(walk, depth, `text, not ${got(value)}`);
    else if (form !== undefined && !form.test(value)) {
      fault(walk, depth, `${got(value)} is not of the form ${form}`);
    }
  };
}
