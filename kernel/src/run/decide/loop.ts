import type { Json } from "@orchlang/plan";
import type { Failure } from "../../failure.ts";
import type { callOf } from "../call.ts";
import { courseOf, winnersAmong } from "../evolve/rounds.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidNode } from "../layout.ts";
import { noValue, valueAt, within } from "../scope.ts";
import { frameAt, nodeAt } from "../state.ts";
import { failStatement } from "./error-handlers.ts";
import { completed } from "./statement.ts";
import { emit, type Turn } from "./turn.ts";
import { awaits } from "./wait.ts";

/** A loop begins (semantics, rule 11). A list that is too long fails before its first round. */
export function startLoop(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { node } = laid;
  if (node.kind !== "loop") return;
  if (node.over.kind === "occurrences") {
    awaits(turn, frame, laid, node.over.within);
    return;
  }
  const course = courseOf(turn.draft, frame.id, laid.at);
  if ("says" in course) {
    failStatement(turn, frame, laid, noValue({ fault: course.says }));
    return;
  }
  if ("first" in course) {
    nextOrDone(turn, frame, laid, 0, course.first, course.upTo);
    return;
  }
  const rounds = course.items.length;
  if (rounds > course.upTo) {
    const message = `\`${node.id}\` was given ${rounds} items, and goes over ${course.upTo} at most`;
    failStatement(turn, frame, laid, { class: "too_many", name: "too_many", message });
    return;
  }
  const winners = winnersAmong(frame.template, laid);
  if (winners !== undefined && rounds < winners) {
    const message = `\`${node.id}\` was given ${rounds} items, and ${winners} have to come through`;
    failStatement(turn, frame, laid, { class: "permanent", name: "permanent", message });
    return;
  }
  emit(turn, {
    t: "Branched",
    routine: frame.path,
    node: node.id,
    site: frame.site,
    took: rounds,
    reads: [],
  });
}

/** A round is over, or all are. */
export function rounds(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { loop } = nodeAt(frameAt(turn.draft, frame.id), laid.at);
  if (loop === undefined) return;
  if (loop.kind === "list") {
    if (loop.race !== undefined) stopLosers(turn, frame, laid);
    completed(turn, frame, laid);
    return;
  }
  const course = courseOf(turn.draft, frame.id, laid.at);
  nextOrDone(turn, frame, laid, loop.rounds, loop.value, "upTo" in course ? course.upTo : 0);
}

/** A loop with memory reads `until` before each round; unmet after the last it is exhausted. */
function nextOrDone(turn: Turn, frame: Frame, laid: LaidNode, done: number, value: Json, upTo: number): void {
  const { node } = laid;
  if (node.kind !== "loop" || node.over.kind !== "fold") return;
  const { until } = node.over;
  const position = within(frame, laid.block.id, { [node.variable]: value });
  const evaluated = until === undefined ? { value: false } : valueAt(turn.draft, position, until);
  if (!("value" in evaluated)) {
    failStatement(turn, frame, laid, noValue(evaluated));
    return;
  }
  if (evaluated.value === true || (until === undefined && done >= upTo)) {
    completed(turn, frame, laid, done === 0 ? value : undefined);
    return;
  }
  if (done >= upTo) {
    const message = `\`${node.id}\` was not done after ${upTo} rounds`;
    const failure: Failure = { class: "exhausted", name: "exhausted", message, attempts: done, last: value };
    failStatement(turn, frame, laid, failure);
    return;
  }
  emit(turn, {
    t: "Branched",
    routine: frame.path,
    node: node.id,
    site: frame.site,
    took: done + 1,
    reads: [],
  });
}

/** Enough rounds have come through: those that still run are stopped, unless they may end by themselves. */
function stopLosers(turn: Turn, frame: Frame, { block, at }: LaidNode): void {
  const around = frame.template.nodes[block.owner]?.node;
  if (around?.kind !== "race" || around.losers === "finish") return;
  for (const id of nodeAt(frameAt(turn.draft, frame.id), at).loop?.frames ?? []) {
    const { path: routine, site, status } = frameAt(turn.draft, id);
    if (status === "forward") emit(turn, { t: "Unwinding", region: { routine, site }, why: "lost the race" });
  }
}

/** A round as a whole: the loop's node at the round's own site. */
export function roundCall(frame: Frame): ReturnType<typeof callOf> {
  return { routine: frame.path, site: frame.site, node: frame.template.loop ?? "", slot: "do" };
}
