import type { CheckedProgram, Origin } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { TriggerSource } from "@orchlang/plan/context";
import { formatDuration, nextInstant } from "@orchlang/plan/quantities";
import type { Analysis } from "../analysis.ts";
import { isBounded } from "../bounds/limit.ts";
import { routineTree } from "../tree.ts";
import { shortName } from "../words.ts";
import { eachWritten, placeOf, type SoundTrigger, soundTriggers, writtenName } from "./declared.ts";

/* Triggers that come round again while the run that they started may still be under way. */

export const overtaken = defineDiagnostic<{ trigger: string; plan: string; takes: string; after: string }>({
  code: "ORCH4607",
  severity: "warning",
  title: "Started again while it runs",
  message: (p) => `\`${p.plan}\` may take ${p.takes}, and \`${p.trigger}\` starts it again after ${p.after}.`,
  notes: ["Nothing says what then: the runs go on beside one another."],
  help: "Write `overlap skip`, `overlap queue`, `overlap replace`, or `overlap allow` if that is intended.",
});

type Known = Pick<Analysis, "program" | "routines" | "goals">;

/** @param isSound of a plan or goal: nothing that it may run has a mistake. */
export function overtakenDiagnostics(
  known: Known,
  isBroken: (origin: Origin) => boolean,
  isSound: (target: string) => boolean,
): readonly Diagnostic[] {
  return eachWritten(soundTriggers(known.program, isBroken)).flatMap((trigger) => {
    const least = Math.max(Math.min(...trigger.on.map(leastPause)), throttledTo(trigger));
    if (!Number.isFinite(least) || !isSound(trigger.starts.target) || saysOverlap(trigger, known)) return [];
    const takes = worstLatency(trigger.starts.target, known);
    if (takes === undefined || takes <= least) return [];
    const after = Math.max(Math.min(...trigger.on.map(shortestPause)), throttledTo(trigger));
    if (takes <= after) return [];
    const plan = shortName(trigger.starts.target);
    const details = {
      plan,
      trigger: writtenName(trigger),
      takes: formatDuration(takes),
      after: formatDuration(after),
    };
    return [overtaken.at(placeOf(trigger), details)];
  });
}

/** ms that a throttle keeps between two starts. */
function throttledTo({ throttle }: SoundTrigger): number {
  if (throttle?.count !== 1) return 0;
  return throttle.per.op === "constant" && typeof throttle.per.value === "number" ? throttle.per.value : 0;
}

function saysOverlap({ overlap, starts }: SoundTrigger, { goals, routines }: Known): boolean {
  if (overlap !== undefined || starts.overlap !== undefined) return true;
  const ways =
    goals.get(starts.target)?.alternatives ?? [routines.get(starts.target)].flatMap((one) => one ?? []);
  return ways.length > 0 && ways.every(({ checked }) => checked.head.overlap !== undefined);
}

function worstLatency(target: string, { goals, routines }: Known): number | undefined {
  const { latency } = (goals.get(target) ?? routines.get(target))?.bounds.bounds ?? {};
  return latency !== undefined && isBounded(latency.worst) ? latency.worst.value : undefined;
}

/** Looked at from a Monday in winter on, so that what is said does not change from day to day. */
const monday = Date.UTC(2026, 0, 5);
/** Two years of days, for a schedule with one minute of an hour; two hours, for any other, whose pauses recur sooner. */
const startsSeen = { daily: 700, hourly: 120 };

const minute = 60_000;

/** A plain number in a part of a schedule. */
const single = /^\d+$/u;

/**
 * A lower bound of `shortestPause` in ms, read from the text of a schedule: one minute of an hour is 60 minutes after
 * another, one time of a day 24 hours. Clocks that go forward take up to 2 hours from a day, and 30 minutes from an
 * hour.
 */
function leastPause(source: TriggerSource): number {
  if (source.kind !== "schedule") return shortestPause(source);
  const [minutes = "", hours = ""] = source.cron.trim().split(/\s+/u);
  if (!single.test(minutes)) return minute;
  return single.test(hours) ? 22 * 60 * minute : 30 * minute;
}

/** ms between two starts that follow one another; endless of what has no rhythm. */
function shortestPause(source: TriggerSource): number {
  if (source.kind === "every")
    return source.period.op === "constant" && typeof source.period.value === "number"
      ? source.period.value
      : Number.POSITIVE_INFINITY;
  if (source.kind !== "schedule") return Number.POSITIVE_INFINITY;
  const [minutes = ""] = source.cron.trim().split(/\s+/u);
  const most = single.test(minutes) ? startsSeen.daily : startsSeen.hourly;
  let shortest = Number.POSITIVE_INFINITY;
  let last = nextInstant(source.cron, source.zone, monday);
  for (let seen = 1; last !== undefined && seen < most; seen++) {
    const next = nextInstant(source.cron, source.zone, last);
    if (next === undefined) break;
    shortest = Math.min(shortest, next - last);
    last = next;
  }
  return shortest;
}

/* Overlap rules of a plan that has no runs of its own. */

export const overlapOfCalled = defineDiagnostic<{ plan: string; caller: string; mode: string }>({
  code: "ORCH4609",
  severity: "warning",
  title: "An overlap that calls do not keep",
  message: ({ plan, caller, mode }) =>
    `\`overlap ${mode}\` of \`${plan}\` applies only to its own runs, and \`${caller}\` calls it: its calls run in parallel.`,
  notes: ["A plan that another one calls is a part of that one's run. No trigger starts it by itself."],
  help: ({ caller }) =>
    `Say \`overlap\` at \`${caller}\` or its trigger, hold a resource around what may not go on twice, or \`emit\` an event that starts the plan.`,
});

export function overlapOfCalledDiagnostics(
  program: CheckedProgram,
  isBroken: (origin: Origin) => boolean,
): readonly Diagnostic[] {
  const saying = [...program.routines.values()].filter(
    ({ head, origin }) =>
      head.overlap !== undefined &&
      head.overlap.mode !== "allow" &&
      head.achieves === undefined &&
      !isBroken(origin),
  );
  if (saying.length === 0) return [];
  const started = new Set((program.triggers ?? []).flatMap(({ starts }) => starts?.target ?? []));
  return saying.flatMap(({ name, origin, head }) => {
    const caller = started.has(name) ? undefined : callerOf(program, name);
    if (caller === undefined) return [];
    const details = { plan: shortName(name), caller: shortName(caller), mode: head.overlap?.mode ?? "skip" };
    return [overlapOfCalled.at({ file: origin.file, span: origin.nameSpan }, details)];
  });
}

/** The first plan that calls it. */
function callerOf({ routines }: CheckedProgram, called: string): string | undefined {
  for (const routine of routines.values()) {
    const calls = routineTree(routine).all.some(({ attempts }) =>
      attempts.some(({ attempt }) => "routine" in attempt.target && attempt.target.routine === called),
    );
    if (calls) return routine.name;
  }
  return undefined;
}
