import type { Entry, Refusal, Rest, StartRequest, WaitingFor } from "@orchlang/runtime";
import type { Operations } from "@orchlang/runtime/owner";
import type { Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { openProgress, type Progress } from "../render/progress.ts";
import { signedWords } from "../render/report.ts";
import { writeRunResult } from "../render/run-result.ts";
import { askPerson, type Said } from "../terminal/ask.ts";
import type { Answers } from "./answers.ts";
import { tellBegun } from "./detach.ts";
import { interruption } from "./interruption.ts";
import { orRefused, withJournal } from "./journal.ts";
import { type CommandOperations, withOperations } from "./operations.ts";
import { localPerson } from "./options.ts";
import { type Suggest, suggesting } from "./place.ts";
import { hideInput, watchSecrets } from "./secrets.ts";

/** Waits of up to this long are waited for in the foreground, ms; longer ones end the command with exit code 3. */
export const patience = 60_000;

/**
 * Shows a run until it is closed or waits for what nobody here gives; returns the process's exit code.
 *
 * @param wanted the status that counts as success.
 */
export async function follow(
  operations: CommandOperations,
  run: string,
  invocation: Invocation,
  answers: Answers,
  wanted: Rest["status"] = "completed",
): Promise<ExitCode> {
  const { createRunReporter } = await import("@orchlang/runtime/reports");
  const file = await withJournal(invocation, async (journal) => orRefused(await journal.plan(run)));
  const reporter = createRunReporter(run, file);
  const progress = await openProgress(invocation, file.plan, () => reporter.report());
  const answering = createAnswering(
    operations,
    run,
    invocation,
    answers,
    progress,
    () => reporter.report().waiting,
  );
  const hideSecrets = await watchSecrets(file.plan);
  const seen = new Seen();
  const unwatch = operations.watch(run, 0, (entry: Entry) => {
    try {
      hideSecrets(entry);
      reporter.add(entry);
      progress.see(entry);
      answering.see(entry);
    } finally {
      seen.upTo(entry.seq);
    }
  });
  const interrupted = interruption();
  void interrupted.promise.then(() => answering.stop());
  let resting: Promise<Rest> | undefined;
  try {
    for (;;) {
      // The run rested before it had this answer.
      if (await answering.give(reporter.report().waiting)) {
        resting = undefined;
        continue;
      }
      resting ??= operations.rest(run, patience);
      const rest = await Promise.race([interrupted.promise, resting, answering.next()]);
      if (rest === "asked") continue;
      if (rest === "interrupted") {
        progress.close();
        invocation.terminal.err.line(interruptedWords(run, operations.holder(), suggesting(invocation)));
        return ExitCode.interrupted;
      }
      resting = undefined;
      if (rest.status === "waiting" && ((await answering.give(rest.waiting)) || answering.stopped()))
        continue;
      // A run may rest at once, before all that was journalled has been shown.
      if (rest.status !== "stopped" && rest.status !== "refused")
        await seen.until(await lastEvent(invocation, run));
      progress.close();
      await writeRunResult(invocation, reporter.report(), rest);
      return exitCodeOf(rest, invocation, wanted);
    }
  } finally {
    interrupted.dispose();
    unwatch();
    progress.close();
  }
}

function interruptedWords(run: string, holder: number | undefined, orch: Suggest): string {
  return holder === undefined
    ? `interrupted; run ${run} is kept: ${orch(`resume ${run}`)}`
    : `interrupted; run ${run} continues in process ${holder}: ${orch(`show ${run}`)}, or ${orch(`cancel ${run}`)}`;
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

function exitCodeOf(rest: Rest, invocation: Invocation, wanted: Rest["status"]): ExitCode {
  switch (rest.status) {
    case wanted:
      return ExitCode.done;
    case "waiting":
      return ExitCode.waiting;
    case "stopped":
      invocation.terminal.err.line(`The journal can no longer be written: ${rest.message}`);
      return ExitCode.usage;
    default:
      return ExitCode.fault;
  }
}

type Question = Extract<WaitingFor, { readonly for: "answer" }>;

/** Answers a run's questions as soon as it asks them: other steps may be under way, and a question may have little time. */
interface Answering {
  /** An event of the run, in order. */
  see(entry: Entry): void;
  /** Resolves when something is asked that was not when this was last awaited. */
  next(): Promise<"asked">;
  /** Gives one answer that is at hand: from `--answer`, or from the person at the terminal. False: there was none. */
  give(waiting: readonly WaitingFor[]): Promise<boolean>;
  /** Takes back what is asked at the terminal, and asks nothing more: the command is interrupted. */
  stop(): void;
  stopped(): boolean;
}

function createAnswering(
  operations: Operations,
  run: string,
  invocation: Invocation,
  answers: Answers,
  progress: Pick<Progress, "pause" | "resume">,
  waitingNow: () => readonly WaitingFor[],
): Answering {
  /** Answered here, or left open by whoever was asked. */
  const reported = new Set<string>();
  const prompt = new Prompt(invocation, progress, waitingNow);
  let bell = Promise.withResolvers<"asked">();

  async function say(question: Question): Promise<boolean> {
    const given = answers.get(question.step);
    if (given !== undefined) {
      reported.add(nameOf(question));
      const reply = await operations.answer(run, question.step, given, localPerson());
      // It may have been out of time, or answered by somebody else, a moment ago.
      if ("refused" in reply && reply.refused !== "not_waiting")
        throw keptOpen(reply, run, question.step, suggesting(invocation));
      return true;
    }
    if (!invocation.terminal.interactive || prompt.isStopped) return false;
    const result = await prompt.ask(question);
    if (result === "settled") return !prompt.isStopped;
    if (result === "later" || result.step === question.step) reported.add(nameOf(question));
    if (result === "later") return false;
    const reply = await operations.answer(run, result.step, result.value, localPerson());
    if ("refused" in reply) {
      const { err } = invocation.terminal;
      for (const line of [reply.message, ...(reply.details ?? [])]) err.line(err.paint.doubtful(line));
      if (reply.refused !== "not_waiting") reported.delete(nameOf(question));
    }
    return true;
  }

  return {
    see: ({ event }) => {
      const isAsked = event.t === "Asked";
      if (isAsked) bell.resolve("asked");
      prompt.see(isAsked);
    },
    next: () => bell.promise,
    give: async (waiting) => {
      bell = Promise.withResolvers();
      for (const each of waiting)
        if (each.for === "answer" && !reported.has(nameOf(each)) && (await say(each))) return true;
      return false;
    },
    stop: () => prompt.stop(),
    stopped: () => prompt.isStopped,
  };
}

/** The question that the person at the terminal has before them, as long as its answer is needed. */
class Prompt {
  readonly #invocation: Invocation;
  readonly #progress: Pick<Progress, "pause" | "resume">;
  readonly #waitingNow: () => readonly WaitingFor[];
  /** Asked according to the events that were seen; what is known of a run's rest may be ahead of these. */
  readonly #seen = new Set<string>();
  #asked: Asked | undefined;
  isStopped = false;

  constructor(
    invocation: Invocation,
    progress: Pick<Progress, "pause" | "resume">,
    waitingNow: () => readonly WaitingFor[],
  ) {
    this.#invocation = invocation;
    this.#progress = progress;
    this.#waitingNow = waitingNow;
  }

  async ask(waiting: Question): Promise<Said | "later" | "settled"> {
    const settled = new AbortController();
    const name = nameOf(waiting);
    const question = this.#open().find((now) => nameOf(now) === name) ?? waiting;
    const asked: Asked = { name, settled, signed: signedWords(question) };
    this.#asked = asked;
    this.#update();
    this.#progress.pause();
    try {
      return await askPerson(this.#invocation.terminal.err, question, settled.signal, (restate) => {
        asked.restate = restate;
      });
    } finally {
      this.#progress.resume();
      this.#asked = undefined;
    }
  }

  /** After each event of the run. */
  see(isAsked: boolean): void {
    if (isAsked) for (const question of this.#open()) this.#seen.add(nameOf(question));
    this.#update();
  }

  stop(): void {
    this.isStopped = true;
    this.#asked?.settled.abort("stopped");
  }

  /**
   * Withdraws a question that somebody else has answered, or that is out of time, and states it again where one of
   * several people has answered.
   */
  #update(): void {
    if (this.#asked === undefined || !this.#seen.has(this.#asked.name)) return;
    const { name, settled, signed, restate } = this.#asked;
    const now = this.#open().find((question) => nameOf(question) === name);
    if (now === undefined) settled.abort();
    else if (restate !== undefined && signedWords(now) !== signed) {
      this.#asked.signed = signedWords(now);
      restate(now);
    }
  }

  #open(): readonly Question[] {
    return this.#waitingNow().filter((each) => each.for === "answer");
  }
}

interface Asked {
  readonly name: string;
  readonly settled: AbortController;
  /** How many people have answered, as it is shown. */
  signed: string;
  /** Absent until it is shown. */
  restate?: (now: Question) => void;
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

/** Starts a run and shows it until it is closed or waits; the answer is the process's exit code. */
export async function startAndFollow(
  invocation: Invocation,
  start: StartRequest,
  answers: Answers,
): Promise<ExitCode> {
  await hideInput(start);
  return await withOperations(invocation, async (operations) => {
    const { run } = orRefused(await operations.start(start));
    tellBegun({ run, pid: operations.holder() ?? process.pid });
    return follow(operations, run, invocation, answers);
  });
}
