import type { TracedLabel } from "@orchlang/checker";
import { joinLabels, publicLabel } from "@orchlang/checker/labels";

/**
 * The origins of a value within one plan: a label, and the plan's parameters that it depends on. Parameters are
 * symbols, one bit each (see `symbols.ts`), so a plan is analysed once and its callers substitute the labels of their
 * arguments. Confidentiality and integrity are followed separately, since `endorse` removes only distrust.
 *
 * Taints are a lattice: {@link joinTaints} is the least upper bound, {@link clean} the bottom (D. E. Denning, “A
 * Lattice Model of Secure Information Flow”, 1976).
 */
export interface Taint {
  /** The label of sources inside of the plan, and of parameters as declared. */
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

/** True if two are the same but for the way that a diagnostic would show: what a fixpoint compares. */
export function sameTaint(left: Taint, right: Taint): boolean {
  return (
    left === right ||
    (left.secrecy === right.secrecy &&
      left.trust === right.trust &&
      left.label.confidentiality === right.label.confidentiality &&
      left.label.integrity === right.label.integrity)
  );
}

/** The same text for two taints exactly where {@link sameTaint} holds. */
export function contentOf({ label: { confidentiality, integrity }, secrecy, trust }: Taint): string {
  return `${confidentiality} ${integrity} ${secrecy} ${trust}`;
}

/** The taint after `endorse`. */
export function endorsed(taint: Taint): Taint {
  if (taint.trust === 0n && taint.label.integrity === "trusted") return taint;
  return { ...taint, label: { ...taint.label, integrity: "trusted" }, trust: 0n };
}

/** The taint after `declassify`. */
export function declassified(taint: Taint): Taint {
  return { ...taint, label: { ...taint.label, confidentiality: "public" }, secrecy: 0n };
}
