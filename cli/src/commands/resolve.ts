import type { Json } from "@orchlang/plan";
import type { CommandDefinition, Invocation } from "../command.ts";
import { UsageError } from "../exit.ts";
import { storeOption } from "../project/journal.ts";
import { readJsonArgument } from "../project/json-argument.ts";
import { operate } from "../project/operate.ts";
import { rootOption } from "../project/operator.ts";
import { logOption, readUser, userOption } from "../project/options.ts";

export const resolve: CommandDefinition = {
  name: "resolve",
  summary: "record the outcome of a step in doubt, and continue the run",
  arguments: [
    { form: "<run>", says: "the run's id, or its first characters" },
    { form: "<step>", says: "the step in doubt" },
  ],
  options: [
    { form: "--completed <json>", says: "the call took effect, with this result" },
    { form: "--retry", says: "the call had no effect: retry it under the same key" },
    { form: "--failed <message>", says: "the call had no effect: fail the step with this message" },
    { form: "--why <text>", says: "the reason; kept in the journal", default: "" },
    storeOption,
    userOption,
    rootOption,
    logOption,
  ],
  formats: ["pretty", "json"],
  examples: [
    `orch resolve 7KQ2 sent --completed '{"message": "m-81"}' --why "it is in the mail server's log"`,
    "orch resolve 7KQ2 sent --retry",
  ],
  async run(invocation) {
    const [beginning = "", step = ""] = invocation.args;
    const detail = readResolution(invocation);
    const user = readUser(invocation);
    const why = invocation.text("why") ?? "";
    return operate(invocation, {
      run: beginning,
      say: (operations, run) => operations.order(run, step, "resolve", detail, why, user),
    });
  },
};

function readResolution(invocation: Invocation): Json {
  const completed = invocation.text("completed");
  const failed = invocation.text("failed");
  const values: Json[] = [];
  if (completed !== undefined) values.push({ completed: readJsonArgument("--completed", completed) });
  if (failed !== undefined) values.push({ failed });
  if (invocation.flag("retry")) values.push("retry");
  const [one] = values;
  if (one === undefined || values.length > 1)
    throw new UsageError("Use one of `--completed JSON`, `--retry`, `--failed MESSAGE`.");
  return one;
}
