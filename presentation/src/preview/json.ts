import type {
  Bounds,
  Coverage,
  Json,
  JsonObject,
  Limit,
  Money,
  PlanFile,
  Routine,
  RunBounds,
  RunRange,
} from "@orchlang/plan";
import type { Attempt, Node } from "@orchlang/plan/nodes";

/**
 * `orch plan --format json`. Durations in ms, energy in J, money as `{ amount, currency }`; a bound that is missing is
 * `null`, with the reason beside it as `unboundedBecause`.
 */
export function previewJson(file: PlanFile): Json {
  const { plan, about } = file;
  return {
    plan: plan.entry,
    id: file.id,
    nodes: Object.values(plan.routines).flatMap((routine) =>
      routine.nodes.map((node) => nodeJson(routine, node)),
    ),
    bounds: {
      ...boundsJson(plan.bounds),
      criticalPath: plan.routines[plan.entry]?.criticalPath ?? firstPath(file),
    },
    manifest: {
      scopes: plan.manifest.scopes,
      labels: plan.manifest.labels,
      tiers: plan.manifest.tiers,
      resources: plan.manifest.pools,
      capabilities: plan.manifest.capabilities,
      humans: plan.manifest.humans,
      failures: plan.manifest.failures,
      addresses: plan.manifest.addresses,
      untrusted: plan.manifest.untrusted,
    },
    coverage: coverageJson(plan.coverage),
    choices: about.choices as unknown as Json,
    obligations: plan.obligations.map(({ id, rule, severity, verdict, nodes, assumes }) => ({
      rule,
      severity,
      verdict,
      evidence: about.evidence[id] ?? "",
      nodes,
      assumes,
    })),
  };
}

/** `share` is for a build to hold on to: guarded ways by all ways, 1 where nothing is risky. */
function coverageJson({ paths, guarded, capabilities }: Coverage): Json {
  return {
    share: paths === 0 ? 1 : guarded / paths,
    paths,
    guarded,
    capabilities: capabilities.map((each) => ({ ...each })),
  };
}

/** For a goal, the plan that is tried first. */
function firstPath({ plan }: PlanFile): readonly string[] {
  const first = plan.goals[plan.entry]?.alternatives[0];
  return first === undefined ? [] : (plan.routines[first]?.criticalPath ?? []);
}

function nodeJson(routine: Routine, node: Node): Json {
  const bounds = routine.nodeBounds[node.id];
  const target = node.kind === "call" ? node.attempt.target : undefined;
  return {
    id: `${routine.name}/${node.id}`,
    kind: node.kind,
    block: node.block,
    needs: node.needs.map(({ node: other, why }) => ({ node: `${routine.name}/${other}`, why })),
    ...(target === undefined ? {} : target),
    ...(node.kind === "call" ? gateJson(node.attempt) : {}),
    ...(bounds === undefined ? {} : { bounds: boundsJson(bounds) }),
  };
}

function gateJson({ gate, checks, undoChecks, confirmChecks }: Attempt): JsonObject {
  return {
    gate,
    checks,
    ...(undoChecks === undefined ? {} : { undoChecks }),
    ...(confirmChecks === undefined ? {} : { confirmChecks }),
  };
}

function boundsJson({ cost, latency, energy, tokens }: Bounds | RunBounds): JsonObject {
  const { worst: dearest, faultless, best } = cost as RunRange<Money>;
  const { compensated } = latency as RunBounds["latency"];
  return {
    cost: rangeJson<Json>({
      best: { ...best },
      worst: copied(dearest),
      ...(faultless === undefined ? {} : { faultless: copied(faultless) }),
    }),
    latency: {
      ...rangeJson(latency),
      ...(compensated === undefined
        ? {}
        : { compensated: "value" in compensated ? compensated.value : null }),
      parts: partsJson(latency.parts),
    },
    energy: rangeJson(energy),
    tokens: rangeJson(tokens),
  };
}

function copied(limit: Limit<Money>): Limit<Json> {
  return "value" in limit ? { value: { ...limit.value } } : limit;
}

function rangeJson<T extends Json>({ best, worst, faultless }: RunRange<T>): JsonObject {
  const without =
    faultless === undefined ? {} : { withoutFaults: "value" in faultless ? faultless.value : null };
  if ("value" in worst) return { best, worst: worst.value, ...without };
  return { best, worst: null, unboundedBecause: worst.unbounded, ...without };
}

function partsJson(parts: Bounds["latency"]["parts"]): JsonObject {
  const values: Record<string, Json> = {};
  const reasons: Record<string, string> = {};
  for (const [name, limit] of Object.entries(parts) as readonly [string, Limit<number>][]) {
    values[name] = "value" in limit ? limit.value : null;
    if ("unbounded" in limit) reasons[name] = limit.unbounded;
  }
  return Object.keys(reasons).length === 0 ? values : { ...values, unboundedBecause: reasons };
}
