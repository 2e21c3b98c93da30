import { present } from "../../invariant.ts";
import { changeFrame, changeNode } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidBlock } from "../layout.ts";
import { type Draft, frameAt, laidAt, nodeAt } from "../state.ts";
import { bookLast } from "./ledger.ts";
import { frameNamed } from "./open-frame.ts";
import { beginRounds, nextRound, occurrenceRound } from "./rounds.ts";
import { chooseBlock, frameFinished, isSettled, settle, skipBlock } from "./settle.ts";

type Branched = Extract<RunEvent, { t: "Branched" }>;

export function branched(draft: Draft, event: Branched): void {
  const { routine, site, node: name, took, occurrence } = event;
  const id = present(frameNamed(draft, routine, site), routine);
  const frame = frameAt(draft, id);
  if (name === "finally") {
    beginFinally(draft, frame, took);
    return;
  }
  const at = present(frame.template.number.get(name), name);
  const { node } = laidAt(frame, at);
  if ("rescues" in node && nodeAt(frame, at).slot !== "do") {
    const rescue = node.rescues[took - 1];
    if (rescue !== undefined && "block" in rescue) enterBlock(draft, frame, at, rescue.block);
  } else if (node.kind === "branch") takeArm(draft, frame, at, node.arms[took]?.block);
  else if (node.kind === "hold") takeArm(draft, frame, at, took === 0 ? node.body : node.otherwise);
  else if (node.kind === "race") startRace(draft, frame, at, took);
  else if (node.kind === "quorum") contest(draft, frame, at, took);
  else if (node.kind === "loop") {
    if (node.over.kind === "fold") nextRound(draft, id, at, took);
    else if (node.over.kind === "occurrences")
      occurrenceRound(draft, id, at, node.over.event, occurrence ?? "");
    else beginRounds(draft, id, at, took);
  }
}

function beginFinally(draft: Draft, frame: Frame, took: number): void {
  const { finally: block } = frame.template;
  if (frame.template.finally !== undefined) bookLast(draft, frame, false);
  const open = block === undefined || took < 0 ? 0 : block.nodes.length;
  changeFrame(draft, frame.id, { status: "finally", open, todo: undefined });
  if (block === undefined || open === 0) frameFinished(draft, frame.id);
  else chooseBlock(draft, frame.id, block);
}

/** The nodes that a block has to wait for: in `finally`, what reads a failed step is skipped before its block is entered. */
function openIn(draft: Draft, id: number, { nodes }: LaidBlock): number {
  const frame = frameAt(draft, id);
  return nodes.filter((at) => !isSettled(nodeAt(frame, at))).length;
}

/** One side runs; the others' statements are skipped. */
function takeArm(draft: Draft, frame: Frame, at: number, arm: string | undefined): void {
  const { blocks } = laidAt(frame, at);
  const begun = { status: "active", began: draft.at, todo: undefined } as const;
  const taken = blocks.find(({ id }) => id === arm);
  const open = taken === undefined ? 0 : openIn(draft, frame.id, taken);
  changeNode(draft, frame.id, at, { ...begun, block: taken?.id, open });
  for (const block of blocks) if (block !== taken) skip(draft, frame.id, block);
  if (taken === undefined || open === 0) settle(draft, frame.id, at, { status: "completed" });
  else chooseBlock(draft, frame.id, taken);
}

function skip(draft: Draft, id: number, block: LaidBlock): void {
  const work: { at: number; end: { status: "skipped" } }[] = [];
  skipBlock(block, work);
  for (const { at, end } of work) settle(draft, id, at, end);
}

/** A handler that is a block. */
function enterBlock(draft: Draft, frame: Frame, at: number, name: string): void {
  const block = laidAt(frame, at).blocks.find(({ id }) => id === name);
  if (block === undefined) return;
  const open = openIn(draft, frame.id, block);
  changeNode(draft, frame.id, at, { todo: undefined, block: name, open, yielded: undefined });
  if (open === 0) settle(draft, frame.id, at, { status: "completed", value: null });
  else chooseBlock(draft, frame.id, block);
}

function contest(draft: Draft, frame: Frame, at: number, running: number): void {
  changeNode(draft, frame.id, at, {
    status: "active",
    began: draft.at,
    todo: undefined,
    race: { won: [], lost: 0, running },
  });
}

function startRace(draft: Draft, frame: Frame, at: number, running: number): void {
  contest(draft, frame, at, running);
  for (const block of laidAt(frame, at).blocks) {
    if (!block.handler) chooseBlock(draft, frame.id, block);
  }
}
