import type { Segment } from "../../canonical/pointer.ts";
import type { Parameter } from "../../shapes/capability.ts";
import type { Json } from "../../shapes/json.ts";
import type { Plan } from "../../shapes/plan.ts";
import type { Report } from "./report.ts";

/** Keywords of JSON Schema that hold a schema, a list of schemas, or schemas by name. */
const single = ["items", "additionalProperties", "not", "contains"] as const;
const listed = ["anyOf", "oneOf", "allOf", "prefixItems"] as const;
const named = ["properties", "$defs"] as const;

/** Types are schemas also within: an object, or true or false. */
export function schemasAreWhole(plan: Plan, report: Report): void {
  for (const list of ["routines", "goals", "capabilities"] as const) {
    for (const [name, declared] of Object.entries(plan[list])) {
      const params: readonly Parameter[] = declared.params;
      params.forEach(({ schema }, index) => {
        whole(schema, [list, name, "params", index, "schema"], report);
      });
    }
  }
  for (const [name, { result }] of Object.entries(plan.capabilities))
    if (result !== null) whole(result.schema, ["capabilities", name, "result", "schema"], report);
  for (const [name, schema] of Object.entries(plan.schemas)) whole(schema, ["schemas", name], report);
}

function whole(schema: Json, place: readonly Segment[], report: Report): void {
  if (typeof schema === "boolean") return;
  if (!isRecord(schema)) {
    report(place, "a schema is wanted");
    return;
  }
  for (const keyword of single)
    if (Object.hasOwn(schema, keyword)) whole(schema[keyword] ?? null, [...place, keyword], report);
  for (const keyword of [...listed, ...named]) {
    const inner = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
    if (typeof inner !== "object" || inner === null) continue;
    for (const [name, one] of Object.entries(inner)) whole(one as Json, [...place, keyword, name], report);
  }
}

function isRecord(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
