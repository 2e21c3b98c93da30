import type { RunEvent } from "@orchlang/runtime";
import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { findRun, orRefused, storeOption, withJournal } from "../project/journal.ts";

export const scenario: CommandDefinition = {
  name: "scenario",
  summary: "write a journalled run as a scenario",
  arguments: [{ form: "<run>", says: "the run's id, or its first characters" }],
  options: [storeOption],
  formats: ["pretty"],
  examples: ["orch scenario 7KQ2", "orch scenario 7KQ2 >> launch.orch"],
  async run(invocation) {
    const [beginning = ""] = invocation.args;
    const { scenarioText } = await import("@orchlang/presentation");
    const { scenarioOfRun } = await import("@orchlang/simulator");
    await withJournal(invocation, async (journal) => {
      const run = await findRun(journal, beginning);
      const { plan } = orRefused(await journal.plan(run));
      const events: RunEvent[] = [];
      for await (const { event } of journal.events(run)) events.push(event);
      const context = { schemas: {} };
      invocation.terminal.out.document(scenarioText(scenarioOfRun(plan, events), { plan, context }));
    });
    return ExitCode.done;
  },
};
