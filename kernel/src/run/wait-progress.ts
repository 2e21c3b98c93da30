/** Progress of a waiting statement: evaluated whenever the run receives something, and again when it is decided. */
import type { Expression } from "@orchlang/plan/expressions";
import { frameAt, laidAt, nodeAt, type View } from "./draft.ts";
import type { Frame, NodeState } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";
import { holdsAt, numberAt, within } from "./scope.ts";
import type { Heard, Place } from "./state.ts";

/** `holds`: the condition has held long enough; `begins`, `ends`: the time for which it has to hold begins or is cut short. */
export type WaitProgress =
  | { readonly kind: "occurrence"; readonly heard: Heard }
  | { readonly kind: "over" }
  | { readonly kind: "holds" }
  | { readonly kind: "begins"; readonly until: number }
  | { readonly kind: "ends" };

export function waitProgressOf(state: View, { frame: id, node: at }: Place): WaitProgress | undefined {
  const frame = frameAt(state, id);
  const laid = laidAt(frame, at);
  const { node } = laid;
  const now = nodeAt(frame, at);
  if (node.kind === "wait" && node.for.kind === "condition") {
    return ofCondition(state, frame, laid, now, node.for);
  }
  if (node.kind === "wait" && node.for.kind === "occurrence") {
    const from = node.for.next ? (now.began ?? 0) : 0;
    return ofOccurrence(firstOf(state, frame, laid, { ...node.for, from }));
  }
  if (node.kind !== "loop" || node.over.kind !== "occurrences" || (now.loop?.running ?? 0) > 0)
    return undefined;
  if (now.loop?.isLast === true) return { kind: "over" };
  const { over } = node;
  const rounds = now.loop?.rounds ?? 0;
  // `until` reads the latest value; before the first round there is none.
  const last = now.loop === undefined || rounds === 0 ? {} : { [node.variable]: now.loop.value };
  const position = within(frame, laid.block.id, last);
  const upTo = numberAt(state, position, node.upTo) ?? 0;
  if (rounds >= upTo || (over.until !== undefined && holdsAt(state, position, over.until)))
    return { kind: "over" };
  return ofOccurrence(firstOf(state, frame, laid, { ...over, from: 0 }));
}

function ofCondition(
  state: View,
  frame: Frame,
  { block }: LaidNode,
  { holdsUntil }: NodeState,
  what: { readonly condition: Expression; readonly held?: Expression },
): WaitProgress | undefined {
  const position = within(frame, block.id);
  if (!holdsAt(state, position, what.condition))
    return holdsUntil === undefined ? undefined : { kind: "ends" };
  if (what.held === undefined) return { kind: "holds" };
  if (holdsUntil !== undefined) return undefined;
  return { kind: "begins", until: state.at + (numberAt(state, position, what.held) ?? 0) };
}

function ofOccurrence(heard: Heard | undefined): WaitProgress | undefined {
  return heard === undefined ? undefined : { kind: "occurrence", heard };
}

interface Wanted {
  readonly event: string;
  readonly where?: Expression;
  readonly from: number;
}

/** The first that suits and that nobody has taken. */
function firstOf(
  state: View,
  frame: Frame,
  { block }: LaidNode,
  { event, where, from }: Wanted,
): Heard | undefined {
  return state.occurrences
    .get(event)
    ?.find(
      (one) =>
        one.at >= from &&
        (where === undefined || holdsAt(state, within(frame, block.id, { event: one.fields }), where)),
    );
}
