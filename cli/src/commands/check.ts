import type { Diagnostic } from "@orchlang/language";
import { positionAt } from "@orchlang/language/display";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { applySafeFixes, type FixedFiles } from "../project/apply-fixes.ts";
import { createFileHost, type FileHost, withTexts } from "../project/host.ts";
import { programFiles } from "../project/target.ts";
import { toldOnce } from "../render/complaints.ts";
import type { Sink } from "../terminal/terminal.ts";

export const check: CommandDefinition = {
  name: "check",
  summary: "report mistakes and how to fix them",
  arguments: [{ form: "[targets...]", says: "files or folders (default: this folder)" }],
  options: [
    { form: "--strict", says: "warnings fail too" },
    { form: "--fix", says: "apply safe fixes, then check again" },
    { form: "--watch", says: "check again whenever a file changes" },
  ],
  formats: ["pretty", "json", "sarif", "github"],
  examples: [
    "orch check",
    "orch check plans/ --strict",
    "orch check launch.orch --fix",
    "orch check --watch",
    "orch check --format json",
    "orch check --format sarif > orch.sarif",
  ],
  async run(invocation) {
    if (!invocation.flag("watch")) return await checkOnce(invocation);
    const { watching } = await import("../project/watching.ts");
    return await watching(invocation, () => checkOnce(invocation));
  },
};

async function checkOnce(invocation: Invocation): Promise<ExitCode> {
  const targets = invocation.args.length === 0 ? ["."] : invocation.args;
  const files = programFiles(targets);
  const { compile } = await import("@orchlang/compiler");
  let host = createFileHost();
  let result = compile({ files, root: "." }, host);
  if (invocation.flag("fix")) {
    const fixed = applySafeFixes(result, host, (texts) =>
      compile({ files, root: "." }, createFileHost(withTexts(texts))),
    );
    reportFixes(fixed, host, invocation.terminal.err);
    if (fixed.made > 0) {
      host = createFileHost();
      result = compile({ files, root: "." }, host);
    }
  }
  const diagnostics = toldOnce(result.diagnostics);
  // Programs are told the hints as well; a person would read past them.
  const results = invocation.format === "json" ? [...diagnostics, ...result.hints()] : diagnostics;
  await write(invocation, results, files.length, host);
  const failing = diagnostics.some(
    ({ severity }) => severity === "error" || (invocation.flag("strict") && severity === "warning"),
  );
  return failing ? ExitCode.fault : ExitCode.done;
}

function reportFixes({ made, skipped }: FixedFiles, host: FileHost, err: Sink): void {
  const count = (many: number): string => `${many} ${many === 1 ? "fix" : "fixes"}`;
  if (made > 0) err.line(`${count(made)} made.`);
  if (skipped.length === 0) return;
  err.line(`${count(skipped.length)} not made:`);
  for (const { diagnostic, fix, because } of skipped) {
    const source = host.source(diagnostic.file);
    const place = source && positionAt(source, diagnostic.span.start);
    const at = place === undefined ? "" : `:${place.line + 1}:${place.character + 1}`;
    err.line(`  ${diagnostic.file}${at}  ${diagnostic.code}  ${fix.title}: ${because}`);
  }
}

async function write(
  invocation: Invocation,
  diagnostics: readonly Diagnostic[],
  files: number,
  host: FileHost,
): Promise<void> {
  const { out } = invocation.terminal;
  if (invocation.format === "json") {
    const { diagnosticsJson } = await import("../render/diagnostics-formats.ts");
    out.json(diagnosticsJson(diagnostics, files, host.source), 2);
  } else if (invocation.format === "github") {
    const { githubAnnotation } = await import("../render/diagnostics-formats.ts");
    for (const diagnostic of diagnostics) out.line(githubAnnotation(diagnostic, host.source));
  } else if (invocation.format === "sarif") {
    const { sarifLog } = await import("../render/sarif.ts");
    out.json(sarifLog(diagnostics, host.source), 2);
  } else {
    const { writeDiagnostics, writeSummary } = await import("../render/diagnostics-pretty.ts");
    writeDiagnostics(out, diagnostics, host);
    writeSummary(out, diagnostics, files);
  }
}
