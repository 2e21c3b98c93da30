import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { findRun, orRefused, storeOption, withJournal } from "../project/journal.ts";
import { createEventWords } from "../render/event-words.ts";
import { dateTime, sinceStart } from "../render/moments.ts";

export const timeline: CommandDefinition = {
  name: "timeline",
  summary: "list a run's events",
  arguments: [{ form: "<run>", says: "the run's id, or its first characters" }],
  options: [storeOption, { form: "--all", says: "list timers and messages too" }],
  formats: ["pretty", "json"],
  examples: ["orch timeline 7KQ2", "orch timeline 7KQ2 --format json | jq .t"],
  async run(invocation) {
    const [beginning = ""] = invocation.args;
    const { out } = invocation.terminal;
    const runtime = await import("@orchlang/runtime");
    await withJournal(invocation, async (journal) => {
      const run = await findRun(journal, beginning);
      const { plan } = orRefused(await journal.plan(run));
      const describe = createEventWords(out.paint, plan, runtime);
      let started: number | undefined;
      for await (const { seq, event } of journal.events(run)) {
        if (invocation.format === "json") {
          out.json({ seq, ...event });
          continue;
        }
        if (started === undefined) out.line(out.paint.dim(`started ${dateTime(event.at)}`));
        started ??= event.at;
        const words = describe(event);
        if (words.minor && !invocation.flag("all")) continue;
        const place = out.paint.dim(`${String(seq).padStart(4)}  ${sinceStart(event.at - started)}`);
        out.line(`${place}  ${words.mark} ${words.text}`);
      }
    });
    return ExitCode.done;
  },
};
