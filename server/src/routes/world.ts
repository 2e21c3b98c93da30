import type { JsonObject } from "@orchlang/plan";
import type { World } from "@orchlang/plan/context";
import { triggerText } from "@orchlang/presentation";
import { maySee } from "../identity/principal.ts";
import type { Route } from "../route.ts";
import { summaryView } from "../run-view.ts";
import {
  anyJson,
  count,
  duration,
  flag,
  list,
  mapOf,
  oneOf,
  record,
  runSummary,
  text,
  time,
} from "../schemas.ts";
import { eventsSeen } from "../scope.ts";
import { modeOf } from "./kernel.ts";

const sourceKind = oneOf("event", "schedule", "every", "change", "outcome", "request");

const status = record(
  {
    runs: mapOf(count),
    armed: flag,
    attention: count,
    flags: list(record({ name: text, value: anyJson, since: time }, ["value", "since"])),
    signals: list(
      record(
        { name: text, value: anyJson, confidence: { type: "number" }, age: duration, sources: list(text) },
        ["value", "confidence", "age"],
      ),
    ),
    tallies: mapOf(count),
    refused: mapOf(count),
  },
  ["attention"],
);

const rule = record(
  {
    name: text,
    on: list(record({ kind: sourceKind, event: text }, ["event"])),
    starts: text,
    says: {
      ...record(
        {
          on: list(text),
          when: text,
          parts: list(text),
          debounce: text,
          throttle: text,
          overlap: text,
          start: text,
        },
        ["when", "parts", "debounce", "throttle", "overlap"],
      ),
      description: "its clauses, as an author would write them",
    },
    missed: oneOf("skip", "once", "all"),
    priority: text,
    fired: count,
    running: count,
    queued: count,
    next: time,
  },
  ["priority", "next"],
);

/** The world around the runs: ingested events, resources, rules of routing, the state of the whole. */
export const worldRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/status",
    operation: "getStatus",
    summary: "Runs by status, triggers, flags, pools, and what was refused since the server started",
    group: "status",
    role: "viewer",
    reply: status,
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
    path: "/status/active",
    operation: "listActiveRuns",
    summary: "Every run that has not ended, with its progress and what is still to come",
    group: "status",
    role: "viewer",
    reply: record({ mode: oneOf("open", "stopped", "paused"), runs: list(runSummary), total: count }),
    handle: async (context, { by }) => {
      const page = await context.runs.page({ open: true }, undefined, 500, (entry) => maySee(by, entry));
      return {
        body: {
          mode: modeOf(context),
          runs: (page?.runs ?? []).map(summaryView),
          total: page?.total ?? 0,
        },
      };
    },
  },
  {
    method: "GET",
    path: "/routing/rules",
    operation: "listRoutingRules",
    summary: "Triggers: what starts what, how often it has, when next",
    group: "routing",
    role: "viewer",
    reply: record({ rules: list(rule) }),
    handle: ({ orchestrator, program }, { by }) => {
      const reports = new Map(orchestrator.around().triggers.map((trigger) => [trigger.name, trigger]));
      const seen = program.world.triggers.filter(({ starts }) => maySee(by, starts.target));
      const rules = seen.map((trigger): JsonObject => {
        const { name, on, starts, priority, missed } = trigger;
        const { fired = 0, running = 0, queued = 0, next } = reports.get(name) ?? {};
        const sources = on.map((source) => ({
          kind: source.kind,
          ...("event" in source ? { event: source.event } : {}),
        }));
        return {
          name,
          on: sources,
          starts: starts.target,
          says: { ...triggerText(trigger) },
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
    reply: record({
      events: list({
        type: "object",
        properties: { name: text, category: text, priority: text, sources: list(text) },
        required: ["name"],
        additionalProperties: true,
      }),
      live: list(text),
    }),
    handle: ({ program }, { by }) => {
      const sees = eventsSeen(program, by);
      return {
        body: {
          events: Object.entries(program.world.events)
            .filter(([name]) => sees(name))
            .map(([name, declared]) => ({ name, ...(declared as unknown as JsonObject) })),
          live: ["events", "workflow-status", "alerts"],
        },
      };
    },
  },
  {
    method: "GET",
    path: "/routing/pipelines",
    operation: "listPipelines",
    summary: "The ways from sources through events and fusions to the plans that triggers start",
    group: "routing",
    role: "viewer",
    reply: record({
      pipelines: list(
        record(
          {
            trigger: text,
            kind: sourceKind,
            stages: list(
              record({ kind: oneOf("source", "event", "fusion", "trigger", "workflow"), name: text }),
            ),
            priority: text,
          },
          ["priority"],
        ),
      ),
    }),
    handle: ({ program }, { by }) => ({
      body: {
        pipelines: program.world.triggers
          .filter(({ starts }) => maySee(by, starts.target))
          .flatMap((trigger) => pipelinesOf(program.world, trigger)),
      },
    }),
  },
];

interface Stage {
  readonly kind: "source" | "event" | "fusion" | "trigger" | "workflow";
  readonly name: string;
}

function pipelinesOf(world: World, { name, on, starts, priority }: World["triggers"][number]): JsonObject[] {
  const urgency = priority === undefined ? {} : { priority };
  return on.map((source) => {
    const before: readonly Stage[] = "event" in source ? stagesTo(world, source.event, new Set()) : [];
    const stages = [...before, { kind: "trigger", name }, { kind: "workflow", name: starts.target }];
    return { trigger: name, kind: source.kind, stages: stages.map((stage) => ({ ...stage })), ...urgency };
  });
}

/** Everything that leads to an event, each once, before what it leads to. */
function stagesTo(world: World, event: string, seen: Set<string>): readonly Stage[] {
  if (seen.has(event)) return [];
  seen.add(event);
  const { sources = [], joins } = world.events[event] ?? {};
  const fed = sources
    .filter((source) => !seen.has(`source ${source}`))
    .map((source): Stage => {
      seen.add(`source ${source}`);
      return { kind: "source", name: source };
    });
  const parts = (joins ?? []).flatMap((joined) => stagesTo(world, joined.event, seen));
  return [...fed, ...parts, { kind: joins === undefined ? "event" : "fusion", name: event }];
}
