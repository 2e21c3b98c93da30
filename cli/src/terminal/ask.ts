import { createInterface } from "node:readline/promises";
import type { Json } from "@orchlang/plan";
import type { WaitingFor } from "@orchlang/runtime";
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
 * that asks. `undefined`: not now, the run goes on waiting.
 */
export async function askPerson(sink: Sink, question: Question): Promise<Said | undefined> {
  const { step } = question;
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
      if (/^y(es)?$/i.test(said)) return { step, value: { granted: true } };
      if (/^no?$/i.test(said)) {
        const reason = (await prompt.question(`  ${paint.dim("why not")} › `)).trim();
        return { step, value: reason === "" ? { granted: false } : { granted: false, reason } };
      }
      const [, other = step, json = said] = /^([A-Za-z_][\w.[\]]*)\s*=\s*(.*)$/su.exec(said) ?? [];
      const value = parsed(json);
      if (value !== undefined) return { step: other, value: value.json };
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
