import { appendFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { CommandDefinition } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { reason } from "../project/json-argument.ts";

export const lsp: CommandDefinition = {
  name: "lsp",
  summary: "serve an editor: the language server, over standard input and output",
  arguments: [],
  options: [
    { form: "--stdio", says: "speak over standard input and output, which is all that it can" },
    {
      form: "--record <file>",
      says: "write down all that the editor says, and when: every text, letter by letter",
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
