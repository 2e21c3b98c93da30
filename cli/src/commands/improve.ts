import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Answers, Improvement } from "@orchlang/editing/improve";
import type { Score, StepRecord } from "@orchlang/runtime/reports";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode } from "../exit.ts";
import { createFileHost } from "../project/host.ts";
import { storeOption, withJournal } from "../project/journal.ts";
import { wholeNumber } from "../project/options.ts";
import { isNew } from "../project/place.ts";
import { programFiles } from "../project/target.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import { counted } from "../render/run-result.ts";

const daysDefault = "30";
const dayMs = 86_400_000;

export const improve: CommandDefinition = {
  name: "improve",
  summary: "propose changes of a program by what its runs have shown, as a diff for a person to approve",
  arguments: [{ form: "[target]", says: "a file or a folder (default: this folder)" }],
  options: [
    storeOption,
    { form: "--days <n>", says: "only runs that began in the last n days", default: daysDefault },
    { form: "--write", says: "make the changes in the files" },
  ],
  formats: ["pretty", "json"],
  examples: ["orch improve", "orch improve launch.orch --days 7", "orch improve --write"],
  async run(invocation) {
    const days = wholeNumber(invocation, "days", daysDefault);
    const [target = "."] = invocation.args;
    const files = programFiles([target]);
    const { compile } = await import("@orchlang/compiler");
    const host = createFileHost();
    const folder = files.length === 1 && files[0] === target ? dirname(target) : target;
    const program = { files, root: folder.replaceAll("\\", "/") };
    const compiled = compile(program, host);
    if (compiled.diagnostics.some(({ severity }) => severity === "error")) {
      const { diagnostics } = compiled;
      return refuseBroken(invocation.terminal, { diagnostics, host, root: resolve(folder) });
    }
    const { runs, records, answers } = await recorded(invocation, Date.now() - days * dayMs);
    const { betterRoutes, improvements } = await import("@orchlang/editing/improve");
    const { found: steps, dropped } = improvements({ program, host, compiled, evidence: records });
    const settings = settingsAround(folder);
    const routes = settings === undefined ? [] : betterRoutes(settings.file, settings.text, answers);
    const results = [...steps, ...routes];
    const { out, err } = invocation.terminal;
    if (invocation.format === "json") {
      const proposals = results.map(({ text: _, ...one }) => one);
      out.json({ runs, proposals, dropped }, 2);
    } else {
      if (results.length === 0) out.line(`Nothing in ${counted(runs, "run")} suggests a change.`);
      for (const one of results) writeImprovement(invocation, one);
      for (const { step, because, why } of dropped) {
        err.line(`Not proposed for ${step}: ${because}`);
        err.line(`  ${why}.`);
      }
    }
    if (invocation.flag("write")) write(invocation, results);
    return ExitCode.done;
  },
};

/** The `orch.json` around a folder, whose order of models is a route. */
function settingsAround(start: string): { readonly file: string; readonly text: string } | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const path = join(folder, "orch.json");
    if (existsSync(path)) return { file: relative(process.cwd(), path), text: readFileSync(path, "utf8") };
    if (dirname(folder) === folder) return undefined;
  }
}

/** The evidence of the runs that began since: steps, and how models have answered. */
async function recorded(
  invocation: Invocation,
  since: number,
): Promise<{
  readonly runs: number;
  readonly records: readonly StepRecord[];
  readonly answers: readonly Answers[];
}> {
  const { Scoreboard, StepRecords } = await import("@orchlang/runtime/reports");
  const collected = new StepRecords();
  const board = new Scoreboard();
  let runs = 0;
  if (isNew(invocation)) return { runs, records: [], answers: [] };
  await withJournal(invocation, async (journal) => {
    for await (const { run, entry, status, started } of journal.runs()) {
      if (status === "damaged" || started < since) continue;
      const events = [];
      for await (const one of journal.events(run)) events.push(one);
      collected.take(events.map(({ event }) => event));
      board.take({ entry, status, started }, events);
      runs += 1;
    }
  });
  return { runs, records: collected.records(), answers: board.scores().flatMap(answersOf) };
}

/** `m.ask by small (local/llama)` is a pair of the capability and the model `small`. */
function answersOf({ kind, name, tries, succeeded, success }: Score): readonly Answers[] {
  const [, capability = "", model = ""] = /^(\S+) by (\S+)/u.exec(name) ?? [];
  return kind === "pair" ? [{ capability, model, tries, succeeded, success }] : [];
}

function writeImprovement({ terminal: { out } }: Invocation, improvement: Improvement): void {
  const { step, because, worst, patch } = improvement;
  out.line(`${out.paint.strong(step)}: ${because}`);
  for (const one of worst) out.line(`  ${one}`);
  out.line("");
  out.document(patch);
  out.line("");
}

/** One change a file at a time: the places of others are found again by the next call. */
function write({ terminal: { err } }: Invocation, improvements: readonly Improvement[]): void {
  const written = new Set<string>();
  for (const { file, text, step } of improvements) {
    if (written.has(file)) continue;
    written.add(file);
    writeFileSync(file, text);
    err.line(`Changed ${step} in ${relative(process.cwd(), file)}.`);
  }
  const left = improvements.length - written.size;
  if (left > 0) err.line(`${counted(left, "change")} left: call \`orch improve --write\` again.`);
}
