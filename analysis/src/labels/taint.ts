import type { TracedLabel } from "@orchlang/checker";
import { joinLabels, publicLabel } from "@orchlang/checker/labels";

/**
 * What is known of where a value came from, inside of one plan: a label, and the plan's parameters that it depends on.
 * Parameters are symbols, one bit each (see `symbols.ts`), so that a plan is analysed once and its callers put in the
 * labels of what they hand over. Secrecy and trust are followed apart, since `endorse` takes away only distrust.
 *
 * Taints are a lattice: {@link joinTaints} is the least upper bound, {@link clean} the bottom (D. E. Denning,
 * “A Lattice Model of Secure Information Flow”, 1976).
 */
export interface Taint {
  /** Of sources inside of the plan, and of parameters as they are declared. */
  readonly label: TracedLabel;
  /** Symbols whose secrecy, and symbols whose trust, is part of it. */
  readonly secrecy: bigint;
  readonly trust: bigint;
}

/** Public, trusted, of no parameter. */
export const clean: Taint = { label: publicLabel, secrecy: 0n, trust: 0n };

export function taintOf(label: TracedLabel): Taint {
  return label === publicLabel ? clean : { label, secrecy: 0n, trust: 0n };
}

export function symbolTaint(bit: bigint, label: TracedLabel = publicLabel): Taint {
  return { label, secrecy: bit, trust: bit };
}

export function joinTaints(left: Taint, right: Taint): Taint {
  if (right === clean || left === right) return left;
  if (left === clean) return right;
  const label = joinLabels(left.label, right.label);
  const secrecy = left.secrecy | right.secrecy;
  const trust = left.trust | right.trust;
  if (label === left.label && secrecy === left.secrecy && trust === left.trust) return left;
  if (label === right.label && secrecy === right.secrecy && trust === right.trust) return right;
  return { label, secrecy, trust };
}

export function joinAll(taints: Iterable<Taint>): Taint {
  let all = clean;
  for (const taint of taints) all = joinTaints(all, taint);
  return all;
}

/** Whether two are the same but for the way that a diagnostic would show: what a fixpoint compares. */
export function sameTaint(left: Taint, right: Taint): boolean {
  return (
    left === right ||
    (left.secrecy === right.secrecy &&
      left.trust === right.trust &&
      left.label.confidentiality === right.label.confidentiality &&
      left.label.integrity === right.label.integrity)
  );
}

/** What `endorse` leaves of it. */
export function endorsed(taint: Taint): Taint {
  if (taint.trust === 0n && taint.label.integrity === "trusted") return taint;
  return { ...taint, label: { ...taint.label, integrity: "trusted" }, trust: 0n };
}

/** What `declassify` leaves of it. */
export function declassified(taint: Taint): Taint {
  return { ...taint, label: { ...taint.label, confidentiality: "public" }, secrecy: 0n };
}

/** What of it is no secret and comes from nobody in particular: decisions at that level tell nothing that is kept. */
export function isUnlabelled({ label: { confidentiality, integrity }, secrecy, trust }: Taint): boolean {
  return (
    (confidentiality === "public" || confidentiality === "internal") &&
    integrity === "trusted" &&
    secrecy === 0n &&
    trust === 0n
  );
}
