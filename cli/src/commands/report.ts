import type { RunEvent } from "@orchlang/runtime";
import type { Claim, Judged, Reliability, Score } from "@orchlang/runtime/reports";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { storeOption, withJournal } from "../project/journal.ts";
import { wholeNumber } from "../project/options.ts";
import { isNew } from "../project/place.ts";
import { writeReliability, writeScores } from "../render/weekly.ts";

const daysDefault = "7";
const dayMs = 86_400_000;

export const report: CommandDefinition = {
  name: "report",
  summary: "report on the runs of some days: success, cost and time of plans, capabilities and models",
  arguments: [],
  options: [
    storeOption,
    { form: "--days <n>", says: "runs that began in the last n days", default: daysDefault },
    {
      form: "--reliability <claim=outcome>",
      says: "how far the confidences of one capability hold, by the answers of another (repeatable)",
      many: true,
    },
  ],
  formats: ["pretty", "json", "markdown", "html"],
  examples: [
    "orch report",
    "orch report --days 30 --format html > month.html",
    "orch report --reliability std.llm.classify=desk.may_file",
  ],
  async run(invocation) {
    const days = wholeNumber(invocation, "days", daysDefault);
    const judged = invocation.texts("reliability").map(judgedIn);
    if (invocation.format === "markdown" || invocation.format === "html") return await page(invocation, days);
    const to = Date.now();
    const from = to - days * dayMs;
    const { runs, scores, reliability } = await reported(invocation, from, judged);
    const { out } = invocation.terminal;
    if (invocation.format === "json") {
      out.json({ from, to, runs, scores, reliability }, 2);
      return ExitCode.done;
    }
    writeScores(out, { days, runs, scores });
    for (const one of reliability) writeReliability(out, one);
    return ExitCode.done;
  },
};

/** As many runs are read for a page: the newest. */
const pageRunsMax = 10_000;

/** The report as a page: also by day, with what rules and people have held back. Its days begin at midnight, UTC. */
async function page(invocation: Invocation, days: number): Promise<ExitCode> {
  const { runsIn, weekOf, weeklyHtml, weeklyMarkdown } = await import("@orchlang/server");
  const to = Math.floor(Date.now() / dayMs + 1) * dayMs;
  const from = to - days * dayMs;
  const week = await withJournal(invocation, async (journal) =>
    weekOf(journal, await runsIn(journal, { from, to, most: pageRunsMax }), { from, days }),
  );
  const text = invocation.format === "html" ? weeklyHtml(week) : weeklyMarkdown(week);
  invocation.terminal.out.lines(text.trimEnd().split("\n"));
  return ExitCode.done;
}

function judgedIn(text: string): Judged {
  const [claim = "", outcome = "", ...more] = text.split("=");
  if (claim !== "" && outcome !== "" && more.length === 0) return { claim, outcome };
  throw new UsageError(
    `--reliability takes two capabilities, \`desk.classify=desk.may_file\`, not \`${text}\`.`,
  );
}

interface Reported {
  readonly runs: number;
  readonly scores: readonly Score[];
  readonly reliability: readonly (Judged & Reliability)[];
}

async function reported(invocation: Invocation, from: number, judged: readonly Judged[]): Promise<Reported> {
  const { claimsIn, reliabilityOf, Scoreboard } = await import("@orchlang/runtime/reports");
  const board = new Scoreboard();
  const claims = judged.map((): Claim[] => []);
  let runs = 0;
  if (!isNew(invocation))
    await withJournal(invocation, async (journal) => {
      for await (const { run, status, started } of journal.runs()) {
        if (status === "damaged" || started < from) continue;
        const detail = await journal.detail(run);
        if ("refused" in detail) continue;
        const events: { readonly seq: number; readonly event: RunEvent }[] = [];
        for await (const entry of journal.events(run)) events.push(entry);
        board.take(detail, events);
        for (const [at, one] of judged.entries())
          claims[at]?.push(
            ...claimsIn(
              events.map(({ event }) => event),
              one,
            ),
          );
        runs += 1;
      }
    });
  const reliability = judged.map((one, at) => ({ ...one, ...reliabilityOf(claims[at] ?? []) }));
  return { runs, scores: board.scores(), reliability };
}
