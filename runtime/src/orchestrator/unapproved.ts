import type { PlanFile } from "@orchlang/plan";
import type { Approval, Refusal } from "../orchestrator-api.ts";
import type { Deploy } from "./deploy.ts";

/** What was approved, and is not this. */
export function unapproved(file: PlanFile, deploy: Deploy, locked: readonly Approval[]): Refusal {
  const known = locked.some(({ plan }) => plan === file.id);
  const message = known
    ? `The plan ${file.plan.entry} was approved, but with other code than there is now.`
    : `The plan ${file.plan.entry} was not approved as it is.`;
  return { refused: "unapproved", message, details: [`plan    ${file.id}`, `deploy  ${deploy.id}`] };
}
