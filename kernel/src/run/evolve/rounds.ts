import type { Json } from "@orchlang/plan";
import { present } from "../../invariant.ts";
import { Rows } from "../../persistent/rows.ts";
import { changeFrame, changeNode, type Draft, decideLater, frameAt, laidAt, nodeAt } from "../draft.ts";
import type { Frame, LoopState } from "../frame-state.ts";
import type { LaidNode, Template } from "../layout.ts";
import { numberAt, valueAt, within } from "../scope.ts";
import { openRound } from "./frames.ts";
import { look, takeOccurrence } from "./received.ts";
import { loserGone } from "./settle.ts";

/** The items of a loop, evaluated in its scope; a failure in words if that is not a list or a number. */
export type Course =
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

/** As many rounds as may run at once. */
function fill(draft: Draft, id: number, at: number): void {
  for (;;) {
    const { loop, status } = nodeAt(frameAt(draft, id), at);
    if (loop === undefined || status !== "active") return;
    if (loop.running >= loop.atOnce || loop.next > loop.rounds) return;
    const round = loop.next;
    const item = loop.kind === "list" ? (loop.items[round - 1] ?? null) : loop.value;
    const frame = draft.frames.size;
    changeNode(draft, id, at, {
      loop: {
        ...loop,
        next: round + 1,
        running: loop.running + 1,
        frames: loop.frames.push(frame, draft.owner),
      },
    });
    openRound(draft, id, at, round, item);
  }
}

/** Every statement of a round is at its end. */
export function roundDone(draft: Draft, frame: Frame): void {
  changeFrame(draft, frame.id, { status: "over" });
  roundOver(draft, frame, frame.value ?? null);
}

/** A round that may fail has failed, and is undone: its value is left out. */
export function roundFailed(draft: Draft, frame: Frame): void {
  roundOver(draft, frame, undefined);
}

function roundOver(draft: Draft, frame: Frame, value: Json | undefined): void {
  const parent = present(frame.parent, "a round's loop");
  const { loop, status } = nodeAt(frameAt(draft, parent.frame), parent.node);
  // The plan around a race was waiting for the loser.
  if (loop?.race !== undefined && status === "completed") loserGone(draft, parent.frame, parent.node);
  if (loop === undefined || status !== "active") return;
  const round = frame.site.loops.at(-1)?.[1] ?? 1;
  const next: LoopState =
    loop.kind === "fold"
      ? { ...loop, running: loop.running - 1, value: value ?? null }
      : {
          ...loop,
          running: loop.running - 1,
          values: loop.values.set(round - 1, value, draft.owner),
          race:
            loop.race !== undefined && value !== undefined
              ? { ...loop.race, won: [...loop.race.won, round] }
              : loop.race,
        };
  changeNode(draft, parent.frame, parent.node, { loop: next });
  if (next.kind === "occurrences") {
    look(draft, parent);
    return;
  }
  const { race } = next;
  const isDecided = race !== undefined && race.won.length >= race.winners;
  if (isDecided || next.kind === "fold" || (next.running === 0 && next.next > next.rounds)) {
    continueLoop(draft, parent.frame, parent.node);
  } else fill(draft, parent.frame, parent.node);
}

function continueLoop(draft: Draft, id: number, at: number): void {
  if (nodeAt(frameAt(draft, id), at).todo !== undefined) return;
  changeNode(draft, id, at, { todo: "rounds" });
  decideLater(draft, { frame: id, node: at });
}
