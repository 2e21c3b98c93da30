import type { Entry, Refusal, WaitingFor } from "@orchlang/runtime";
import type { Operations } from "@orchlang/runtime/owner";
import type { Invocation } from "../command.ts";
import { UsageError } from "../exit.ts";
import type { Progress } from "../render/progress.ts";
import { askPerson } from "../terminal/ask.ts";
import type { Answers } from "./answers.ts";
import { type Suggest, suggesting } from "./place.ts";
import { localPerson } from "./user.ts";

type Question = Extract<WaitingFor, { readonly for: "answer" }>;

/** Answers a run's questions as soon as it asks them: other steps may be under way, and a question may have little time. */
export interface Answering {
  /** An event of the run, in order. */
  see(entry: Entry): void;
  /** Resolves when something is asked that was not when this was last awaited. */
  next(): Promise<"asked">;
  /** Gives one answer that is at hand: from `--answer`, or from the person at the terminal. False: there was none. */
  give(waiting: readonly WaitingFor[]): Promise<boolean>;
}

export function createAnswering(
  operations: Operations,
  run: string,
  invocation: Invocation,
  answers: Answers,
  progress: Pick<Progress, "pause" | "resume">,
): Answering {
  /** Answered here, or left open by whoever was asked. */
  const told = new Set<string>();
  let bell = Promise.withResolvers<"asked">();

  async function say(question: Question): Promise<boolean> {
    const given = answers.get(question.step);
    if (given !== undefined) {
      told.add(nameOf(question));
      const reply = await operations.answer(run, question.step, given, localPerson());
      // It may have been out of time, or answered by somebody else, a moment ago.
      if ("refused" in reply && reply.refused !== "not_waiting")
        throw keptOpen(reply, run, question.step, suggesting(invocation));
      return true;
    }
    if (!invocation.terminal.interactive) return false;
    progress.pause();
    const said = await askPerson(invocation.terminal.err, question);
    progress.resume();
    if (said === undefined || said.step === question.step) told.add(nameOf(question));
    if (said === undefined) return false;
    const reply = await operations.answer(run, said.step, said.value, localPerson());
    if ("refused" in reply) {
      const { err } = invocation.terminal;
      for (const line of [reply.message, ...(reply.details ?? [])]) err.line(err.paint.doubtful(line));
      if (reply.refused !== "not_waiting") told.delete(nameOf(question));
    }
    return true;
  }

  return {
    see: ({ event }) => {
      if (event.t === "Asked") bell.resolve("asked");
    },
    next: () => bell.promise,
    give: async (waiting) => {
      bell = Promise.withResolvers();
      for (const each of waiting)
        if (each.for === "answer" && !told.has(nameOf(each)) && (await say(each))) return true;
      return false;
    },
  };
}

/** The run has begun, and can be answered still. */
function keptOpen({ message, details = [] }: Refusal, run: string, step: string, orch: Suggest): UsageError {
  return new UsageError(message, [
    ...details,
    `run ${run} waits for it: ${orch(`answer ${run} ${step} JSON`)}`,
  ]);
}

/** Several may be asked one after another, or side by side, of one step. */
function nameOf({ key, role, show }: Question): string {
  return JSON.stringify([key, role, show]);
}
