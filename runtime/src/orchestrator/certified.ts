import type { PlanFile } from "@orchlang/plan";
import { checkCertificates } from "@orchlang/plan/certificate";
import type { Refusal } from "../orchestrator-api.ts";

/** Why a plan may not be run where certificates are required; `undefined`: each rule that is proved has one that is verified. */
export function uncertified(file: PlanFile): Refusal | undefined {
  const { rejected, missing } = checkCertificates(file);
  if (rejected.length === 0 && missing.length === 0) return undefined;
  const name = (id: string) => file.plan.obligations.find((one) => one.id === id)?.rule ?? id;
  return {
    refused: "uncertified",
    message: `The plan ${file.plan.entry} does not show that its rules are proved.`,
    details: [
      ...rejected.map(
        ({ obligation, node, because }) =>
          `${name(obligation)}: the certificate is rejected at ${node}: ${because}`,
      ),
      ...missing.map((id) => `${name(id)}: there is no certificate`),
    ],
  };
}
