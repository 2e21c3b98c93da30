import { type RunEvent, stepName } from "@orchlang/kernel/run";
import type { Json, JsonObject, Plan } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { ExpectClause, Scenario, ScenarioClause } from "@orchlang/plan/scenarios";
import { entryParameters } from "@orchlang/runtime/admission";
import { sourceFor } from "../answers/cooperate.ts";
import { generate } from "../answers/generate.ts";
import { startDefault } from "../defaults.ts";
import { orderOf, receivedBy, refusedIn } from "./read-run.ts";
import { constant, isOpen, stepOf, withoutLabelled } from "./values.ts";

/** A journalled run as a scenario: its input, the answers, the faults, and the end. */

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;

interface Call {
  readonly capability: string;
  /** The number of the call of its capability. */
  readonly nth: number;
  readonly began: Event<"Began">;
}

/**
 * The first events of a run as a scenario that goes on from there: input, answers, faults and orders were as they were,
 * and afterwards handlers succeed and people agree. `people`: their answers from the beginning on, by capability, instead of theirs.
 */
export function continuationOfRun(
  plan: Plan,
  events: readonly RunEvent[],
  people: Readonly<Record<string, Json>> = {},
): Scenario {
  const started = events.find((event): event is Event<"Started"> => event.t === "Started");
  const past = pastOf(plan, events, callsOf(events)).filter(
    (clause) => !("capability" in clause && Object.hasOwn(people, clause.capability)),
  );
  const answers = Object.entries(people).map(
    ([capability, value]): ScenarioClause => ({ kind: "answer", capability, value: constant(value) }),
  );
  return {
    says: `run ${started?.run ?? "?"} goes on`,
    target: plan.entry,
    clauses: [...past, ...answers],
  };
}

function pastOf(
  plan: Plan,
  events: readonly RunEvent[],
  calls: ReadonlyMap<string, Call>,
): readonly ScenarioClause[] {
  const started = events.find((event): event is Event<"Started"> => event.t === "Started");
  const start = started?.at ?? 0;
  return [
    ...givenOf(plan, (started?.input ?? {}) as JsonObject),
    ...receivedBy(plan, events, start),
    ...answersOf(plan, events, calls),
    ...faultsOf(plan, events, calls, start),
    ...refusedIn(events),
  ];
}

/**
 * A run as a scenario that plays it again. Values that are labelled above `internal` are made up anew, or left to the
 * world: nothing of them is in the text (semantics, rule 50).
 */
export function scenarioOfRun(plan: Plan, events: readonly RunEvent[]): Scenario {
  const started = events.find((event): event is Event<"Started"> => event.t === "Started");
  const start = started?.at ?? 0;
  const calls = callsOf(events);
  const clauses: ScenarioClause[] = [
    ...pastOf(plan, events, calls),
    ...openOf(events, start),
    ...expectOf(plan, events, calls),
  ];
  const last = events.findLast((event): event is Event<"Closed"> => event.t === "Closed");
  const says = [`run ${started?.run ?? "?"} ${last?.status ?? "waits"}`, ...answeredBySeveral(events)];
  return { says: says.join("; "), target: plan.entry, clauses };
}

function givenOf(plan: Plan, input: JsonObject): readonly ScenarioClause[] {
  const source = sourceFor(plan, {}, "given", { now: startDefault, variation: 0 });
  return entryParameters(plan).flatMap(({ name, schema, label }) => {
    const given = input[name];
    const value =
      isOpen(label) && given !== undefined
        ? withoutLabelled(given, schema, source, name)
        : generate(schema, source, name);
    return value === undefined ? [] : [{ kind: "given" as const, name, value: constant(value) }];
  });
}

function callsOf(events: readonly RunEvent[]): ReadonlyMap<string, Call> {
  const counts = new Map<string, number>();
  const calls = new Map<string, Call>();
  for (const event of events) {
    if (event.t !== "Began") continue;
    const { capability, attempt, intent } = event;
    const nth = (counts.get(capability) ?? 0) + 1;
    counts.set(capability, nth);
    calls.set(`${intent.key} ${attempt}`, { capability, nth, began: event });
  }
  return calls;
}

/** Steps answered by several people: in a scenario one answer stands for all. */
function answeredBySeveral(events: readonly RunEvent[]): readonly string[] {
  const results = new Map<number, { readonly step: string; readonly by: string[] }>();
  events.forEach((event, seq) => {
    if (event.t === "Asked" && event.ask.ask === "task" && event.ask.task.count > 1)
      results.set(seq, { step: stepName(event.ask.task.call), by: [] });
    if (event.t === "Told" && (event.say.say === "signed" || event.say.say === "answered"))
      results.get(event.say.ref.seq)?.by.push(event.say.by.id);
  });
  return [...results.values()].flatMap(({ step, by }) =>
    by.length === 0 ? [] : [`${step} answered by ${by.join(" and ")}`],
  );
}

interface Answer {
  readonly capability: string;
  readonly value: Json;
  readonly after: number;
  readonly nth: number;
}

/** The first answer of each capability stands for all of them; where a later one is another, for itself. */
function answersOf(
  plan: Plan,
  events: readonly RunEvent[],
  calls: ReadonlyMap<string, Call>,
): readonly ScenarioClause[] {
  const answers: Answer[] = [];
  const asked = new Map<number, { readonly capability: string; readonly at: number; readonly nth: number }>();
  const counts = new Map<string, number>();
  events.forEach((event, seq) => {
    if (event.t === "Asked" && event.ask.ask === "task") {
      const { capability } = event.ask.task;
      const nth = (counts.get(capability) ?? 0) + 1;
      counts.set(capability, nth);
      asked.set(seq, { capability, at: event.at, nth });
    } else if (event.t === "Told" && event.say.say === "answered") {
      const task = asked.get(event.say.ref.seq);
      if (task !== undefined) answers.push({ ...task, value: event.say.value, after: event.at - task.at });
    } else if (event.t === "Ended" && "ok" in event.outcome) {
      const call = calls.get(`${event.key} ${event.attempt}`);
      if (call !== undefined)
        answers.push({ ...call, value: event.outcome.ok, after: event.at - call.began.at });
    }
  });
  const first = new Map<string, Answer>();
  const source = sourceFor(plan, {}, "answer", { now: startDefault, variation: 0 });
  return answers.flatMap((answer): readonly ScenarioClause[] => {
    const { capability, nth, after } = answer;
    const declared = plan.capabilities[capability];
    const result = declared?.result;
    if (result === null || result === undefined || !isOpen(result.label)) return [];
    const value = withoutLabelled(
      answer.value,
      result.schema,
      source,
      capability.slice(capability.lastIndexOf(".") + 1),
    );
    const before = first.get(capability);
    if (before === undefined) {
      first.set(capability, { ...answer, value });
      // People take their time; how long handlers take is declared, and matters where they run against one another.
      const isTold = declared?.human !== undefined || hasRaces(plan);
      const when = isTold ? { after: constant(after) } : {};
      return [{ kind: "answer", capability, value: constant(value), ...when }];
    }
    if (canonical(before.value) === canonical(value)) return [];
    return [
      {
        kind: "capabilityFault",
        capability,
        call: nth,
        behaviour: { kind: "returns", value: constant(value) },
      },
    ];
  });
}

function faultsOf(
  plan: Plan,
  events: readonly RunEvent[],
  calls: ReadonlyMap<string, Call>,
  start: number,
): readonly ScenarioClause[] {
  const crashed = new Set<number>();
  const out = new Set<string>();
  return events.flatMap((event): readonly ScenarioClause[] => {
    if (event.t === "Ordered") return orderOf(plan, events, event, start);
    const key =
      event.t === "Ended" || event.t === "Lost" || event.t === "Aborted"
        ? `${event.key} ${event.attempt}`
        : "";
    const call = calls.get(key);
    if (call === undefined) return [];
    const { capability, nth } = call;
    // A call that exceeded its time has failed by that, whatever its later result.
    if (event.t === "Ended" && "failure" in event.outcome && !out.has(key)) {
      const { name, message } = event.outcome.failure;
      const isOwn = isSpeakable(plan, capability) && name !== "timeout";
      const behaviour = { kind: "fails" as const, failure: name, ...(isOwn ? { message } : {}) };
      return [{ kind: "capabilityFault", capability, call: nth, behaviour }];
    }
    if (event.t === "Aborted" && event.why === "timeout") {
      out.add(key);
      return [{ kind: "capabilityFault", capability, call: nth, behaviour: { kind: "timesOut", times: 1 } }];
    }
    if (event.t === "Aborted" && event.why === "cancelled" && hasRaces(plan)) {
      const after = constant(event.at - call.began.at + slower);
      return [{ kind: "capabilityFault", capability, call: nth, behaviour: { kind: "answersLate", after } }];
    }
    if (event.t !== "Lost") return [];
    if (event.why === "worker")
      return [{ kind: "workerDies", step: stepOf(plan, call.began.intent, capability) }];
    // All that was under way is lost with the process: it died once.
    if (crashed.has(event.at)) return [];
    crashed.add(event.at);
    return [{ kind: "crash", moment: "during", step: stepOf(plan, call.began.intent, capability) }];
  });
}

/** The least delay of a result that was lost. ms. */
const slower = 1_000;

/** True if it hangs on how long calls take what becomes of a run. */
function hasRaces({ routines }: Plan): boolean {
  return Object.values(routines).some(({ nodes }) =>
    nodes.some(({ kind }) => kind === "race" || kind === "quorum"),
  );
}

/** True if a failure's message may be shown: it may mention any argument, and the expected result. */
function isSpeakable({ capabilities }: Plan, name: string): boolean {
  const { params = [], result } = capabilities[name] ?? {};
  return [...params, ...(result == null ? [] : [result])].every(
    ({ label, schema }) => isOpen(label) && isOpenInside(schema),
  );
}

/** `x-labels` stands beside the fields that are labelled by themselves. */
function isOpenInside(schema: unknown): boolean {
  return !JSON.stringify(schema).includes('"x-labels"');
}

function expectOf(
  plan: Plan,
  events: readonly RunEvent[],
  calls: ReadonlyMap<string, Call>,
): readonly ExpectClause[] {
  const closed = events.findLast((event): event is Event<"Closed"> => event.t === "Closed");
  const kind = "expect" as const;
  if (closed === undefined) return [{ kind, expects: "waiting" }];
  if (closed.status === "completed") return [{ kind, expects: "completed" }];
  if (closed.status === "cancelled")
    return [
      { kind, expects: "cancelled" },
      ...undoneIn(events, calls).map((target) => ({ kind, expects: "undone" as const, target })),
      ...neverIn(plan, events).map((name) => ({ kind, expects: "never" as const, selector: { name } })),
    ];
  const name = closed.failure?.name;
  return [{ kind, expects: "failed", ...(name === undefined ? {} : { name }) }];
}

/** Capabilities that the plan calls directly and, because it was cancelled, never did. */
function neverIn(plan: Plan, events: readonly RunEvent[]): readonly string[] {
  const begun = new Set(
    events.flatMap((event) => {
      if (event.t === "Began") return [event.capability];
      return event.t === "Asked" && event.ask.ask === "task" ? [event.ask.task.capability] : [];
    }),
  );
  const named = (plan.routines[plan.entry]?.nodes ?? []).flatMap((node) =>
    node.kind === "call" && "capability" in node.attempt.target ? [node.attempt.target.capability] : [],
  );
  return [...new Set(named)].filter((name) => !begun.has(name));
}

/** Capabilities of which all that was done was undone. */
function undoneIn(events: readonly RunEvent[], calls: ReadonlyMap<string, Call>): readonly string[] {
  const undone = new Set(
    events.flatMap((event) => (event.t === "Settled" && event.standing === "undone" ? [event.key] : [])),
  );
  const taken = [...calls.values()].filter(({ began }) => undone.has(began.intent.key));
  const standing = [...calls.values()].filter(({ began }) => !undone.has(began.intent.key));
  const names = new Set(taken.map(({ capability }) => capability));
  for (const { capability } of standing) names.delete(capability);
  return [...names];
}

/**
 * Unanswered questions stay unanswered. An unfinished run is paused before the next awaited thing, so that it stays in
 * its state.
 */
function openOf(events: readonly RunEvent[], start: number): readonly ScenarioClause[] {
  const isOver = events.some(({ t }) => t === "Closed");
  return [...silentIn(events, isOver), ...(isOver ? [] : heldUp(events, start))];
}

function silentIn(events: readonly RunEvent[], isOver: boolean): readonly ScenarioClause[] {
  const counts = new Map<string, number>();
  const open = new Map<string, ScenarioClause>();
  const tasks = new Map<number, string>();
  events.forEach((event, seq) => {
    // Calls without a result are described by the outcome of the run.
    const asked = isOver && event.t === "Began" ? undefined : askedBy(event);
    if (asked !== undefined) {
      const { capability, call } = asked;
      const nth = (counts.get(capability) ?? 0) + 1;
      counts.set(capability, nth);
      const behaviour = { kind: "timesOut" as const, times: 1 };
      open.set(call, { kind: "capabilityFault", capability, call: nth, behaviour });
      if (event.t === "Asked") tasks.set(seq, call);
    } else if (event.t === "Ended" || event.t === "Lost" || event.t === "Aborted") {
      open.delete(`${event.key} ${event.attempt}`);
    } else if (event.t === "Told" && event.say.say === "answered")
      open.delete(tasks.get(event.say.ref.seq) ?? "");
  });
  return [...open.values()];
}

/** The identity of a request: a call by its key and attempt, a task by its key. */
function askedBy(event: RunEvent): { readonly capability: string; readonly call: string } | undefined {
  if (event.t === "Began")
    return { capability: event.capability, call: `${event.intent.key} ${event.attempt}` };
  if (event.t !== "Asked" || event.ask.ask !== "task") return undefined;
  const { capability, key } = event.ask.task;
  return { capability, call: key };
}

/** Halfway to the next due time, because the durations in the scenario differ from the real ones. */
function heldUp(events: readonly RunEvent[], start: number): readonly ScenarioClause[] {
  const last = events.at(-1)?.at ?? start;
  const orders = events.flatMap((event) => (event.t === "Ordered" ? [event.order.order] : []));
  if (orders.findLast((order) => order === "pause" || order === "unpause") === "pause") return [];
  const dues = events.flatMap((event) => dueOf(event) ?? []).filter((due) => due > last);
  if (dues.length === 0) return [];
  const at = Math.floor(last - start + (Math.min(...dues) - last) / 2);
  return [{ kind: "operator", command: "pauses", at: constant(at) }];
}

function dueOf(event: RunEvent): number | undefined {
  if (event.t === "Asked") return event.ask.ask === "task" ? event.ask.task.due : undefined;
  return event.t === "TimerSet" || event.t === "Deferred" || event.t === "Awaited" || event.t === "Began"
    ? event.due
    : undefined;
}
