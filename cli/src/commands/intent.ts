import type { GoalClauses, Reading } from "@orchlang/compiler/intent";
import type { JsonObject, PlanFile } from "@orchlang/plan";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { answerOption, readAnswers, refuseUseless } from "../project/answers.ts";
import { startAndFollow } from "../project/follow.ts";
import type { Asked } from "../project/intent.ts";
import { storeOption } from "../project/journal.ts";
import { readJsonArgument } from "../project/json-argument.ts";
import { readUser, userOption } from "../project/options.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import { doubtsOf, keptText, readingText } from "../render/intent.ts";
import { shortName } from "../render/short-name.ts";

export const intent: CommandDefinition = {
  name: "intent",
  summary: "find the goal that a sentence asks for, with its parameters and a preview",
  arguments: [
    { form: "<words>", says: "the sentence, in quotation marks" },
    { form: "[target]", says: "a file or a folder (default: this folder)" },
  ],
  options: [
    { form: "--input <json>", says: "parameters that the words leave open, or `@file`", default: "{}" },
    { form: "--budget <limits>", says: "limits of this request, in addition to the goal's" },
    { form: "--keep <labels>", says: "labels of data that stay at a tier, as `personal at device`" },
    { form: "--optimize <measure>", says: "how to rank the goal's plans, for this request" },
    { form: "--alternatives <n>", says: "the most plans of the goal to try, for this request" },
    { form: "--run", says: "run the goal if the sentence is certain" },
    userOption,
    storeOption,
    answerOption,
  ],
  formats: ["pretty", "json"],
  examples: [
    'orch intent "movie night in the living room" house.orch',
    'orch intent "movie night in the living room" --run',
    `orch intent "movie night" --input '{"room": "living_room"}'`,
    'orch intent "movie night in the living room" --budget "cost <= $1" --optimize privacy',
  ],
  async run(invocation) {
    const [sentence = "", target = "."] = invocation.args;
    const answers = readAnswers(invocation.texts("answer"));
    const user = readUser(invocation);
    const { loadIntent } = await import("../project/intent.ts");
    const given = readJsonArgument("--input", invocation.text("input") ?? "{}");
    if (typeof given !== "object" || given === null || Array.isArray(given))
      throw new UsageError('--input takes an object: `{"room": "hall"}`.');
    const asked = loadIntent(sentence, target, {
      given: given as JsonObject,
      clauses: clausesOf(invocation),
    });
    if (asked.understood === undefined) return refuseBroken(invocation.terminal, asked);
    const { plan, root, understood } = asked;
    if (understood.kind !== "goal" || plan === undefined) return askBack(invocation, asked);
    if (!invocation.flag("run"))
      return preview(invocation, understood.reading, { plan, without: asked.without ?? [] });
    await refuseUseless([plan], answers, user);
    invocation.terminal.err.line(readingText(understood.reading));
    return startAndFollow(invocation, { plan, root, input: understood.reading.input, user }, answers);
  },
};

function clausesOf(invocation: Invocation): GoalClauses {
  const budget = invocation.text("budget");
  const keep = invocation.text("keep");
  const optimize = invocation.text("optimize");
  const alternatives = invocation.text("alternatives");
  return {
    ...(budget === undefined ? {} : { budget }),
    ...(keep === undefined ? {} : { keep }),
    ...(optimize === undefined ? {} : { optimize }),
    ...(alternatives === undefined ? {} : { alternatives }),
  };
}

async function preview(
  invocation: Invocation,
  reading: Reading,
  { plan, without }: { readonly plan: PlanFile; readonly without: readonly string[] },
): Promise<ExitCode> {
  const { previewJson, previewOf, renderPreview } = await import("@orchlang/presentation");
  const { keptOnDevice } = await import("@orchlang/compiler/intent");
  const { out } = invocation.terminal;
  const kept = keptOnDevice(plan.plan);
  const consent = plan.plan.manifest.scopes;
  if (invocation.format === "json") {
    const { goal, phrase, input } = reading;
    const details = {
      understood: "goal",
      goal,
      phrase,
      input,
      kept,
      consent,
      without,
      preview: previewJson(plan),
    };
    out.json(details, 2);
    return ExitCode.done;
  }
  out.line(`${out.paint.done(readingText(reading))}  ${out.paint.dim(`"${reading.phrase}"`)}`);
  out.line("");
  out.document(`${renderPreview(previewOf(plan), { paint: out.paint, width: out.columns })}\n`);
  out.line("");
  if (without.length > 0)
    out.line(`${out.paint.dim("over the limits".padEnd(16))}${without.map(shortName).join(", ")}: not tried`);
  out.line(
    `${out.paint.dim("consent".padEnd(16))}${consent.length === 0 ? "none needed" : consent.join(", ")}`,
  );
  out.line(`${out.paint.dim("kept on device".padEnd(16))}${keptText(kept)}`);
  return ExitCode.done;
}

/** Prints possible readings, or the available phrases. Runs nothing. */
function askBack({ terminal: { out }, format }: Invocation, { understood, phrases }: Asked): ExitCode {
  const readings = understood.kind === "unsure" ? understood.readings : [];
  if (format === "json") {
    out.json({ understood: understood.kind, readings, phrases }, 2);
    return ExitCode.fault;
  }
  if (readings.length > 0) {
    out.line("The sentence is not certain. It may mean:");
    for (const [at, reading] of readings.entries()) {
      out.line(
        `  ${at + 1}. ${out.paint.strong(readingText(reading))}  ${out.paint.dim(`"${reading.phrase}"`)}`,
      );
      for (const doubt of doubtsOf(reading)) out.line(`     ${doubt}`);
    }
    return ExitCode.fault;
  }
  if (phrases.length === 0) out.line("No goal here has an `intent`.");
  else {
    out.line("No goal matches these words. You can ask for:");
    for (const phrase of phrases.slice(0, shownMax)) out.line(`  ${phrase}`);
    if (phrases.length > shownMax) out.line(`  … and ${phrases.length - shownMax} more`);
  }
  return ExitCode.fault;
}

const shownMax = 12;
