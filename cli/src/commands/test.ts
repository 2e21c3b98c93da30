import type { CompiledScenario } from "@orchlang/compiler";
import type { Json } from "@orchlang/plan";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { createFileHost, type FileHost } from "../project/host.ts";
import { threads, threadsOption } from "../project/options.ts";
import { programFiles } from "../project/target.ts";
import { type CoveredPlan, hasFailed, type TestedScenario } from "../project/tested.ts";
import type { KeptTimelines } from "../project/timelines.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import { counted } from "../render/run-result.ts";

export const test: CommandDefinition = {
  name: "test",
  summary: "run the scenarios in a simulated world",
  arguments: [{ form: "[targets...]", says: "files, folders, or `file.orch#plan` (default: this folder)" }],
  options: [
    { form: "--filter <text>", says: "run only scenarios with this text in their title" },
    { form: "--update", says: "save the timelines beside the programs; later runs are compared with them" },
    threadsOption,
    { form: "--watch", says: "run again whenever a file changes" },
    { form: "--coverage", says: "list steps, branches, handlers, undos and checks that no scenario reached" },
    { form: "--mutate", says: "make small mistakes in the program, and list those that no check notices" },
    { form: "--min-score <percent>", says: "with `--mutate`: fail below this share of noticed mistakes" },
    { form: "--time <duration>", says: "with `--mutate`: time limit (default: 60s)" },
    { form: "--write", says: "with `--mutate`: append a scenario for each mistake that no check notices" },
  ],
  formats: ["pretty", "json", "junit"],
  examples: [
    "orch test",
    "orch test launch.orch",
    'orch test launch.orch#launch --filter "process dies"',
    "orch test --coverage",
    "orch test launch.orch --mutate --min-score 80%",
    "orch test launch.orch --update",
    "orch test --format junit > scenarios.xml",
  ],
  async run(invocation) {
    if (!invocation.flag("watch")) return await testOnce(invocation);
    const { watching } = await import("../project/watching.ts");
    return await watching(invocation, () => testOnce(invocation));
  },
};

/** Options that say how mutants are made and judged. */
const ofMutation = { minScore: "--min-score", time: "--time" } as const;

async function testOnce(invocation: Invocation): Promise<ExitCode> {
  if (!invocation.flag("mutate")) {
    const without = Object.entries(ofMutation).find(([option]) => invocation.text(option) !== undefined);
    const option = without?.[1] ?? (invocation.flag("write") ? "--write" : undefined);
    if (option !== undefined) throw new UsageError(`\`${option}\` goes with \`--mutate\`.`);
  }
  const targets = (invocation.args.length === 0 ? ["."] : invocation.args).map((target) => {
    const [path = target, name] = target.split("#");
    return { path, name };
  });
  const paths = [...new Set(targets.map(({ path }) => path))];
  const files = programFiles(paths);
  const { compile } = await import("@orchlang/compiler");
  const host = createFileHost();
  const result = compile({ files, root: "." }, host);
  if (result.diagnostics.some(({ severity }) => severity === "error")) {
    return refuseBroken(invocation.terminal, { diagnostics: result.diagnostics, host, root: "." });
  }
  if (invocation.flag("mutate")) {
    if (invocation.format === "junit")
      throw new UsageError("`--mutate` has the formats `pretty` and `json`.");
    const { mutate } = await import("../mutation/mutate.ts");
    return await mutate(invocation, { files, root: "." }, host);
  }
  const names = targets.flatMap(({ name }) => name ?? []);
  const wanted = invocation.text("filter") ?? "";
  const chosen = result.scenarios.filter(
    ({ says, target }) => says.includes(wanted) && isNamed(target, names),
  );
  if (chosen.length === 0) throw nothingToTest(result.scenarios);
  const played = await play(invocation, chosen);
  const coverage = invocation.flag("coverage") ? await coverages(played) : [];
  const { tested, kept } = await withTimelines(invocation, played, result.scenarios);
  await write(invocation, { tested, kept, coverage, host });
  return tested.some(hasFailed) ? ExitCode.fault : ExitCode.done;
}

/** Compares with what is kept; with `--update` keeps what is. */
async function withTimelines(
  invocation: Invocation,
  played: readonly TestedScenario[],
  all: readonly CompiledScenario[],
): Promise<Pick<Report, "tested" | "kept">> {
  const { compareTimelines, nameOf, updateTimelines } = await import("../project/timelines.ts");
  const byFile = Map.groupBy(all, ({ file }) => file);
  const names = new Map(
    [...byFile].map(([file, ones]) => [file, ones.map((scenario) => nameOf({ scenario }))] as const),
  );
  if (!invocation.flag("update")) return compareTimelines(played, names);
  const { timelinesPath } = await import("../project/timelines.ts");
  for (const { file, kept, added, dropped } of updateTimelines(played, names)) {
    const changes = [
      ...(added > 0 ? [`, ${added} of them new`] : []),
      ...(dropped > 0 ? [`, ${dropped} dropped`] : []),
    ];
    invocation.terminal.err.line(
      `${timelinesPath(file)}: ${counted(kept, "timeline")} kept${changes.join("")}.`,
    );
  }
  return { tested: played, kept: [] };
}

function isNamed(target: string, names: readonly string[]): boolean {
  return names.length === 0 || names.some((name) => target === name || target.endsWith(`.${name}`));
}

function nothingToTest(scenarios: readonly CompiledScenario[]): UsageError {
  if (scenarios.length > 0) return new UsageError(`None of the ${scenarios.length} scenarios matches.`);
  return new UsageError("There are no scenarios.", [
    'Write one, such as `scenario "it works" for PLAN { expect completed }`; `orch test --mutate` proposes more.',
  ]);
}

async function play(
  invocation: Invocation,
  scenarios: readonly CompiledScenario[],
): Promise<readonly TestedScenario[]> {
  const { notPlayed, playAll } = await import("@orchlang/simulator");
  const playable = scenarios.flatMap((scenario) => {
    const file = scenario.plan();
    return file === undefined ? [] : [{ scenario, file, context: scenario.context }];
  });
  const done = await playAll(playable, threads(invocation));
  const byScenario = new Map(playable.map(({ scenario }, place) => [scenario, done[place]]));
  return scenarios.map((scenario) => {
    const timed = byScenario.get(scenario);
    if (timed === undefined)
      return { scenario, played: notPlayed(scenario, "its plan has a mistake"), took: 0 };
    const { took, ...played } = timed;
    return { scenario, played, took };
  });
}

/** By plan, in the order in which they were played. */
async function coverages(tested: readonly TestedScenario[]): Promise<readonly CoveredPlan[]> {
  const { coverageOf } = await import("@orchlang/simulator");
  const runs = tested.flatMap(({ played }) => (played.run === undefined ? [] : [played.run]));
  return [...Map.groupBy(runs, ({ file }) => file.plan.entry)].flatMap(([target, ofIt]) => {
    const [first] = ofIt;
    return first === undefined ? [] : [{ target, coverage: coverageOf(first.file.plan, ofIt) }];
  });
}

interface Report {
  readonly tested: readonly TestedScenario[];
  readonly kept: readonly KeptTimelines[];
  readonly coverage: readonly CoveredPlan[];
  readonly host: FileHost;
}

async function write(invocation: Invocation, { tested, kept, coverage, host }: Report): Promise<void> {
  const { out } = invocation.terminal;
  if (invocation.format === "json") {
    const { scenariosJson } = await import("../render/scenarios/json.ts");
    const covered = coverage.length === 0 ? {} : { coverage: coverage as unknown as Json };
    out.json({ ...scenariosJson(tested, host.source), ...covered }, 2);
  } else if (invocation.format === "junit") {
    const { scenariosJunit } = await import("../render/scenarios/junit.ts");
    out.document(scenariosJunit(tested, host.source));
  } else {
    const { writeKept, writeScenarios } = await import("../render/scenarios/pretty.ts");
    writeScenarios(out, tested, host);
    writeKept(out, tested, kept);
    const { writeCoverage } = await import("../render/scenarios/pretty.ts");
    for (const one of coverage) writeCoverage(out, one);
  }
}
