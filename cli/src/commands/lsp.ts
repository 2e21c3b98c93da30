import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";

export const lsp: CommandDefinition = {
  name: "lsp",
  summary: "serve an editor: the language server, over standard input and output",
  arguments: [],
  options: [{ form: "--stdio", says: "speak over standard input and output, which is all that it can" }],
  formats: ["text"],
  examples: ["orch lsp --stdio"],
  async run() {
    const { serveProcess } = await import("@orchlang/lsp");
    await serveProcess();
    return ExitCode.done;
  },
};
