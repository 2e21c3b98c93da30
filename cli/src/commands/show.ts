import type { CommandDefinition } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { findRun, orRefused, storeOption, withJournal } from "../project/journal.ts";
import { suggesting } from "../project/place.ts";
import { findingLines, findingsOf, type RuleFinding } from "../render/findings.ts";
import { createPlacements, writePlacements } from "../render/placement.ts";
import { writeReport } from "../render/report.ts";
import { createDispatches, withDispatches, writeStats } from "../render/stats.ts";

export const show: CommandDefinition = {
  name: "show",
  summary: "show a run's present or past state",
  arguments: [{ form: "<run>", says: "the run's id, or its first characters" }],
  options: [
    storeOption,
    { form: "--at <event>", says: "the state after this event of its timeline" },
    { form: "--stats", says: "the duration and the number of attempts of its steps" },
  ],
  formats: ["pretty", "json"],
  examples: ["orch show 7KQ2", "orch show 7KQ2 --at 12", "orch show 7KQ2 --stats"],
  async run(invocation) {
    const [beginning = ""] = invocation.args;
    const at = invocation.text("at");
    if (at !== undefined && !/^\d+$/.test(at))
      throw new UsageError(`--at takes the number of an event, not \`${at}\`.`);
    const last = at === undefined ? undefined : Number(at);
    const placements = createPlacements();
    const { statsOf, withWhy } = await import("@orchlang/runtime/reports");
    const { stepName } = await import("@orchlang/runtime");
    const findings: RuleFinding[] = [];
    const dispatches = createDispatches(stepName);
    const { report, nodes } = await withJournal(invocation, async (journal) => {
      const run = await findRun(journal, beginning);
      const { plan } = orRefused(await journal.plan(run));
      for await (const { seq, event } of journal.events(run)) {
        if (last !== undefined && seq > last) break;
        placements.add(seq, event);
        dispatches.add(event);
        findings.push(...findingsOf(plan, event, stepName));
      }
      // A step that no branch came to is known only once the whole run has ended.
      const nodes = last === undefined ? orRefused(await journal.nodes(run)) : [];
      const report = orRefused(await journal.report(run, last));
      if (last !== undefined || !report.waiting.some((one) => one.for === "resource"))
        return { report, nodes };
      const waiting = withWhy(report.waiting, orRefused(await journal.waits(run)));
      return { report: { ...report, waiting }, nodes };
    });
    const { out } = invocation.terminal;
    const stats = withDispatches(statsOf(report, nodes), dispatches);
    if (invocation.format === "json") out.json({ ...report, findings, placements: placements.all, stats }, 2);
    else {
      writeReport(out, report, suggesting(invocation));
      for (const line of findingLines(findings, out.paint)) out.line(line);
      writePlacements(out, placements.all);
    }
    if (invocation.format !== "json" && invocation.flag("stats")) writeStats(out, stats);
    return ExitCode.done;
  },
};
