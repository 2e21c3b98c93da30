import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { MemberTypes } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { reason } from "../project/json-argument.ts";
import { loadTarget } from "../project/target.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import { escapedJson } from "../terminal/terminal.ts";

export const compile: CommandDefinition = {
  name: "compile",
  summary: "write the plan file that a runtime needs",
  arguments: [{ form: "<target>", says: "a file, or `file.orch#plan_or_goal`" }],
  options: [
    { form: "-o, --output <file>", says: "the plan file (default: `-`, standard output)" },
    { form: "--certificate", says: "add the evidence of each proved rule" },
    { form: "--out <dir>", says: "a folder to write `<plan>.plan.json` into" },
  ],
  formats: ["pretty", "json"],
  examples: [
    "orch compile launch.orch -o launch.plan.json",
    "orch compile launch.orch#campaign_launch --out plans",
    "orch compile launch.orch --certificate -o launch.plan.json",
  ],
  async run(invocation) {
    const [target = ""] = invocation.args;
    const loaded = await loadTarget(target);
    if (loaded.plan === undefined) return refuseBroken(invocation.terminal, loaded);
    const { encodePlanFile } = await import("@orchlang/plan");
    const certificates = invocation.flag("certificate")
      ? await shown(invocation, loaded.plan, loaded.members)
      : undefined;
    const text = encodePlanFile(loaded.plan.plan, loaded.plan.about, certificates);
    const folder = invocation.text("out");
    const file =
      folder === undefined ? invocation.text("output") : join(folder, `${loaded.plan.plan.entry}.plan.json`);
    if (file === undefined || file === "-") invocation.terminal.out.document(escapedJson(text));
    else {
      writeWhole(file, text);
      const { out, err } = invocation.terminal;
      const { id, plan } = loaded.plan;
      if (invocation.format === "json") out.json({ plan: plan.entry, id, file });
      else err.line(`${file}  ${err.paint.dim(id)}`);
    }
    return ExitCode.done;
  },
};

/** The certificates of what is proved; of what has none the reader is told. A plan file keeps its own. */
async function shown(
  { terminal: { err } }: Invocation,
  { plan, certificates: own }: PlanFile,
  members: MemberTypes | undefined,
): Promise<PlanFile["certificates"]> {
  const { certificatesOf } = await import("@orchlang/compiler");
  const certificates = members === undefined ? own : certificatesOf(plan, members);
  for (const { id, rule, verdict } of plan.obligations)
    if (verdict === "proved" && certificates?.of?.[id] === undefined)
      err.line(`${rule}  ${err.paint.dim("is proved but has no certificate")}`);
  return certificates;
}

/** The file is there whole or not at all. */
function writeWhole(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}.part`, text);
    renameSync(`${file}.${process.pid}.part`, file);
  } catch (error) {
    throw new UsageError(`\`${file}\` cannot be written: ${reason(error)}`);
  }
}
