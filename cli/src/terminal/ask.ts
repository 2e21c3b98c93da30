import { createInterface } from "node:readline/promises";
import type { Json } from "@orchlang/plan";
import type { WaitingFor } from "@orchlang/runtime";
import { answerShape, asksForGrant } from "../render/answer-shape.ts";
import { signedWords } from "../render/report.ts";
import { shortName } from "../render/short-name.ts";
import type { Sink } from "./terminal.ts";

type Question = Extract<WaitingFor, { readonly for: "answer" }>;

/** What somebody said, and to which step. */
export interface Said {
  readonly step: string;
  readonly value: Json;
}

/**
 * Asks the person at the terminal: `y`, `n` with a reason, or the whole answer as JSON; `step=JSON` answers another step
 * that asks. Where more than a yes or no is asked for, what that looks like stands in its place. `undefined`: not now, the run goes on waiting.
 */
export async function askPerson(sink: Sink, question: Question): Promise<Said | undefined> {
  const { step } = question;
  const { paint } = sink;
  sink.line();
  sink.toWhoIsAsked(
    `${paint.place("◷")} ${paint.strong(question.step)} asks ${shortName(question.role)}${signedWords(question)}: ${question.show}`,
  );
  const isGrant = asksForGrant(question.wants);
  const how = isGrant
    ? "y, n, JSON, or nothing to answer later"
    : `${answerShape(question.wants)}, or nothing to answer later`;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (;;) {
      const said = (await prompt.question(sink.shown(`  ${paint.dim(how)} › `))).trim();
      if (said === "") return undefined;
      if (isGrant && /^y(es)?$/i.test(said)) return { step, value: { granted: true } };
      if (isGrant && /^no?$/i.test(said)) {
        const reason = (await prompt.question(sink.shown(`  ${paint.dim("why not")} › `))).trim();
        return { step, value: reason === "" ? { granted: false } : { granted: false, reason } };
      }
      const [, other = step, json = said] = /^([A-Za-z_][\w.[\]]*)\s*=\s*(.*)$/su.exec(said) ?? [];
      const value = parsed(json);
      if (value !== undefined) return { step: other, value: value.json };
      sink.line(`  ${paint.doubtful(isGrant ? "this is neither y, n nor JSON" : "this is not JSON")}`);
    }
  } catch (error) {
    // Ctrl-C at the prompt is Ctrl-C: whoever waits for it hears of it.
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
    process.emit("SIGINT");
    return undefined;
  } finally {
    prompt.close();
  }
}

function parsed(text: string): { readonly json: Json } | undefined {
  try {
    return { json: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}
