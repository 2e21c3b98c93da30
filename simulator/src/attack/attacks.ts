import type { Capability, Json, Plan } from "@orchlang/plan";
import { entryParameters } from "@orchlang/runtime/admission";
import type { Source } from "../answers/generate.ts";
import {
  type FaultKind,
  lossPoint,
  occurrencePoint,
  type SeenCall,
  type Trial,
} from "../exploration/case.ts";
import { larger } from "../exploration/classes.ts";
import { sourceOf } from "../exploration/large.ts";
import { plannedAttempt } from "../exploration/plan-facts.ts";
import type { Improvise, Stage } from "../exploration/stage.ts";
import { short as shortName } from "../exploration/violation.ts";
import type { Attack, Attempt } from "./attempt.ts";
import { hostileTexts, injected } from "./hostile.ts";

/** The kinds of attacks, in the order in which they are made. */
export const attacks = { exhaustion, injection, hallucination, cascades, costs } satisfies Record<
  string,
  Attack
>;

const itemsMax = 40;
const floodMax = 20;
/** Answers that are drawn for each model on each way. */
const answersMax = 16;

/** Too much of everything, and too little: long lists, late and silent calls, lost pools, floods of events. */
function* exhaustion({ stage, ways }: Parameters<Attack>[0]): Iterable<Attempt> {
  for (const way of ways) {
    const { one } = way;
    yield { one: { ...one, pace: "late people" }, how: "everybody answers as late as they may" };
    yield* ofLists(stage, way);
    for (const pool of Object.keys(stage.plan.pools)) {
      const lost: FaultKind = `loses ${pool}`;
      const faults = new Map(one.faults).set(lossPoint(lost), lost);
      yield { one: { ...one, faults }, how: `every member of ${shortName(pool)} is lost` };
    }
    for (const name of calledIn(way)) {
      const names = new Set([name]);
      yield { one, improvise: limited(names, "times out"), how: `${shortName(name)} never answers` };
      const how = `${shortName(name)} is done, and reported too late`;
      yield { one, improvise: limited(names, "late"), how };
    }
    yield { one, improvise: limited(everyName(stage), "times out"), how: "nothing ever answers" };
    yield { one, improvise: limited(everyName(stage), "late"), how: "everything is reported too late" };
    yield* floods(way);
  }
}

function* ofLists(stage: Stage, { one }: Trial): Iterable<Attempt> {
  const by = { source: sourceOf(stage, one), items: itemsMax, numbers: true };
  const input = Object.fromEntries(
    entryParameters(stage.plan).map(({ name, schema }) => [
      name,
      larger(schema, one.input[name] ?? null, by, name),
    ]),
  );
  const improvise: Improvise = (call) => {
    if ("role" in call || call.ok === undefined) return {};
    const capability = stage.plan.capabilities[call.capability];
    if (capability?.result == null) return {};
    const ok = larger(capability.result.schema, call.ok, by, capability.name);
    return stage.ensures(capability, call.args, ok) ? { ok } : {};
  };
  if (stage.admits(input))
    yield {
      one: { ...one, input },
      improvise,
      how: "lists are as long, and numbers as large, as they may be",
    };
}

function* floods({ one }: Trial): Iterable<Attempt> {
  if (one.occurrences.length === 0) return;
  const faults = new Map(one.faults);
  for (const nth of one.occurrences.keys()) faults.set(occurrencePoint(nth), "reported again");
  yield { one: { ...one, faults }, how: "every event is reported twice" };
  const occurrences = one.occurrences.flatMap((event) =>
    Array.from({ length: floodMax }, (_, nth) => ({ ...event, at: event.at + nth })),
  );
  yield { one: { ...one, occurrences }, how: `every event occurs ${floodMax} times at once` };
}

/** A fault of the calls that have a time limit. */
function limited(names: ReadonlySet<string>, fault: FaultKind): Improvise {
  return (call) => (call.due !== undefined && isCallOf(call, names) ? { fault } : {});
}

/** Every untrusted text says what an attacker would have it say. */
function* injection({ stage, ways }: Parameters<Attack>[0]): Iterable<Attempt> {
  const { defs } = sourceOf(stage, ways[0]?.one ?? { input: {} });
  for (const base of ways)
    for (const { name, text } of hostileTexts) {
      const by = { text, defs };
      yield* ofInput(stage, base, { name, by });
      yield* ofEvents(stage, base, { name, by });
      for (const capability of capabilitiesIn(stage.plan, base)) {
        const { result } = capability;
        if (result === null) continue;
        const improvise: Improvise = (call) => {
          if ("role" in call || call.capability !== capability.name || call.ok === undefined) return {};
          const ok = injected(result.schema, call.ok, result.label, by);
          return stage.ensures(capability, call.args, ok) ? { ok } : {};
        };
        const isOpen = base.calls.some(
          (call) => improvise(call).ok !== undefined && isOther(call, improvise),
        );
        if (!isOpen) continue;
        const source = `the result of ${shortName(capability.name)}`;
        yield { one: base.one, improvise, how: `${source} has ${name}`, against: { base, source } };
      }
    }
}

function isOther(call: SeenCall, improvise: Improvise): boolean {
  return JSON.stringify(improvise(call).ok) !== JSON.stringify(call.ok);
}

interface Named {
  readonly name: string;
  readonly by: { readonly text: string; readonly defs: Source["defs"] };
}

function* ofInput(stage: Stage, base: Trial, { name, by }: Named): Iterable<Attempt> {
  for (const { name: param, schema, label } of entryParameters(stage.plan)) {
    const value = base.one.input[param] ?? null;
    const put = injected(schema, value, label, by);
    const input = { ...base.one.input, [param]: put };
    if (JSON.stringify(put) === JSON.stringify(value) || !stage.admits(input)) continue;
    yield { one: { ...base.one, input }, how: `${param} has ${name}`, against: { base, source: param } };
  }
}

function* ofEvents(stage: Stage, base: Trial, { name, by }: Named): Iterable<Attempt> {
  for (const [nth, { event, fields }] of base.one.occurrences.entries()) {
    const declared = stage.context.armed?.events?.[event]?.fields ?? [];
    for (const { name: field, schema, label } of declared) {
      const value = fields[field] ?? null;
      const put = injected(schema, value, label, by);
      if (JSON.stringify(put) === JSON.stringify(value)) continue;
      const occurrences = base.one.occurrences.with(nth, {
        ...(base.one.occurrences[nth] as (typeof base.one.occurrences)[number]),
        fields: { ...fields, [field]: put },
      });
      const source = `${shortName(event)}.${field}`;
      yield { one: { ...base.one, occurrences }, how: `${source} has ${name}`, against: { base, source } };
    }
  }
}

/** Models answer anything that has the type they are asked for, and what has not. */
function* hallucination({ stage, ways, seed }: Parameters<Attack>[0]): Iterable<Attempt> {
  for (const base of ways)
    for (const capability of capabilitiesIn(stage.plan, base)) {
      if (capability.kind !== "llm" && capability.kind !== "agent") continue;
      const source = `the word of ${shortName(capability.name)}`;
      const names = new Set([capability.name]);
      for (let nth = 0; nth < answersMax; nth++) {
        const improvise: Improvise = (call) => {
          if ("role" in call || call.capability !== capability.name) return {};
          const ok: Json | undefined = stage.anythingFrom(
            capability,
            call.args,
            seed + nth * 1_000 + call.nth,
          );
          return ok === undefined ? {} : { ok };
        };
        yield { one: base.one, improvise, how: `${source} is made up`, against: { base, source } };
      }
      const improvise = failing(names, "fails invalid_output");
      yield { one: base.one, improvise, how: `${source} is not of its type` };
    }
}

/** Each service is down, each two, and all. */
function* cascades({ stage, ways }: Parameters<Attack>[0]): Iterable<Attempt> {
  for (const way of ways) {
    const names = calledIn(way);
    const sets = [
      ...names.map((name) => [name]),
      ...names.flatMap((name, at) => names.slice(at + 1).map((other) => [name, other])),
    ];
    for (const kind of ["fails transient", "fails permanent"] as const) {
      const why = `at every attempt (${kind.slice("fails ".length)})`;
      for (const down of sets) {
        const how = `${down.map(shortName).join(" and ")} ${down.length === 2 ? "fail" : "fails"} ${why}`;
        yield { one: way.one, improvise: failing(new Set(down), kind), how };
      }
      yield { one: way.one, improvise: failing(everyName(stage), kind), how: `everything fails ${why}` };
    }
  }
}

/** Everything is done as often as it may be, and costs as much as it may. */
function* costs({ stage, ways }: Parameters<Attack>[0]): Iterable<Attempt> {
  for (const way of ways) {
    const atLast: Improvise = (call) => {
      if ("role" in call) return {};
      const times = plannedAttempt(stage.plan, call)?.options.retry?.times;
      return typeof times === "number" && call.attempt <= times ? { fault: "fails transient" } : {};
    };
    yield { one: way.one, how: "every call costs what it may" };
    yield { one: way.one, improvise: atLast, how: "every call succeeds at its last attempt" };
    const names = calledIn(way);
    for (const [at, name] of names.entries()) {
      const last = failing(new Set([name]), "fails permanent");
      const improvise: Improvise = (call) => ({ ...atLast(call), ...last(call) });
      const before = at === 0 ? "" : ", after all before it has been done";
      yield { one: way.one, improvise, how: `${shortName(name)} fails${before}` };
    }
  }
}

function failing(names: ReadonlySet<string>, fault: FaultKind): Improvise {
  return (call) => (isCallOf(call, names) ? { fault } : {});
}

function isCallOf(call: Parameters<Improvise>[0], names: ReadonlySet<string>): call is SeenCall {
  // An undo or a confirm that fails for good waits for an operator whatever the plan says.
  return !("role" in call) && names.has(call.capability) && call.about === undefined;
}

function everyName({ plan }: Stage): ReadonlySet<string> {
  return new Set(Object.keys(plan.capabilities));
}

function calledIn({ calls }: Trial): readonly string[] {
  return [...new Set(calls.filter(({ about }) => about === undefined).map(({ capability }) => capability))];
}

function capabilitiesIn({ capabilities }: Plan, trial: Trial): readonly Capability[] {
  return calledIn(trial).flatMap((name) => capabilities[name] ?? []);
}
