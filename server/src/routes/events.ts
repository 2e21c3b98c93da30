import type { Json, JsonObject } from "@orchlang/plan";
import { spokenValue } from "@orchlang/plan/quantities";
import type { Orchestrator } from "@orchlang/runtime";
import { ingressRecordOf } from "@orchlang/runtime/events";
import type { Context, Program } from "../context.ts";
import type { LoggedEvent } from "../event-log.ts";
import { noteActingFor } from "../identity/acting-for.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { toldBy } from "../ingest/may-tell.ts";
import { linkIn } from "../observability/spans.ts";
import { parentNote } from "../observability/tracer.ts";
import { orProblem } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyJson, anyObject, count, flag, list, oneOf, record, text, time } from "../schemas.ts";
import { eventsSeen, poolsSeen } from "../scope.ts";

const kinds = {
  Occurred: "occurrence",
  Fused: "fused",
  Debounced: "debounced",
  Sensed: "reading",
  Turned: "flag_changed",
  Fired: "trigger_fired",
  Skipped: "trigger_skipped",
  Member: "member_changed",
} as const;

const kind = oneOf(...Object.values(kinds));

const logged = record(
  {
    seq: { ...count, description: "its place in the journal" },
    at: time,
    kind,
    name: text,
    id: text,
    source: text,
    category: text,
    priority: text,
    fields: anyJson,
    text: { ...text, description: "a reading as people say it, with its unit" },
    confidence: { type: "number" },
    of: list(record({ event: text, id: text })),
    why: text,
    run: text,
    cause: {
      ...text,
      description: "of a firing: the id of the event, or the change, that set the trigger off",
    },
    became: {
      ...list(
        record(
          {
            seq: count,
            kind: oneOf("fused", "trigger_fired", "trigger_skipped"),
            name: text,
            run: text,
            why: text,
          },
          ["run", "why"],
        ),
      ),
      description: "what came of an event: what was fused of it, which triggers fired or did not",
    },
    by: { ...text, description: "who has decided it by hand" },
    health: text,
  },
  [
    "id",
    "source",
    "category",
    "priority",
    "fields",
    "text",
    "confidence",
    "of",
    "why",
    "run",
    "cause",
    "became",
    "by",
    "health",
  ],
);

const query = record(
  {
    name: text,
    before: { ...count, description: "only those before this place in the journal" },
    limit: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
  },
  ["name", "before", "limit"],
);
const historyQuery = record(
  {
    name: text,
    source: { ...text, description: "an event's source, or the source of a reading" },
    kind,
    category: text,
    priority: text,
    workflow: { ...text, description: "only what leads to this plan or goal, by its qualified name" },
    before: { ...count, description: "only those before this place in the journal" },
    limit: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
  },
  ["name", "source", "kind", "category", "priority", "workflow", "before", "limit"],
);
const page = record({ events: list(logged), next: count }, ["next"]);

const sourceView = record(
  {
    name: text,
    kind: oneOf("github", "hmac", "mqtt", "websocket", "poll"),
    received: count,
    taken: { ...count, description: "events and readings that were taken" },
    ignored: { ...count, description: "messages without a mapping that applies" },
    refused: { ...count, description: "events and readings that were refused" },
    unsigned: { ...count, description: "messages whose signature did not hold" },
    malformed: { ...count, description: "messages that are no JSON, or too long" },
    dropped: {
      ...count,
      description: "messages that were given up: too many waited, or the journal could not be written",
    },
    waiting: { ...count, description: "messages that are not taken yet" },
    connected: { ...flag, description: "left out: the other side connects" },
    problem: { ...text, description: "why it is not connected, or why its last a record was rejected" },
    last: time,
  },
  ["connected", "problem", "last"],
);

/** Events from outside: ingested, fused, kept back. */
export const eventRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/sources",
    operation: "listSources",
    summary: "Sources of records, with what came of their messages since the server started",
    group: "events",
    role: "operator",
    reply: record({ sources: list(sourceView) }),
    handle: ({ sources }) => ({ body: { sources: sources.list() } }),
  },
  {
    method: "POST",
    path: "/events/ingest",
    operation: "ingestEvent",
    summary: "An event, a reading, the state of a pool's member: one ingress record",
    group: "events",
    role: "operator",
    keyed: true,
    body: anyObject,
    status: 202,
    reply: record({ done: { const: true }, notes: list(text) }, ["notes"]),
    handle: async (context, { by, body, key, traceparent }) => {
      const { orchestrator } = context;
      const record = toldBy(
        context,
        by,
        ingressRecordOf(body, () => key),
      );
      await noteActingFor(context, by, record, key);
      const { notes } = orProblem(await orchestrator.ingest(record));
      // The traces of runs that it starts are linked to the sender's.
      if (linkIn(traceparent) !== undefined && typeof traceparent === "string") {
        const event = typeof body.id === "string" ? body.id : key;
        await orchestrator.note(parentNote, { event, traceparent }, `${parentNote} ${event}`);
      }
      return { body: { done: true, ...(notes === undefined ? {} : { notes }) } };
    },
  },
  {
    method: "POST",
    path: "/events/fuse",
    operation: "fuseEvents",
    summary:
      "Ingest several events in order, and return what was fused of them; one that is refused does not keep others from being taken",
    group: "events",
    role: "operator",
    keyed: true,
    body: record({ events: { ...list(anyObject), minItems: 1, maxItems: 100 } }),
    status: 202,
    reply: record({ fused: list(logged), notes: list(text) }),
    handle: async (context, { by, body, key }) => {
      const lines = Array.isArray(body.events) ? body.events : [];
      const read = lines.map((line, at) => ingressRecordOf(line, () => `${key} ${at}`));
      const record = read.map((one) => toldBy(context, by, one));
      for (const [at, one] of record.entries()) await noteActingFor(context, by, one, `${key} ${at}`);
      const results = await ingestAll(context, record);
      const notes = results.flatMap((one) => orProblem(one).notes ?? []);
      const ids = new Set(record.flatMap((one) => ("id" in one ? [one.id] : [])));
      return { body: { fused: fusedOf(context, ids).map((one) => view(context, one)), notes } };
    },
  },
  {
    method: "GET",
    path: "/events/fused",
    operation: "listFusedEvents",
    summary: "Events that fusions made of others, newest first, with what they are made of",
    group: "events",
    role: "viewer",
    query,
    reply: page,
    handle: (context, { by, query: asked }) => ({
      body: pageOf(context, by, asked, ({ event }) => event.t === "Fused"),
    }),
  },
  {
    method: "GET",
    path: "/events/history",
    operation: "listEvents",
    summary: "The newest events, readings and firings, newest first, as the journal has them",
    group: "events",
    role: "viewer",
    query: historyQuery,
    reply: page,
    handle: (context, { by, query: asked }) => {
      const { workflow } = asked;
      const about = typeof workflow === "string" && maySee(by, workflow) ? { ...by, plans: [workflow] } : by;
      return { body: pageOf(context, about, asked, ({ event }) => fits(context, event, asked)) };
    },
  },
  {
    method: "GET",
    path: "/events/buffers",
    operation: "listEventBuffers",
    summary: "Occurrences that fusions keep until they are complete, and how much was refused, by reason",
    group: "events",
    role: "viewer",
    reply: record({
      fusions: list(record({ name: text, pending: count, held: count, newest: time }, ["newest"])),
      refused: { type: "object", additionalProperties: count },
    }),
    handle: ({ orchestrator, program }, { by }) => {
      const { fusions, refused } = orchestrator.around();
      const sees = eventsSeen(program, by);
      return { body: { fusions: fusions.filter(({ name }) => sees(name)), refused } };
    },
  },
];

/**
 * Ingests records in order. Events that follow each other share a commit: none of them decides how the next is read, as a
 * registry does for its members.
 */
async function ingestAll(
  { orchestrator }: Context,
  record: readonly ReturnType<typeof ingressRecordOf>[],
): Promise<readonly Awaited<ReturnType<Orchestrator["ingest"]>>[]> {
  const results: Promise<Awaited<ReturnType<Orchestrator["ingest"]>>>[] = [];
  for (const one of record) {
    if (!isEvent(one)) await Promise.all(results);
    results.push(orchestrator.ingest(one));
    if (!isEvent(one)) await Promise.all(results);
  }
  return await Promise.all(results);
}

function isEvent(record: ReturnType<typeof ingressRecordOf>): boolean {
  return "kind" in record && record.kind === "occurrence";
}

/** Fusions of these events, and of what was fused of them. A request that is sent again finds those of the first. */
function fusedOf({ events }: Context, ids: Set<string>): readonly LoggedEvent[] {
  return events.all().filter(({ event }) => {
    const isOf = event.t === "Fused" && event.of.some(({ id }) => ids.has(id));
    if (isOf) ids.add(event.id);
    return isOf;
  });
}

function pageOf(
  context: Context,
  by: Principal,
  { name, before, limit }: Readonly<Record<string, unknown>>,
  isWanted: (one: LoggedEvent) => boolean,
): JsonObject {
  const sees = eventsSeen(context.program, by);
  const size = Number(limit ?? 100);
  const last = typeof before === "number" ? before : Infinity;
  const loggedEvents = context.events
    .all()
    .filter((one) => one.seq < last && isWanted(one) && isSeen(context, one, by, sees))
    .filter(({ event }) => typeof name !== "string" || isCalled(nameOf(event), name));
  const shown = loggedEvents.slice(-size).reverse();
  const next = loggedEvents.length > size ? shown.at(-1)?.seq : undefined;
  const became = becameOf(context, shown, (one) => isSeen(context, one, by, sees));
  const events = shown.map((one) => {
    const came = "id" in one.event ? became.get(one.event.id) : undefined;
    return { ...view(context, one), ...(came === undefined ? {} : { became: came }) };
  });
  return { events, ...(next === undefined ? {} : { next }) };
}

/** The consequences of events, by their ids, in order. */
function becameOf(
  { events }: Context,
  shown: readonly LoggedEvent[],
  isShown: (one: LoggedEvent) => boolean,
): ReadonlyMap<string, readonly JsonObject[]> {
  const wanted = new Map<string, JsonObject[]>();
  for (const { event } of shown) if (event.t === "Occurred" || event.t === "Fused") wanted.set(event.id, []);
  for (const one of events.all()) {
    const { seq, event } = one;
    for (const cause of causesOf(event)) {
      const list = wanted.get(cause);
      if (list === undefined || list.length >= becameMax || !isShown(one)) continue;
      list.push({
        seq,
        kind: kinds[event.t],
        name: nameOf(event),
        ...(event.t === "Fired" ? { run: event.run } : {}),
        ...(event.t === "Skipped" ? { why: event.why } : {}),
      });
    }
  }
  return wanted;
}

/** As many consequences of one event are listed. */
const becameMax = 20;

function causesOf(event: LoggedEvent["event"]): readonly string[] {
  if (event.t === "Fused") return event.of.map(({ id }) => id);
  if (event.t === "Fired") return [causeIn(event.request, event.trigger)];
  return event.t === "Skipped" ? [causeIn(event.firing, event.trigger)] : [];
}

/** Filters that are left out fit everything. */
function fits(
  { program }: Context,
  event: LoggedEvent["event"],
  { source, kind: wanted, category, priority }: Readonly<Record<string, unknown>>,
): boolean {
  const about = declaredOf(program, event);
  return (
    (source === undefined || sourceOf(program, event) === source) &&
    (wanted === undefined || kinds[event.t] === wanted) &&
    (category === undefined || about?.category === category) &&
    (priority === undefined || about?.priority === priority)
  );
}

/** The source of a reading is its name. That of an event is journalled only where it has limits; one alone is certain. */
function sourceOf(program: Program, event: LoggedEvent["event"]): string | undefined {
  if (event.t === "Sensed") return event.name;
  if ("source" in event && event.source !== undefined) return event.source;
  const sources = event.t === "Occurred" ? declaredOf(program, event)?.sources : undefined;
  return sources?.length === 1 ? sources[0] : undefined;
}

function declaredOf({ world }: Program, event: LoggedEvent["event"]) {
  if (event.t === "Fused" || event.t === "Occurred" || event.t === "Debounced")
    return world.events[nameOf(event)];
  return undefined;
}

function isCalled(whole: string, name: string): boolean {
  return whole === name || whole.endsWith(`.${name}`);
}

function isSeen(
  { program }: Context,
  { event }: LoggedEvent,
  by: Principal,
  sees: (event: string) => boolean,
): boolean {
  // Conditions that only triggers watch turn as well.
  if (event.t === "Turned" && !isFlag(program, event.name)) return false;
  if (by.plans === undefined) return true;
  if (event.t === "Member") return poolsSeen(program, by)(event.pool);
  if (event.t !== "Fired" && event.t !== "Skipped")
    return event.t !== "Sensed" && event.t !== "Turned" && sees(nameOf(event));
  const trigger = program.world.triggers.find(({ name }) => name === event.trigger);
  return trigger !== undefined && maySee(by, trigger.starts.target);
}

function nameOf(event: LoggedEvent["event"]): string {
  switch (event.t) {
    case "Fused":
      return event.fusion;
    case "Sensed":
    case "Turned":
      return event.name;
    case "Fired":
    case "Skipped":
      return event.trigger;
    case "Member":
      return `${event.pool}[${event.member}]`;
    default:
      return event.event;
  }
}

/** Values above `internal` are masked, whoever asks. */
function view({ orchestrator, program }: Context, { seq, event }: LoggedEvent): JsonObject {
  const shown = orchestrator.shown(event);
  const source = sourceOf(program, event);
  const { category, priority } = declaredOf(program, event) ?? {};
  const fields = shown.fields ?? shown.value ?? shown.args;
  return {
    seq,
    at: event.at,
    kind: kinds[event.t],
    name: nameOf(event),
    ...("id" in event ? { id: event.id } : {}),
    ...(source === undefined ? {} : { source }),
    ...(category === undefined ? {} : { category }),
    ...(priority === undefined ? {} : { priority }),
    ...(fields === undefined ? {} : { fields }),
    ...(event.t === "Sensed" ? spoken(program, event.name, fields) : {}),
    ...("confidence" in event && event.confidence !== undefined ? { confidence: event.confidence } : {}),
    ...(event.t === "Fused" ? { of: event.of.map((one) => ({ ...one })) } : {}),
    ...(event.t === "Skipped" ? { why: event.why, cause: causeIn(event.firing, event.trigger) } : {}),
    ...(event.t === "Fired" ? { run: event.run, cause: causeIn(event.request, event.trigger) } : {}),
    ...(event.t === "Member" ? decisionOf(event) : {}),
  };
}

/** The member of a family belongs to the flag of that name. */
function isFlag({ world }: Program, name: string): boolean {
  return Object.hasOwn(world.flags, name.replace(/\(.*$/u, ""));
}

function spoken({ world }: Program, name: string, value: Json | undefined): JsonObject {
  const signal = Object.values(world.signals).find((one) => one.name === name || one.sources.includes(name));
  const result = signal === undefined || value === undefined ? undefined : spokenValue(value, signal);
  return result === undefined ? {} : { text: result };
}

/** A request of a run is the trigger's name and the id of the cause. */
function causeIn(request: string, trigger: string): string {
  return request.startsWith(`${trigger} `) ? request.slice(trigger.length + 1) : request;
}

function decisionOf({ by, why, health }: Extract<LoggedEvent["event"], { t: "Member" }>): JsonObject {
  return {
    ...(by === undefined ? {} : { by: by.id }),
    ...(why === undefined ? {} : { why }),
    ...(health === undefined ? {} : { health }),
  };
}
