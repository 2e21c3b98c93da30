import type { Json, JsonObject, Schema } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { opened } from "./answers/generate.ts";

/*
 * "One whose `os` is the job's": what a run asks for is not known when members are made up, so the members of a pool
 * are of every kind that may be asked for, in turn.
 */

/** The fields of a pool's members that are held against what only a run knows. */
export function askedOfMembers(wanted: readonly Expression[]): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const where of wanted) collect(where as unknown as Json, asked);
  return asked;
}

function collect(part: Json, asked: Set<string>): void {
  if (Array.isArray(part)) for (const item of part) collect(item, asked);
  if (!isObject(part)) return;
  const { op, fn, args } = part;
  if (op === "call" && fn === "any.equal" && Array.isArray(args)) {
    const [left, right] = args;
    const field = memberField(left) ?? memberField(right);
    const other = memberField(left) === undefined ? left : right;
    if (field !== undefined && isObject(other) && other.op !== "constant") asked.add(field);
  }
  for (const value of Object.values(part)) collect(value, asked);
}

function memberField(part: Json | undefined): string | undefined {
  if (!isObject(part) || part.op !== "field" || typeof part.name !== "string") return undefined;
  const { of } = part;
  return isObject(of) && of.op === "read" && of.from === "local" && of.name === "resource"
    ? part.name
    : undefined;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The same member, with a value of its own in the fields that are asked for: all that there are, in turn. */
export function madeDistinct(
  fields: JsonObject,
  asked: ReadonlySet<string>,
  kind: Schema,
  { index, defs }: { readonly index: number; readonly defs: Readonly<Record<string, Schema>> },
): JsonObject {
  const { properties } = opened(kind, defs);
  let left = index;
  const own: Record<string, Json> = {};
  for (const [name, schema] of Object.entries((properties ?? {}) as Readonly<Record<string, Schema>>)) {
    const choices = asked.has(name) ? opened(schema, defs).enum : undefined;
    if (!Array.isArray(choices) || choices.length === 0) continue;
    own[name] = choices[left % choices.length] as Json;
    left = Math.floor(left / choices.length);
  }
  return { ...fields, ...own };
}
