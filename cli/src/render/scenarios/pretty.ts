import { formatDuration } from "@orchlang/plan/quantities";
import type { FileHost } from "../../project/host.ts";
import { type CoveredPlan, hasFailed, type TestedScenario } from "../../project/tested.ts";
import { type KeptTimelines, timelinesPath } from "../../project/timelines.ts";
import type { Sink } from "../../terminal/terminal.ts";
import { writeStory } from "../event-words.ts";
import { shortDifference } from "../lines-difference.ts";
import { counted } from "../run-result.ts";
import { shortName } from "../short-name.ts";
import { lineOf, writtenAt } from "./words.ts";

/** Lines of a story that are shown of a scenario that fails. */
const storyMax = 14;
/** Equal lines shown around a difference of timelines, and lines in all. */
const aroundDifference = 3;
const differenceMax = 40;

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
  sink.line(`  ${hasFailed(one) ? paint.wrong("✗") : paint.done("✓")} ${scenario.says}`);
  for (const note of played.notes) sink.line(`      ${paint.doubtful("!")} ${note}`);
  if (one.timeline?.status === "new")
    sink.line(`      ${paint.doubtful("!")} it has no kept timeline: \`--update\` keeps one`);
  if (one.timeline?.status === "other") writeDifference(sink, scenario.file, one.timeline.difference);
  if (played.status === "passed") return;
  const open = played.expectations.filter(({ status }) => status === "unmet");
  for (const expectation of open) {
    const { text, line } = writtenAt(one, expectation, host.source);
    sink.line(`      ${paint.dim(`${scenario.file}:${line}`)}  ${text}`);
    if (expectation.because !== undefined) sink.line(`        ${expectation.because}`);
  }
  if (played.run === undefined)
    sink.line(`      ${paint.dim(`${scenario.file}:${lineOf(one, host.source)}`)}  ${played.outcome}`);
  else {
    const [around] = open.flatMap(({ broken }) => broken ?? []);
    sink.line();
    writeStory(sink, played.run, { indent: "        ", most: storyMax, around });
    sink.line();
  }
}

/** Prints the difference from the kept timeline, with some context. */
function writeDifference(sink: Sink, file: string, lines: readonly string[]): void {
  const { paint } = sink;
  sink.line(`      its timeline differs from ${timelinesPath(file)}`);
  sink.line();
  const shown = shortDifference(lines, aroundDifference);
  for (const line of shown.slice(0, differenceMax)) {
    const colour = line.startsWith("- ") ? paint.wrong : line.startsWith("+ ") ? paint.done : paint.dim;
    sink.line(`        ${line.trim() === "" ? "" : colour(line)}`.trimEnd());
  }
  if (shown.length > differenceMax)
    sink.line(paint.dim(`        … ${counted(shown.length - differenceMax, "line")} more`));
  sink.line();
}

/** Prints timelines that are kept but compared with nothing. */
export function writeKept(
  sink: Sink,
  tested: readonly TestedScenario[],
  kept: readonly KeptTimelines[],
): void {
  const { paint } = sink;
  for (const { file, obsolete } of kept) {
    for (const name of obsolete) {
      const says = `${timelinesPath(file)} has the timeline of ${name}, and there is no such scenario`;
      sink.line(`${paint.doubtful("!")} ${says}: \`--update\` drops it`);
    }
  }
  if (tested.some(({ timeline }) => timeline?.status === "other"))
    sink.line(paint.dim("`--update` keeps them as they are now."));
}

function writeCounts(sink: Sink, tested: readonly TestedScenario[]): void {
  const { paint } = sink;
  const failed = tested.filter(hasFailed).length;
  const passed = tested.length - failed;
  const took = formatDuration(Math.round(tested.reduce((sum, one) => sum + one.took, 0)));
  const parts = [
    ...(failed > 0 ? [paint.wrong(`${counted(failed, "scenario")} failed`)] : []),
    ...(passed > 0 || failed === 0 ? [paint.done(`${passed} passed`)] : []),
  ];
  sink.line(`${parts.join(", ")}  ${paint.dim(took)}`);
}

const kinds = ["steps", "branches", "handlers", "undos", "checks"] as const;

/** `test --coverage`: how much of a plan its scenarios came through, and what they did not. */
export function writeCoverage(sink: Sink, { target, coverage }: CoveredPlan): void {
  const { paint } = sink;
  const parts = kinds
    .filter((kind) => coverage[kind].all > 0)
    .map((kind) => {
      const { all, uncovered } = coverage[kind];
      const text = `${kind} ${all - uncovered.length} of ${all}`;
      return uncovered.length === 0 ? paint.done(text) : paint.doubtful(text);
    });
  sink.line();
  sink.line(`${paint.strong(shortName(target))}  ${parts.join("  ")}`);
  for (const kind of kinds) {
    for (const place of coverage[kind].uncovered) sink.line(`  ${paint.dim(`${kind}:`)} ${shortName(place)}`);
  }
}
