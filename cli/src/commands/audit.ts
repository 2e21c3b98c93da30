import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { findRun, orRefused, storeOption, withJournal } from "../project/journal.ts";

export const audit: CommandDefinition = {
  name: "audit",
  summary: "verify the hash chain of a run's journal",
  arguments: [{ form: "<run>", says: "its id, or how it begins" }],
  options: [storeOption],
  formats: ["pretty", "json"],
  examples: ["orch audit 7KQ2"],
  async run(invocation) {
    const [beginning = ""] = invocation.args;
    const { out } = invocation.terminal;
    const verified = await withJournal(invocation, async (journal) =>
      orRefused(await journal.verify(await findRun(journal, beginning))),
    );
    if (invocation.format === "json") out.line(JSON.stringify(verified));
    else if (verified.whole)
      out.line(
        `${out.paint.done("✓")} ${verified.events} events, as they were written  ${out.paint.dim(verified.head)}`,
      );
    else out.line(`${out.paint.wrong("✗")} event ${verified.seq}: ${verified.message}`);
    return verified.whole ? ExitCode.done : ExitCode.fault;
  },
};
