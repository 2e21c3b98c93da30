import type { JsonObject } from "@orchlang/plan";
import { newsOf } from "@orchlang/runtime/events";
import type { Context } from "../context.ts";
import type { LoggedEvent } from "../event-log.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { orProblem } from "../problem.ts";
import { anyJson, anyObject, count, list, type Route, record, text } from "../route.ts";
import { oneOf, time } from "../schemas.ts";
import { eventsSeen, poolsSeen } from "../scope.ts";

const logged = record(
  {
    seq: { ...count, description: "its place in the journal" },
    at: time,
    kind: oneOf(
      "occurrence",
      "fused",
      "debounced",
      "reading",
      "trigger_fired",
      "trigger_skipped",
      "member_changed",
    ),
    name: text,
    id: text,
    source: text,
    fields: anyJson,
    of: list(record({ event: text, id: text })),
    why: text,
    run: text,
    by: { ...text, description: "who has decided it by hand" },
    health: text,
  },
  ["id", "source", "fields", "of", "why", "run", "by", "health"],
);

const query = record(
  {
    name: text,
    before: { ...count, description: "only those before this place in the journal" },
    limit: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
  },
  ["name", "before", "limit"],
);
const page = record({ events: list(logged), next: count }, ["next"]);

/** Events from outside: ingested, fused, kept back. */
export const eventRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/events/ingest",
    operation: "ingestEvent",
    summary: "An event, a reading, the state of a pool's member: one line of news",
    group: "events",
    role: "operator",
    keyed: true,
    body: anyObject,
    status: 202,
    reply: record({ done: { const: true }, notes: list(text) }, ["notes"]),
    handle: async ({ orchestrator }, { body, key }) => {
      const { notes } = orProblem(await orchestrator.hear(newsOf(body, () => key)));
      return { body: { done: true, ...(notes === undefined ? {} : { notes }) } };
    },
  },
  {
    method: "POST",
    path: "/events/fuse",
    operation: "fuseEvents",
    summary: "Ingest several events in order, and return what was fused of them",
    group: "events",
    role: "operator",
    keyed: true,
    body: record({ events: { ...list(anyObject), minItems: 1, maxItems: 100 } }),
    status: 202,
    reply: record({ fused: list(logged), notes: list(text) }),
    handle: async (context, { body, key }) => {
      const lines = Array.isArray(body.events) ? body.events : [];
      const from = context.events.all().at(-1)?.seq ?? -1;
      const notes: string[] = [];
      for (const [at, line] of lines.entries()) {
        const heard = orProblem(await context.orchestrator.hear(newsOf(line, () => `${key} ${at}`)));
        notes.push(...(heard.notes ?? []));
      }
      const fused = context.events.all().filter(({ seq, event }) => seq > from && event.t === "Fused");
      return { body: { fused: fused.map((one) => view(context, one)), notes } };
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
    query,
    reply: page,
    handle: (context, { by, query: asked }) => ({ body: pageOf(context, by, asked, () => true) }),
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

function pageOf(
  context: Context,
  by: Principal,
  { name, before, limit }: Readonly<Record<string, unknown>>,
  isWanted: (one: LoggedEvent) => boolean,
): JsonObject {
  const sees = eventsSeen(context.program, by);
  const size = Number(limit ?? 100);
  const last = typeof before === "number" ? before : Infinity;
  const found = context.events
    .all()
    .filter((one) => one.seq < last && isWanted(one) && isSeen(context, one, by, sees))
    .filter(({ event }) => typeof name !== "string" || isCalled(nameOf(event), name));
  const shown = found.slice(-size).reverse();
  const next = found.length > size ? shown.at(-1)?.seq : undefined;
  return { events: shown.map((one) => view(context, one)), ...(next === undefined ? {} : { next }) };
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
  if (by.plans === undefined) return true;
  if (event.t === "Member") return poolsSeen(program, by)(event.pool);
  if (event.t !== "Fired" && event.t !== "Skipped") return event.t !== "Sensed" && sees(nameOf(event));
  const trigger = program.world.triggers.find(({ name }) => name === event.trigger);
  return trigger !== undefined && maySee(by, trigger.starts.target);
}

function nameOf(event: LoggedEvent["event"]): string {
  switch (event.t) {
    case "Fused":
      return event.fusion;
    case "Sensed":
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

const kinds = {
  Occurred: "occurrence",
  Fused: "fused",
  Debounced: "debounced",
  Sensed: "reading",
  Fired: "trigger_fired",
  Skipped: "trigger_skipped",
  Member: "member_changed",
} as const;

/** Values above `internal` are masked, whoever asks. */
function view({ orchestrator }: Context, { seq, event }: LoggedEvent): JsonObject {
  const shown = orchestrator.shown(event);
  const fields = shown.fields ?? shown.value ?? shown.args;
  return {
    seq,
    at: event.at,
    kind: kinds[event.t],
    name: nameOf(event),
    ...("id" in event ? { id: event.id } : {}),
    ...("source" in event && event.source !== undefined ? { source: event.source } : {}),
    ...(fields === undefined ? {} : { fields }),
    ...(event.t === "Fused" ? { of: event.of.map((one) => ({ ...one })) } : {}),
    ...(event.t === "Skipped" ? { why: event.why } : {}),
    ...(event.t === "Fired" ? { run: event.run } : {}),
    ...(event.t === "Member" ? decisionOf(event) : {}),
  };
}

function decisionOf({ by, why, health }: Extract<LoggedEvent["event"], { t: "Member" }>): JsonObject {
  return {
    ...(by === undefined ? {} : { by: by.id }),
    ...(why === undefined ? {} : { why }),
    ...(health === undefined ? {} : { health }),
  };
}
