import type { Journal, RunSummary } from "@orchlang/runtime";
import type { Operations } from "@orchlang/runtime/owner";
import type { Due, RetentionSettings } from "@orchlang/server";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { orRefused, storeOption, withJournal } from "../project/journal.ts";
import { readJsonArgument } from "../project/json-argument.ts";
import { withOperations } from "../project/operations.ts";
import { localPerson } from "../project/options.ts";
import { dateTime } from "../render/moments.ts";
import { counted } from "../render/run-result.ts";

export const prune: CommandDefinition = {
  name: "prune",
  summary: "remove ended runs and old events from a journal; without `--yes`, only list them",
  arguments: [],
  options: [
    { form: "--days <n>", says: "how long a run is kept after its last event, in days" },
    { form: "--events <n>", says: "how long events, answers and decisions of no run are kept, in days" },
    { form: "--settings <file>", says: "the server's settings file, for options that are not given" },
    { form: "--yes", says: "remove them permanently" },
    storeOption,
  ],
  formats: ["pretty", "json"],
  examples: ["orch prune --days 90", "orch prune --settings server.json --yes"],
  async run(invocation) {
    const settings = await settingsOf(invocation);
    const { dueBatches, readLabels } = await import("@orchlang/server");
    const now = Date.now();
    const batches = await withJournal(invocation, async (journal) => {
      const ended = await endedRuns(journal);
      return dueBatches(ended, settings, { now, labelsOf: await readLabels(journal, ended, settings) });
    });
    const due = { settings, batches, now };
    return await withOperations(invocation, async (operations) =>
      invocation.flag("yes")
        ? await removed(invocation, operations, due)
        : await listed(invocation, operations, due),
    );
  },
};

async function settingsOf(invocation: Invocation): Promise<RetentionSettings> {
  const file = invocation.text("settings");
  const own = { ...daysIn(invocation, "days"), ...daysIn(invocation, "events") };
  const { settingsIn } = await import("@orchlang/server");
  const read = file === undefined ? {} : settingsIn(readJsonArgument("--settings", `@${file}`));
  if ("faults" in read) throw new UsageError(`\`${file}\` is no file of settings.`, read.faults);
  const settings = { ...read.retention, ...own };
  if (Object.keys(settings).length > 0) return settings;
  throw new UsageError("Nothing says how long runs and events are kept.", [
    "Give `--days`, `--events`, or a file of settings with `retention`.",
  ]);
}

function daysIn(invocation: Invocation, option: "days" | "events"): RetentionSettings {
  const given = invocation.text(option);
  if (given === undefined) return {};
  const days = Number(given);
  if (given.trim() === "" || !Number.isFinite(days) || days < 0)
    throw new UsageError(`--${option} takes a number of days, 0 or more.`);
  return { [option]: days };
}

/** The runs and events that may be due, `now` in ms since 1970. */
interface Wanted {
  readonly settings: RetentionSettings;
  readonly batches: readonly (readonly Due<RunSummary>[])[];
  readonly now: number;
}

/** As many runs are listed. */
const listedMax = 20;

async function listed(
  invocation: Invocation,
  operations: Operations,
  { settings, batches, now }: Wanted,
): Promise<ExitCode> {
  const { dueEvents, dueRuns } = await import("@orchlang/server");
  const runs = orRefused(await dueRuns(operations, batches, Number.POSITIVE_INFINITY));
  const { from, until } = orRefused(await dueEvents(operations, settings, now));
  const { out } = invocation.terminal;
  if (invocation.format === "json") {
    out.json({ removed: false, runs: runs.map(({ run }) => run), events: until - from });
    return ExitCode.done;
  }
  for (const { run, entry, started } of runs.slice(0, listedMax))
    out.line(`  ${run}  ${entry}  ${out.paint.dim(`begun ${dateTime(started)}`)}`);
  if (runs.length > listedMax) out.line(out.paint.dim(`  and ${runs.length - listedMax} more`));
  out.line(`${prunedText(runs.length, until - from)} can be removed`);
  if (runs.length + until - from > 0) out.line(out.paint.dim("  `--yes` removes them, for good"));
  return ExitCode.done;
}

async function removed(
  invocation: Invocation,
  operations: Operations,
  { settings, batches, now }: Wanted,
): Promise<ExitCode> {
  const { pruneBatch, pruneShared } = await import("@orchlang/server");
  const by = localPerson().id;
  const runs: string[] = [];
  let events = 0;
  for (const batch of batches) runs.push(...orRefused(await pruneBatch(operations, batch, by)).pruned);
  const refused = await pruneShared(operations, settings, {
    now,
    by,
    pruned: (count) => {
      events += count;
      return true;
    },
  });
  if (refused !== undefined) orRefused(refused);
  const { out } = invocation.terminal;
  if (invocation.format === "json") out.json({ removed: true, runs, events });
  else out.line(`${out.paint.done("✓")} ${prunedText(runs.length, events)} were removed`);
  return ExitCode.done;
}

async function endedRuns(journal: Journal): Promise<readonly RunSummary[]> {
  const ended: RunSummary[] = [];
  for await (const run of journal.runs())
    if (["completed", "failed", "cancelled"].includes(run.status)) ended.push(run);
  return ended;
}

function prunedText(runs: number, events: number): string {
  return `${counted(runs, "run")} and ${counted(events, "event")}`;
}
