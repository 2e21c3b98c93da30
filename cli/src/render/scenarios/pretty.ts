import { formatDuration } from "@orchlang/plan";
import { maskedValue, stepName } from "@orchlang/runtime/simulator";
import type { TestedScenario } from "../../commands/test.ts";
import type { FileHost } from "../../project/host.ts";
import type { Sink } from "../../terminal/terminal.ts";
import { createEventWords } from "../event-words.ts";
import { sinceStart } from "../moments.ts";
import { counted } from "../tally.ts";
import { lineOf, writtenAt } from "./words.ts";

/** Lines of a story that are shown of a scenario that fails: how it began is seldom why. */
const storyMax = 14;

/** Each scenario, by file; of those that fail what was expected, where it is written, and the end of the story. */
export function writeScenarios(sink: Sink, tested: readonly TestedScenario[], host: FileHost): void {
  for (const [file, ones] of Map.groupBy(tested, ({ scenario }) => scenario.file)) {
    sink.line(sink.paint.place(file));
    for (const one of ones) writeScenario(sink, one, host);
    sink.line();
  }
  writeCounts(sink, tested);
}

function writeScenario(sink: Sink, one: TestedScenario, host: FileHost): void {
  const { scenario, played } = one;
  const { paint } = sink;
  const mark = { passed: paint.done("✓"), failed: paint.wrong("✗"), "not carried yet": paint.doubtful("–") };
  sink.line(`  ${mark[played.status]} ${scenario.says}`);
  for (const note of played.notes) sink.line(`      ${paint.doubtful("!")} ${note}`);
  if (played.status === "passed") return;
  const open = played.expectations.filter(({ status }) => status !== "met");
  for (const expectation of open) {
    const { text, line } = writtenAt(one, expectation, host.source);
    sink.line(`      ${paint.dim(`${scenario.file}:${line}`)}  ${text}`);
    if (expectation.because === undefined) continue;
    const not = expectation.status === "unmet" ? "" : "not judged: ";
    sink.line(`        ${not}${expectation.because}`);
  }
  if (played.run === undefined)
    sink.line(`      ${paint.dim(`${scenario.file}:${lineOf(one, host.source)}`)}  ${played.outcome}`);
  else if (played.status === "failed") writeStory(sink, played.run);
}

function writeStory(sink: Sink, run: NonNullable<TestedScenario["played"]["run"]>): void {
  const describe = createEventWords(sink.paint, run.file.plan, { stepName, maskedValue });
  const told = run.events.flatMap((event) => {
    const { mark, text, minor } = describe(event);
    // What only stops with the rest is not why.
    if (minor || (event.t === "Settled" && event.status === "cancelled")) return [];
    return [`        ${sink.paint.dim(sinceStart(event.at - run.started))}  ${mark} ${text}`];
  });
  sink.line();
  const left = told.length - storyMax;
  if (left > 0) sink.line(`        ${sink.paint.dim(`… ${counted(left, "line")} before`)}`);
  for (const line of told.slice(-storyMax)) sink.line(line);
  sink.line();
}

function writeCounts(sink: Sink, tested: readonly TestedScenario[]): void {
  const { paint } = sink;
  const of = (status: string): number => tested.filter(({ played }) => played.status === status).length;
  const [passed, failed, open] = [of("passed"), of("failed"), of("not carried yet")];
  const took = formatDuration(Math.round(tested.reduce((sum, one) => sum + one.took, 0)));
  const parts = [
    ...(failed > 0 ? [paint.wrong(`${counted(failed, "scenario")} failed`)] : []),
    ...(open > 0 ? [paint.doubtful(`${open} not judged`)] : []),
    ...(passed > 0 || failed + open === 0 ? [paint.done(`${passed} passed`)] : []),
  ];
  sink.line(`${parts.join(", ")}  ${paint.dim(took)}`);
}
