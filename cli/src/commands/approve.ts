import type { CommandDefinition } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { orRefused } from "../project/journal.ts";
import { approve as keep, lockOption, lockPath } from "../project/lock.ts";
import { readUser, userOption } from "../project/options.ts";
import { loadTarget } from "../project/target.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";

export const approve: CommandDefinition = {
  name: "approve",
  summary: "approve a plan together with its code, for `orch run --locked`",
  arguments: [{ form: "<target>", says: "a file, `file.orch#plan_or_goal`, or a plan file" }],
  options: [lockOption, userOption],
  formats: ["pretty", "json"],
  examples: ["orch approve launch.orch", "orch approve launch.plan.json --lock approvals/launch.json"],
  async run(invocation) {
    const [target = ""] = invocation.args;
    const { deployHere } = await import("@orchlang/runtime/admission");
    const loaded = await loadTarget(target);
    if (loaded.plan === undefined) return refuseBroken(invocation.terminal, loaded);
    const { plan, root } = loaded;
    const { id: deploy, handlers } = orRefused(deployHere(plan, root));
    const path = invocation.text("lock") ?? lockPath(root);
    const approval = {
      entry: plan.plan.entry,
      plan: plan.id,
      deploy,
      by: readUser(invocation).id,
      at: new Date().toISOString(),
    };
    keep(path, approval);
    const { out } = invocation.terminal;
    if (invocation.format === "json") out.json({ ...approval, handlers, lock: path });
    else {
      const { done, dim, strong } = out.paint;
      out.line(`${done("✓")} ${strong(plan.plan.entry)} is approved in ${path}`);
      out.line(dim(`  plan    ${plan.id}`));
      out.line(dim(`  deploy  ${deploy}`));
    }
    return ExitCode.done;
  },
};
