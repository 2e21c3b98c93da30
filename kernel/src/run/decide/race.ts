import type { Json } from "@orchlang/plan";
import type { RaceNode } from "@orchlang/plan/nodes";
import type { Failure } from "../../failure.ts";
import { winnersOf } from "../contest.ts";
import { frameAt, nodeAt } from "../draft.ts";
import { isSettled } from "../evolve/settle.ts";
import type { Frame, RaceState } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { failStatement } from "./error-handlers.ts";
import { completed } from "./statement.ts";
import { emit, type Turn } from "./turn.ts";

export function startRace(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "race") return;
  const { path: routine, site } = frame;
  emit(turn, { t: "Branched", routine, node: node.id, site, took: node.branches.length, reads: [] });
}

/** A branch is at its end: enough have won, or too few still can. */
export function race(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  const state = nodeAt(frameAt(turn.draft, frame.id), laid.at);
  if (node.kind !== "race" || state.race === undefined) return;
  if (state.race.won.length >= winnersOf(node)) {
    const value = winnersValue(turn, frame, node, state.race);
    if (node.losers === "cancel") stopLosers(turn, frame, node);
    completed(turn, frame, laid, value);
    return;
  }
  failStatement(turn, frame, laid, lostAll(turn, frame, node));
}

/** Where branches have names a record with those that won, else the winner's value, or the winners' in order. */
function winnersValue(turn: Turn, frame: Frame, node: RaceNode, { won }: RaceState): Json {
  const now = frameAt(turn.draft, frame.id);
  const winners = won.slice(0, winnersOf(node));
  const valueAt = (at: number): Json => nodeAt(now, at).value ?? null;
  if (node.branches.every(({ name }) => name === undefined)) {
    const values = winners.map(valueAt);
    return winners.length === 1 ? (values[0] ?? null) : values;
  }
  return Object.fromEntries(
    node.branches.flatMap((branch) => {
      const at = now.template.number.get(branch.node) ?? -1;
      if (!winners.includes(at)) return [];
      return [[branch.name ?? branch.node, branch.nothing ? true : valueAt(at)]];
    }),
  );
}

function stopLosers(turn: Turn, frame: Frame, node: RaceNode): void {
  for (const branch of node.branches) {
    const now = frameAt(turn.draft, frame.id);
    const at = now.template.number.get(branch.node);
    if (at === undefined || isSettled(nodeAt(now, at))) continue;
    const { path: routine, site } = frame;
    emit(turn, { t: "Unwinding", region: { routine, site, node: branch.node }, why: "lost the race" });
  }
}

/** The last branch that failed says why. */
function lostAll(turn: Turn, frame: Frame, node: RaceNode): Failure {
  const now = frameAt(turn.draft, frame.id);
  const failures = node.branches.flatMap(({ node: name }) => {
    const at = now.template.number.get(name);
    const failure = at === undefined ? undefined : nodeAt(now, at).failure;
    return failure === undefined ? [] : [failure];
  });
  const last = failures.at(-1);
  return {
    class: last?.class ?? "permanent",
    name: last?.name ?? "permanent",
    message: `too few branches of \`${node.id}\` succeeded: ${last?.message ?? "none did"}`,
  };
}
