import { appendFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { CommandDefinition } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { reason } from "../project/json-argument.ts";

export const lsp: CommandDefinition = {
  name: "lsp",
  summary: "run the language server for an editor, over standard input and output",
  arguments: [],
  options: [
    { form: "--stdio", says: "use standard input and output (the only transport)" },
    {
      form: "--record <file>",
      says: "record everything that the editor sends, with times and full texts",
    },
  ],
  formats: ["text"],
  examples: ["orch lsp --stdio"],
  async run(invocation) {
    const record = invocation.text("record");
    const path = record === undefined ? undefined : resolve(record);
    if (path !== undefined) begin(path);
    const { serveProcess } = await import("@orchlang/lsp");
    const note = (heard: object): void => appendFileSync(path as string, `${JSON.stringify(heard)}\n`);
    await serveProcess(path === undefined ? {} : { note });
    return ExitCode.done;
  },
};

function begin(path: string): void {
  try {
    writeFileSync(path, "", { mode: 0o600 });
  } catch (error) {
    throw new UsageError(`\`${path}\` cannot be written: ${reason(error)}`);
  }
}
