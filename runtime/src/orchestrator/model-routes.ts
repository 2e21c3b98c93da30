import { hash } from "node:crypto";
import { type Candidate, type Fabric, fabricOf, type Route, routeOf } from "@orchlang/models";
import type { Capability, Json, Plan, Tier } from "@orchlang/plan";
import { asJson, canonical } from "@orchlang/plan/json";
import type { Attempt } from "@orchlang/plan/nodes";
import { projectAround } from "../workers/project.ts";
import type { Registry } from "./registry.ts";

/** The models that each `llm` of a plan may ask, or why none may. */
export type ModelRoutes = ReadonlyMap<string, readonly Candidate[] | { readonly missing: string }>;

/** Those that no function and no `run` clause carries out. */
function asksModel({ name, kind, run, model }: Capability, registry: Registry): boolean {
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
  const named = tiersOfSteps(plan);
  const isVerifier = (capability: Capability): boolean => capability.model?.role === "verifier";
  const route = (capability: Capability, not: ReadonlySet<string>): Route =>
    routeOf(fabric, {
      role: capability.model?.role ?? "executor",
      tiers: [
        ...(capability.tiers.length === 0 ? [plan.settings.engine] : capability.tiers),
        ...(named.get(capability.name) ?? []),
      ],
      clearance: capability.clearance.confidentiality,
      bounded: capability.cost !== undefined,
      not,
    });
  const routes = new Map<string, Route>();
  const writing = new Set<string>();
  for (const capability of asking) {
    if (isVerifier(capability)) continue;
    const its = route(capability, new Set());
    routes.set(capability.name, its);
    for (const { model } of its.candidates) writing.add(model.family);
  }
  for (const capability of asking)
    if (isVerifier(capability)) routes.set(capability.name, route(capability, writing));
  return new Map(
    [...routes].map(([name, { candidates, left }]) => [
      name,
      candidates.length > 0
        ? candidates
        : { missing: `no model of orch.json may be asked: ${left.join("; ") || "there is none"}` },
    ]),
  );
}

/** The tiers that steps name themselves, by capability: the labels of these calls are proved for them. */
function tiersOfSteps({ routines }: Plan): ReadonlyMap<string, readonly Tier[]> {
  const results = new Map<string, Tier[]>();
  const look = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    if (isAttempt(part) && "capability" in part.target && part.options.tier !== undefined) {
      const { capability } = part.target;
      results.set(capability, [...(results.get(capability) ?? []), part.options.tier]);
    }
    for (const inner of Object.values(part)) look(inner);
  };
  for (const { nodes } of Object.values(routines)) look(nodes);
  return results;
}

/** Attempts stand in calls, races, quorums and handlers; a decoded plan has these two fields nowhere else. */
function isAttempt(part: object): part is Pick<Attempt, "target" | "options"> {
  return "target" in part && "options" in part;
}

/** The identity of a question: the models in their order, where they are, and what they cost. */
export function routeHash(candidates: readonly Candidate[]): string {
  const bound = candidates.map(({ model, rates, learned }) =>
    asJson({ ...model, bound: rates ?? null, ...(learned === undefined ? {} : { learned }) }),
  );
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
