import type { Capability, Confidentiality, Plan, PlanFile } from "@orchlang/plan";
import type { Attempt, Node } from "@orchlang/plan/nodes";
import type { Orchestrator } from "@orchlang/runtime";
import { areOne } from "@orchlang/runtime/remote";
import { confidentialities } from "../schemas.ts";

/** The needs of a worker of a pool, by the capabilities that it may be asked for. */
export interface PoolNeeds {
  /** The hash of the code. */
  readonly code: ReadonlyMap<string, string>;
  /** The highest label that goes to it or comes from it. */
  readonly labels: ReadonlyMap<string, Confidentiality>;
}

/** A program, and where its handlers are. */
export interface Code {
  readonly plans: readonly PlanFile[];
  readonly root: string;
}

/** As the program and its code stand now. */
export function needsOf(pool: string, { plans, root }: Code, orchestrator: Orchestrator): PoolNeeds {
  const code = new Map<string, string>();
  const labels = new Map<string, Confidentiality>();
  for (const file of plans) {
    const needed = capabilitiesAt(file.plan, pool);
    const deploy = needed.length === 0 ? undefined : orchestrator.deploy(file, root);
    if (deploy === undefined || "refused" in deploy) continue;
    for (const capability of needed) {
      const hash = deploy.handlers[capability.name];
      if (hash !== undefined) code.set(capability.name, hash);
      labels.set(capability.name, labelOf(capability));
    }
  }
  return { code, labels };
}

/**
 * Capabilities whose calls may use a member of the pool: those that have it by `using`; and where a block holds one, all of
 * the plan, since whether a call reads the member may depend on the way there. Only modules and requests move to a worker.
 */
function capabilitiesAt({ routines, capabilities, pools }: Plan, pool: string): readonly Capability[] {
  const leadsHere = (name: string): boolean => {
    const seen = new Set<string>();
    for (let at: unknown = name; typeof at === "string" && !seen.has(at); at = pools[at]?.overflow) {
      if (areOne(at, pool)) return true;
      seen.add(at);
    }
    return false;
  };
  const nodes = Object.values(routines).flatMap((routine) => routine.nodes);
  const isHeld = nodes.some((node) => node.kind === "hold" && leadsHere(node.pick.pool));
  const used = new Set(
    nodes
      .flatMap(attemptsOf)
      .flatMap(({ target, using }) =>
        "capability" in target && using !== undefined && leadsHere(using.pool) ? [target.capability] : [],
      ),
  );
  return Object.values(capabilities).filter(
    ({ name, run, kind, model }) =>
      kind !== "human" && model === undefined && run?.kind !== "mcp" && (isHeld || used.has(name)),
  );
}

function attemptsOf(node: Node): readonly Attempt[] {
  const own = node.kind === "call" ? [node.attempt] : node.kind === "quorum" ? node.attempts : [];
  const rescues = "rescues" in node ? node.rescues : [];
  return [...own, ...rescues.flatMap((rescue) => ("attempt" in rescue ? [rescue.attempt] : []))];
}

function labelOf({ params, result }: Capability): Confidentiality {
  const labels = [...params, ...(result === null ? [] : [result])].map(({ label }) => label.confidentiality);
  return (
    confidentialities[Math.max(0, ...labels.map((label) => confidentialities.indexOf(label)))] ?? "public"
  );
}
