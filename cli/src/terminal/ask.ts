import { clearScreenDown, cursorTo } from "node:readline";
import { createInterface } from "node:readline/promises";
import type { Json } from "@orchlang/plan";
import type { WaitingFor } from "@orchlang/runtime";
import { answerShape, asksForGrant, type CaseAsked, casesAsked } from "../render/answer-shape.ts";
import { signedWords } from "../render/report.ts";
import { shortName } from "../render/short-name.ts";
import type { Sink } from "./terminal.ts";

type Question = Extract<WaitingFor, { readonly for: "answer" }>;

/** A person's answer, and its step. */
export interface Said {
  readonly step: string;
  readonly value: Json;
}

/**
 * Asks the person at the terminal: `y`, `n` with a reason, or the whole answer as JSON; `step=JSON` answers another step
 * that asks. Where more than a yes or no is asked for, what that looks like stands in its place. `later`: the run goes
 * on waiting. `settled`: the answer is no longer needed, since somebody else gave it or its time is over.
 *
 * @param settled aborts as soon as the answer is no longer needed; with the reason `stopped`, since the command ends.
 * @param onChange takes a function that states the question again, as one of several people has answered it; what has
 * been typed stays.
 */
export async function askPerson(
  sink: Sink,
  question: Question,
  settled: AbortSignal,
  onChange: (restate: (now: Question) => void) => void,
): Promise<Said | "later" | "settled"> {
  const { step } = question;
  const { paint } = sink;
  const state = (now: Question): void =>
    sink.toWhoIsAsked(
      `${paint.place("◷")} ${paint.strong(now.step)} asks ${shortName(now.role)}${signedWords(now)}: ${now.show}`,
    );
  sink.line();
  state(question);
  const isGrant = asksForGrant(question.wants);
  const cases = casesAsked(question.wants) ?? [];
  const how = isGrant
    ? "y, n, JSON, or nothing to answer later"
    : cases.length > 0
      ? `${cases.map(({ name }) => name).join(" | ")}, JSON, or nothing to answer later`
      : `${answerShape(question.wants)}, or nothing to answer later`;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  onChange((now) => {
    cursorTo(process.stderr, 0);
    clearScreenDown(process.stderr);
    state(now);
    prompt.prompt(true);
  });
  const asking = async (words: string): Promise<string> =>
    (await prompt.question(sink.shown(`  ${paint.dim(words)} › `), { signal: settled })).trim();
  try {
    for (;;) {
      const text = await asking(how);
      if (text === "") return "later";
      if (isGrant && /^y(es)?$/i.test(text)) return { step, value: { granted: true } };
      if (isGrant && /^no?$/i.test(text)) {
        const reason = await asking("why not");
        return { step, value: reason === "" ? { granted: false } : { granted: false, reason } };
      }
      const chosen = cases.find(({ name }) => name === text);
      if (chosen !== undefined) return { step, value: await fieldsOf(chosen, asking) };
      const [, other = step, json = text] = /^([A-Za-z_][\w.[\]]*)\s*=\s*(.*)$/su.exec(text) ?? [];
      const value = parsed(json);
      if (value !== undefined) return { step: other, value: value.json };
      sink.line(`  ${paint.doubtful(isGrant ? "this is neither y, n nor JSON" : "this is not JSON")}`);
    }
  } catch (error) {
    if (settled.aborted) {
      sink.line();
      if (settled.reason !== "stopped") sink.line(`  ${paint.dim("this answer is no longer needed")}`);
      return "settled";
    }
    // Ctrl-C at the prompt is Ctrl-C: whoever waits for it hears of it.
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
    process.emit("SIGINT");
    return "later";
  } finally {
    prompt.close();
  }
}

/** A case with its fields, each asked by itself until it can be read. */
export async function fieldsOf(chosen: CaseAsked, asking: (words: string) => Promise<string>): Promise<Json> {
  const value: Record<string, Json> = { case: chosen.name };
  for (const { name, isOptional, shape, isText } of chosen.fields) {
    for (;;) {
      const text = await asking(`${name}: ${shape}${isOptional ? ", or nothing" : ""}`);
      if (text === "" && isOptional) break;
      const read = parsed(text) ?? (isText && text !== "" ? { json: text } : undefined);
      if (read === undefined) continue;
      // A text may look like a number, and be meant as it stands.
      value[name] = isText && typeof read.json !== "string" ? text : read.json;
      break;
    }
  }
  return value;
}

function parsed(text: string): { readonly json: Json } | undefined {
  try {
    return { json: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}
