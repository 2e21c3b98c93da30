import { readFileSync, writeFileSync } from "node:fs";
import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { findOrchFiles } from "../project/find-files.ts";

export const format: CommandDefinition = {
  name: "format",
  summary: "write files in the canonical layout",
  arguments: [{ form: "[targets...]", says: "files or folders; this folder if none is named" }],
  options: [{ form: "--check", says: "change nothing; fail if something would change" }],
  formats: [],
  examples: ["orch format", "orch format plans/ --check"],
  async run(invocation) {
    const { createSourceFile, format: layOut, parse } = await import("@orchlang/language");
    const { out, err } = invocation.terminal;
    let different = 0;
    let broken = 0;
    for (const file of findOrchFiles(invocation.args.length === 0 ? ["."] : invocation.args)) {
      const text = readFileSync(file, "utf8");
      const parsed = parse(createSourceFile(file, text));
      if (parsed.diagnostics.length > 0) {
        broken += 1;
        err.line(`${file}: left alone, since it does not parse (\`orch check ${file}\` says why)`);
        continue;
      }
      const laidOut = layOut(parsed);
      if (laidOut === text) continue;
      different += 1;
      out.line(file);
      if (!invocation.flag("check")) writeFileSync(file, laidOut);
    }
    return broken > 0 || (different > 0 && invocation.flag("check")) ? ExitCode.fault : ExitCode.done;
  },
};
