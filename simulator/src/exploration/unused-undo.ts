import type { Json, JsonObject, Plan } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { UnusedCapability } from "@orchlang/plan/scenarios";
import { opened } from "../answers/generate.ts";
import type { Trial } from "./case.ts";

/**
 * A capability that could undo another one without an undo, and is never called: it has no result, is repeatable, and
 * takes only arguments or results of the other. It was probably forgotten in the declaration.
 */
export function unusedUndo({ run, context }: Trial, capability: string): string | undefined {
  const { plan } = run.file;
  return (context.unused ?? []).find((one) => canUndo(one) && fits(plan, one, capability))?.name;
}

function canUndo({ gives, effect, asks, params }: UnusedCapability): boolean {
  return !gives && effect === "idempotent" && !asks && params.length > 0;
}

function fits(plan: Plan, one: UnusedCapability, name: string): boolean {
  const declared = plan.capabilities[name];
  if (declared === undefined || moduleOf(one.name) !== moduleOf(name)) return false;
  const given = opened(declared.result?.schema ?? {}, plan.schemas).properties ?? {};
  const known = new Map<string, Json>([
    ...Object.entries(given as JsonObject),
    ...declared.params.map((param) => [param.name, param.schema as Json] as const),
  ]);
  return one.params.every(({ name: param, schema, default: otherwise }) => {
    const own = known.get(param);
    return own === undefined ? otherwise !== undefined : canonical(own) === canonical(schema as Json);
  });
}

function moduleOf(name: string): string {
  return name.slice(0, name.lastIndexOf("."));
}
