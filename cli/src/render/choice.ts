import type { Json } from "@orchlang/plan";
import { shortName } from "./short-name.ts";

/** The journal's record of a goal's choice in words: the chosen plan, and why earlier ones were passed over. */
export function choice(because: Json): { readonly name?: string; readonly passed: readonly string[] } {
  const { routine, passed } = fieldsOf(because);
  const others = Array.isArray(passed) ? passed.map(fieldsOf) : [];
  return {
    ...(typeof routine === "string" ? { name: shortName(routine) } : {}),
    passed: others.map((one) => `${shortName(String(one.routine))} is passed over: ${String(one.why)}`),
  };
}

function fieldsOf(value: Json): Readonly<Record<string, Json | undefined>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {};
}
