import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { loadTarget } from "../project/target.ts";
import { refuseBroken } from "../render/refuse-broken.ts";

export const plan: CommandDefinition = {
  name: "plan",
  summary: "show what would happen: steps, order, worst cost and time, people, rules",
  arguments: [{ form: "<target>", says: "a file, `file.orch#plan_or_goal`, or a plan file" }],
  options: [],
  formats: ["text", "json"],
  examples: ["orch plan launch.orch", "orch plan launch.plan.json --format json"],
  async run(invocation) {
    const [target = ""] = invocation.args;
    const loaded = await loadTarget(target);
    if (loaded.plan === undefined) return refuseBroken(invocation.terminal, loaded);
    const { previewJson, previewOf, renderPreview } = await import("@orchlang/compiler");
    const { out } = invocation.terminal;
    if (invocation.format === "json") out.line(JSON.stringify(previewJson(loaded.plan), null, 2));
    else out.line(renderPreview(previewOf(loaded.plan), { paint: out.paint, width: out.columns }));
    return ExitCode.done;
  },
};
