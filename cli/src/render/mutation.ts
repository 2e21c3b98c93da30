import type { JsonObject } from "@orchlang/plan";
import type { Fate, Judged, Score } from "../mutation/judge.ts";
import type { Sink } from "../terminal/terminal.ts";
import { counted } from "./run-result.ts";

/** The printed results of mutation testing. */
interface Shown {
  readonly judged: readonly Judged[];
  readonly score: Score;
  /** Mutants that there was no time for. */
  readonly left: number;
  readonly isWritten: boolean;
}

/** The mutants that nobody notices, by line, each with a scenario that would; then the score. */
export function writeMutation(sink: Sink, { judged, score, left, isWritten }: Shown): void {
  const { paint } = sink;
  const survivors = judged.filter(({ fate }) => fate.by === "nobody");
  for (const [file, ofIt] of Map.groupBy(survivors, ({ mutant }) => mutant.file)) {
    sink.line(paint.place(file));
    for (const { mutant, fate } of ofIt) {
      sink.line();
      sink.line(`  ${paint.wrong("✗")} line ${mutant.line}: ${mutant.says}`);
      sink.line(`    ${paint.dim("No diagnostic, scenario or search notices.")}`);
      writeScenario(sink, fate);
    }
    sink.line();
  }
  if (left > 0)
    sink.line(
      paint.doubtful(
        `${counted(left, "mutant")} not tried: the time limit was reached. \`--time 5m\` allows more.`,
      ),
    );
  if (judged.length > 0 || left === 0) sink.line(summary(sink, score, left));
  if (!isWritten && survivors.some(({ fate }) => fate.by === "nobody" && fate.scenario !== undefined))
    sink.line(paint.dim("`orch test --mutate --write` adds these scenarios to the program."));
}

function writeScenario(sink: Sink, fate: Fate): void {
  if (fate.by !== "nobody") return;
  if (fate.scenario === undefined) {
    sink.line(`    ${sink.paint.dim("It behaves differently; no found scenario can show how.")}`);
    return;
  }
  sink.line("    This scenario would:");
  sink.document(fate.scenario.text.replace(/^(?=.)/gm, "      "));
}

function summary({ paint }: Sink, { caught, survived, same, by, share }: Score, left: number): string {
  const all = caught + survived;
  if (all === 0) {
    const none = left > 0 ? `Of ${counted(same, "mutant")} tried, none` : "No mutant";
    return `${none} behaves differently from the program.`;
  }
  const percent = `${Math.floor(share * 100)}%`;
  const score = survived === 0 ? paint.done(percent) : paint.doubtful(percent);
  const who = `check ${by.check}, scenarios ${by.test}, verify ${by.verify}`;
  const alike =
    same === 0 ? "" : ` ${counted(same, "mutant")} more ${same === 1 ? "runs" : "run"} like the program.`;
  return `Score ${score}: ${caught} of ${counted(all, "mutant")} noticed (${who}).${alike}`;
}

/** `test --mutate --format json`: the score, and every mutant with who noticed it. `left`: mutants that there was no time for. */
export function mutationJson(judged: readonly Judged[], score: Score, left: number): JsonObject {
  return {
    score: { ...score, by: { ...score.by }, left },
    mutants: judged.map(({ mutant: { operator, file, line, says }, fate }) => ({
      operator,
      file,
      line,
      says,
      by: fate.by,
      ...("says" in fate ? { because: fate.says } : {}),
      ...(fate.by === "nobody" && fate.scenario !== undefined ? { scenario: fate.scenario.text } : {}),
    })),
  };
}
