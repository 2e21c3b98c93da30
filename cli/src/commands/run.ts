import type { StartRequest } from "@orchlang/runtime";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { answerOption, readAnswers, refuseUseless } from "../project/answers.ts";
import { startAndFollow } from "../project/follow.ts";
import { orRefused, storeOption, withJournal } from "../project/journal.ts";
import { readJsonArgument } from "../project/json-argument.ts";
import { type Approved, lockOption, lockPath, readLock } from "../project/lock.ts";
import { certificateOption, certified, logOption, readUser, userOption } from "../project/options.ts";
import { isThere, shellWord } from "../project/place.ts";
import { hideInput } from "../project/secrets.ts";
import { loadTarget } from "../project/target.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";

export const run: CommandDefinition = {
  name: "run",
  summary: "run a plan; the journal has its events, so it survives a crash",
  arguments: [{ form: "<target>", says: "a file, `file.orch#plan_or_goal`, or a plan file" }],
  options: [
    { form: "--input <json>", says: "the parameters, or `@file`", default: "{}" },
    userOption,
    storeOption,
    answerOption,
    { form: "--request <id>", says: "make the start idempotent: the same id starts one run" },
    {
      form: "--after-loss",
      says: "start a request as new, even if the journal has lost events and may have had it",
    },
    { form: "--detach", says: "continue in a background process, and return at once" },
    { form: "--dry-run", says: "check everything and start nothing" },
    { form: "--locked", says: "run only a plan and code that `orch approve` approved" },
    lockOption,
    certificateOption,
    logOption,
  ],
  formats: ["pretty", "json"],
  examples: [
    "orch run launch.orch --input @input.json",
    `orch run launch.orch --input @input.json --answer 'review={"granted": true}'`,
    "orch run launch.orch --input @input.json --detach",
    "orch run launch.plan.json --input @input.json --format json",
  ],
  async run(invocation) {
    const [target = ""] = invocation.args;
    const answers = readAnswers(invocation.texts("answer"));
    const input = readJsonArgument("--input", invocation.text("input") ?? "{}");
    const user = readUser(invocation);
    const loaded = await loadTarget(target);
    if (loaded.plan === undefined) return refuseBroken(invocation.terminal, loaded);
    const { root } = loaded;
    const { plan, ...required } = await certified(invocation, loaded.plan, loaded.members);
    await refuseUseless([plan], answers, user);
    const request = invocation.text("request");
    const locked = invocation.flag("locked") ? approvals(invocation, root) : undefined;
    const start = {
      plan,
      root,
      input,
      user,
      ...(request === undefined ? {} : { request }),
      ...(locked === undefined ? {} : { locked }),
      ...(invocation.flag("after-loss") ? { afterLoss: true as const } : {}),
      ...required,
    };
    await hideInput(start);
    if (invocation.flag("dry-run")) return dryRun(invocation, start);
    if (!invocation.flag("detach")) return startAndFollow(invocation, start, answers);
    const { admissionHere } = await import("@orchlang/runtime/admission");
    orRefused(admissionHere(start));
    const { detach } = await import("../project/detach.ts");
    return detach(invocation);
  },
};

function approvals(invocation: Invocation, root: string): readonly Approved[] {
  const path = invocation.text("lock") ?? lockPath(root);
  const approved = readLock(path);
  if (approved !== undefined) return approved;
  throw new UsageError(`There is no \`${path}\`: nothing was approved.`, [
    `\`orch approve ${shellWord(invocation.target ?? "")}\` writes it.`,
  ]);
}

/** All that a start is refused for is told, and what would happen. */
async function dryRun(invocation: Invocation, start: StartRequest): Promise<ExitCode> {
  const {
    format,
    terminal: { out },
  } = invocation;
  const { admissionHere } = await import("@orchlang/runtime/admission");
  const { previewJson, previewOf, renderPreview } = await import("@orchlang/presentation");
  const { input, user, deploy } = orRefused(admissionHere(start));
  if (isThere(invocation))
    await withJournal(invocation, async (journal) =>
      orRefused(await journal.hasPlace(start.plan, input, start.request)),
    );
  if (format === "json") {
    const details = { type: "dry-run", planId: start.plan.id, deploy: deploy.id, input, user };
    out.json({ ...details, preview: previewJson(start.plan) });
  } else out.document(`${renderPreview(previewOf(start.plan), { paint: out.paint, width: out.columns })}\n`);
  return ExitCode.done;
}
