import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { storeOption } from "../project/journal.ts";
import { readJsonArgument } from "../project/json-argument.ts";
import { type Approved, lockOption, lockPath, readLock } from "../project/lock.ts";
import { logOption } from "../project/log.ts";
import { readAnswers } from "../project/operator.ts";
import { startAndFollow } from "../project/start.ts";
import { type LoadedTarget, loadTarget } from "../project/target.ts";
import { readUser, userOption } from "../project/user.ts";
import { refuseBroken } from "../render/refuse-broken.ts";

export const run: CommandDefinition = {
  name: "run",
  summary: "run a plan; what it has done is journalled, and a crash costs nothing",
  arguments: [{ form: "<target>", says: "a file, `file.orch#plan_or_goal`, or a plan file" }],
  options: [
    { form: "--input <json>", says: "the parameters, or `@file`", default: "{}" },
    userOption,
    storeOption,
    { form: "--answer <step=json>", says: "the answer to a step that will ask (many)", many: true },
    { form: "--request <id>", says: "asking twice with one id starts one run" },
    { form: "--dry-run", says: "check everything and start nothing" },
    { form: "--locked", says: "only what `orch approve` approved, plan and code" },
    lockOption,
    logOption,
  ],
  formats: ["pretty", "json"],
  examples: [
    "orch run launch.orch --input @input.json",
    `orch run launch.orch --input @input.json --answer 'review={"granted": true}'`,
    "orch run launch.plan.json --input @input.json --format json",
  ],
  async run(invocation) {
    const [target = ""] = invocation.args;
    const answers = readAnswers(invocation.texts("answer"));
    const input = readJsonArgument("--input", invocation.text("input") ?? "{}");
    const user = readUser(invocation);
    const loaded = await loadTarget(target);
    if (loaded.plan === undefined) return refuseBroken(invocation.terminal, loaded);
    if (invocation.flag("dry-run")) return preview(invocation, loaded);
    const { plan, root } = loaded;
    const request = invocation.text("request");
    const locked = invocation.flag("locked") ? approvals(invocation, root) : undefined;
    const start = {
      plan,
      root,
      input,
      user,
      ...(request === undefined ? {} : { request }),
      ...(locked === undefined ? {} : { locked }),
    };
    return startAndFollow(invocation, start, answers);
  },
};

function approvals(invocation: Invocation, root: string): readonly Approved[] {
  const path = invocation.text("lock") ?? lockPath(root);
  const approved = readLock(path);
  if (approved !== undefined) return approved;
  throw new UsageError(`There is no \`${path}\`: nothing was approved.`, ["`orch approve` writes it."]);
}

async function preview(invocation: Invocation, loaded: LoadedTarget): Promise<ExitCode> {
  const { previewOf, renderPreview } = await import("@orchlang/compiler");
  const { out } = invocation.terminal;
  if (loaded.plan !== undefined)
    out.line(renderPreview(previewOf(loaded.plan), { paint: out.paint, width: out.columns }));
  return ExitCode.done;
}
