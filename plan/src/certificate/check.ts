import { certificatesFormat } from "../shapes/certificate.ts";
import type { PlanFile } from "../shapes/plan.ts";
import { checkOne } from "./claims.ts";
import { own, programOf, type Rejection, rejected } from "./program.ts";

/** The checker's verdict on each obligation that is called proved, by its id. */
export interface CertificateReport {
  readonly verified: readonly string[];
  readonly rejected: readonly RejectedCertificate[];
  /** Called proved, and no certificate says why. */
  readonly missing: readonly string[];
}

export interface RejectedCertificate extends Rejection {
  readonly ok: false;
  readonly obligation: string;
}

/**
 * Verifies, for each obligation that a decoded plan calls proved, the certificate that the file carries for it, from the
 * plan and the semantics alone. What it cannot verify it rejects, with the place and the reason; what has no certificate
 * is missing. An obligation that is checked or refused needs none. Throws nothing.
 */
export function checkCertificates({
  plan,
  certificates,
}: Pick<PlanFile, "plan" | "certificates">): CertificateReport {
  const program = programOf(plan);
  const isOld = certificates !== undefined && certificates.format !== certificatesFormat;
  const results = plan.obligations.flatMap((obligation) => {
    const { id, verdict } = obligation;
    if (verdict !== "proved") return [];
    if (isOld)
      return {
        id,
        because: rejected(id, "its certificates are outdated: compile the plan again with --certificate"),
      };
    const certificate = own(certificates?.of ?? {}, id);
    return certificate === undefined ? { id } : { id, because: checkOne(program, obligation, certificate) };
  });
  const rejections = results.flatMap(({ id, because }) =>
    because ? [{ ok: false as const, obligation: id, ...because }] : [],
  );
  const missing = results.filter((each) => !("because" in each)).map(({ id }) => id);
  const others = new Set([...missing, ...rejections.map(({ obligation }) => obligation)]);
  return {
    verified: results.flatMap(({ id }) => (others.has(id) ? [] : [id])),
    rejected: rejections,
    missing,
  };
}
