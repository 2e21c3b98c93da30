import type { JsonObject, Money } from "@orchlang/plan";
import { addMoney } from "@orchlang/plan/quantities";
import type { RunDetail } from "@orchlang/runtime";
import type { Context } from "../context.ts";
import { maySee } from "../identity/principal.ts";
import type { Route } from "../route.ts";
import { shownStatus } from "../run-index.ts";
import { count, duration, flag, list, money, record, text, time } from "../schemas.ts";

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

/** As many runs are read for one report: the newest of its time. */
const runsMax = 1_000;
const dayMs = 86_400_000;

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
      days: list(record({ from: time, ...counts })),
      workflows: list(record({ workflow: text, ...figures }, ["median", "longest"])),
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
        return { from: begin, ...countsOf(own) };
      });
      const workflows = names.map((workflow) => ({
        workflow,
        ...figuresOf(found.filter(({ entry }) => entry === workflow)),
      }));
      return { body: { from, to, partial: isPartial, total: figuresOf(found), days: byDay, workflows } };
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
  const lengths = runs
    .flatMap(({ started, ended }) => (ended === undefined ? [] : [ended - started]))
    .sort((one, other) => one - other);
  const steps = runs.flatMap((run) => run.steps);
  const median = lengths[Math.floor((lengths.length - 1) / 2)];
  const longest = lengths.at(-1);
  return {
    runs: runs.length,
    ...countsOf(runs),
    ...(median === undefined ? {} : { median }),
    ...(longest === undefined ? {} : { longest }),
    cost: spentIn(runs).map((one) => ({ ...one })),
    retries: steps.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0),
    undone: steps.filter(({ standing }) => standing === "undone").length,
  };
}

/** Currencies are never added up. */
function spentIn(runs: readonly RunDetail[]): readonly Money[] {
  const sums = new Map<string, Money>();
  for (const one of runs.flatMap(({ spent }) => spent.cost)) {
    const before = sums.get(one.currency);
    sums.set(one.currency, before === undefined ? one : addMoney(before, one));
  }
  return [...sums.values()];
}
