import { visible } from "@orchlang/language/display";
import { hasFailed, type TestedScenario } from "../../project/tested.ts";
import { timelinesPath } from "../../project/timelines.ts";
import { lineOf, type Sources, writtenAt } from "./words.ts";

/**
 * `test --format junit`: a suite a file, in the form of the schema that Jenkins' xUnit plugin keeps (junit-10.xsd), which
 * has no place for a case's file and line: these begin the failure's text.
 */
export function scenariosJunit(tested: readonly TestedScenario[], sources: Sources): string {
  const suites = [...Map.groupBy(tested, ({ scenario }) => scenario.file)].map(([file, cases]) => {
    const head = `<testsuite name="${escaped(file)}" file="${escaped(file)}" ${counts(cases)} skipped="0">`;
    return [`  ${head}`, ...cases.flatMap((one) => testcase(one, sources)), "  </testsuite>"].join("\n");
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts(tested)}>`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function counts(tested: readonly TestedScenario[]): string {
  const failed = tested.filter(hasFailed).length;
  const time = tested.reduce((sum, { took }) => sum + took, 0) / 1000;
  return `tests="${tested.length}" failures="${failed}" errors="0" time="${time.toFixed(3)}"`;
}

function testcase(one: TestedScenario, sources: Sources): readonly string[] {
  const { scenario, played, took } = one;
  const head = `    <testcase name="${escaped(scenario.says)}" classname="${escaped(scenario.target)}" time="${(took / 1000).toFixed(3)}"`;
  if (played.status === "passed" && !hasFailed(one)) return [`${head}/>`];
  const wrong = played.expectations.filter(({ status }) => status === "unmet");
  const lines = wrong.map((expectation) => {
    const { text, line } = writtenAt(one, expectation, sources);
    return `${scenario.file}:${line}  ${text}: ${expectation.because ?? ""}`;
  });
  const { timeline } = one;
  const another = `its timeline differs from ${timelinesPath(scenario.file)}`;
  if (timeline?.status === "other")
    lines.push(`${scenario.file}:${lineOf(one, sources)}  ${another}`, ...timeline.difference);
  const first = wrong[0]?.because ?? (timeline?.status === "other" ? another : played.outcome);
  return [
    `${head}>`,
    `      <failure message="${escaped(visible(first))}">${escaped(lines.map(visible).join("\n"))}</failure>`,
    "    </testcase>",
  ];
}

function escaped(text: string): string {
  return text
    .split("\n")
    .map(visible)
    .join("\n")
    .replace(/[\uFFFE\uFFFF]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
