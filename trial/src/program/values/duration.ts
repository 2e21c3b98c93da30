import type { Draft, Scope } from "../draft.ts";
import { plain, type Type } from "../types.ts";
import { drawnValue } from "./value.ts";

const seconds: Type = { is: "int", min: 0, max: 3 };

/** A duration: mostly one of the given constants, sometimes computed from a value in scope. */
export function drawnDuration(draft: Draft, scope: Scope, constants: readonly string[]): string {
  const { dice } = draft;
  if (!dice.chance(0.1)) return dice.one(constants);
  return `1s * (${drawnValue(draft, scope, { type: seconds, most: plain, depth: 1 }).text})`;
}
