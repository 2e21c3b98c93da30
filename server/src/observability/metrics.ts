import type { Orchestrator } from "@orchlang/runtime";
import { areOne } from "@orchlang/runtime/remote";
import type { FastifyInstance } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { attentionNow, reasons } from "../attention.ts";
import type { Context, Program } from "../context.ts";
import { admitted } from "../identity/authenticate.ts";
import type { Sources } from "../ingest/sources.ts";
import type { Feed } from "../live/feed.ts";
import type { Notifier } from "../notify/notifier.ts";
import { ProblemError } from "../problem.ts";
import type { Retention } from "../retention.ts";
import type { RunIndex } from "../run-index.ts";
import type { Work } from "../work/work.ts";
import type { Collected } from "./metrics-export.ts";
import type { Tracer } from "./tracer.ts";

/** The measured quantities. */
interface Measured {
  readonly orchestrator: Orchestrator;
  readonly program: Program;
  readonly runs: RunIndex;
  readonly feed: Feed;
  readonly notifier: Notifier;
  readonly sources: Sources;
  readonly tracer: Tracer;
  readonly retention: Retention;
  readonly work: Work | undefined;
  /** ms since 1970. */
  now(): number;
}

/** A response of the server. `operation`: its id in the OpenAPI document. */
interface Response {
  readonly operation: string;
  readonly status: number;
  readonly seconds: number;
}

export interface Metrics {
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
  /** The same as values. */
  collected(): Promise<readonly Collected[]>;
  answered(response: Response): void;
  close(): void;
}

/** Runs take from parts of a second to days, seconds. */
const runBuckets = [0.01, 0.1, 1, 10, 60, 600, 3_600, 21_600, 86_400, 604_800];
const stepBuckets = [0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120, 600, 3_600];
const requestBuckets = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5];

/**
 * Metrics of a runtime and its server. Values of labels come from the program, or from closed lists: how many series there
 * are is known at the start, and no input can add one. Counters begin with the process; gauges are read when asked for.
 */
export function metricsOf(measured: Measured): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "orch_process_" });
  const unlisten = followRuns(registry, measured);
  readAround(registry, measured);
  const requests = new Histogram({
    name: "orch_http_request_duration_seconds",
    help: "Time from a request to its response, by operation and class of status.",
    labelNames: ["operation", "status"],
    buckets: requestBuckets,
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    collected: () => registry.getMetricsAsJSON(),
    answered: ({ operation, status, seconds }) =>
      requests.observe({ operation, status: `${Math.floor(status / 100)}xx` }, seconds),
    close: unlisten,
  };
}

function followRuns(registry: Registry, { orchestrator, program }: Measured): () => void {
  const entries = new Map(program.plans.map(({ id, plan }) => [id, plan.entry]));
  // A run of an earlier version of the program goes on under a plan that this one does not have.
  const planOf = ({ planId }: { readonly planId: string }): string =>
    entries.get(planId as (typeof program.plans)[number]["id"]) ?? "other";
  const registers = [registry];
  const started = new Counter({
    name: "orch_runs_started_total",
    help: "Runs that began.",
    labelNames: ["plan"],
    registers,
  });
  const ended = new Histogram({
    name: "orch_run_duration_seconds",
    help: "Time from the start of a run to its end, by how it ended.",
    labelNames: ["plan", "status"],
    buckets: runBuckets,
    registers,
  });
  const steps = new Counter({
    name: "orch_steps_ended_total",
    help: "Steps that ended: completed, failed, or denied by a policy or guardrail.",
    labelNames: ["plan", "outcome"],
    registers,
  });
  const retries = new Counter({
    name: "orch_step_retries_total",
    help: "Attempts after the first.",
    labelNames: ["plan"],
    registers,
  });
  const durations = new Histogram({
    name: "orch_step_duration_seconds",
    help: "Time from the start of a step to its completion.",
    labelNames: ["plan"],
    buckets: stepBuckets,
    registers,
  });
  const stops = [
    orchestrator.on("execution_started", (event) => started.inc({ plan: planOf(event) })),
    orchestrator.on("execution_completed", (event) =>
      ended.observe({ plan: planOf(event), status: "completed" }, event.duration / 1000),
    ),
    orchestrator.on("execution_failed", (event) =>
      ended.observe({ plan: planOf(event), status: event.status }, event.duration / 1000),
    ),
    orchestrator.on("step_completed", (event) => {
      const plan = planOf(event);
      steps.inc({ plan, outcome: "completed" });
      retries.inc({ plan }, Math.max(0, event.attempts - 1));
      durations.observe({ plan }, event.duration / 1000);
    }),
    orchestrator.on("step_failed", (event) => {
      const plan = planOf(event);
      steps.inc({ plan, outcome: event.error.class === "denied" ? "denied" : "failed" });
      retries.inc({ plan }, Math.max(0, event.attempts - 1));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** One number of a gauge, with the values of its labels. */
type Point = readonly [labels: Readonly<Record<string, string>>, value: number];

interface Shown {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  read(): readonly Point[] | Promise<readonly Point[]>;
}

function readAround(registry: Registry, measured: Measured): void {
  for (const { name, help, labels, read } of [
    ...gaugesOfRuns(measured),
    ...gaugesOfWorld(measured),
    ...gaugesOfSources(measured),
    ...gaugesOfWorkers(measured),
  ])
    new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers: [registry],
      async collect() {
        const points = await read();
        this.reset();
        for (const [values, value] of points) this.inc(values, value);
      },
    });
}

function gaugesOfRuns(measured: Measured): readonly Shown[] {
  const { orchestrator, runs } = measured;
  const around = () => orchestrator.around();
  return [
    {
      name: "orch_runs",
      help: "Runs of the journal by status; attention: they go on once an operator has spoken.",
      labels: ["status"],
      read: async () =>
        Object.entries(await runs.counts(() => true)).map(([status, value]) => [{ status }, value]),
    },
    {
      name: "orch_runs_needing_attention",
      help: "Runs that go on only once an operator has spoken.",
      labels: [],
      read: () => [[{}, around().attention.length]],
    },
    {
      name: "orch_attention",
      help: "Runs that continue only once a person has acted, by reason: doubt, undo, obligation, overdue, held.",
      labels: ["about"],
      read: () => {
        const now = attentionNow(orchestrator, measured.now());
        return reasons.map((about): Point => [{ about }, now.filter((one) => one.about === about).length]);
      },
    },
    {
      name: "orch_notifications",
      help: "Deliveries of notifications that are kept, by status.",
      labels: ["status"],
      read: () => {
        const all = measured.notifier.deliveries();
        return (["queued", "delivered", "dead"] as const).map(
          (status): Point => [{ status }, all.filter((one) => one.status === status).length],
        );
      },
    },
    {
      name: "orch_retention",
      help: "Since the server started: ended runs that were pruned; events of none that were pruned; passes that failed.",
      labels: ["what"],
      read: () => Object.entries(measured.retention.counts).map(([what, value]): Point => [{ what }, value]),
    },
    {
      name: "orch_tasks_open",
      help: "Questions to people that are unanswered, by the role that is asked.",
      labels: ["role"],
      read: () => orchestrator.questions().map(({ role }) => [{ role }, 1]),
    },
  ];
}

function gaugesOfWorld({ orchestrator, program, feed, tracer }: Measured): readonly Shown[] {
  const around = () => orchestrator.around();
  const declared = new Set(program.world.triggers.map(({ name }) => name));
  const triggers = () => around().triggers.filter(({ name }) => declared.has(name));
  return [
    {
      name: "orch_trigger_fired",
      help: "How often a trigger has fired, as the journal has it.",
      labels: ["trigger"],
      read: () => triggers().map(({ name, fired }) => [{ trigger: name }, fired]),
    },
    {
      name: "orch_trigger_queued",
      help: "Firings that wait for others to end.",
      labels: ["trigger"],
      read: () => triggers().map(({ name, queued }) => [{ trigger: name }, queued]),
    },
    {
      name: "orch_pool_members",
      help: "Members of a pool by health.",
      labels: ["pool", "health"],
      read: () =>
        around().pools.flatMap(({ name, members }) =>
          Object.entries(members).map(([health, value]): Point => [{ pool: name, health }, value]),
        ),
    },
    {
      name: "orch_pool_held",
      help: "Members that runs hold.",
      labels: ["pool"],
      read: () => around().pools.map(({ name, held }) => [{ pool: name }, held]),
    },
    {
      name: "orch_pool_waiting",
      help: "Requests that wait for a member.",
      labels: ["pool"],
      read: () => around().pools.map(({ name, waiting }) => [{ pool: name }, waiting]),
    },
    {
      name: "orch_traces",
      help: "Traces of runs since the server started: exported, dropped; and attempts to export that failed.",
      labels: ["what"],
      read: () => Object.entries(tracer.counts).map(([what, value]): Point => [{ what }, value]),
    },
    {
      name: "orch_ingress_rejected",
      help: "Events and readings refused since the process began, by reason.",
      labels: ["reason"],
      read: () => Object.entries(around().refused).map(([reason, value]) => [{ reason }, value]),
    },
    {
      name: "orch_live_frames",
      help: "Frames published on a live channel since the server started.",
      labels: ["channel"],
      read: () =>
        (["events", "workflow-status", "alerts"] as const).map((channel) => [
          { channel },
          feed.last(channel),
        ]),
    },
  ];
}

/** `GET /metrics`, for those who see all plans: a metric counts over plans, and names each of them. */
export function metricsRoute(api: FastifyInstance, metrics: Metrics, context: Context): void {
  api.get(
    "/metrics",
    {
      schema: {
        operationId: "readMetrics",
        summary: "Metrics in the text format of Prometheus",
        tags: ["health"],
      },
    },
    async (request, reply) => {
      const { plans } = await admitted(context, request);
      if (plans !== undefined)
        throw new ProblemError(403, "plans", "Metrics are about all plans; the token sees only some.");
      return reply.header("content-type", metrics.contentType).send(await metrics.text());
    },
  );
  api.addHook("onResponse", async (request, { statusCode, elapsedTime }) => {
    const { operationId } = request.routeOptions.schema ?? {};
    if (operationId !== undefined)
      metrics.answered({ operation: operationId, status: statusCode, seconds: elapsedTime / 1000 });
  });
}

/** By the pools of the settings, which are the program's: no worker adds a series. */
function gaugesOfWorkers({ work }: Measured): readonly Shown[] {
  if (work === undefined) return [];
  const { remote } = work;
  const byPool = (count: (pool: string) => number) => (): readonly Point[] =>
    remote.pools.map((pool): Point => [{ pool }, count(pool)]);
  const offering = (pool: string) =>
    remote.report().filter(({ offers }) => offers.some((offer) => areOne(offer.pool, pool)));
  return [
    {
      name: "orch_workers_connected",
      help: "Workers elsewhere that are connected, by the pool that they offer to serve.",
      labels: ["pool"],
      read: byPool((pool) => offering(pool).filter(({ state }) => state === "connected").length),
    },
    {
      name: "orch_workers_quarantined",
      help: "Workers elsewhere that are given nothing until an operator lifts that.",
      labels: ["pool"],
      read: byPool((pool) => offering(pool).filter((one) => one.standing === "quarantined").length),
    },
    {
      name: "orch_worker_jobs",
      help: "Jobs that workers elsewhere have, by the pool whose member does them.",
      labels: ["pool"],
      read: byPool((pool) => {
        const jobs = remote.report().flatMap((one) => one.jobs);
        return jobs.filter((job) => areOne(job.pool, pool)).length;
      }),
    },
  ];
}

function gaugesOfSources({ sources }: Measured): readonly Shown[] {
  return [
    {
      name: "orch_source_messages",
      help: "Messages of sources since the server started: received, ignored, malformed, dropped, or not signed.",
      labels: ["source", "what"],
      read: () =>
        sources
          .list()
          .flatMap(({ name, ...counts }) =>
            (["received", "ignored", "malformed", "dropped", "unsigned"] as const).map(
              (what): Point => [{ source: name, what }, counts[what]],
            ),
          ),
    },
    {
      name: "orch_source_waiting",
      help: "Messages of a source that came and are not taken yet.",
      labels: ["source"],
      read: () => sources.list().map(({ name, waiting }): Point => [{ source: name }, waiting]),
    },
    {
      name: "orch_source_connected",
      help: "1: the server is connected to the source. Senders of webhooks connect by themselves and are left out.",
      labels: ["source"],
      read: () =>
        sources
          .list()
          .flatMap(({ name, connected }): Point[] =>
            connected === undefined ? [] : [[{ source: name }, connected ? 1 : 0]],
          ),
    },
  ];
}
