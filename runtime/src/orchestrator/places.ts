import type { PlanFile, PlanId } from "@orchlang/plan";
import { limitsAround } from "../workers/handler-limits.ts";
import type { Workplace } from "../world/world.ts";
import { called, handlerOf, placeName } from "./deploy.ts";
import type { Registry } from "./registry.ts";

/** Where each capability of a plan is done, and what the project allows it there. */
export function placesOf(
  { id, plan }: PlanFile,
  root: string,
  registry: Registry,
): Readonly<Record<string, Workplace>> {
  const allowed = limitsAround(root);
  const places = called(plan).map((capability): [string, Workplace] => {
    const limits = "wrong" in allowed ? undefined : allowed.get(capability.name);
    const place = { capability, handler: handlerOf(capability, registry), schemas: plan.schemas, root };
    return [placeName(id, root, capability.name), limits === undefined ? place : { ...place, limits }];
  });
  return Object.fromEntries(places);
}

/** By what name the jobs of a plan call the place of a capability: each is worked out once. */
export class PlaceNames {
  readonly #known = new Map<string, string>();

  of(plan: PlanId, root: string, capability: string): string {
    const key = `${plan} ${capability} ${root}`;
    const known = this.#known.get(key) ?? placeName(plan, root, capability);
    this.#known.set(key, known);
    return known;
  }
}
