/** The error handler that takes over from a failed step, and what the blocks of handlers ask about the error. */
import type { Call } from "@orchlang/kernel";
import { errorValue } from "@orchlang/kernel/run";
import type { Json, JsonObject } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Node, Rescue } from "@orchlang/plan/nodes";
import { atOnce, type Case, type FaultKind, goesOn, pointOf, type SeenCall, type Trial } from "../case.ts";
import { Given } from "../given.ts";
import { allOf, wants } from "../goal.ts";
import { kindsAt } from "../kinds.ts";
import { lead } from "../leading.ts";
import type { Place } from "../origin.ts";
import { nodeOf, partsOf, plannedAttempt, routineAt } from "../plan-facts.ts";
import type { Stage } from "../stage.ts";
import type { Exit, ExitsIn } from "./exit.ts";

/** The last attempts that are tried, beside the first ones. */
const attemptsTried = 16;

/** Each handler after the one that took over, or whose step failed without one. */
export const handlersIn: ExitsIn = (stage, trial) =>
  trial.run.events.flatMap((event): readonly Exit[] => {
    if (event.t !== "Settled" || event.failure === undefined) return [];
    const { call, next } = event;
    const node = nodeOf(stage.plan, call.routine, call.node)?.node;
    const rescues = rescuesOf(node);
    const taken = next === undefined ? 0 : numberOf(next);
    const from = numberOf(call.slot);
    return [...rescues.keys()].slice(from).map((index): Exit => {
      const name = `${routineAt(call.routine)}/${call.node} else ${index + 1}`;
      if (index + 1 === taken) return { name };
      return { name, lead: () => leadTo(stage, trial, call, rescues.slice(from, index + 1)) };
    });
  });

/** The last handler takes over, and none before it. */
function leadTo(stage: Stage, trial: Trial, call: Call, rescues: readonly Rescue[]): readonly Case[] {
  const asked = rescues.map(({ when = always }) => when);
  for (const { error, faults } of failuresOf(stage, trial, call, asked)) {
    const place = { routine: call.routine, site: call.site, local: new Map([["error", error]]) };
    const given = new Given(stage, trial);
    const goals = asked.map((when, nth) => wants(given, when, nth === asked.length - 1, place));
    const one = lead(given, allOf(goals));
    if (one !== undefined) return [{ ...one, faults }];
  }
  return [];
}

const always: Expression = { op: "constant", value: true };

/** A failure of a call, and the faults that bring it about. */
interface Failed {
  readonly error: Json;
  readonly faults: Case["faults"];
}

/** The failure that the block of a handler is about, as it was and after other attempts; none: it stands in no such block. */
export function failuresAround(
  stage: Stage,
  trial: Trial,
  { routine, site }: Place,
  { id }: Node,
  asked: readonly Expression[],
): readonly Failed[] {
  for (const { id: owner } of nodeOf(stage.plan, routine, id)?.around ?? []) {
    const failed = trial.run.events.findLast(
      (event) =>
        event.t === "Settled" &&
        event.next !== undefined &&
        event.call.node === owner &&
        event.call.routine === routine &&
        isAround(event.call.site, site),
    );
    if (failed?.t === "Settled") return failuresOf(stage, trial, failed.call, asked);
  }
  return [];
}

function isAround(outer: Place["site"], inner: Place["site"]): boolean {
  return outer.loops.every(([loop, round], at) => {
    const other = inner.loops[at];
    return other?.[0] === loop && other[1] === round;
  });
}

/** As it was; by each other name; and after other numbers of attempts, if something asks for that. */
function failuresOf(stage: Stage, trial: Trial, call: Call, asked: readonly Expression[]): readonly Failed[] {
  const event = trial.run.events.findLast(
    (one) => one.t === "Settled" && one.failure !== undefined && isSame(one.call, call),
  );
  if (event?.t !== "Settled" || event.failure === undefined) return [];
  const error = errorValue(event.failure) as JsonObject;
  const asItWas = { error, faults: trial.one.faults };
  const seen = trial.calls.filter(({ intent }) => isSame(intent.call, call));
  const [first] = seen;
  if (first === undefined || !asked.some((one) => readsField(one, "name", "attempts"))) return [asItWas];
  const counted = asked.some((one) => readsField(one, "attempts")) ? afterAttempts(stage, seen, first) : [];
  const { one } = trial;
  const others = [...one.faults].filter(([point]) => !point.startsWith(`${first.callSite}@`));
  const made = [...byName(stage, first), ...counted].map(
    ({ attempts, faults, name }): Failed => ({
      error: { ...error, name, attempts },
      faults: new Map([...others, ...faults]),
    }),
  );
  return [asItWas, ...made];
}

interface Failing {
  readonly name: string;
  readonly attempts: number;
  readonly faults: readonly (readonly [string, FaultKind])[];
}

/** Once, in each way that matters: passing failures at every attempt. */
function byName({ plan }: Stage, first: SeenCall): readonly Failing[] {
  const times = plannedAttempt(plan, first)?.options.retry?.times ?? 0;
  return kindsAt(plan, first).flatMap((kind): readonly Failing[] => {
    const failure = atOnce(kind);
    if (failure !== "times out" && !failure.startsWith("fails ")) return [];
    const isOvercome = times > 0 && (failure === "times out" || failure === "fails transient");
    if (isOvercome && !goesOn(kind)) return [];
    const attempts = goesOn(kind) ? times + 1 : 1;
    return [{ name: nameOf(failure), attempts, faults: [[first.point, kind]] }];
  });
}

/** A failure that a `retry` repeats occurs at every attempt but the last, which fails for good. */
function afterAttempts({ plan }: Stage, seen: readonly SeenCall[], first: SeenCall): readonly Failing[] {
  const times = plannedAttempt(plan, first)?.options.retry?.times ?? 0;
  const faults = seen.flatMap(({ fault }) => (fault === undefined ? [] : [atOnce(fault)]));
  const passing = faults.find((kind) => kind === "times out") ?? "fails transient";
  const lasting = faults.find((kind) => kind.startsWith("fails ") && kind !== passing) ?? "fails permanent";
  return Array.from({ length: Math.min(times + 1, attemptsTried) }, (_, nth): Failing => {
    const attempts = nth + 1;
    const last = attempts > times ? passing : lasting;
    const own = Array.from({ length: attempts }, (_each, at): readonly [string, FaultKind] => [
      pointOf(first.callSite, at + 1),
      at === nth ? last : passing,
    ]);
    return { name: nameOf(last), attempts, faults: own };
  });
}

function nameOf(failure: FaultKind): string {
  return failure === "times out" ? "timeout" : failure.slice("fails ".length);
}

function isSame(one: Call, other: Call): boolean {
  return (
    one.node === other.node &&
    one.slot === other.slot &&
    one.routine === other.routine &&
    one.site.plan === other.site.plan &&
    isAround(one.site, other.site) &&
    isAround(other.site, one.site)
  );
}

function rescuesOf(node: Node | undefined): readonly Rescue[] {
  return node !== undefined && "rescues" in node ? node.rescues : [];
}

/** The number of a handler, from 1; 0: the step itself. */
function numberOf(slot: string): number {
  return slot.startsWith("else") ? Number(slot.slice(4)) : 0;
}

/** True if one of these fields of the error is asked for; the error is compared by its name. */
function readsField(condition: Expression, ...names: readonly string[]): boolean {
  return [...partsOf(condition as unknown as Json)].some((part) => {
    const { op, name } = (part ?? {}) as JsonObject;
    return op === "field" && typeof name === "string" && names.includes(name);
  });
}
