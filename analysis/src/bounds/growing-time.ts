import type { Expression } from "@orchlang/plan/expressions";
import type { Precedence } from "../order/precedence.ts";
import type { Located } from "../tree.ts";
import type { BoundsContext } from "./context.ts";
import { type Inner, type Which, worstDuration } from "./duration.ts";
import { addLimits, bounded, growingBy, type Limit, numbers, sumLimits, unbounded } from "./limit.ts";
import { queueOf, weightsOf } from "./lines.ts";
import type { Sections } from "./sections.ts";
import { endless, timelineOf } from "./timeline.ts";
import type { UndoingOf } from "./undoing.ts";

/** A routine's time, of which a formula is wanted. */
export interface TimeAsked {
  readonly context: BoundsContext;
  readonly precedence: Precedence;
  readonly sections: Sections;
  readonly undoing: UndoingOf;
  readonly which: Which;
}

/**
 * How long a routine takes as a formula over its parameters: the longest path of all that does not depend on them, and
 * on top of it everything that does. Never less than the longest path of the two together, and equal to it where what
 * grows stands on one path.
 *
 * @returns the limit given, with the formula where something grows at all.
 */
export function growingTime(asked: TimeAsked, limit: Limit<number>): Limit<number> {
  const { context, precedence, sections, which, undoing } = asked;
  const members = membersOf(precedence, sections);
  const growing = growingIn(asked, members);
  if (growing.size === 0) return limit;
  const fixed = timelineOf(precedence, sections, weightsOf(context, which, undoing, { forget: growing }));
  const lengths = sections.all.map(() => bounded(0));
  for (const section of sections.all.toReversed()) {
    lengths[section.at] = sumLimits(numbers, [
      asLimit(section === sections.root ? fixed.work : fixed.lengthOf(section.block)),
      ...(members[section.at] ?? [])
        .filter((located) => growing.has(located))
        .map((located) => timeOf(asked, located, innerOf(sections, lengths))),
    ]);
  }
  const roots = [sections.root, ...(sections.finally === undefined ? [] : [sections.finally])];
  return growingBy(limit, sumLimits(numbers, [...roots.map(({ at }) => lengths[at] ?? bounded(0))]).by);
}

/** The statements whose time grows with a parameter, by themselves or by what stands in them. */
function growingIn(asked: TimeAsked, members: readonly (readonly Located[])[]): ReadonlySet<Located> {
  const { sections } = asked;
  const growing = new Set<Located>();
  const lengths = sections.all.map(() => bounded(0));
  for (const section of sections.all.toReversed()) {
    for (const located of members[section.at] ?? []) {
      if (timeOf(asked, located, innerOf(sections, lengths)).by === undefined) continue;
      growing.add(located);
      lengths[section.at] = { value: 1, by: anything };
    }
  }
  return growing;
}

const anything: Expression = { op: "read", from: "input", name: "" };

function timeOf({ context, which, undoing }: TimeAsked, located: Located, inner: Inner): Limit<number> {
  const own = worstDuration(context, located, which, inner, undoing);
  if (located.statement.node.kind !== "hold" || (which !== "whole" && which !== "queue")) return own;
  return addLimits(numbers, own, queueOf(context, located));
}

function innerOf(sections: Sections, lengths: readonly Limit<number>[]): Inner {
  return (block) => lengths[sections.ofBlock(block)?.at ?? -1] ?? bounded(0);
}

function asLimit(length: number): Limit<number> {
  return length < endless ? bounded(length) : unbounded("a part of it has no bound");
}

/** The statements of each section, by its place. */
function membersOf(precedence: Precedence, sections: Sections): readonly (readonly Located[])[] {
  const members: Located[][] = sections.all.map(() => []);
  for (const located of precedence.tree.all) members[sections.of(located).at]?.push(located);
  return members;
}
