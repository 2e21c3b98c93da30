import type { CommandDefinition } from "../command.ts";
import { storeOption } from "../project/journal.ts";
import { readJsonArgument } from "../project/json-argument.ts";
import { operate } from "../project/operate.ts";
import { rootOption } from "../project/operator.ts";
import { logOption, readUser, userOption } from "../project/options.ts";

export const callback: CommandDefinition = {
  name: "callback",
  summary: "deliver the result of a request that calls back, and continue its run",
  arguments: [
    { form: "<token>", says: "the token from the request's `X-Orch-Callback` header" },
    { form: "<json>", says: "the result, or `@file`" },
  ],
  options: [storeOption, userOption, rootOption, logOption],
  formats: ["pretty", "json"],
  examples: [`orch callback 7KQ2….9B1B….c0ffee '{"receipt": "R-17"}'`],
  async run(invocation) {
    const [token = "", given = ""] = invocation.args;
    const value = readJsonArgument("<json>", given);
    const user = readUser(invocation);
    return operate(invocation, {
      run: token.split(".", 1)[0] ?? "",
      say: (operations) => operations.callback(token, value, user),
    });
  },
};
