import type { Diagnostic } from "@orchlang/language";
import type { NodeId } from "@orchlang/plan/nodes";
import type { Check, Obligation } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../analysis.ts";
import type { Path } from "../graph/path.ts";
import type { LinkedStatement, Slot } from "../tree.ts";

/** How a rule that met a plan ended (semantics, rule 36), and everything that follows from it. */
export interface Finding {
  readonly obligation: Obligation;
  /** Why it ended so, in words. */
  readonly evidence: string;
  /** A way through the outcome graph that shows why. */
  readonly path?: Path;
  /** The check left for run time, and its place; absent if there is none. */
  readonly check?: Check;
  readonly gates: readonly Gate[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One attempt of a statement, at whose begin something is decided. */
export interface Gate {
  readonly routine: string;
  readonly node: NodeId;
  readonly slot: Slot;
  /** Not where the attempt begins, but where what it did is undone, or it is asked what became of it. */
  readonly about?: "undo" | "confirm";
}

/** A statement as obligations and evidence name it. */
export function nodeName(routine: AnalysedRoutine, linked: LinkedStatement): string {
  return `${routine.checked.name}/${linked.id}`;
}

/** The names of statements, each once, in order. */
export function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

const sentencesMax = 4;

/** Sentences of evidence, each once, and not too many of them. */
export function several(sentences: readonly string[]): string {
  const each = distinct(sentences);
  const shown = each.slice(0, sentencesMax).join("; ");
  return each.length > sentencesMax ? `${shown}; and ${each.length - sentencesMax} more` : shown;
}

/** How one place of a rule ends. The lattice of verdicts goes from proved, the best, to refused. */
type Verdict = (typeof inOrder)[number];

const inOrder = ["proved", "checked", "refused"] as const;

interface Judged {
  readonly verdict: Verdict;
  /** ms after which what was proved has come at the latest; of two that are proved the sooner is the better. */
  readonly late?: number;
}

/** The meet, where either may be what happens: the one that is worse; of two that are alike the first. */
export function worseOf<T extends Judged>(one: T, other: T): T {
  return compare(other, one) > 0 ? other : one;
}

/** The join, where either is enough: the one that is better; of two that are alike the first. */
export function betterOf<T extends Judged>(one: T, other: T): T {
  return compare(other, one) < 0 ? other : one;
}

function compare(one: Judged, other: Judged): number {
  const ranks = inOrder.indexOf(one.verdict) - inOrder.indexOf(other.verdict);
  return ranks !== 0 ? ranks : (one.late ?? 0) - (other.late ?? 0);
}
