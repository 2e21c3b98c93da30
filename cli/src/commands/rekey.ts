import type { CommandDefinition } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { storeOption } from "../project/journal.ts";
import { filesOf } from "../project/place.ts";

export const rekey: CommandDefinition = {
  name: "rekey",
  summary: "encrypt new secrets with a new key",
  arguments: [],
  options: [storeOption],
  formats: ["pretty", "json"],
  examples: ["orch rekey", "orch rekey --store house.db"],
  async run(invocation) {
    const { DamagedJournal } = await import("@orchlang/runtime");
    const { rotateJournalKey } = await import("@orchlang/runtime/journal");
    const path = filesOf(invocation);
    const { out } = invocation.terminal;
    try {
      const rotated = rotateJournalKey(path);
      if ("fault" in rotated) throw new UsageError(rotated.fault);
      const older = rotated.keys - 1;
      if (invocation.format === "json") out.json({ key: `${path}-key`, keys: rotated.keys });
      else {
        const { done, dim } = out.paint;
        out.line(`${done("✓")} New secrets are encrypted with a new key, in ${path}-key.`);
        out.line(
          dim(
            `  ${older === 1 ? "The key before it decrypts" : `The ${older} keys before it decrypt`} earlier secrets.`,
          ),
        );
        out.line(dim("  Processes that have the journal open use it after their next start."));
      }
      return ExitCode.done;
    } catch (error) {
      if (error instanceof DamagedJournal) throw new UsageError(error.fault.message);
      throw error;
    }
  },
};
