import type { Json } from "@orchlang/plan";
import { Rows } from "../../persistent/rows.ts";
import { changeNode } from "../draft.ts";
import type { LaidNode, Template } from "../layout.ts";
import type { LoopState } from "../node-state.ts";
import { numberAt, valueAt, within } from "../scope.ts";
import { type Draft, frameAt, laidAt, nodeAt } from "../state.ts";
import { takeOccurrence } from "./received.ts";
import { continueLoop, fill } from "./settle.ts";

/** The items of a loop, evaluated in its scope; a failure in words if that is not a list or a number. */
type Course =
  | {
      readonly items: readonly Json[];
      readonly atOnce: number;
      readonly upTo: number;
      readonly share: number;
    }
  | { readonly first: Json; readonly upTo: number }
  | { readonly says: string };

export function courseOf(draft: Draft, id: number, at: number): Course {
  const frame = frameAt(draft, id);
  const { node, block } = laidAt(frame, at);
  if (node.kind !== "loop") return { says: "this is no loop" };
  const position = within(frame, block.id);
  const upTo = numberAt(draft, position, node.upTo);
  if (upTo === undefined) return { says: `how many rounds \`${node.id}\` may have is not known` };
  if (node.over.kind === "fold") {
    const first = valueAt(draft, position, node.over.from);
    if ("value" in first) return { first: first.value, upTo };
    return { says: "fault" in first ? first.fault : `${first.unknown.join(", ")} is not known now` };
  }
  if (node.over.kind !== "list") return { says: "it goes over no list" };
  const list = valueAt(draft, position, node.over.list);
  const atOnce = numberAt(draft, position, node.over.atOnce);
  const share = node.tolerated === undefined ? 0 : numberAt(draft, position, node.tolerated);
  if (!("value" in list)) {
    return { says: "fault" in list ? list.fault : `${list.unknown.join(", ")} is not known now` };
  }
  if (atOnce === undefined || share === undefined) {
    return { says: `how \`${node.id}\` goes over its list is not known` };
  }
  const items = Array.isArray(list.value) ? (list.value as readonly Json[]) : [];
  return { items, atOnce: Math.max(1, atOnce), upTo, share };
}

/** A loop over a list begins, with so many rounds. */
export function beginRounds(draft: Draft, id: number, at: number, rounds: number): void {
  const course = courseOf(draft, id, at);
  if (!("items" in course)) return;
  const winners = winnersAmong(frameAt(draft, id).template, laidAt(frameAt(draft, id), at));
  const loop: LoopState = {
    kind: "list",
    items: course.items,
    rounds,
    atOnce: course.atOnce,
    next: 1,
    running: 0,
    failed: 0,
    // A share of 5 % of 10 rounds lets none fail; of 20 rounds one.
    tolerated: winners === undefined ? Math.floor(course.share * rounds + 1e-9) : rounds - winners,
    frames: new Rows(),
    values: new Rows(),
    value: null,
    race: winners === undefined ? undefined : { winners, won: [] },
  };
  changeNode(draft, id, at, { status: "active", began: draft.at, todo: undefined, loop });
  if (rounds === 0) continueLoop(draft, id, at);
  else fill(draft, id, at);
}

/** The next round of a loop with memory. */
export function nextRound(draft: Draft, id: number, at: number, round: number): void {
  const before = nodeAt(frameAt(draft, id), at);
  const loop: LoopState = before.loop ?? { ...noRounds, kind: "fold", value: firstOf(draft, id, at) };
  changeNode(draft, id, at, {
    status: "active",
    began: before.began ?? draft.at,
    todo: undefined,
    loop: { ...loop, rounds: round },
  });
  fill(draft, id, at);
}

/** A round for something that happened. */
export function occurrenceRound(
  draft: Draft,
  id: number,
  at: number,
  event: string,
  occurrence: string,
): void {
  const before = nodeAt(frameAt(draft, id), at);
  const fields = draft.occurrences.get(event)?.find((one) => one.id === occurrence)?.fields ?? null;
  takeOccurrence(draft, event, occurrence);
  const loop: LoopState = before.loop ?? { ...noRounds, kind: "occurrences" };
  changeNode(draft, id, at, { todo: undefined, loop: { ...loop, rounds: loop.rounds + 1, value: fields } });
  fill(draft, id, at);
}

const noRounds: Omit<LoopState, "kind"> = {
  items: [],
  rounds: 0,
  atOnce: 1,
  next: 1,
  running: 0,
  failed: 0,
  tolerated: 0,
  frames: new Rows(),
  values: new Rows(),
  value: null,
  race: undefined,
};

/** How many rounds are to win, where they run against one another. */
export function winnersAmong(template: Template, { block }: LaidNode): number | undefined {
  const around = template.nodes[block.owner]?.node;
  return around?.kind === "race" && around.rounds === true ? around.winners : undefined;
}

function firstOf(draft: Draft, id: number, at: number): Json {
  const course = courseOf(draft, id, at);
  return "first" in course ? course.first : null;
}
