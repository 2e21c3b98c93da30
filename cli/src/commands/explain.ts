import { readFileSync } from "node:fs";
import type { CommandDefinition } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { findDiagnosticPage, readDiagnosticPage } from "../project/diagnostic-pages.ts";
import { nearCodes } from "../project/near-codes.ts";
import { renderMarkdown } from "../render/markdown.ts";

export const explain: CommandDefinition = {
  name: "explain",
  summary: "tell more about a diagnostic",
  arguments: [{ form: "<code>", says: "as `ORCH3104`, or `3104`" }],
  options: [],
  formats: [],
  examples: ["orch explain ORCH3104"],
  async run(invocation) {
    const [given = ""] = invocation.args;
    const digits = /^(?:orch)?[-_ ]?(\d{4})$/iu.exec(given)?.[1];
    const page = digits === undefined ? undefined : findDiagnosticPage(`ORCH${digits}`);
    if (page === undefined) {
      throw new UsageError(
        `There is no diagnostic \`${given}\`.`,
        nearCodes(given).map((code) => `${code}  ${readDiagnosticPage(code)?.title ?? ""}`),
      );
    }
    const { out } = invocation.terminal;
    out.line(renderMarkdown(readFileSync(page, "utf8"), out.paint, out.columns));
    return ExitCode.done;
  },
};
