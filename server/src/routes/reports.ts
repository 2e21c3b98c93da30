import type { JsonObject } from "@orchlang/plan";
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
import { type Figures, figuresOf, medianOf, repairsOf, sumOf } from "../reports/figures.ts";
import { moderationOf, weekOf } from "../reports/week.ts";
import { weeklyHtml, weeklyMarkdown } from "../reports/weekly.ts";
import type { Route } from "../route.ts";
import { count, duration, flag, list, money, oneOf, ratio, record, text, time } from "../schemas.ts";

const counts = { completed: count, failed: count, cancelled: count, open: count };
const figures = {
  runs: count,
  ...counts,
  median: { ...duration, description: "of the runs that have ended, ms" },
  longest: duration,
  cost: list(money),
  retries: { ...count, description: "attempts after the first" },
  undone: { ...count, description: "effects that were undone" },
};

const action = {
  name: { ...text, description: "a capability" },
  kind: { ...text, description: "tool, agent, service, llm or human" },
  calls: { ...count, description: "steps that called it, those that undo something too" },
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
  rating: {
    ...count,
    description:
      "models of a capability, and plans of a goal, that took over from one another: Elo rating, from 1500",
  },
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
        return { from: begin, ...view(figuresOf(own)) };
      });
      const workflows = names.map((workflow) => ({
        workflow,
        ...view(figuresOf(found.filter(({ entry }) => entry === workflow))),
      }));
      const total = view(figuresOf(found));
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
      scores: list(record(score, ["rating", "median", "p95"])),
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

/** Judgements of rules and people, and the week as a text. */
export const moderationRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/reports/moderation",
    operation: "reportModeration",
    summary:
      "Rules of policies and guardrails by what they came to, decisions of people, consents and orders, over runs that began in some days",
    group: "reports",
    role: "viewer",
    query: record(
      {
        days: { type: "integer", minimum: 1, maximum: 62, default: 30, description: "until now" },
        workflow: { ...text, description: "only runs of this plan or goal; consents are of all" },
      },
      ["days", "workflow"],
    ),
    reply: record({
      from: time,
      to: time,
      partial: { ...flag, description: `more than ${runsMax} runs began: the newest of them count` },
      rules: list(record({ rule: text, asked: count, denied: count, deferred: count, warned: count })),
      decisions: list(
        record(
          {
            kind: oneOf("approval", "task"),
            role: text,
            asked: count,
            granted: count,
            refused: count,
            unanswered: count,
            open: count,
            median: { ...duration, description: "from question to answer, ms" },
          },
          ["median"],
        ),
      ),
      consents: list(record({ scope: text, given: count, withdrawn: count, lapsed: count, stopped: count })),
      overrides: list(record({ order: text, count })),
    }),
    handle: async (context, { by, query }) => {
      const to = context.now() + 1;
      const from = to - Number(query.days ?? 30) * dayMs;
      const filter = typeof query.workflow === "string" ? { entry: query.workflow } : {};
      const { found, isPartial } = await runsBetween(context, from, to, filter, (entry) => maySee(by, entry));
      const { rules, decisions, consents, overrides } = (
        await moderationOf(context.journal, found, { from, to })
      ).report();
      const lines = <T extends object>(all: readonly T[]): readonly JsonObject[] =>
        all.map((one) => ({ ...one }) as unknown as JsonObject);
      return {
        body: {
          from,
          to,
          partial: isPartial,
          rules: lines(rules),
          decisions: lines(decisions),
          // Consents are about users, not about plans.
          consents: by.plans === undefined ? lines(consents) : [],
          overrides: lines(overrides),
        },
      };
    },
  },
  {
    method: "GET",
    path: "/reports/weekly",
    operation: "reportWeek",
    summary: "The report of some days as a text: Markdown, or a page of HTML with plots and without scripts",
    group: "reports",
    role: "viewer",
    query: record(
      {
        days: { type: "integer", minimum: 1, maximum: 62, default: 7, description: "today included, UTC" },
        format: oneOf("markdown", "html"),
      },
      ["days", "format"],
    ),
    reply: record({ from: time, to: time, format: oneOf("markdown", "html"), text }),
    handle: async (context, { by, query }) => {
      const days = Number(query.days ?? 7);
      const to = Math.floor(context.now() / dayMs + 1) * dayMs;
      const from = to - days * dayMs;
      const runs = await runsBetween(context, from, to, {}, (entry) => maySee(by, entry));
      const whole = await weekOf(context.journal, runs, { from, days });
      const week =
        by.plans === undefined ? whole : { ...whole, moderation: { ...whole.moderation, consents: [] } };
      const isPage = query.format === "html";
      return {
        body: {
          from,
          to,
          format: isPage ? "html" : "markdown",
          text: isPage ? weeklyHtml(week) : weeklyMarkdown(week),
        },
      };
    },
  },
];

/** As JSON. */
function view(one: Figures): JsonObject {
  return { ...one, cost: one.cost.map((sum) => ({ ...sum })) };
}

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
