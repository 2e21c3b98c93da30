import type { CommandDefinition } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { storeOption } from "../project/journal.ts";
import { storeOf } from "../project/place.ts";

export const rekey: CommandDefinition = {
  name: "rekey",
  summary: "keep what is secret under a new key from now on",
  arguments: [],
  options: [storeOption],
  formats: ["pretty", "json"],
  examples: ["orch rekey", "orch rekey --store house.db"],
  async run(invocation) {
    const { DamagedJournal, rotateJournalKey } = await import("@orchlang/runtime");
    const path = storeOf(invocation);
    const { out } = invocation.terminal;
    try {
      const rotated = rotateJournalKey(path);
      if ("fault" in rotated) throw new UsageError(rotated.fault);
      const older = rotated.keys - 1;
      if (invocation.format === "json") out.json({ key: `${path}-key`, keys: rotated.keys });
      else {
        const { done, dim } = out.paint;
        out.line(`${done("✓")} What is secret is kept under a new key from now on, in ${path}-key.`);
        out.line(
          dim(
            `  ${older === 1 ? "The one before opens" : `The ${older} before open`} what was kept until now.`,
          ),
        );
        out.line(dim("  Whoever has the journal open takes it when they start anew."));
      }
      return ExitCode.done;
    } catch (error) {
      if (error instanceof DamagedJournal) throw new UsageError(error.fault.message);
      throw error;
    }
  },
};
