import { readFileSync, writeFileSync } from "node:fs";
import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { readSource } from "../project/host.ts";
import { programFiles } from "../project/target.ts";

export const format: CommandDefinition = {
  name: "format",
  summary: "format files",
  arguments: [{ form: "[targets...]", says: "files or folders (default: this folder)" }],
  options: [{ form: "--check", says: "change nothing; fail if something would change" }],
  formats: ["pretty", "json"],
  examples: ["orch format", "orch format plans/ --check"],
  async run(invocation) {
    const { createSourceFile, format: layOut, parse } = await import("@orchlang/language");
    const { out, err } = invocation.terminal;
    const isJson = invocation.format === "json";
    const different: string[] = [];
    const broken: string[] = [];
    for (const file of programFiles(invocation.args.length === 0 ? ["."] : invocation.args)) {
      const reading = readSource(file);
      if ("fault" in reading) {
        broken.push(file);
        err.line(`${file}: skipped: ${reading.message}`);
        continue;
      }
      const text = readFileSync(file, "utf8");
      const parsed = parse(createSourceFile(file, text));
      if (parsed.diagnostics.some(({ severity }) => severity === "error")) {
        broken.push(file);
        err.line(`${file}: skipped, because it does not parse (\`orch check ${file}\` explains why)`);
        continue;
      }
      const laidOut = layOut(parsed);
      if (laidOut === text) continue;
      different.push(file);
      if (!isJson) out.line(file);
      if (!invocation.flag("check")) writeFileSync(file, laidOut);
    }
    if (isJson) out.json({ different, broken });
    const failing = broken.length > 0 || (different.length > 0 && invocation.flag("check"));
    return failing ? ExitCode.fault : ExitCode.done;
  },
};
