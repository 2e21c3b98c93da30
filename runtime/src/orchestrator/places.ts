import type { PlanFile, PlanId } from "@orchlang/plan";
import { limitsAround } from "../workers/handler-limits.ts";
import type { Workplace } from "../world/world.ts";
import { called, handlerOf, placeName } from "./deploy.ts";
import { modelRoutes } from "./model-routes.ts";
import type { Registry } from "./registry.ts";

/** Where each capability of a plan is done, and what the project allows it there. */
export function placesOf(
  { id, plan }: PlanFile,
  root: string,
  registry: Registry,
): Readonly<Record<string, Workplace>> {
  const allowed = limitsAround(root);
  const routes = modelRoutes(plan, root, registry);
  const places = called(plan).map((capability): [string, Workplace] => {
    const limits = "wrong" in allowed ? undefined : allowed.get(capability.name);
    const place = {
      capability,
      handler: handlerOf(capability, registry, routes),
      schemas: plan.schemas,
      root,
    };
    return [placeName(id, root, capability.name), limits === undefined ? place : { ...place, limits }];
  });
  return Object.fromEntries(places);
}

/** By what name the jobs of a plan call the place of a capability: each is worked out once. */
export class PlaceNames {
  /** By plan, root and capability: texts that are known already are found without being joined. */
  readonly #known = new Map<PlanId, Map<string, Map<string, string>>>();

  of(plan: PlanId, root: string, capability: string): string {
    return this.#known.get(plan)?.get(root)?.get(capability) ?? this.#learn(plan, root, capability);
  }

  /** Those that are asked for again are worked out again. */
  clear(): void {
    this.#known.clear();
  }

  #learn(plan: PlanId, root: string, capability: string): string {
    const roots = this.#known.get(plan) ?? new Map<string, Map<string, string>>();
    const names = roots.get(root) ?? new Map<string, string>();
    const name = placeName(plan, root, capability);
    this.#known.set(plan, roots.set(root, names.set(capability, name)));
    return name;
  }
}
