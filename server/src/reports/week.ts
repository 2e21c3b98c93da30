import type { Entry, Journal, RunDetail } from "@orchlang/runtime";
import { Scoreboard } from "@orchlang/runtime/reports";
import { figuresOf } from "./figures.ts";
import { Moderation } from "./moderation.ts";
import type { Week } from "./weekly.ts";

const dayMs = 86_400_000;
/** As many events of control are looked through for consents: the newest. */
const controlMax = 100_000;

/** Runs that began in a time, and whether there were more than are read. */
interface FoundRuns {
  readonly found: readonly RunDetail[];
  readonly isPartial: boolean;
}

/** Everything that the report of some days has; `from`: where the first of them begins. */
export async function weekOf(
  journal: Journal,
  { found, isPartial }: FoundRuns,
  { from, days }: { readonly from: number; readonly days: number },
): Promise<Week> {
  const to = from + days * dayMs;
  const board = new Scoreboard();
  const moderation = await moderationOf(journal, found, { from, to }, (run, events) =>
    board.take(run, events),
  );
  const names = [...new Set(found.map(({ entry }) => entry))].sort();
  return {
    from,
    to,
    partial: isPartial,
    total: figuresOf(found),
    days: Array.from({ length: days }, (_, at) => {
      const begin = from + at * dayMs;
      const own = found.filter(({ started }) => started >= begin && started < begin + dayMs);
      return { from: begin, ...figuresOf(own) };
    }),
    workflows: names.map((workflow) => ({
      workflow,
      ...figuresOf(found.filter(({ entry }) => entry === workflow)),
    })),
    scores: board.scores(),
    moderation: moderation.report(),
  };
}

/** `each`: what else reads the events of each run. */
export async function moderationOf(
  journal: Journal,
  runDetails: readonly RunDetail[],
  { from, to }: { readonly from: number; readonly to: number },
  each: (run: RunDetail, events: readonly Entry[]) => void = () => undefined,
): Promise<Moderation> {
  const moderation = new Moderation();
  for (const run of runDetails) {
    const file = await journal.plan(run.run);
    const obligations = "refused" in file ? [] : file.plan.obligations;
    const names = new Map(obligations.map(({ id, rule }) => [id, rule]));
    const events: Entry[] = [];
    for await (const entry of journal.events(run.run)) events.push(entry);
    moderation.take(run, (check) => names.get(check) ?? check, events);
    each(run, events);
  }
  for await (const { event } of journal.control(controlMax))
    if (event.at >= from && event.at < to) moderation.control(event);
  return moderation;
}

/** The newest of a journal that began in a time. */
export async function runsIn(
  journal: Journal,
  { from, to, most }: { readonly from: number; readonly to: number; readonly most: number },
): Promise<FoundRuns> {
  const own: { readonly run: string; readonly started: number }[] = [];
  for await (const { run, started } of journal.runs())
    if (started >= from && started < to) own.push({ run, started });
  const found: RunDetail[] = [];
  for (const { run } of own.slice(-most)) {
    const detail = await journal.detail(run);
    if (!("refused" in detail)) found.push(detail);
  }
  return { found, isPartial: own.length > most };
}
