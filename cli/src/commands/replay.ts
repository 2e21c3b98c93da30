import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { findRun, orRefused, storeOption, withJournal } from "../project/journal.ts";

export const replay: CommandDefinition = {
  name: "replay",
  summary: "decide a run again from its observed events, and compare the decisions",
  arguments: [{ form: "<run>", says: "the run's id, or its first characters" }],
  options: [storeOption],
  formats: ["pretty", "json"],
  examples: ["orch replay 7KQ2"],
  async run(invocation) {
    const [beginning = ""] = invocation.args;
    const { out } = invocation.terminal;
    const replayed = await withJournal(invocation, async (journal) =>
      orRefused(await journal.replay(await findRun(journal, beginning))),
    );
    if (invocation.format === "json") out.json(replayed);
    else if (replayed.same)
      out.line(`${out.paint.done("✓")} identical: ${replayed.events} events, decided again one by one`);
    else {
      out.line(`${out.paint.wrong("✗")} differs at event ${replayed.seq}`);
      out.line(`  journalled  ${JSON.stringify(replayed.journalled ?? null)}`);
      out.line(`  decided now ${JSON.stringify(replayed.decided ?? null)}`);
    }
    return replayed.same ? ExitCode.done : ExitCode.fault;
  },
};
