import type { Json } from "@orchlang/plan";
import type { Scope } from "@orchlang/plan/expressions";

/** A capability's own clauses read its parameters, and `result`. */
export function clauseScope(args: Json, result?: Json): Scope {
  const given = typeof args === "object" && args !== null && !Array.isArray(args) ? args : {};
  return {
    read: ({ from, name }) => {
      if (from === "context") return { unknown: [name] };
      if (name === "result" && result !== undefined) return { value: result };
      return { value: Object.hasOwn(given, name) ? ((given as Record<string, Json>)[name] ?? null) : null };
    },
  };
}
