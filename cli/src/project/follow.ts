import type { Entry, Orchestrator, Rest, WaitingFor } from "@orchlang/runtime";
import type { Invocation } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { openProgress } from "../render/progress.ts";
import { writeRunResult } from "../render/run-result.ts";
import { askPerson } from "../terminal/ask.ts";
import type { Answers } from "./answers.ts";
import { interruption } from "./interruption.ts";
import { orRefused, withJournal } from "./journal.ts";

/** Waits of up to this long are waited for in the foreground, ms; longer ones end the command with exit code 3. */
const patience = 60_000;

/** Shows a run until it is closed or waits for what nobody here gives; the answer is the process's exit code. */
export async function follow(
  orchestrator: Orchestrator,
  run: string,
  invocation: Invocation,
  answers: Answers,
): Promise<ExitCode> {
  const { createRunReporter } = await import("@orchlang/runtime");
  const file = await withJournal(invocation, async (journal) => orRefused(await journal.plan(run)));
  const reporter = createRunReporter(run, file);
  const progress = await openProgress(invocation, file.plan, () => reporter.report());
  const seen = new Seen();
  const unwatch = orchestrator.watch(run, 0, (entry: Entry) => {
    reporter.add(entry);
    progress.see(entry);
    seen.upTo(entry.seq);
  });
  const interrupted = interruption();
  try {
    for (;;) {
      const rest = await Promise.race([orchestrator.rest(run, patience), interrupted.promise]);
      if (rest === "interrupted") {
        progress.close();
        invocation.terminal.err.line(`interrupted; run ${run} is kept: orch resume ${run}`);
        return ExitCode.interrupted;
      }
      if (
        rest.status === "waiting" &&
        (await answered(orchestrator, run, rest.waiting, invocation, answers, progress))
      )
        continue;
      // A run may rest at once, before all that was journalled has been shown.
      if (rest.status !== "stopped") await seen.until(await lastEvent(invocation, run));
      progress.close();
      await writeRunResult(invocation, reporter.report(), rest);
      return exitCodeOf(rest, invocation);
    }
  } finally {
    interrupted.dispose();
    unwatch();
    progress.close();
  }
}

async function lastEvent(invocation: Invocation, run: string): Promise<number> {
  return (await withJournal(invocation, async (journal) => orRefused(await journal.report(run)))).at;
}

/** How far the events of a run have been shown. */
class Seen {
  #seq = -1;
  #wanted: { readonly seq: number; readonly reached: () => void } | undefined;

  upTo(seq: number): void {
    this.#seq = seq;
    if (this.#wanted !== undefined && seq >= this.#wanted.seq) this.#wanted.reached();
  }

  until(seq: number): Promise<void> {
    if (this.#seq >= seq) return Promise.resolve();
    return new Promise((reached) => {
      this.#wanted = { seq, reached };
    });
  }
}

function exitCodeOf(rest: Rest, invocation: Invocation): ExitCode {
  switch (rest.status) {
    case "completed":
      return ExitCode.done;
    case "waiting":
      return ExitCode.waiting;
    case "stopped":
      invocation.terminal.err.line(`The journal takes nothing more: ${rest.message}`);
      return ExitCode.usage;
    default:
      return ExitCode.fault;
  }
}

/** Gives one answer that is at hand: from `--answer`, or from the person at the terminal. */
async function answered(
  orchestrator: Orchestrator,
  run: string,
  waiting: readonly WaitingFor[],
  invocation: Invocation,
  answers: Answers,
  progress: { pause(): void },
): Promise<boolean> {
  for (const each of waiting) {
    if (each.for !== "answer") continue;
    const given = answers.get(each.step);
    if (given !== undefined) {
      orRefused(await orchestrator.answer(run, each.step, given));
      return true;
    }
    if (!invocation.terminal.interactive) continue;
    progress.pause();
    const said = await askPerson(invocation.terminal.err, each);
    if (said === undefined) continue;
    const reply = await orchestrator.answer(run, said.step, said.value);
    if ("refused" in reply) {
      const { err } = invocation.terminal;
      for (const line of [reply.message, ...(reply.details ?? [])]) err.line(err.paint.doubtful(line));
    }
    return true;
  }
  return false;
}
