import type { Paint } from "@orchlang/language";
import type { Schema } from "@orchlang/plan";
import { formatDuration, formatMoney, roundMoney } from "@orchlang/plan/quantities";
import type { RunReport, StepView, Totals, WaitingFor } from "@orchlang/runtime";
import { localPerson } from "../project/options.ts";
import { type Suggest, shellWord } from "../project/place.ts";
import type { Sink } from "../terminal/terminal.ts";
import { otherAnswers, quotedAnswer } from "./answer-shape.ts";
import { dateTime } from "./moments.ts";
import { shortName } from "./short-name.ts";
import { mark, paintRunStatus } from "./status.ts";
import { table } from "./table.ts";
import { outline } from "./values.ts";

/** Something that a run waits for. `why`: why no member of a pool is given. */
type Told = WaitingFor & { readonly why?: string };

/** A run on a page: its head, its steps, what it came to. */
export function writeReport(sink: Sink, report: RunReport, orch: Suggest): void {
  const { paint } = sink;
  sink.line(
    `${paint.strong(shortName(report.entry))}  run ${paint.strong(report.run)}  ${paintRunStatus(report, paint)}  ${paint.dim(report.plan.slice(0, 15))}`,
  );
  sink.line(paint.dim(`started ${dateTime(report.started)}, ${report.events} events`));
  sink.line();
  for (const line of stepLines(report, paint, orch)) sink.line(line);
  sink.line();
  sink.line(summaryLine(report, paint));
  for (const line of outcomeLines(report, paint, orch)) sink.line(line);
}

/** One line a step, in columns. `now`: for how long what runs has run. */
export function stepLines(report: RunReport, paint: Paint, orch: Suggest, now?: number): readonly string[] {
  if (report.steps.length === 0) return [paint.dim("  nothing has begun")];
  return table(
    report.steps.map((step) => stepCells(step, report, paint, orch, now)),
    "  ",
  );
}

function stepCells(
  step: StepView,
  report: RunReport,
  paint: Paint,
  orch: Suggest,
  now: number | undefined,
): string[] {
  const until = step.ended ?? now;
  const took =
    until === undefined || step.status === "waiting" ? "" : formatDuration(roundedTime(until - step.began));
  return [
    `${mark(step.status, paint)} ${step.step}`,
    paint.dim(took),
    paint.dim(totalCost(step.spent)),
    stepNote(step, report, paint, orch),
  ];
}

function stepNote(step: StepView, report: RunReport, paint: Paint, orch: Suggest): string {
  const waiting = report.waiting.find((each) => each.step === step.step);
  if (waiting !== undefined) return waitingWords(waiting, report.run, orch);
  const retried = step.attempts > 1 ? `${step.attempts} attempts` : "";
  if (step.failure !== undefined)
    return [paint.wrong(step.failure.message), retried].filter(Boolean).join(", ");
  if (step.standing === "undone") return paint.doubtful("undone");
  return paint.dim([retried, outline(step.value)].filter(Boolean).join("  "));
}

/** Why nothing of a run goes on, whatever it waits for beside. */
export function pausedWords(run: string, orch: Suggest): string {
  return `nothing begins before ${orch(`unpause ${run}`)}`;
}

/** The reason why a run waits, and how to continue it. */
export function waitingWords(waiting: Told, run: string, orch: Suggest): string {
  switch (waiting.for) {
    case "answer":
      return `waiting for ${shortName(waiting.role)}${signedWords(waiting)}      ${orch(`answer ${run} ${waiting.step} ${quotedAnswer(waiting.wants)}${inNameOf(waiting)}`)}${orElse(waiting.wants)}`;
    case "time":
      return `waiting until ${dateTime(waiting.until)}`;
    case "event":
      return `waiting for \`${shortName(waiting.event ?? "")}\`${untilWords(waiting.until)}`;
    case "condition":
      return `waiting for its condition${untilWords(waiting.until)}`;
    case "callback":
      return `waiting for its callback${untilWords(waiting.until)}      ${orch("callback TOKEN JSON")}`;
    case "policy":
      return `held by policy ${waiting.policy} until ${dateTime(waiting.again)}: ${waiting.because}${waiting.until > waiting.again ? ` (at most until ${dateTime(waiting.until)})` : ""}`;
    case "resource":
      return `waiting for one of ${shortName(waiting.pool)}${waiting.until === undefined ? "" : `, from ${dateTime(waiting.until)} on`}${waiting.why === undefined ? "" : ` (${waiting.why})`}`;
    case "operator":
      return waiting.why;
  }
}

/** The person at the machine has every role, but may have answered already, or not be among those who are asked. */
function inNameOf({ role, restricted, people }: Extract<WaitingFor, { for: "answer" }>): string {
  if (restricted === undefined && people?.signed.includes(localPerson().id) !== true) return "";
  const fields = Object.entries({ id: "…", roles: [role], ...restricted });
  const user = fields.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return ` --user ${shellWord(`{${user.join(", ")}}`)}`;
}

/** Where several have to answer: how many have, and who. */
export function signedWords({ people }: Extract<WaitingFor, { for: "answer" }>): string {
  if (people === undefined) return "";
  const { of, signed } = people;
  return ` (${signed.length} of ${of}${signed.length === 0 ? "" : `: ${signed.join(", ")}`})`;
}

/** The commands that an operator may give now, a line each, with what they say. */
export function operatorLines(waiting: WaitingFor, run: string, orch: Suggest): readonly string[] {
  if (waiting.for !== "operator") return [];
  return waiting.orders.map(({ order, step }) => {
    const [command, says] = orderedAs[order];
    const name = shellWord(step);
    return `  ${orch(command(`${run} ${name}`, quotedAnswer(waiting.wants)))}      ${says}`;
  });
}

type Order = Extract<WaitingFor, { for: "operator" }>["orders"][number]["order"];

const orderedAs: Readonly<
  Record<Order, readonly [command: (at: string, value: string) => string, says: string]>
> = {
  completed: [(at, value) => `resolve ${at} --completed ${value}`, "the call took effect, with this result"],
  "resolve retry": [(at) => `resolve ${at} --retry`, "the call had no effect: retry it"],
  failed: [(at) => `resolve ${at} --failed 'not done'`, "the call had no effect: fail the step"],
  retry: [(at) => `retry ${at}`, "retry"],
  skip: [(at) => `skip ${at} --why 'seen to'`, "waive it"],
};

function orElse(wants: Schema | undefined): string {
  const others = otherAnswers(wants);
  return others === undefined ? "" : `      ${others}`;
}

function untilWords(until: number | undefined): string {
  return until === undefined ? "" : `, until ${dateTime(until)} at most`;
}

export function summaryLine(report: RunReport, paint: Paint): string {
  const work = report.steps.reduce(
    (sum, step) => sum + (step.ended === undefined ? 0 : step.ended - step.began),
    0,
  );
  const done = report.steps.filter((step) => step.status === "completed").length;
  const cost = totalCost(report.spent);
  return paint.dim(
    [
      cost === "" ? "no cost" : cost,
      `${formatDuration(roundedTime(work))} in steps`,
      `${done} of ${report.steps.length} steps done`,
    ].join("   "),
  );
}

function outcomeLines(report: RunReport, paint: Paint, orch: Suggest): readonly string[] {
  if (report.failure !== undefined)
    return [`${paint.wrong("failed")}  ${report.failure.name}: ${report.failure.message}`];
  if (report.value !== undefined) return [`${paint.done("result")}  ${JSON.stringify(report.value)}`];
  const paused =
    report.paused === true ? [`${paint.place("paused")}   ${pausedWords(report.run, orch)}`] : [];
  const waits = report.waiting.flatMap((waiting) => [
    `${paint.place("waiting")}  ${waiting.step}: ${waitingWords(waiting, report.run, orch)}`,
    ...operatorLines(waiting, report.run, orch),
  ]);
  return [...paused, ...waits];
}

/** Millionths at most: what was held for a moment costs a share of its hour. */
function totalCost(spent: Totals): string {
  return spent.cost.map((each) => formatMoney(roundMoney(each, 6))).join(" + ");
}

/** Tenths above a second: nobody reads more. */
function roundedTime(ms: number): number {
  return ms < 1000 ? Math.round(ms) : Math.round(ms / 100) * 100;
}
