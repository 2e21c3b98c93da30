import { appendFileSync, readFileSync } from "node:fs";
import type { Program } from "@orchlang/compiler";
import { parseDuration } from "@orchlang/plan/quantities";
import { playScenario } from "@orchlang/simulator";
import type { Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import type { FileHost } from "../project/host.ts";
import { counted } from "../render/run-result.ts";
import { type Intact, intactOf, isEnough, type Judged, judge, scoreOf } from "./judge.ts";

const timeDefault = "60s";
/** The share of the time for the program as it is; the rest is for its mutants. */
const intactShare = 0.3;

/** `orch test --mutate`: what of a program its own scenarios, `check` and `verify` would notice if it were changed. */
export async function mutate(invocation: Invocation, program: Program, host: FileHost): Promise<ExitCode> {
  const least = leastShare(invocation);
  const { err, out } = invocation.terminal;
  const forMs = time(invocation);
  const isOver = deadline(forMs);
  const { mutantsOf } = await import("@orchlang/compiler/mutation");
  const mutants = program.files.flatMap((file) => {
    const source = host.source(file);
    return source === undefined ? [] : mutantsOf(source);
  });
  const intact = intactOf(program, host, deadline(forMs * intactShare));
  const failing = failingScenario(intact);
  if (failing !== undefined) {
    err.line(
      `Scenario "${failing}" fails before any change. Run \`orch test\` to see why, and fix it first.`,
    );
    return ExitCode.fault;
  }
  const drawn = err.isTTY ? await (await import("../terminal/redrawn.ts")).openRedrawn(err) : undefined;
  const judged = judgeAll(intact, mutants, isOver, (done) =>
    drawn?.draw([err.paint.dim(`${done} of ${counted(mutants.length, "mutant")}`)]),
  );
  drawn?.draw([]);
  drawn?.leave();
  const score = scoreOf(judged);
  const left = mutants.length - judged.length;
  if (invocation.format === "json") {
    const { mutationJson } = await import("../render/mutation.ts");
    out.json(mutationJson(judged, score, left), 2);
  } else {
    const { writeMutation } = await import("../render/mutation.ts");
    writeMutation(out, { judged, score, left, isWritten: invocation.flag("write") });
  }
  if (invocation.flag("write")) writeScenarios(invocation, judged);
  return isEnough(score, left, least) ? ExitCode.done : ExitCode.fault;
}

function failingScenario({ result }: Intact): string | undefined {
  return result.scenarios.find((scenario) => {
    const file = scenario.plan();
    return file === undefined || playScenario(scenario, file, scenario.context).status === "failed";
  })?.says;
}

/**
 * Until the time is over, spread over the text, so that what is left over is no end of it; told in the order of the
 * text. Steps by the golden section leave no large gap, however many are made.
 */
function judgeAll(
  intact: Intact,
  mutants: readonly Judged["mutant"][],
  isOver: () => boolean,
  progress: (done: number) => void,
): readonly Judged[] {
  const judged: Judged[] = [];
  for (const mutant of spread(mutants)) {
    if (isOver()) break;
    const fate = judge(intact, mutant, isOver);
    // One that nobody has noticed so far might be noticed in more time.
    if (isOver() && (fate.by === "nobody" || fate.by === "same")) break;
    judged.push({ mutant, fate });
    progress(judged.length);
  }
  const places = new Map(mutants.map((mutant, at) => [mutant, at]));
  const placeOf = ({ mutant }: Judged): number => places.get(mutant) ?? 0;
  return judged.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** All of a list, each beginning of which is spread over it. */
export function spread<T>(all: readonly T[]): readonly T[] {
  const goldenSection = (Math.sqrt(5) - 1) / 2;
  return all
    .map((one, at) => ({ one, share: (at * goldenSection) % 1 }))
    .toSorted((one, other) => one.share - other.share)
    .map(({ one }) => one);
}

/** One scenario may catch several mutants: those with the same clauses are written once. */
function writeScenarios(invocation: Invocation, judged: readonly Judged[]): void {
  const byFile = new Map<string, Map<string, string>>();
  for (const { mutant, fate } of judged) {
    if (fate.by !== "nobody" || fate.scenario === undefined) continue;
    const texts = byFile.get(mutant.file) ?? new Map<string, string>();
    const clauses = fate.scenario.text.slice(fate.scenario.text.indexOf("\n"));
    if (!texts.has(clauses)) texts.set(clauses, fate.scenario.text);
    byFile.set(mutant.file, texts);
  }
  for (const [file, texts] of byFile) {
    const gap = readFileSync(file, "utf8").endsWith("\n") ? "\n" : "\n\n";
    appendFileSync(file, gap + [...texts.values()].join("\n"));
    const what = texts.size === 1 ? "1 scenario was" : `${texts.size} scenarios were`;
    invocation.terminal.err.line(`${what} added to ${file}.`);
  }
}

function leastShare(invocation: Invocation): number | undefined {
  const text = invocation.text("minScore");
  if (text === undefined) return undefined;
  const match = /^(\d{1,3})%?$/.exec(text);
  if (match !== null && Number(match[1]) <= 100) return Number(match[1]) / 100;
  throw new UsageError(`\`--min-score ${text}\` is not a percentage: write \`80%\`.`);
}

/** ms. */
function time(invocation: Invocation): number {
  const text = invocation.text("time") ?? timeDefault;
  const duration = parseDuration(text);
  if (duration === undefined || duration <= 0)
    throw new UsageError(`\`--time ${text}\` is not a duration: write \`30s\` or \`5m\`.`);
  return duration;
}

function deadline(afterMs: number): () => boolean {
  const until = performance.now() + afterMs;
  return () => performance.now() > until;
}
