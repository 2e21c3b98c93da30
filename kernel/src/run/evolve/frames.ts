import type { Json, Parameter, Plan } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Site, Slot } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { lanesAt } from "../../keys.ts";
import type { Instant } from "../../machine.ts";
import { budgetsOf, deadlineOf } from "../budgets.ts";
import { attemptOf } from "../call.ts";
import { arm, changeFrame, changeNode, decideLater } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import type { Frame } from "../frame-state.ts";
import { type LaidNode, lanesInRun, templateOf } from "../layout.ts";
import { firstTry } from "../node-state.ts";
import { clauseScope, type Locals, numberAt, within } from "../scope.ts";
import { type Draft, frameAt, laidAt, nodeAt, type RunState, wholeRun } from "../state.ts";
import { bookLast } from "./ledger.ts";
import { newFrame, type Opening, openFrame } from "./open-frame.ts";
import { start } from "./settle.ts";
import { markCalled } from "./trace.ts";

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
    const evaluated = evaluate(otherwise, clauseScope(state, args));
    if ("value" in evaluated) args[name] = evaluated.value;
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
