import { asJson, canonical, sha256Hex } from "../canonical/canonical.ts";
import type { About, Plan, PlanFile, PlanId } from "../shapes/plan.ts";

/** The format name of every plan file of this version. */
export const planFormat = "orch.plan/1";

/**
 * The text of a plan file: canonical JSON with a final newline, so that the same plan is the same bytes
 * everywhere, and `id` is the hash of bytes that stand in it as they are. Certificates stand beside the plan: it has the
 * same id with and without them.
 * @throws {UncanonicalValue} where the plan holds what canonical JSON can't.
 */
export function encodePlanFile(plan: Plan, about: About, certificates?: PlanFile["certificates"]): string {
  const planText = canonical(asJson(plan));
  const proofs = certificates === undefined ? "" : `,"certificates":${canonical(asJson(certificates))}`;
  return `{"about":${canonical(asJson(about))}${proofs}${planPrefix(`sha256:${sha256Hex(planText)}`)}${planText}}\n`;
}

/** The text of a plan file before its plan. */
export function planPrefix(id: PlanId): string {
  return `,"format":"${planFormat}","id":"${id}","plan":`;
}
