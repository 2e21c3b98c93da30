import type { JsonObject, Money } from "@orchlang/plan";
import { addMoney } from "@orchlang/plan/quantities";
import type { Entry, RunDetail } from "@orchlang/runtime";
import {
  aimsDefault,
  type Claim,
  claimsIn,
  reliabilityOf,
  Scoreboard,
  scoreKinds,
} from "@orchlang/runtime/reports";
import type { Context } from "../context.ts";
import { maySee } from "../identity/principal.ts";
import type { Route } from "../route.ts";
import { shownStatus } from "../run-list.ts";
import { count, duration, flag, list, money, oneOf, ratio, record, text, time } from "../schemas.ts";

const counts = { completed: count, failed: count, cancelled: count, open: count };
const figures = {
  runs: count,
  ...counts,
  median: { ...duration, description: "of the runs that have ended, ms" },
  longest: duration,
  cost: list(money),
  retries: { ...count, description: "attempts after the first" },
  undone: { ...count, description: "effects that were taken back" },
};

const action = {
  name: { ...text, description: "a capability" },
  kind: { ...text, description: "tool, agent, service, llm or human" },
  calls: { ...count, description: "steps that called it, those that take something back too" },
  completed: count,
  failed: count,
  retries: figures.retries,
  undone: figures.undone,
  median: { ...duration, description: "of the steps that completed, ms; of a human: until the answer" },
  cost: list(money),
};

/** As many runs are read for one report: the newest of its time. */
const runsMax = 1_000;
const dayMs = 86_400_000;

const share = record({ share: ratio, low: ratio, high: ratio });

const score = {
  kind: oneOf(...scoreKinds),
  name: text,
  tries: {
    ...count,
    description: "attempts of a call, or runs of a workflow, that have ended; not cancelled ones",
  },
  succeeded: count,
  success: { ...share, description: "the share that succeeded, and its 95 % confidence interval (Wilson)" },
  median: { ...duration, description: "of those that succeeded, ms" },
  p95: duration,
  cost: list(money),
  tokens: count,
};

/** Figures over some days, as a team looks at them once a week. */
export const reportRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/reports/runs",
    operation: "reportRuns",
    summary:
      "Runs that began in some days: by day, by workflow, with their durations, costs, retries and undos",
    group: "reports",
    role: "viewer",
    query: record(
      {
        from: {
          ...time,
          description:
            "where the first day begins, ms since 1970; left out: so that the last one is over now",
        },
        days: { type: "integer", minimum: 1, maximum: 62, default: 7 },
        workflow: text,
      },
      ["from", "days", "workflow"],
    ),
    reply: record({
      from: time,
      to: time,
      partial: { ...flag, description: `more than ${runsMax} runs began: the newest of them count` },
      total: record(figures, ["median", "longest"]),
      days: list(record({ from: time, ...figures }, ["median", "longest"])),
      workflows: list(record({ workflow: text, ...figures }, ["median", "longest"])),
      actions: list(record(action, ["median"])),
    }),
    handle: async (context, { by, query }) => {
      const days = Number(query.days ?? 7);
      const from = typeof query.from === "number" ? query.from : context.now() - days * dayMs;
      const to = from + days * dayMs;
      const filter = typeof query.workflow === "string" ? { entry: query.workflow } : {};
      const { found, isPartial } = await runsBetween(context, from, to, filter, (entry) => maySee(by, entry));
      const names = [...new Set(found.map(({ entry }) => entry))].sort();
      const byDay = Array.from({ length: days }, (_, at) => {
        const begin = from + at * dayMs;
        const own = found.filter(({ started }) => started >= begin && started < begin + dayMs);
        return { from: begin, ...figuresOf(own) };
      });
      const workflows = names.map((workflow) => ({
        workflow,
        ...figuresOf(found.filter(({ entry }) => entry === workflow)),
      }));
      const total = figuresOf(found);
      const actions = actionsOf(context, found);
      return { body: { from, to, partial: isPartial, total, days: byDay, workflows, actions } };
    },
  },
];

/** The success, cost and latency of workflows, capabilities, models, and capabilities by model. */
export const scoreboardRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/reports/scoreboard",
    operation: "reportScores",
    summary:
      "Success with its confidence interval, latency and cost of workflows, capabilities and models, over runs that began in some days",
    group: "reports",
    role: "viewer",
    query: record(
      {
        days: { type: "integer", minimum: 1, maximum: 62, default: 30, description: "until now" },
        kind: oneOf(...scoreKinds),
      },
      ["days", "kind"],
    ),
    reply: record({
      from: time,
      to: time,
      partial: { ...flag, description: `more than ${runsMax} runs began: the newest of them count` },
      scores: list(record(score, ["median", "p95"])),
    }),
    handle: async (context, { by, query }) => {
      const to = context.now();
      const from = to - Number(query.days ?? 30) * dayMs;
      const { found, isPartial } = await runsBetween(context, from, to + 1, {}, (entry) => maySee(by, entry));
      const board = new Scoreboard();
      for (const run of found) {
        const events: Entry[] = [];
        for await (const entry of context.journal.events(run.run)) events.push(entry);
        board.take(run, events);
      }
      const scores = board.scores().filter(({ kind }) => query.kind === undefined || kind === query.kind);
      return {
        body: {
          from,
          to,
          partial: isPartial,
          scores: scores.map(({ success, cost, ...one }) => ({
            ...one,
            success: { ...success },
            cost: cost.map((sum) => ({ ...sum })),
          })),
        },
      };
    },
  },
];

/** Confidences beside what came of them. */
export const reliabilityRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/reports/reliability",
    operation: "reportReliability",
    summary:
      "How far the confidences of a capability can be relied on, by what another one answered about them",
    group: "reports",
    role: "viewer",
    query: record(
      {
        claim: { ...text, description: "the capability whose result has a `confidence`" },
        outcome: {
          ...text,
          description:
            "the capability that says whether it was right: a truth value, or one under `right` or `granted`",
        },
        days: { type: "integer", minimum: 1, maximum: 62, default: 30, description: "until now" },
      },
      ["days"],
    ),
    reply: record(
      {
        from: time,
        to: time,
        partial: { ...flag, description: `more than ${runsMax} runs began: the newest of them count` },
        claims: count,
        brier: { ...ratio, description: "the mean squared error" },
        error: { ...ratio, description: "the mean distance of confidence and share that was right" },
        bins: list(record({ from: ratio, to: ratio, claims: count, confidence: ratio, right: share })),
        act: {
          ...ratio,
          description: `from here on at least ${aimsDefault.act * 100} % are right, with 95 % confidence`,
        },
        drop: {
          ...ratio,
          description: `below, at most ${aimsDefault.drop * 100} % are right, with 95 % confidence`,
        },
      },
      ["act", "drop"],
    ),
    handle: async (context, { by, query }) => {
      const to = context.now();
      const from = to - Number(query.days ?? 30) * dayMs;
      const judged = { claim: String(query.claim), outcome: String(query.outcome) };
      const { found, isPartial } = await runsBetween(context, from, to + 1, {}, (entry) => maySee(by, entry));
      const claims: Claim[] = [];
      for (const { run } of found) {
        const events: Entry["event"][] = [];
        for await (const { event } of context.journal.events(run)) events.push(event);
        claims.push(...claimsIn(events, judged));
      }
      const { bins, ...figures } = reliabilityOf(claims);
      const shown = bins.map(({ right, ...bin }) => ({ ...bin, right: { ...right } }));
      return { body: { from, to, partial: isPartial, ...figures, bins: shown } };
    },
  },
];

async function runsBetween(
  { runs, journal }: Context,
  from: number,
  to: number,
  filter: { readonly entry?: string },
  sees: (entry: string) => boolean,
): Promise<{ readonly found: readonly RunDetail[]; readonly isPartial: boolean }> {
  const found: RunDetail[] = [];
  let cursor: string | undefined;
  do {
    const page = await runs.page(filter, cursor, 200, sees);
    cursor = page?.next;
    for (const { run, started } of page?.runs ?? []) {
      if (started < from) return { found, isPartial: false };
      if (started >= to) continue;
      if (found.length >= runsMax) return { found, isPartial: true };
      const detail = await journal.detail(run);
      if (!("refused" in detail)) found.push(detail);
    }
  } while (cursor !== undefined);
  return { found, isPartial: false };
}

function countsOf(runs: readonly RunDetail[]) {
  const counted = (status: string): number => runs.filter((run) => shownStatus(run) === status).length;
  const [completed, failed, cancelled] = ["completed", "failed", "cancelled"].map(counted);
  const over = (completed ?? 0) + (failed ?? 0) + (cancelled ?? 0);
  return {
    completed: completed ?? 0,
    failed: failed ?? 0,
    cancelled: cancelled ?? 0,
    open: runs.length - over,
  };
}

function figuresOf(runs: readonly RunDetail[]): JsonObject {
  const lengths = runs.flatMap(({ started, ended }) => (ended === undefined ? [] : [ended - started]));
  const steps = runs.flatMap((run) => run.steps);
  const median = medianOf(lengths);
  const longest = lengths.toSorted((one, other) => one - other).at(-1);
  return {
    runs: runs.length,
    ...countsOf(runs),
    ...(median === undefined ? {} : { median }),
    ...(longest === undefined ? {} : { longest }),
    cost: sumOf(runs.map(({ spent }) => spent)).map((one) => ({ ...one })),
    ...repairsOf(steps),
  };
}

type Step = RunDetail["steps"][number];

function repairsOf(steps: readonly Step[]) {
  return {
    retries: steps.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0),
    undone: steps.filter(({ standing }) => standing === "undone").length,
  };
}

/** The capabilities that the runs called, the most called first. */
function actionsOf({ program }: Context, runs: readonly RunDetail[]): readonly JsonObject[] {
  const kinds = new Map(
    program.plans.flatMap(({ plan }) =>
      Object.entries(plan.capabilities).map(([name, { kind }]) => [name, kind] as const),
    ),
  );
  const called = Map.groupBy(
    runs.flatMap(({ steps }) => steps),
    ({ capability }) => capability ?? "",
  );
  return [...called]
    .flatMap(([name, steps]) => {
      const kind = kinds.get(name);
      return kind === undefined ? [] : [{ name, kind, steps }];
    })
    .sort((one, other) => other.steps.length - one.steps.length || one.name.localeCompare(other.name, "en"))
    .map(({ name, kind, steps }) => {
      const completed = steps.filter(({ status }) => status === "completed");
      const median = medianOf(
        completed.flatMap(({ began, ended }) => (ended === undefined ? [] : [ended - began])),
      );
      return {
        name,
        kind,
        calls: steps.length,
        completed: completed.length,
        failed: steps.filter(({ status }) => status === "failed").length,
        ...repairsOf(steps),
        ...(median === undefined ? {} : { median }),
        cost: sumOf(steps.map(({ spent }) => spent)).map((one) => ({ ...one })),
      };
    });
}

function medianOf(lengths: readonly number[]): number | undefined {
  return lengths.toSorted((one, other) => one - other)[Math.floor((lengths.length - 1) / 2)];
}

/** Currencies are never added up. */
function sumOf(spent: readonly { readonly cost: readonly Money[] }[]): readonly Money[] {
  const sums = new Map<string, Money>();
  for (const one of spent.flatMap(({ cost }) => cost)) {
    const before = sums.get(one.currency);
    sums.set(one.currency, before === undefined ? one : addMoney(before, one));
  }
  return [...sums.values()];
}
