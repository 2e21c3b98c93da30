import { createHash } from "node:crypto";
import type { Json, JsonObject } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";

/** Above it, a value of a run is in responses by its hash: lists of steps stay small. Characters of its JSON. */
const inlineMax = 32 * 1024;

/** SHA-256 of a value's canonical JSON (RFC 8785), as somebody sees it: after masking. */
function hashOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** The value, or what stands for it where it is large: `{"$value": HASH, "chars": N, "at": PATH}`. */
export function byReference(value: Json, run: string): Json {
  const text = JSON.stringify(value);
  if (text.length <= inlineMax) return value;
  const hash = hashOf(canonical(value));
  return { $value: hash, chars: text.length, at: `/values/${hash}?run=${run}` };
}

/** A run's view with its large values by reference: its result, each parameter of its input, the result of each step. */
export function withReferences(view: JsonObject, run: string): JsonObject {
  const input = Object.entries((view.input ?? {}) as JsonObject).map(([name, value]) => [
    name,
    byReference(value, run),
  ]);
  const steps = (view.steps ?? []) as readonly JsonObject[];
  return {
    ...view,
    input: Object.fromEntries(input),
    ...referred(view, run),
    steps: steps.map((step) => ({ ...step, ...referred(step, run) })),
  };
}

function referred({ value }: JsonObject, run: string): JsonObject {
  return value === undefined ? {} : { value: byReference(value, run) };
}

/** The value of this hash in a run's view; undefined: it has none. */
export function valueOfHash(view: JsonObject, hash: string): Json | undefined {
  const steps = (view.steps ?? []) as readonly JsonObject[];
  const all = [
    view.value,
    ...Object.values((view.input ?? {}) as JsonObject),
    ...steps.map(({ value }) => value),
  ];
  return all.find((value) => value !== undefined && hashOf(canonical(value)) === hash);
}
