import type { Journal } from "@orchlang/runtime";
import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { storeOption, withJournal } from "../project/journal.ts";
import { isNew } from "../project/place.ts";
import { dateTime } from "../render/moments.ts";
import { needsOperator, paintRunStatus } from "../render/status.ts";
import { table } from "../render/table.ts";

export const runs: CommandDefinition = {
  name: "runs",
  summary: "list the runs of the journal",
  arguments: [],
  options: [storeOption],
  formats: ["pretty", "json"],
  examples: ["orch runs", "orch runs --format json"],
  async run(invocation) {
    const { out } = invocation.terminal;
    const rows: string[][] = [];
    let needed = false;
    const list = async (journal: Journal): Promise<void> => {
      for await (const summary of journal.runs()) {
        needed ||= needsOperator(summary);
        if (invocation.format === "json") out.json(summary);
        else {
          rows.push([
            out.paint.strong(summary.run),
            summary.entry,
            paintRunStatus(summary, out.paint),
            summary.status === "damaged" ? "" : dateTime(summary.started),
            `${summary.events} events`,
            out.paint.dim(
              [
                ...(summary.paused === true ? ["paused"] : []),
                ...summary.waiting.map((waiting) => `${waiting.step}: ${waiting.for}`),
              ].join(", "),
            ),
          ]);
        }
      }
    };
    if (!isNew(invocation)) await withJournal(invocation, list);
    if (invocation.format === "pretty") out.lines(rows.length === 0 ? ["no runs yet"] : table(rows));
    return needed ? ExitCode.waiting : ExitCode.done;
  },
};
