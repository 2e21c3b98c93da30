import { createInterface } from "node:readline/promises";
import type { Json } from "@orchlang/plan";
import type { WaitingFor } from "@orchlang/runtime";
import { shortName } from "../render/short-name.ts";
import type { Sink } from "./terminal.ts";

type Question = Extract<WaitingFor, { readonly for: "answer" }>;

/**
 * Asks the person at the terminal: `y`, `n` with a reason, or the whole answer as JSON. `undefined`: not now, the run
 * goes on waiting.
 */
export async function askPerson(sink: Sink, question: Question): Promise<Json | undefined> {
  const { paint } = sink;
  sink.line();
  sink.line(
    `${paint.place("◷")} ${paint.strong(question.step)} asks ${shortName(question.role)}: ${question.show}`,
  );
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (;;) {
      const said = (
        await prompt.question(`  ${paint.dim("y, n, JSON, or nothing to leave it open")} › `)
      ).trim();
      if (said === "") return undefined;
      if (/^y(es)?$/i.test(said)) return { granted: true };
      if (/^no?$/i.test(said)) {
        const reason = (await prompt.question(`  ${paint.dim("why not")} › `)).trim();
        return reason === "" ? { granted: false } : { granted: false, reason };
      }
      const value = parsed(said);
      if (value !== undefined) return value.json;
      sink.line(`  ${paint.doubtful("that is neither y, n nor JSON")}`);
    }
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
