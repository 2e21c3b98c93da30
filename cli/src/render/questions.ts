import type { Schema } from "@orchlang/plan";
import type { Call, ControlEntry } from "@orchlang/runtime";
import type { OpenQuestion } from "@orchlang/runtime/reports";
import { answerShape } from "./answer-shape.ts";
import { shortName } from "./short-name.ts";

/** Something that somebody is asked and has not answered yet. */
export interface Question {
  readonly run: string;
  readonly step: string;
  readonly role: string;
  /** The text that the person sees. */
  readonly show: string;
  /** Not a result is asked for, but whether the step may go ahead. */
  readonly approval: boolean;
  /** JSON Schema of an answer, where the plan that asks is at hand. */
  readonly wants?: Schema;
}

interface Questions {
  /** The question that was opened by it, if one was. Events in order, all of them. */
  add(entry: ControlEntry): Question | undefined;
  /** Those of them that it did not know, asked before the events that it is told of. */
  begin(open: readonly OpenQuestion[]): readonly Question[];
  /** Those that nobody has answered. */
  readonly open: number;
}

interface Asked {
  readonly questions: readonly Question[];
  opened: number;
}

/** Facts about a call: its step's name, and the form of an answer. */
export interface Told {
  stepName(call: Call): string;
  wants(call: Call, approval: boolean): Schema | undefined;
}

/** Follows who is asked what from control's events: a task, or those who have to agree one after another. */
export function createQuestions(told: Told): Questions {
  const asked = new Map<string, Asked>();
  const open = new Set<string>();
  return {
    add: ({ event }) => {
      if (event.t === "Heard") {
        const { from, ask } = event;
        const questions = questionsIn(from.stream.slice("run/".length), ask, told);
        if (questions.length > 0) asked.set(`${from.stream}#${from.seq}`, { questions, opened: 0 });
        if (ask.ask === "closed")
          for (const ref of asked.keys()) if (ref.startsWith(`${from.stream}#`)) forget(ref);
        return undefined;
      }
      if (event.t === "Opened") {
        const ref = `${event.task.stream}#${event.task.seq}`;
        const known = asked.get(ref);
        if (known === undefined) return undefined;
        open.add(ref);
        return known.questions[known.opened++];
      }
      if ("task" in event && event.t === "Withdrawn") forget(`${event.task.stream}#${event.task.seq}`);
      if ("say" in event && "ref" in event.say) forget(`${event.say.ref.stream}#${event.say.ref.seq}`);
      return undefined;
    },
    begin: (known) =>
      known.flatMap(({ ref, run, call, approval, role, show, later }) => {
        if (open.has(ref)) return [];
        const questions = [{ role, show }, ...later].map((one) => questionOf(run, call, approval, one, told));
        asked.set(ref, { questions, opened: 1 });
        open.add(ref);
        return questions.slice(0, 1);
      }),
    get open() {
      return open.size;
    },
  };

  function forget(ref: string): void {
    asked.delete(ref);
    open.delete(ref);
  }
}

type Ask = Extract<ControlEntry["event"], { t: "Heard" }>["ask"];

function questionsIn(run: string, ask: Ask, told: Told): readonly Question[] {
  if (ask.ask === "task") return [questionOf(run, ask.task.call, false, ask.task, told)];
  if (ask.ask !== "gate") return [];
  return (ask.approvals ?? []).map((one) => questionOf(run, ask.call, true, one, told));
}

function questionOf(
  run: string,
  call: Call,
  approval: boolean,
  { role, show }: Pick<Question, "role" | "show">,
  told: Told,
): Question {
  const wants = told.wants(call, approval);
  return { run, step: told.stepName(call), role, show, approval, ...(wants === undefined ? {} : { wants }) };
}

/** The question, then how to answer it: through the HTTP ingress, with the token in a file. */
export function questionWords(
  { run, step, role, show, approval, wants }: Question,
  { address, token }: { readonly address: string; readonly token: string },
): readonly string[] {
  const value = wants === undefined ? "…" : answerShape(wants);
  const asks = approval ? `may ${step} begin? It asks` : `${step} asks`;
  return [
    `? ${asks} ${shortName(role)}: ${show}`,
    `curl ${address}/answers -H @${token} -d '{"run": "${run}", "step": "${step}", "value": ${value}}'`,
  ];
}
