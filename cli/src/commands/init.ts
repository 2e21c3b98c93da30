import { resolve } from "node:path";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { reason } from "../project/json-argument.ts";
import type { InTheWay, Started } from "../project/starter.ts";
import { table } from "../render/table.ts";

/** The description of each file. */
const says: Readonly<Record<string, string>> = {
  "orch.json": "project settings (all optional)",
  "refunds.orch": "a plan that asks before it pays, its rule, and three scenarios",
  "handlers.ts": "the payment handler",
  "payment.json": "a sample input",
  "package.json": "for npm",
  ".gitignore": "excludes the journal",
  ".vscode/extensions.json": "recommends the extension",
  ".vscode/settings.json": "formats programs on save",
};

export const init: CommandDefinition = {
  name: "init",
  summary: "create a runnable project: a plan, its handler, its scenarios",
  arguments: [{ form: "[dir]", says: "the folder, created if missing (default: this one)" }],
  options: [],
  formats: ["pretty", "json"],
  examples: ["orch init", "orch init refunds"],
  async run(invocation) {
    const { startProject } = await import("../project/starter.ts");
    const [dir = "."] = invocation.args;
    const started = orRefused(dir, () => startProject(resolve(dir)));
    if (invocation.format === "json") invocation.terminal.out.json({ folder: dir, ...started }, 2);
    else write(invocation, dir, started);
    return ExitCode.done;
  },
};

function orRefused(dir: string, start: () => Started | InTheWay): Started {
  let started: Started | InTheWay;
  try {
    started = start();
  } catch (error) {
    throw new UsageError(`\`${dir}\` cannot become a project: ${reason(error)}`);
  }
  if (!("inTheWay" in started)) return started;
  const [first = ""] = started.inTheWay;
  throw new UsageError(
    first === "orch.json"
      ? `\`${dir}\` is already a project: it has an \`orch.json\`.`
      : `\`${dir}\` has a \`${first}\` already. Nothing was written.`,
    ["`orch init NAME` creates a new folder."],
  );
}

function write({ terminal: { out } }: Invocation, dir: string, { written, kept, install }: Started): void {
  const { done, dim } = out.paint;
  out.line(`${done("✓")} ${dir === "." ? "This folder" : dir} is a project.`);
  out.line();
  out.lines(
    table(
      written.map((path) => [path, dim(says[path] ?? "")]),
      "  ",
    ),
  );
  if (kept.length > 0) out.line(dim(`  kept: ${kept.join(", ")}`));
  out.line();
  if (dir !== ".") out.line(`  cd ${dir}`);
  if (install !== undefined) out.line(`  ${install}`);
  const next = [
    ["npx orch plan refunds.orch", dim("shows what would happen")],
    ["npx orch test", dim("runs the scenarios in a simulated world")],
    ["npx orch run refunds.orch --input @payment.json", dim("asks you, and pays")],
  ];
  out.lines(table(next, "  "));
}
