import type { Span } from "@orchlang/language/ast";
import type { Confidentiality, Label } from "@orchlang/plan";
import type { TracedLabel } from "../traced-label.ts";

/*
 * A label says from whom a value is to be kept and whether a stranger or a model wrote it (semantics, section 7).
 * Both scales are ordered; what is made of several values has the greater of each.
 */

/** The label of constants: `public`, trusted. The bottom of the lattice: joining it changes nothing. */
export const publicLabel: TracedLabel = { confidentiality: "public", integrity: "trusted", way: [] };

/** The label of an unlabelled type: `internal`, trusted. */
export const internalLabel: TracedLabel = { confidentiality: "internal", integrity: "trusted", way: [] };

const inRisingOrder: readonly Confidentiality[] = ["public", "internal", "personal", "secret"];

/** The words that may stand behind `@`, and all but the last as a clearance. */
export const labelNames: readonly string[] = [...inRisingOrder, "untrusted"];

export function isConfidentiality(word: string): word is Confidentiality {
  return (inRisingOrder as readonly string[]).includes(word);
}

export function isLabelName(word: string): boolean {
  return labelNames.includes(word);
}

const ranks: Readonly<Record<Confidentiality, number>> = { public: 0, internal: 1, personal: 2, secret: 3 };

const rank = (label: Label): number => ranks[label.confidentiality];

/** True if what is labelled `from` may go where `to` is cleared, by both scales. */
export function flowsTo(from: Label, to: Label): boolean {
  return (
    isCleared(from.confidentiality, to.confidentiality) &&
    !(from.integrity === "untrusted" && to.integrity === "trusted")
  );
}

export function isCleared(value: Confidentiality, clearance: Confidentiality): boolean {
  return ranks[value] <= ranks[clearance];
}

type Step = TracedLabel["way"][number];

/**
 * The least label above all. Its way is that of the value that raised it; where secrecy came from one value and
 * distrust from another, both ways, the second after the first.
 */
export function joinLabels(...labels: readonly TracedLabel[]): TracedLabel {
  let most = publicLabel;
  let strange: TracedLabel | undefined;
  let isFollowing = false;
  for (const label of labels) {
    if (rank(label) > rank(most)) most = label;
    if (label.integrity === "untrusted") strange ??= label;
    if (label.follows !== undefined) isFollowing = true;
  }
  const joined = strange === undefined ? most : joinStrange(most, strange);
  return isFollowing ? followingAll(joined, labels) : joined;
}

function joinStrange(most: TracedLabel, strange: TracedLabel): TracedLabel {
  if (strange === most || most.integrity === "untrusted") return most;
  return {
    confidentiality: most.confidentiality,
    integrity: "untrusted",
    way: rank(strange) === rank(most) ? strange.way : mergeWays(most.way, strange.way),
  };
}

function followingAll(joined: TracedLabel, labels: readonly TracedLabel[]): TracedLabel {
  const follows = [...new Set(labels.flatMap(({ follows: names = [] }) => names))].sort();
  return { ...joined, follows };
}

function mergeWays(first: readonly Step[], second: readonly Step[]): readonly Step[] {
  return [...first, ...second.filter((step) => !first.includes(step))].slice(0, stepsMax);
}

/** The label that names stand for: `["personal", "untrusted"]`; what they do not name is as in `base`. */
export function labelOf(names: readonly string[], base: Label = internalLabel): Label {
  if (names.length === 0) return { confidentiality: base.confidentiality, integrity: base.integrity };
  const named = names.filter(isConfidentiality);
  const confidentiality = inRisingOrder.findLast((word) => named.includes(word)) ?? base.confidentiality;
  const integrity = names.includes("untrusted") ? "untrusted" : base.integrity;
  return { confidentiality, integrity };
}

/** A label as an author writes it: `@personal @untrusted`. */
export function showLabel(label: Label): string {
  return `@${label.confidentiality}${label.integrity === "untrusted" ? " @untrusted" : ""}`;
}

/** In a sentence: "personal", "personal and untrusted". */
export function labelWords({ confidentiality, integrity }: Label): string {
  if (integrity === "trusted") return confidentiality;
  return confidentiality === "public" || confidentiality === "internal"
    ? "untrusted"
    : `${confidentiality} and untrusted`;
}

/** The longest way that a diagnostic shows; what lies between its ends is left out. */
const stepsMax = 8;

/** A value that may go anywhere needs no history. */
export function isWithoutWay({ confidentiality, integrity, follows }: Followed): boolean {
  return confidentiality === "public" && integrity === "trusted" && follows === undefined;
}

type Followed = Label & Pick<TracedLabel, "follows">;

/** The same label, one step further: "becomes part of this text". A public and trusted label has no history. */
export function through(label: TracedLabel, step: Step): TracedLabel {
  if (isWithoutWay(label)) return label;
  const last = label.way.at(-1);
  if (last !== undefined && last.file === step.file && sameSpan(last.span, step.span)) return label;
  const kept = label.way.length < stepsMax ? label.way : [...label.way.slice(0, 1), ...label.way.slice(2)];
  return { ...label, way: [...kept, step] };
}

/** A label with where it comes from: a parameter, a capability's result. */
export function traced(label: Label, step: Step): TracedLabel {
  return through({ confidentiality: label.confidentiality, integrity: label.integrity, way: [] }, step);
}

function sameSpan(left: Span, right: Span): boolean {
  return left.start === right.start && left.end === right.end;
}
