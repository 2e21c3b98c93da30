import type { CommandDefinition } from "../command.ts";
import { storeOption } from "../project/journal.ts";
import { readJsonArgument } from "../project/json-argument.ts";
import { operate } from "../project/operate.ts";
import { rootOption } from "../project/operator.ts";
import { logOption, readUser, userOption } from "../project/options.ts";

export const answer: CommandDefinition = {
  name: "answer",
  summary: "answer a run's question, and continue the run",
  arguments: [
    { form: "<run>", says: "the run's id, or its first characters" },
    { form: "<step>", says: "the step that asks: `review`, `review[2]`" },
    { form: "<json>", says: "the answer, or `@file`" },
  ],
  options: [storeOption, userOption, rootOption, logOption],
  formats: ["pretty", "json"],
  examples: [`orch answer 7KQ2 review '{"granted": true}'`, "orch answer 7KQ2 review @answer.json"],
  async run(invocation) {
    const [beginning = "", step = "", given = ""] = invocation.args;
    const value = readJsonArgument("<json>", given);
    const user = readUser(invocation);
    return operate(invocation, {
      run: beginning,
      say: (operations, run) => operations.answer(run, step, value, user),
    });
  },
};
