import type { Failure, Key, Seq, ToRun } from "@orchlang/kernel";
import { type RunEvent, stepName } from "@orchlang/kernel/run";
import type { Json, JsonObject, Plan } from "@orchlang/plan";
import { type ChainedEntry, maskedArguments, maskedValue } from "@orchlang/runtime";
import type { Shown } from "./forecast-view.ts";

/** Reads a run's events in order, from the first: later ones refer to earlier ones. */
interface EventReader {
  add(entry: ChainedEntry): JsonObject;
}

/**
 * The events of a run as somebody may see them. Only what is named here leaves: values by their types, texts redacted.
 * Hashes of events stay: with one, a masked value could be guessed.
 */
export function eventReader(shown: Shown): EventReader {
  const reader: Reader = { shown, callees: new Map(), asked: new Map() };
  return {
    add: ({ seq, event }) => ({
      seq,
      at: event.at,
      kind: event.t,
      ...("call" in event && event.call !== undefined ? { step: stepName(event.call) } : {}),
      ...viewOf(event, seq, reader),
    }),
  };
}

interface Callee {
  readonly step: string;
  readonly capability?: string;
}

interface Reader {
  readonly shown: Shown;
  /** The call that was made under a key. */
  readonly callees: Map<Key, Callee>;
  /** The question that an event put to a person. */
  readonly asked: Map<Seq, Callee>;
}

function viewOf(event: RunEvent, seq: Seq, reader: Reader): JsonObject {
  const { shown, callees } = reader;
  switch (event.t) {
    case "Started":
      return { args: argsOf(event.input, shown.plan.entry, shown), by: event.user.id };
    case "Began": {
      const { capability, attempt, intent, args } = event;
      const callee = { step: stepName(intent.call), capability };
      callees.set(intent.key, callee);
      return { ...callee, attempt, args: argsOf(args, capability, shown) };
    }
    case "Entered":
      return { capability: event.target, args: argsOf(event.input, event.target, shown) };
    case "Asked":
      return askedView(event, seq, reader);
    case "Told":
      return toldView(event.say, reader);
    case "Ended": {
      const { outcome, attempt, key } = event;
      const callee = callees.get(key);
      const came =
        "ok" in outcome
          ? { status: "completed", value: resultOf(outcome.ok, callee?.capability, shown) }
          : { status: "failed", failure: failureView(outcome.failure, shown) };
      return { ...callee, attempt, ...came };
    }
    case "Returned": {
      const callee = callees.get(event.key);
      return { ...callee, by: event.by.id, value: resultOf(event.value, callee?.capability, shown) };
    }
    case "Ordered":
      return { by: event.by.id, why: shown.redacted(event.why), order: event.order.order };
    case "Closed": {
      const { status, value, failure } = event;
      return {
        status,
        ...(value === undefined ? {} : { value: resultOf(value, shown.plan.entry, shown) }),
        ...(failure === undefined ? {} : { failure: failureView(failure, shown) }),
      };
    }
    default:
      return detailOf(event, reader);
  }
}

/** Events without values of the run. */
function detailOf(event: RunEvent, { shown, callees }: Reader): JsonObject {
  switch (event.t) {
    case "Lost":
    case "Aborted":
      return { ...callees.get(event.key), attempt: event.attempt, why: event.why };
    case "Dispatched":
      return { ...callees.get(event.key), attempt: event.attempt };
    case "Doubted":
    case "Overran":
      return { ...callees.get(event.key) };
    case "Hooked": {
      const { key, attempt, allows, because } = event;
      const why = because === undefined ? {} : { why: shown.redacted(because) };
      return { ...callees.get(key), attempt, status: allows ? "allowed" : "denied", ...why };
    }
    case "Settled": {
      const failure = event.failure === undefined ? {} : { failure: failureView(event.failure, shown) };
      return { status: event.status, standing: event.standing, ...failure };
    }
    case "Deferred": {
      const { intent, capability, attempt, due, by } = event;
      const why = by.map(({ because }) => shown.redacted(because)).join("; ");
      return { step: stepName(intent.call), capability, attempt, due, why };
    }
    case "TimerSet":
    case "Awaited":
      return event.due === undefined ? {} : { due: event.due };
    case "Owed":
    case "Paid":
    case "Waived":
    case "Breached":
      return { rule: event.rule };
    case "Branched":
      return { step: event.node, took: event.took };
    case "Chose":
      return { capability: event.goal, took: event.plan };
    case "Switched":
      return { capability: event.goal };
    default:
      return {};
  }
}

function askedView({ ask, intent }: Extract<RunEvent, { t: "Asked" }>, seq: Seq, reader: Reader): JsonObject {
  const { shown, callees, asked } = reader;
  const task = ask.ask === "task" ? ask.task : ask.ask === "gate" ? ask : undefined;
  if (task === undefined) return intent === undefined ? {} : { step: stepName(intent.call) };
  const callee = { step: stepName(task.call), capability: task.capability };
  if (ask.ask === "task") asked.set(seq, callee);
  if (intent !== undefined) callees.set(intent.key, callee);
  return { ...callee, args: argsOf(task.args, task.capability, shown) };
}

/** Values are shown of answers alone: what is read, held or matched is in the context and the events. */
function toldView(say: ToRun, { shown, asked }: Reader): JsonObject {
  const callee = "ref" in say ? asked.get(say.ref.seq) : undefined;
  if (say.say !== "answered") return { ...callee, why: say.say };
  return { ...callee, why: say.say, value: resultOf(say.value, callee?.capability, shown) };
}

function failureView({ class: kind, name, message }: Failure, { redacted }: Shown): JsonObject {
  return { class: kind, name, message: redacted(message) };
}

function calledIn(plan: Plan, name: string) {
  return plan.capabilities[name] ?? plan.routines[name] ?? plan.goals[name];
}

/** Masked completely where nobody knows its type. */
function argsOf(args: Json, name: string, { plan, clearance, redacted }: Shown): Json {
  const called = calledIn(plan, name);
  if (called === undefined) return "‹personal›";
  return withoutKnown(maskedArguments(called.params, args, { schemas: plan.schemas, clearance }), redacted);
}

function resultOf(value: Json, name: string | undefined, { plan, clearance, redacted }: Shown): Json {
  const called = name === undefined ? undefined : calledIn(plan, name);
  if (called === undefined) return "‹personal›";
  return withoutKnown(maskedValue(value, called.result, { schemas: plan.schemas, clearance }), redacted);
}

/** An argument may be a labelled value of another call, though its own type has no label. */
function withoutKnown(value: Json, redacted: (text: string) => string): Json {
  if (typeof value === "string") return redacted(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one: Json) => withoutKnown(one, redacted));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutKnown(one, redacted)]));
}
