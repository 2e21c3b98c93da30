import type { BoundCertificate, LatencyCertificate } from "@orchlang/plan";
import {
  Amounts,
  type BoundClaim,
  Durations,
  type Indexed,
  type Program,
  reached,
} from "@orchlang/plan/certificate";

/** Figures of the plans that are called first, then of those that call them; none where there is no end to it. */
export function boundCertificate(claim: BoundClaim): BoundCertificate | undefined {
  const most: Record<string, number> = {};
  const atOnce: Record<string, number> = {};
  const undoing: Record<string, number> = {};
  const amounts = new Amounts(claim, { most, atOnce, undoing });
  for (const within of reached(claim.program, claim.roots).toReversed()) {
    const { name } = within.routine;
    const figures = amounts.of(within);
    if (!Object.values(figures).every(Number.isFinite)) return undefined;
    most[name] = figures.most;
    atOnce[name] = figures.atOnce;
    undoing[name] = figures.undoing;
  }
  return { kind: "bound", most, atOnce, undoing };
}

/**
 * How long each plan lasts, and undoing it, those that are called first; none where there is no end to it.
 * @param of `below`: only those that the roots call.
 */
export function latencyCertificate(
  program: Program,
  roots: readonly Indexed[],
  of: "all" | "below" = "all",
): LatencyCertificate | undefined {
  const lasts: Record<string, number> = {};
  const unwinds: Record<string, number> = {};
  const durations = new Durations(program, { kind: "latency", lasts, unwinds });
  for (const within of reached(program, roots).toReversed()) {
    const { name } = within.routine;
    if (of === "below" && roots.includes(within)) continue;
    unwinds[name] = durations.unwinds(within);
    lasts[name] = durations.lasts(within);
    if (![lasts[name], unwinds[name]].every(Number.isFinite)) return undefined;
  }
  return { kind: "latency", lasts, unwinds };
}
