/** When a race or a quorum is decided. */
import type { Json } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import type { QuorumNode, RaceNode } from "@orchlang/plan/nodes";
import type { RaceState } from "./node-state.ts";
import { frameAt, type IntentState, laidAt, nodeAt, type View } from "./state.ts";

/** Enough have won, or too few still can. */
export function raceIsDecided(node: RaceNode, { won, lost }: RaceState): boolean {
  const { branches } = node;
  const winners = winnersOf(node);
  return won.length >= winners || branches.length - lost < winners;
}

/** How many branches have to win; where rounds run against one another, their loop is the only one. */
export function winnersOf({ winners, rounds }: RaceNode): number {
  return rounds === true ? 1 : winners;
}

/** Enough agree, or too few still can. */
export function quorumIsDecided(state: View, id: number, at: number): boolean {
  const { node } = laidAt(frameAt(state, id), at);
  const { race } = nodeAt(frameAt(state, id), at);
  if (node.kind !== "quorum" || race === undefined) return false;
  const best = largest(answersOf(state, id, at));
  const count = best?.count ?? 0;
  return count >= node.agree || count + race.running < node.agree;
}

/** The value that enough of the voters agree on. */
export function agreement(
  state: View,
  id: number,
  at: number,
  node: QuorumNode,
): { readonly value: Json } | undefined {
  const best = largest(answersOf(state, id, at));
  return best !== undefined && best.count >= node.agree ? best : undefined;
}

export function askedBy(state: View, id: number, at: number): readonly IntentState[] {
  return nodeAt(frameAt(state, id), at).keys.flatMap((key) => {
    const intent = state.intents.get(key);
    return intent?.intent.call.slot.startsWith("ask") ? [intent] : [];
  });
}

function answersOf(state: View, id: number, at: number): readonly Json[] {
  return askedBy(state, id, at).flatMap(({ outcome, result }) =>
    outcome === "completed" ? [result ?? null] : [],
  );
}

function largest(answers: readonly Json[]): { readonly value: Json; readonly count: number } | undefined {
  const groups: { readonly value: Json; count: number }[] = [];
  for (const value of answers) {
    const group = groups.find((one) => equal(one.value, value));
    if (group === undefined) groups.push({ value, count: 1 });
    else group.count += 1;
  }
  return groups.reduce<(typeof groups)[number] | undefined>(
    (best, group) => (best === undefined || group.count > best.count ? group : best),
    undefined,
  );
}
