import type { PlanFile } from "@orchlang/plan";
import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { loadTarget } from "../project/target.ts";
import { refuseBroken } from "../render/refuse-broken.ts";
import type { Sink } from "../terminal/terminal.ts";

export const plan: CommandDefinition = {
  name: "plan",
  summary: "show what would happen: steps, order, worst cost and time, people, rules",
  arguments: [{ form: "<target>", says: "a file, `file.orch#plan_or_goal`, or a plan file" }],
  options: [],
  formats: ["text", "json", "mermaid", "dot", "svg", "html", "markdown"],
  examples: ["orch plan launch.orch", "orch plan launch.plan.json --format json"],
  async run(invocation) {
    const [target = ""] = invocation.args;
    const loaded = await loadTarget(target);
    if (loaded.plan === undefined) return refuseBroken(invocation.terminal, loaded);
    const { out } = invocation.terminal;
    out.line(await written(loaded.plan, invocation.format, out));
    return ExitCode.done;
  },
};

async function written(file: PlanFile, format: string, out: Sink): Promise<string> {
  if (format === "text" || format === "json") {
    const { previewJson, previewOf, renderPreview } = await import("@orchlang/compiler");
    if (format === "json") return JSON.stringify(previewJson(file), null, 2);
    return renderPreview(previewOf(file), { paint: out.paint, width: out.columns });
  }
  const drawing = await import("@orchlang/compiler/drawing");
  switch (format) {
    case "svg":
      return drawing.renderSvg(drawing.sceneOf(file));
    case "mermaid":
      return drawing.renderMermaid(drawing.sceneOf(file));
    case "dot":
      return drawing.renderDot(drawing.sceneOf(file));
    case "html":
      return drawing.renderHtml(file);
    default:
      return drawing.renderPreviewMarkdown(file);
  }
}
