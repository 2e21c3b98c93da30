import type { Json, Parameter, Plan } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Site, Slot } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { type Lanes, lanesAt, lanesOfRound } from "../../keys.ts";
import type { Instant } from "../../machine.ts";
import { rowsFor } from "../../persistent/rows.ts";
import { budgetsOf, deadlineOf } from "../budgets.ts";
import { attemptOf } from "../call.ts";
import {
  arm,
  changeFrame,
  changeNode,
  type Draft,
  decideLater,
  frameAt,
  laidAt,
  nodeAt,
  type View,
} from "../draft.ts";
import type { RunEvent } from "../events.ts";
import { type Frame, firstTry } from "../frame-state.ts";
import { type LaidNode, lanesInRun, nodeLanes, type Template, templateOf } from "../layout.ts";
import { clauseScope, type Locals, numberAt, within } from "../scope.ts";
import { type RunState, wholeRun } from "../state.ts";
import { bookLast } from "./ledger.ts";
import { chooseBlock, outermostDone } from "./settle.ts";
import { markCalled } from "./trace.ts";

export function siteKeyOf(site: Site): string {
  return site.loops.length === 0
    ? `${site.plan}`
    : `${site.plan}|${site.loops.map(([node, round]) => `${node}:${round}`).join("|")}`;
}

export function frameKey(path: string, siteKey: string): string {
  return `${path}#${siteKey}`;
}

/** Marks the frame that the next decisions are probably about, unless a newer frame may have the same name. */
export function speakOf(draft: Draft, id: number): void {
  if (draft.frameOf.size + draft.rounds === draft.frames.size) draft.spoken = id;
}

/** The frame that a call or a region speaks of; the newest, where one was entered more than once. */
export function frameNamed(draft: Draft, routine: string, site: Site): number | undefined {
  // No newer one has this name: whoever opens one speaks of it.
  const spoken = draft.frames.get(draft.spoken);
  if (spoken?.path === routine && isSame(spoken.site, site)) return spoken.id;
  const found = frameAtSite(draft, routine, site);
  if (found !== undefined) draft.spoken = found;
  return found;
}

/** The same, wherever it stands: a plan's frame by its name, and from there round by round. */
export function frameAtSite(state: View, routine: string, { plan, loops }: Site): number | undefined {
  for (let outer = 0; outer <= loops.length; outer++) {
    const key = frameKey(routine, siteKeyOf({ plan, loops: loops.slice(0, outer) }));
    let found = state.frameOf.get(key);
    for (let inner = outer; inner < loops.length && found !== undefined; inner++) {
      found = roundOf(frameAt(state, found), loops[inner]!);
    }
    if (found !== undefined) return found;
  }
  return undefined;
}

function roundOf({ template, nodes }: Frame, [loop, round]: Site["loops"][number]): number | undefined {
  return nodes.get(template.number.get(loop) ?? -1)?.loop?.frames.get(round - 1);
}

function isSame(one: Site, other: Site): boolean {
  if (one === other) return true;
  if (one.plan !== other.plan || one.loops.length !== other.loops.length) return false;
  return one.loops.every(([node, round], depth) => {
    const [otherNode, otherRound] = other.loops[depth] ?? [];
    return node === otherNode && round === otherRound;
  });
}

interface Opening {
  readonly template: Template;
  readonly path: string;
  readonly site: Site;
  readonly parent: Frame["parent"];
  readonly ledgers: readonly number[];
  readonly input: Json;
  readonly local: Frame["local"];
  readonly lanes: Lanes;
}

function newFrame(draft: Draft, opening: Opening, id: number): Frame {
  const { template, path, site, parent, ledgers, input, local, lanes } = opening;
  return {
    id,
    template,
    path,
    site,
    scope: parent === undefined || local !== undefined ? id : frameAt(draft, parent.frame).scope,
    lanes,
    parent,
    ledgers,
    input,
    local,
    began: draft.at,
    timeout: undefined,
    callerTimeout: undefined,
    deadline: undefined,
    nodes: rowsFor(template.nodes.length),
    open: opening.template.root.nodes.length,
    status: "forward",
    started: true,
    value: undefined,
    returned: false,
    failure: undefined,
    rejected: false,
    cancelled: false,
    todo: undefined,
    compensation: undefined,
    owner: draft.owner,
  };
}

function openFrame(draft: Draft, opening: Opening): Frame {
  const id = draft.frames.size;
  const frame = newFrame(draft, opening, id);
  draft.frames = draft.frames.push(frame, draft.owner);
  if (frame.template.loop !== undefined) draft.rounds += 1;
  else draft.frameOf = draft.frameOf.set(frameKey(frame.path, siteKeyOf(frame.site)), id, draft.owner);
  draft.spoken = id;
  return frame;
}

/** A round begins: the body of a loop with its variable. */
export function openRound(draft: Draft, id: number, at: number, round: number, value: Json): void {
  const frame = frameAt(draft, id);
  const laid = laidAt(frame, at);
  const variable = laid.node.kind === "loop" ? laid.node.variable : "";
  const { id: opened, template } = openFrame(draft, {
    template: present(laid.body, "a loop's body"),
    path: frame.path,
    site: { loops: frame.site.loops.concat([[laid.node.id, round]]), plan: frame.site.plan },
    parent: { frame: id, node: at, slot: "do" },
    ledgers: frame.ledgers,
    input: null,
    local: { name: variable, value },
    lanes: lanesOfRound(frame.lanes, nodeLanes(frame.template, laid), round),
  });
  start(draft, opened, template);
}

/** A routine begins, as the run itself or for the call of a node. */
export function openRoutine(
  draft: Draft,
  routine: string,
  input: Json,
  plan: number,
  caller: Frame["parent"],
): void {
  const frame = openFrame(draft, openingOf(draft, routine, input, plan, caller));
  const budgeted = budgetsOf(draft.plan, frame.template.routine).some(({ of }) => of !== "latency");
  if (budgeted) changeFrame(draft, frame.id, { ledgers: [...frame.ledgers, frame.id] });
  begin(draft, frame.id, draft.at);
}

/** The next plan of a goal, which starts later: it goes on with what the goal's budget has left. */
export function openPending(draft: Draft, routine: string, input: Json, plan: number, before: Frame): Frame {
  const { id } = openFrame(draft, openingOf(draft, routine, input, plan, before.parent));
  return changeFrame(draft, id, { ledgers: before.ledgers, status: "pending", started: false });
}

/** `since`: when what it is for began. */
export function begin(draft: Draft, id: number, since: Instant): void {
  limitTime(draft, id, since);
  bookLast(draft, frameAt(draft, id), true);
  start(draft, id, frameAt(draft, id).template);
}

/** A plan as it would begin. Nobody knows it: it is no frame of the run. */
export function imagined(
  draft: Draft,
  routine: string,
  input: Json,
  plan: number,
  caller: Frame["parent"],
): Frame {
  return newFrame(draft, openingOf(draft, routine, input, plan, caller), -1);
}

function openingOf(
  draft: Draft,
  routine: string,
  input: Json,
  plan: number,
  caller: Frame["parent"],
): Opening {
  const template = present(templateOf(draft.plan, routine), `routine ${routine}`);
  const outer = caller === undefined ? undefined : frameAt(draft, caller.frame);
  const inner = caller === undefined || outer === undefined ? undefined : laidAt(outer, caller.node);
  const path = outer === undefined || inner === undefined ? routine : calledPath(outer, inner, routine);
  const site: Site = { loops: outer?.site.loops ?? [], plan };
  return {
    template,
    path,
    site,
    lanes: lanesAt(lanesInRun(template, draft.start?.run ?? "", path), site),
    parent: caller,
    ledgers: outer?.ledgers ?? [wholeRun],
    input: withDefaults(draft, template.routine.params, input),
    local: undefined,
  };
}

/** A repeated call has another path, and therefore other keys. */
function calledPath(outer: Frame, { node, at }: LaidNode, routine: string): string {
  const { callee } = nodeAt(outer, at);
  const nth = callee?.entered[callee.target] ?? 1;
  return `${outer.path}/${node.id}>${nth > 1 ? `${nth}>` : ""}${routine}`;
}

function start(draft: Draft, id: number, template: Template): void {
  chooseBlock(draft, id, template.root);
  if (frameAt(draft, id).open === 0) outermostDone(draft, id);
}

/** Its `timeout`, that of the step that calls it, and the latency that its budget allows. */
function limitTime(draft: Draft, id: number, since: Instant): void {
  const frame = frameAt(draft, id);
  const { routine } = frame.template;
  const caller = frame.parent;
  const limits: number[] = [];
  const own = routine.timeout === undefined ? undefined : numberAt(draft, { frame }, routine.timeout);
  if (own !== undefined) limits.push(draft.at + own);
  if (caller !== undefined) {
    const outer = frameAt(draft, caller.frame);
    const laid = laidAt(outer, caller.node);
    const timeout = attemptOf(laid, caller.slot)?.options.timeout;
    const step = timeout === undefined ? undefined : numberAt(draft, within(outer, laid.block.id), timeout);
    if (step !== undefined) {
      limits.push(since + step);
      changeFrame(draft, id, { callerTimeout: since + step });
    }
  }
  if (limits.length > 0) {
    const timeout = Math.min(...limits);
    changeFrame(draft, id, { timeout });
    arm(draft, { due: timeout, id: `timeout ${id}`, kind: "timeout", frame: id });
  }
  const deadline = deadlineOf(draft, frame, since);
  if (deadline === undefined) return;
  changeFrame(draft, id, { deadline });
  arm(draft, { due: deadline, id: `deadline ${id}`, kind: "deadline", frame: id });
}

/** Arguments with what was left out, each default reading those before it. */
export function withDefaults(state: RunState | Draft, params: readonly Parameter[], given: Json): Json {
  if (isRecord(given) && params.every((one) => one.default === undefined || Object.hasOwn(given, one.name)))
    return given;
  const args: Record<string, Json> = isRecord(given) ? { ...given } : {};
  for (const { name, default: otherwise } of params) {
    if (otherwise === undefined || Object.hasOwn(args, name)) continue;
    const found = evaluate(otherwise, clauseScope(state, args));
    if ("value" in found) args[name] = found.value;
  }
  return args;
}

function isRecord(given: Json): given is Locals {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

type Entered = Extract<RunEvent, { t: "Entered" }>;

/** A node's call begins: a routine's frame at once, a goal's once a plan is chosen. */
export function enter(
  draft: Draft,
  frame: number,
  node: number,
  slot: Slot,
  { target, input, nth = 1, request = 1 }: Pick<Entered, "target" | "input" | "nth" | "request">,
): void {
  const goal = isGoal(draft.plan, target);
  const { params } = present(goal ? draft.plan.goals[target] : draft.plan.routines[target], target);
  markCalled(draft, target, () => withDefaults(draft, params, input));
  const before = nodeAt(frameAt(draft, frame), node);
  const { tries: last } = before.callee ?? { tries: firstTry };
  const base = nth === 1 ? 0 : last.request === request ? last.base : last.attempt;
  const tries = { attempt: nth, request, base };
  const earlier = before.callee?.entered ?? {};
  const entered = { ...earlier, [target]: (earlier[target] ?? 0) + 1 };
  changeNode(draft, frame, node, {
    status: "active",
    began: before.began ?? draft.at,
    slot,
    due: undefined,
    seq: undefined,
    todo: goal ? "choose" : undefined,
    callee: { target, input, goal, since: draft.at, chosen: -1, frame: undefined, tries, entered },
  });
  if (goal) decideLater(draft, { frame, node });
  else choosePlan(draft, frame, node, 0, target);
}

/** The plan with which a call goes on, the nth of its goal. */
export function choosePlan(draft: Draft, frame: number, node: number, nth: number, routine: string): void {
  const before = nodeAt(frameAt(draft, frame), node);
  const callee = present(before.callee, "a callee");
  const opened = draft.frames.size;
  changeNode(draft, frame, node, {
    todo: undefined,
    callee: { ...callee, chosen: nth, frame: opened },
    frames: [...before.frames, opened],
  });
  const { site } = frameAt(draft, frame);
  const plan = callee.goal ? nth : site.plan;
  openRoutine(draft, routine, callee.input, plan, { frame, node, slot: before.slot });
}

export function isGoal(plan: Plan, target: string): boolean {
  return !Object.hasOwn(plan.routines, target) && Object.hasOwn(plan.goals, target);
}
