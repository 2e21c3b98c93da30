import type { PlanFile } from "@orchlang/plan";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { type Answers, answerOption, readAnswers, refuseUseless } from "../project/answers.ts";
import { follow, patience } from "../project/follow.ts";
import { findRun, orRefused, runIdOf, storeOption, unusable, withJournal } from "../project/journal.ts";
import { type CommandOperations, withOperations } from "../project/operations.ts";
import { rootOption } from "../project/operator.ts";
import { localPerson, logOption } from "../project/options.ts";
import { isNew, isThere, storeOf } from "../project/place.ts";
import { writeRunResult } from "../render/run-result.ts";

export const resume: CommandDefinition = {
  name: "resume",
  summary: "continue interrupted runs: all of them, or one",
  arguments: [{ form: "[run]", says: "the run's id, or its first characters" }],
  options: [storeOption, answerOption, rootOption, logOption],
  formats: ["pretty", "json"],
  examples: ["orch resume", `orch resume 7KQ2 --answer 'review={"granted": true}'`],
  async run(invocation) {
    const [beginning] = invocation.args;
    const answers = readAnswers(invocation.texts("answer"));
    if (!isNew(invocation) && !isThere(invocation))
      throw unusable(invocation, { fault: "missing", message: `there is no ${storeOf(invocation)}` });
    if (beginning === undefined && isNew(invocation)) {
      invocation.terminal.err.line("nothing to resume");
      return ExitCode.done;
    }
    if (answers.size > 0)
      await refuseUseless(await plansUnderWay(invocation, beginning), answers, localPerson());
    return withOperations(invocation, async (operations) => {
      const named = beginning === undefined ? undefined : await runIdOf(invocation, beginning);
      const resumed = await operations.resume(named);
      if (named !== undefined && "refused" in resumed && resumed.refused === "closed")
        return tellEnd(invocation, named);
      const { runs, left } = orRefused(resumed);
      const { err } = invocation.terminal;
      for (const { run, refusal } of left) {
        err.line(`run ${run} is skipped: ${refusal.message}`);
        for (const detail of refusal.details ?? []) err.line(`  ${detail}`);
      }
      if (runs.length === 0) {
        err.line("nothing to resume");
        return left.length > 0 ? ExitCode.fault : ExitCode.done;
      }
      const codes: ExitCode[] = [];
      await withJournal(invocation, async () => {
        for (const run of runs) {
          codes.push(
            (await asleep(operations, run, invocation, answers)) ??
              (await follow(operations, run, invocation, answers)),
          );
          if (codes.at(-1) === ExitCode.interrupted) break;
        }
      });
      return worst([...codes, ...(left.length > 0 ? [ExitCode.fault] : [])]);
    });
  },
};

/**
 * What a run waits for of which nothing is under way, and that nobody here has an answer for: it is read once, and not
 * followed. Undefined: it may go on.
 */
async function asleep(
  operations: CommandOperations,
  run: string,
  invocation: Invocation,
  answers: Answers,
): Promise<ExitCode | undefined> {
  if (answers.size > 0 || invocation.terminal.interactive || !operations.sleeps(run, patience))
    return undefined;
  const report = await withJournal(invocation, (journal) => journal.report(run));
  if ("refused" in report || report.waiting.length === 0) return undefined;
  // A run that waits in a queue may reach its time limit at any moment.
  if (report.waiting.some((waiting) => waiting.for === "resource")) return undefined;
  await writeRunResult(invocation, report, { status: "waiting", waiting: report.waiting });
  return ExitCode.waiting;
}

/** The plans of the named run, or of all unfinished runs. */
function plansUnderWay(invocation: Invocation, beginning: string | undefined): Promise<readonly PlanFile[]> {
  return withJournal(invocation, async (journal) => {
    const plans = new Map<string, PlanFile>();
    const add = async (run: string): Promise<void> => {
      const plan = await journal.plan(run);
      if (!("refused" in plan)) plans.set(plan.id, plan);
    };
    if (beginning !== undefined) await add(await findRun(journal, beginning));
    else
      for await (const { run, status } of journal.runs())
        if (status === "running" || status === "waiting") await add(run);
    return [...plans.values()];
  });
}

/** A run that is over has nothing to go on with: what it came to is told once more. */
function tellEnd(invocation: Invocation, run: string): Promise<ExitCode> {
  return withJournal(invocation, async (journal) => {
    const report = orRefused(await journal.report(run));
    const { status, value, failure } = report;
    if (status === "running" || status === "waiting" || status === "damaged") throw cutOff(run);
    const outcome = {
      ...(value === undefined ? {} : { value }),
      ...(failure === undefined ? {} : { failure }),
    };
    await writeRunResult(invocation, report, { status, ...outcome });
    return status === "completed" ? ExitCode.done : ExitCode.fault;
  });
}

function cutOff(run: string): UsageError {
  const message = `The journal says that run ${run} has ended, but its last events are missing: it was truncated or altered.`;
  return new UsageError(message, ["Restore it from a backup."]);
}

/** A fault outweighs a wait, and a wait outweighs an end. */
function worst(codes: readonly ExitCode[]): ExitCode {
  const order: readonly ExitCode[] = [ExitCode.interrupted, ExitCode.fault, ExitCode.waiting];
  return order.find((code) => codes.includes(code)) ?? ExitCode.done;
}
