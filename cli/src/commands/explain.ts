import { readFileSync } from "node:fs";
import type { CommandDefinition } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { findDiagnosticPage, knownCodes } from "../project/diagnostic-pages.ts";
import { renderMarkdown } from "../render/markdown.ts";

export const explain: CommandDefinition = {
  name: "explain",
  summary: "tell more about a diagnostic",
  arguments: [{ form: "<code>", says: "as `ORCH3104`" }],
  options: [],
  formats: [],
  examples: ["orch explain ORCH3104"],
  async run(invocation) {
    const [given = ""] = invocation.args;
    const code = given.toUpperCase().replace(/^(?=\d)/, "ORCH");
    const page = findDiagnosticPage(code);
    if (page === undefined) {
      const near = knownCodes().filter((known) => known.slice(0, 5) === code.slice(0, 5));
      throw new UsageError(
        `There is no diagnostic \`${given}\`.`,
        near.length === 0 ? [] : [`of its phase there are ${near.join(", ")}`],
      );
    }
    const { out } = invocation.terminal;
    out.line(renderMarkdown(readFileSync(page, "utf8"), out.paint));
    return ExitCode.done;
  },
};
