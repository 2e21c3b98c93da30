import type { JsonObject } from "@orchlang/plan";
import { newsOf } from "@orchlang/runtime/events";
import { maySee } from "../identity/principal.ts";
import { orProblem } from "../problem.ts";
import { anyObject, count, list, type Route, record, text } from "../route.ts";

/** The world around the runs: ingested events, resources, rules of routing, the state of the whole. */
export const worldRoutes: readonly Route[] = [
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
    method: "GET",
    path: "/status",
    operation: "getStatus",
    summary: "Runs by status, triggers, flags, pools, and what was refused since the server started",
    group: "status",
    role: "viewer",
    reply: anyObject,
    handle: async ({ orchestrator, runs }, { by }) => {
      const { armed, flags, signals, tallies, refused, attention } = orchestrator.around();
      const sees = (entry: string): boolean => maySee(by, entry);
      const needs = by.plans === undefined ? attention.length : undefined;
      return {
        body: {
          runs: await runs.counts(sees),
          armed,
          ...(needs === undefined ? {} : { attention: needs }),
          flags,
          signals,
          tallies,
          refused,
        },
      };
    },
  },
  {
    method: "GET",
    path: "/resources",
    operation: "listResources",
    summary: "Pools: members by health, how many are held, who waits",
    group: "resources",
    role: "viewer",
    reply: record({ pools: list(anyObject) }),
    handle: ({ orchestrator }) => ({ body: { pools: orchestrator.around().pools } }),
  },
  {
    method: "GET",
    path: "/resources/available",
    operation: "listAvailableResources",
    summary: "How many members of each pool can be given out now",
    group: "resources",
    role: "viewer",
    reply: record({ pools: list(record({ name: text, available: count, waiting: count })) }),
    handle: ({ orchestrator }) => ({
      body: {
        pools: orchestrator.around().pools.map(({ name, members, aside, held, waiting, capacity }) => {
          const ready = (members.ready ?? 0) - (aside?.length ?? 0);
          const open = Math.min(ready, capacity ?? ready) - held;
          return { name, available: Math.max(0, open), waiting };
        }),
      },
    }),
  },
  {
    method: "GET",
    path: "/routing/rules",
    operation: "listRoutingRules",
    summary: "Triggers: what starts what, how often it has, when next",
    group: "routing",
    role: "viewer",
    reply: record({ rules: list(anyObject) }),
    handle: ({ orchestrator, program }) => {
      const reports = new Map(orchestrator.around().triggers.map((trigger) => [trigger.name, trigger]));
      const rules = program.world.triggers.map(({ name, on, starts, priority, missed }): JsonObject => {
        const { fired = 0, running = 0, queued = 0, next } = reports.get(name) ?? {};
        const sources = on.map((source) => ({
          kind: source.kind,
          ...("event" in source ? { event: source.event } : {}),
        }));
        return {
          name,
          on: sources,
          starts: starts.target,
          missed,
          ...(priority === undefined ? {} : { priority }),
          fired,
          running,
          queued,
          ...(next === undefined ? {} : { next }),
        };
      });
      return { body: { rules } };
    },
  },
  {
    method: "GET",
    path: "/routing/channels",
    operation: "listChannels",
    summary: "Declared events with their sources, category and priority",
    group: "routing",
    role: "viewer",
    reply: record({ events: list(anyObject), live: list(text) }),
    handle: ({ program }) => ({
      body: {
        events: Object.entries(program.world.events).map(([name, declared]) => ({
          name,
          ...(declared as unknown as JsonObject),
        })),
        live: ["events", "workflow-status", "alerts"],
      },
    }),
  },
];
