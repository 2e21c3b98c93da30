import { hash } from "node:crypto";
import { type Candidate, type Fabric, fabricOf, type Route, routeOf } from "@orchlang/models";
import type { Capability, Json, Plan } from "@orchlang/plan";
import { asJson, canonical } from "@orchlang/plan/json";
import { projectAround } from "../workers/project.ts";
import type { Registry } from "./registry.ts";

/** The models that each `llm` of a plan may ask, or why none may. */
export type ModelRoutes = ReadonlyMap<string, readonly Candidate[] | { readonly missing: string }>;

/** Those that no function and no `run` clause carries out. */
export function asksModel({ name, kind, run, model }: Capability, registry: Registry): boolean {
  return kind === "llm" && model !== undefined && run === undefined && registry.get(name) === undefined;
}

/**
 * Binds a plan's questions to models of the project: by role, clearance, price and family. Rates are fixed here, and are
 * part of the deploy, so that an approval holds for them. A verifier is never of a family that may write in the same plan.
 */
export function modelRoutes(plan: Plan, root: string, registry: Registry): ModelRoutes {
  const asking = Object.values(plan.capabilities).filter((capability) => asksModel(capability, registry));
  if (asking.length === 0) return new Map();
  const fabric = fabricAround(root);
  if ("missing" in fabric) return new Map(asking.map(({ name }) => [name, fabric]));
  const isVerifier = (capability: Capability): boolean => capability.model?.role === "verifier";
  const route = (capability: Capability, not: ReadonlySet<string>): Route =>
    routeOf(fabric, {
      role: capability.model?.role ?? "executor",
      clearance: capability.clearance.confidentiality,
      bounded: capability.cost !== undefined,
      not,
    });
  const found = new Map<string, Route>();
  const writing = new Set<string>();
  for (const capability of asking) {
    if (isVerifier(capability)) continue;
    const its = route(capability, new Set());
    found.set(capability.name, its);
    for (const { model } of its.candidates) writing.add(model.family);
  }
  for (const capability of asking)
    if (isVerifier(capability)) found.set(capability.name, route(capability, writing));
  return new Map(
    [...found].map(([name, { candidates, left }]) => [
      name,
      candidates.length > 0
        ? candidates
        : { missing: `no model of orch.json may be asked: ${left.join("; ") || "there is none"}` },
    ]),
  );
}

/** What makes a question another one: the models in their order, where they are, and what they cost. */
export function routeHash(candidates: readonly Candidate[]): string {
  const bound = candidates.map(({ model, rates }) => asJson({ ...model, bound: rates ?? null }));
  return hash("sha256", canonical(bound satisfies readonly Json[] as Json), "hex");
}

function fabricAround(root: string): Fabric | { readonly missing: string } {
  const project = projectAround(root);
  if (project === undefined) return { missing: `no orch.json around ${root} names a model` };
  if ("wrong" in project) return { missing: project.wrong };
  if (project.settings.models === undefined) return { missing: `${project.path} has no \`models\`` };
  const fabric = fabricOf(project.settings.models);
  return "wrong" in fabric ? { missing: `${fabric.wrong.join("; ")} (in ${project.path})` } : fabric;
}
