/** What the checker says of each obligation that is called proved, by its id. */
export interface CertificateReport {
  readonly verified: readonly string[];
  readonly rejected: readonly RejectedCertificate[];
  /** Proved, it is said, and no certificate says why. */
  readonly missing: readonly string[];
}

export interface RejectedCertificate extends Rejection {
  readonly ok: false;
  readonly obligation: string;
}

/** Where a step of a certificate can't be followed, as `routine/node` or a name, and why. */
export interface Rejection {
  readonly node: string;
  readonly because: string;
}

export function rejected(node: string, because: string): Rejection {
  return { node, because };
}
