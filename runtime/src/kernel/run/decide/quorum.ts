import { equal, type Json, type QuorumNode } from "@orchlang/plan";
import type { Failure } from "../../failure.ts";
import type { Slot } from "../../identity.ts";
import { frameAt, nodeAt } from "../draft.ts";
import type { LaidNode } from "../layout.ts";
import type { Frame, IntentState } from "../state.ts";
import type { Locals } from "../scope.ts";
import { failStatement } from "./rescue.ts";
import { completed } from "./statement.ts";
import type { Turn } from "./turn.ts";

/** Begins a way of doing a node. */
export type Start = (turn: Turn, frame: Frame, laid: LaidNode, slot: Slot, locals: Locals) => void;

/** Several are asked at once. */
export function startQuorum(turn: Turn, frame: Frame, laid: LaidNode, start: Start): void {
  const { node } = laid;
  if (node.kind !== "quorum") return;
  node.attempts.forEach((_, index) => {
    start(turn, frame, laid, `ask${index + 1}`, {});
  });
}

/** What enough of them agree on is taken; where they can't agree any more, it has failed. */
export function quorum(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "quorum") return;
  const asked = nodeAt(frameAt(turn.draft, frame.id), laid.at).keys.flatMap((key) => {
    const intent = turn.draft.intents.get(key);
    return intent === undefined ? [] : [intent];
  });
  const agreed = agreement(node, asked);
  if (agreed !== undefined) completed(turn, frame, laid, agreed.value);
  else failStatement(turn, frame, laid, disagreement(node, asked));
}

export function agreement(node: QuorumNode, asked: readonly IntentState[]): { readonly value: Json } | undefined {
  const groups: { readonly value: Json; count: number }[] = [];
  for (const { outcome, result } of asked) {
    if (outcome !== "completed") continue;
    const value = result ?? null;
    const group = groups.find((one) => equal(one.value, value));
    if (group === undefined) groups.push({ value, count: 1 });
    else group.count += 1;
  }
  return groups.find(({ count }) => count >= node.agree);
}

function disagreement(node: QuorumNode, asked: readonly IntentState[]): Failure {
  const answered = asked.filter(({ outcome }) => outcome === "completed").length;
  const message = `of ${node.attempts.length} that were asked ${answered} answered, and no ${node.agree} of them agree`;
  return { class: "no_quorum", name: "no_quorum", message };
}
