/** What a journalled run says, as a scenario: its input, what was answered, what went wrong, and how it ended. */
import type {
  ExpectClause,
  Json,
  JsonObject,
  Label,
  Plan,
  Scenario,
  ScenarioClause,
  Schema,
} from "@orchlang/plan";
import { canonical } from "@orchlang/plan";
import type { RunEvent } from "../../kernel/run/events.ts";
import { entryParameters } from "../../orchestrator/input.ts";
import { sourceFor } from "../answers/cooperate.ts";
import { generate, opened, type Source } from "../answers/generate.ts";
import { startDefault } from "../defaults.ts";
import { stepOf } from "./step-name.ts";

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;

interface Call {
  readonly capability: string;
  /** Which call of its capability. */
  readonly nth: number;
  readonly began: Event<"Began">;
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
    ...givenOf(plan, (started?.input ?? {}) as JsonObject),
    ...answersOf(plan, events, calls),
    ...faultsOf(plan, events, calls, start),
    ...expectOf(events),
  ];
  const last = events.findLast((event): event is Event<"Closed"> => event.t === "Closed");
  const says = `run ${started?.run ?? "?"} ${last?.status ?? "waits"}`;
  return { says, target: plan.entry, clauses };
}

function constant(value: Json): { readonly op: "constant"; readonly value: Json } {
  return { op: "constant", value };
}

function isOpen(label: Label | undefined): boolean {
  return label === undefined || label.confidentiality === "public" || label.confidentiality === "internal";
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

/** The same value, with what is labelled above `internal` made up anew. */
function withoutLabelled(value: Json, schema: Schema, source: Source, place: string): Json {
  const type = opened(schema, source.defs);
  if (Array.isArray(value)) {
    const items = (type.items ?? {}) as Schema;
    return value.map((item: Json, index) => withoutLabelled(item, items, source, `${place}[${index + 1}]`));
  }
  if (typeof value !== "object" || value === null) return value;
  const labels = (type["x-labels"] ?? {}) as JsonObject;
  const properties = (type.properties ?? {}) as Readonly<Record<string, Schema>>;
  const fields = Object.entries(value).map(([name, field]) => {
    const is = properties[name] ?? (type.additionalProperties as Schema | undefined) ?? {};
    const inside = `${place}.${name}`;
    if (!Object.hasOwn(labels, name))
      return [name, withoutLabelled(field as Json, is, source, inside)] as const;
    return [name, generate(is, source, inside) ?? null] as const;
  });
  return Object.fromEntries(fields);
}

function callsOf(events: readonly RunEvent[]): ReadonlyMap<string, Call> {
  const counts = new Map<string, number>();
  const found = new Map<string, Call>();
  for (const event of events) {
    if (event.t !== "Began") continue;
    const { capability, attempt, intent } = event;
    const nth = (counts.get(capability) ?? 0) + 1;
    counts.set(capability, nth);
    found.set(`${intent.key} ${attempt}`, { capability, nth, began: event });
  }
  return found;
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
  const found: Answer[] = [];
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
      if (task !== undefined) found.push({ ...task, value: event.say.value, after: event.at - task.at });
    } else if (event.t === "Ended" && "ok" in event.outcome) {
      const call = calls.get(`${event.key} ${event.attempt}`);
      if (call !== undefined)
        found.push({ ...call, value: event.outcome.ok, after: event.at - call.began.at });
    }
  });
  const first = new Map<string, Answer>();
  const source = sourceFor(plan, {}, "answer", { now: startDefault, variation: 0 });
  return found.flatMap((answer): readonly ScenarioClause[] => {
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
      // People take their time; how long handlers take is declared.
      const when = declared?.human === undefined ? {} : { after: constant(after) };
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
  return events.flatMap((event): readonly ScenarioClause[] => {
    if (event.t === "Ordered") {
      const command = { cancel: "cancels", pause: "pauses", unpause: "unpauses" } as const;
      const { order } = event.order;
      if (order !== "cancel" && order !== "pause" && order !== "unpause") return [];
      return [{ kind: "operator", command: command[order], at: constant(event.at - start) }];
    }
    const key =
      event.t === "Ended" || event.t === "Lost" || event.t === "Aborted"
        ? `${event.key} ${event.attempt}`
        : "";
    const call = calls.get(key);
    if (call === undefined) return [];
    const { capability, nth } = call;
    if (event.t === "Ended" && "failure" in event.outcome) {
      const { name, message } = event.outcome.failure;
      const isOwn = isOpen(plan.capabilities[capability]?.result?.label) && name !== "timeout";
      const behaviour = { kind: "fails" as const, failure: name, ...(isOwn ? { message } : {}) };
      return [{ kind: "capabilityFault", capability, call: nth, behaviour }];
    }
    if (event.t === "Aborted" && event.why === "timeout")
      return [{ kind: "capabilityFault", capability, call: nth, behaviour: { kind: "timesOut", times: 1 } }];
    if (event.t !== "Lost") return [];
    if (event.why === "worker")
      return [{ kind: "workerDies", step: stepOf(plan, call.began.intent, capability) }];
    // All that was under way is lost with the process: it died once.
    if (crashed.has(event.at)) return [];
    crashed.add(event.at);
    return [{ kind: "crash", moment: "during", step: stepOf(plan, call.began.intent, capability) }];
  });
}

function expectOf(events: readonly RunEvent[]): readonly ExpectClause[] {
  const closed = events.findLast((event): event is Event<"Closed"> => event.t === "Closed");
  if (closed === undefined) return [{ kind: "expect", expects: "waiting" }];
  if (closed.status === "completed") return [{ kind: "expect", expects: "completed" }];
  if (closed.status === "cancelled") return [];
  const name = closed.failure?.name;
  return [{ kind: "expect", expects: "failed", ...(name === undefined ? {} : { name }) }];
}
