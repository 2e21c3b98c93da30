import type { Json } from "@orchlang/plan";
import type { CommandDefinition, Invocation, OptionDefinition } from "../command.ts";
import { storeOption } from "../project/journal.ts";
import { operate } from "../project/operate.ts";
import { rootOption } from "../project/operator.ts";
import { logOption, readUser, userOption } from "../project/options.ts";

interface Word {
  readonly name: "cancel" | "pause" | "unpause" | "retry" | "skip";
  readonly summary: string;
  /** The help text of the step argument, if the command has one. */
  readonly step?: string;
  readonly options: readonly OptionDefinition[];
  readonly examples: readonly string[];
  detail(invocation: Invocation): Json;
}

/** A command that is one word of the operator to one run, or to a step of it. */
function operatorCommand(word: Word): CommandDefinition {
  return {
    name: word.name,
    summary: word.summary,
    arguments: [
      { form: "<run>", says: "the run's id, or its first characters" },
      ...(word.step === undefined ? [] : [{ form: "<step>", says: word.step }]),
    ],
    options: [
      ...word.options,
      { form: "--why <text>", says: "the reason; kept in the journal", default: "" },
      storeOption,
      userOption,
      rootOption,
      logOption,
    ],
    formats: ["pretty", "json"],
    examples: word.examples,
    async run(invocation) {
      const [beginning = "", step] = invocation.args;
      const user = readUser(invocation);
      const detail = word.detail(invocation);
      const why = invocation.text("why") ?? "";
      return operate(invocation, {
        run: beginning,
        ...(word.name === "cancel" ? { wanted: "cancelled" } : {}),
        say: (operations, run) => operations.order(run, step, word.name, detail, why, user),
      });
    },
  };
}

export const cancel = operatorCommand({
  name: "cancel",
  summary: "cancel a run: start nothing new, and undo its effects",
  options: [
    { form: "--keep", says: "undo nothing" },
    { form: "--force", says: "close the run even if steps are in doubt; they are listed as abandoned" },
  ],
  examples: ["orch cancel 7KQ2 --why 'wrong list'", "orch cancel 7KQ2 --keep"],
  detail: (invocation) => ({
    undo: !invocation.flag("keep"),
    ...(invocation.flag("force") ? { force: true } : {}),
  }),
});

export const pause = operatorCommand({
  name: "pause",
  summary: "pause a run: start nothing new; running steps may end",
  options: [],
  examples: ["orch pause 7KQ2"],
  detail: () => null,
});

export const unpause = operatorCommand({
  name: "unpause",
  summary: "continue a paused run",
  options: [],
  examples: ["orch unpause 7KQ2"],
  detail: () => null,
});

export const retry = operatorCommand({
  name: "retry",
  summary:
    "retry at once a step that waits for its next attempt, a failed undo, or a call that an obligation needs",
  step: "the step, or the step to undo",
  options: [],
  examples: ["orch retry 7KQ2 sent --why 'the mail server is up again'"],
  detail: () => null,
});

export const skip = operatorCommand({
  name: "skip",
  summary: "continue without a step that asks a person or waits for its next attempt; waive a failed undo",
  step: "the step, or the step whose undo to waive",
  options: [],
  examples: ["orch skip 7KQ2 review --why 'she is away'"],
  detail: () => null,
});
