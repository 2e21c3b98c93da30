/**
 * The conditions between a trigger's cause and its run: `when`, debounce, throttle, overlap. Then a run is requested.
 */
import type { Json, JsonObject, PlanId } from "@orchlang/plan";
import { conjunctsOf, type Expression, evaluate, type Scope } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import { runIdOf } from "../../keys.ts";
import { limits } from "../../limits.ts";
import type { RunId, Seq } from "../../machine.ts";
import { counts } from "../counts.ts";
import { wasAdmitted } from "../evolve/history.ts";
import { closureOf, isDisabled } from "../governance.ts";
import type { ControlState, Firing } from "../state.ts";
import { contextScope } from "../world/condition.ts";
import type { LaidTrigger } from "../world/laid.ts";
import { type Slot, slotOfPlan } from "../world/slot.ts";
import { emit, type Turn } from "./turn.ts";

/** The reason for a firing. */
interface Cause {
  /** Equal for equal causes, however often they are reported. The run's id is derived from it (semantics, rule 8). */
  readonly id: string;
  /** The values that the trigger's expressions read of the cause. */
  readonly locals: Readonly<Record<string, Json>>;
  /** How many triggers in a row have led here. */
  readonly depth: number;
  /** When it came, by how much had come to control; left out: it comes now. */
  readonly came?: Seq;
}

type WhyNot =
  | "condition"
  | "debounce"
  | "throttle"
  | "overlap"
  | "unknown"
  | "missed"
  | "circle"
  | "paused"
  | "disabled"
  | "no plan";

export function offerFiring(turn: Turn, trigger: LaidTrigger, cause: Cause): void {
  const { state } = turn;
  if (!counts(state, cause.came ?? state.length)) return;
  const scope = contextScope(state, cause.locals);
  const request = `${trigger.name} ${cause.id}`;
  const run = runIdOf(request);
  // A repeated cause: its run was requested already.
  if (wasAdmitted(state, run) || state.firings.has(run)) return;
  const passed = passes(state, trigger, cause, scope);
  if ("why" in passed) {
    const { why, key, parts } = passed;
    skipped(turn, trigger.name, why, { firing: cause.id, key, parts });
    return;
  }
  const by = trigger.overlap?.by;
  const { key, plan, args } = passed;
  const { overlap } = trigger.starts;
  const among = overlap && slotOfPlan(trigger.starts.target, overlap, args);
  start(turn, trigger.name, {
    trigger: trigger.name,
    run,
    request,
    target: trigger.starts.target,
    plan,
    args,
    group: by === undefined ? trigger.name : `${trigger.name} ${keyText(by, scope)}`,
    ...(among === undefined ? {} : { among }),
    depth: cause.depth,
    ...(trigger.priority === undefined ? {} : { priority: trigger.priority }),
    ...(key === undefined || trigger.debounce === undefined
      ? {}
      : { quiet: { key, for: trigger.debounce.for } }),
  });
}

type Passed =
  | { readonly why: WhyNot; readonly key?: string; readonly parts?: readonly (boolean | null)[] }
  | { readonly plan: PlanId; readonly args: JsonObject; readonly key: string | undefined };

/** Its condition, its time of quiet and its throttle, and what the plan is started with. */
function passes(state: ControlState, trigger: LaidTrigger, cause: Cause, scope: Scope): Passed {
  const { plan, when, debounce, starts } = trigger;
  if (plan === undefined) return { why: "no plan" };
  if (isDisabled(state, trigger.name)) return { why: "disabled" };
  const reach = state.declared.reaches?.[plan];
  if (closureOf(state, { entry: starts.target, input: undefined, reach }) !== undefined)
    return { why: "paused" };
  if (cause.depth > limits.firingDepthMax) return { why: "circle" };
  if (when !== undefined) {
    const is = evaluate(when, scope);
    if (!("value" in is) || is.value !== true) return { why: "condition", parts: valuesOf(when, scope) };
  }
  const key = debounce && `${trigger.name} ${keyText(debounce.by, scope)}`;
  const last = key === undefined ? undefined : state.quiet.get(key);
  if (key !== undefined && last !== undefined && state.at - last.at < last.for)
    return { why: "debounce", key };
  if (isThrottled(state, trigger)) return { why: "throttle" };
  const args: Record<string, Json> = {};
  for (const [name, value] of Object.entries(starts.args)) {
    const is = evaluate(value, scope);
    if (!("value" in is)) return { why: "unknown" };
    args[name] = is.value;
  }
  if (closureOf(state, { entry: starts.target, input: args, reach }) !== undefined) return { why: "paused" };
  return { plan, args, key };
}

/** The values of what `and` joins in a condition. */
function valuesOf(when: Expression, scope: Scope): readonly (boolean | null)[] {
  return conjunctsOf(when).map((part) => {
    const is = evaluate(part, scope);
    return "value" in is && typeof is.value === "boolean" ? is.value : null;
  });
}

/**
 * As overlapping runs are to be treated: it starts, waits for its turn, or does not come about. `left`: the runs among
 * which it has waited until now.
 */
function start(turn: Turn, trigger: string, firing: Firing, left?: string): void {
  const full = fullSlot(turn.state, firing);
  if (full === undefined) {
    emit(turn, { t: "Fired", ...firing });
    return;
  }
  const waiting = turn.state.groups.get(full.group)?.queue.size ?? 0;
  if (full.mode === "queue" && waiting < limits.queuedFiringsMax)
    emit(turn, { t: "Queued", firing, ...placeOf(turn, full, firing, left) });
  else if (full.mode === "replace") replace(turn, firing, full, left);
  else
    skipped(turn, trigger, "overlap", {
      firing: firing.request,
      behind: inNeed(turn.state, full.group),
      ...(left === undefined ? {} : { left: { run: firing.run, group: left } }),
    });
}

/** Among which runs it has no place: those of its plan first, then those of its trigger. */
function fullSlot({ groups, laid }: ControlState, firing: Firing): Slot | undefined {
  const { overlap } = laid.triggers.get(firing.trigger) ?? {};
  const mode = overlap?.mode ?? "allow";
  const most = overlap?.upTo ?? (mode === "allow" ? limits.activeRunsMax : 1);
  const own: Slot = { group: firing.group, mode, most };
  const slots = firing.among === undefined ? [own] : [firing.among, own];
  return slots.find((slot) => isFull(groups, slot));
}

export function isFull(groups: ControlState["groups"], { group, most }: Slot): boolean {
  return (groups.get(group)?.active.size ?? 0) >= most;
}

function placeOf({ state }: Turn, { group }: Slot, firing: Firing, left: string | undefined) {
  const behind = inNeed(state, group);
  return {
    ...(group === firing.group ? {} : { among: group }),
    ...(left === undefined ? {} : { left }),
    ...(behind.length === 0 ? {} : { behind }),
  };
}

/** The newest waits until what it replaces has ended; what waited before it does not come about. */
function replace(turn: Turn, firing: Firing, full: Slot, left: string | undefined): void {
  emit(turn, { t: "Queued", firing, instead: true, ...placeOf(turn, full, firing, left) });
  for (const run of turn.state.groups.get(full.group)?.active ?? [])
    emit(turn, { t: "Replaced", run, by: firing.run });
}

/** Runs have ended: whoever waits for their place comes, or waits for another. */
export function serveGroups(turn: Turn, names: readonly (string | undefined)[]): void {
  for (const name of names) {
    if (name !== undefined) serveGroup(turn, name);
  }
}

function serveGroup(turn: Turn, name: string): void {
  for (;;) {
    const next = turn.state.groups.get(name)?.queue.first();
    if (next === undefined || fullSlot(turn.state, next)?.group === name) return;
    if (isClosedTo(turn.state, next)) return;
    start(turn, next.trigger, next, name);
  }
}

/** True if the run of a firing does not begin. */
export function isClosedTo(
  state: ControlState,
  { target, plan, args }: Pick<Firing, "target" | "plan" | "args">,
): boolean {
  const reach = state.declared.reaches?.[plan];
  return closureOf(state, { entry: target, input: args, reach }) !== undefined;
}

interface Vain {
  readonly firing: string;
  readonly key?: string | undefined;
  readonly count?: number;
  readonly parts?: readonly (boolean | null)[] | undefined;
  readonly left?: { readonly run: RunId; readonly group: string };
  readonly behind?: readonly RunId[];
}

export function skipped(turn: Turn, trigger: string, why: WhyNot, vain: Vain): void {
  const { firing, key, count, parts, left, behind = [] } = vain;
  emit(turn, {
    t: "Skipped",
    trigger,
    firing,
    why,
    ...(key === undefined ? {} : { key }),
    ...(count === undefined ? {} : { count }),
    ...(parts === undefined ? {} : { parts }),
    ...(left === undefined ? {} : { left }),
    ...(behind.length === 0 ? {} : { behind }),
  });
}

/** Those of a group that an operator has to speak about first. */
function inNeed({ groups, runs }: ControlState, group: string): readonly RunId[] {
  const active = groups.get(group)?.active ?? [];
  return [...active].filter((run) => runs.get(run)?.attention !== undefined);
}

function isThrottled(state: ControlState, { name, throttle }: LaidTrigger): boolean {
  if (throttle === undefined) return false;
  const counting = state.throttles.get(name)?.count((at) => at > state.at - throttle.per) ?? 0;
  return counting >= throttle.count;
}

/** All unknown keys share the key `?`. */
function keyText(by: Expression | undefined, scope: Scope): string {
  if (by === undefined) return "";
  const is = evaluate(by, scope);
  return "value" in is ? canonical(is.value) : "?";
}
