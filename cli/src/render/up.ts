import type { Call, ControlEntry, HttpDoor, Orchestrator } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import { controlWords } from "./control-words.ts";
import { clock } from "./moments.ts";
import { createQuestions, questionWords } from "./questions.ts";
import { shortName } from "./short-name.ts";

/** What `orch up` shows while it goes on. */
export interface UpScreen {
  /** Questions are answered at this door. */
  door: string;
  /** An event of control, in order. */
  see(entry: ControlEntry): void;
  /** Whether anybody is being asked. */
  isAsking(): boolean;
}

export function createUpScreen({ terminal, format }: Invocation, stepName: (call: Call) => string): UpScreen {
  const questions = createQuestions(stepName);
  const { out } = terminal;
  const screen: UpScreen = {
    door: "",
    see: (entry) => {
      const question = questions.add(entry);
      if (format === "json") {
        out.line(JSON.stringify({ type: "control", seq: entry.seq, event: entry.event }));
        return;
      }
      const time = out.paint.dim(clock(entry.event.at));
      if (question !== undefined) {
        const [asks = "", how = ""] = questionWords(question, screen.door);
        out.line(`${time} ${out.paint.doubtful(asks)}`);
        out.line(`         ${out.paint.dim(how)}`);
      }
      const words = controlWords(entry.event);
      if (words !== undefined) out.line(`${time} ${words}`);
    },
    isAsking: () => questions.open > 0,
  };
  return screen;
}

export function greet(
  { terminal, format }: Invocation,
  orchestrator: Orchestrator,
  { address }: HttpDoor,
): void {
  if (format === "json") {
    terminal.out.line(JSON.stringify({ type: "up", address }));
    return;
  }
  const { triggers } = orchestrator.around();
  for (const { name, starts, next } of triggers) {
    const due = next === undefined ? "" : terminal.err.paint.dim(`  next at ${new Date(next).toISOString()}`);
    terminal.err.line(`armed ${shortName(name)} → ${shortName(starts)}${due}`);
  }
  terminal.err.line(`news is taken at ${terminal.err.paint.place(`${address}/news`)}`);
}

/** Why news was refused, in words; what has no words here is told as it is called. */
const refusals: Readonly<Record<string, string>> = {
  shape: "not of the form that is declared",
  unknown: "nobody declared such a thing",
  too_often: "it came too often",
  debounced: "it came too soon after another",
  busy: "too much was waiting",
};

export function tellCounts({ terminal }: Invocation, orchestrator: Orchestrator): void {
  const { refused } = orchestrator.around();
  for (const [why, count] of Object.entries(refused))
    terminal.err.line(
      why === "repeated"
        ? `${count} told twice`
        : `${count} refused: ${refusals[why] ?? why.replaceAll("_", " ")}`,
    );
}
