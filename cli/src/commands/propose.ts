import { appendFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CompileResult } from "@orchlang/compiler";
import type { Candidate, Synthesis } from "@orchlang/compiler/synthesis";
import type { CommandDefinition, Invocation } from "../command.ts";
import { ExitCode, UsageError } from "../exit.ts";
import { createFileHost, readSource } from "../project/host.ts";
import { timeLimit, wholeNumber } from "../project/options.ts";
import { programFiles } from "../project/target.ts";
import { refuseBroken } from "../render/diagnostics-pretty.ts";
import { shortName } from "../render/short-name.ts";

const depthDefault = "8";
const runsDefault = "500";
const timeDefault = "30s";

/** Worlds with up to two faults, for each random one. */
const exhaustiveShare = 40;

/** Candidates that fail are shown up to this number. */
const refusedMax = 8;

export const propose: CommandDefinition = {
  name: "propose",
  summary: "find the cheapest plan for a goal among the capabilities in scope, and write it as text",
  arguments: [{ form: "<target>", says: "a file, or `file.orch#goal` if it declares several goals" }],
  options: [
    { form: "--through <name>", says: "a capability that the plan must call (repeatable)", many: true },
    {
      form: "--candidate <file>",
      says: "a plan to check first, such as one that a model wrote (repeatable)",
      many: true,
    },
    { form: "--depth <n>", says: "the most calls of a plan", default: depthDefault },
    { form: "--runs <n>", says: "random worlds for each candidate", default: runsDefault },
    { form: "--time <duration>", says: "time limit for everything", default: timeDefault },
    { form: "--write", says: "append the plan to the goal's file" },
  ],
  formats: ["pretty", "json"],
  examples: [
    "orch propose report.orch",
    "orch propose report.orch#report --through send --write",
    "orch propose report.orch --candidate proposed.orch",
  ],
  async run(invocation) {
    const depth = wholeNumber(invocation, "depth", depthDefault);
    const runs = wholeNumber(invocation, "runs", runsDefault);
    const until = performance.now() + timeLimit(invocation, timeDefault);
    const [target = "."] = invocation.args;
    const proposals = invocation.texts("candidate").map(proposal);
    const found = await searched(invocation, target, depth);
    if (found === undefined) return ExitCode.fault;
    const isOver = (): boolean => performance.now() > until;
    const refused: Refused[] = [];
    for (const candidate of candidatesOf(found, proposals)) {
      if (candidate === "none left" || candidate === "spent")
        return tellNone(invocation, { found, refused, end: candidate });
      const why = await faultOf(candidate, { runs, isOver });
      if (why === undefined) return tell(invocation, { found, candidate, refused });
      // A search that had no time says nothing about the candidate.
      if (isOver()) break;
      refused.push({ candidate, why });
      if (refused.length >= refusedMax) break;
    }
    return tellNone(invocation, { found, refused, end: "spent" });
  },
};

interface Refused {
  readonly candidate: Candidate;
  readonly why: readonly string[];
}

/** Proposals first, then those of the search; at its end, how it ended. */
function* candidatesOf(
  synthesis: Synthesis,
  proposals: readonly string[],
): Generator<Candidate | "none left" | "spent"> {
  for (const text of proposals) yield synthesis.propose(text);
  yield yield* synthesis.candidates();
}

async function searched(
  invocation: Invocation,
  target: string,
  depth: number,
): Promise<Synthesis | undefined> {
  const [path = target, name] = target.split("#");
  const files = programFiles([path]);
  const { compile } = await import("@orchlang/compiler");
  const { synthesis } = await import("@orchlang/compiler/synthesis");
  const host = createFileHost();
  const folder = files.length === 1 && files[0] === path ? dirname(path) : path;
  const program = { files, root: folder.replaceAll("\\", "/") };
  const compiled = compile(program, host);
  const root = resolve(folder);
  if (compiled.diagnostics.some(({ severity }) => severity === "error")) {
    refuseBroken(invocation.terminal, { diagnostics: compiled.diagnostics, host, root });
    return undefined;
  }
  const goal = goalOf(target, name, compiled);
  const through = invocation.texts("through");
  const result = synthesis({ program, host, compiled, goal, through, depth });
  if ("wrong" in result) throw new UsageError(`${result.wrong}.`);
  if (!("diagnostics" in result)) return result;
  refuseBroken(invocation.terminal, { diagnostics: result.diagnostics, host, root });
  return undefined;
}

function goalOf(target: string, name: string | undefined, { targets }: CompileResult): string {
  const goals = targets.filter(({ kind }) => kind === "goal").map((one) => one.name);
  const filter = goals.filter((one) => name === undefined || one === name || one.endsWith(`.${name}`));
  const [goal] = filter;
  if (goal !== undefined && filter.length === 1) return goal;
  const lines = goals.map((one) => `${target.split("#")[0]}#${shortName(one)}`);
  if (goals.length === 0)
    throw new UsageError(`\`${target}\` declares no goal.`, [
      "Declare what is wanted: `goal report(week: Int) -> { id: String }`.",
    ]);
  throw new UsageError(
    name === undefined
      ? `\`${target}\` declares several goals: name one.`
      : `\`${name}\` is not a goal of this.`,
    lines,
  );
}

function proposal(path: string): string {
  const read = readSource(path);
  if ("text" in read) return read.text;
  throw new UsageError(`\`${path}\` cannot be read: ${read.message}`);
}

interface Judging {
  readonly runs: number;
  readonly isOver: () => boolean;
}

/** Why a candidate may not run; `undefined`: it compiles, keeps its bounds, and no world was found that breaks it. */
async function faultOf(
  { faults, compiled }: Candidate,
  { runs, isOver }: Judging,
): Promise<readonly string[] | undefined> {
  if (faults.length > 0 || compiled === undefined) return faults;
  const { verify } = await import("@orchlang/simulator");
  const { plan, context, unreachable } = compiled;
  const { verdict, violations } = verify(plan, context, {
    unreachable,
    isOver,
    runs: { random: runs, exhaustive: runs * exhaustiveShare },
  });
  if (verdict !== "not safe" && verdict !== "nothing explored") return undefined;
  const results = violations.map(({ violation }) => `orch verify: ${violation.says}`);
  return results.length === 0 ? ["orch verify: no run of it began"] : results;
}

async function tell(
  invocation: Invocation,
  {
    found,
    candidate,
    refused,
  }: { readonly found: Synthesis; readonly candidate: Candidate; readonly refused: readonly Refused[] },
): Promise<ExitCode> {
  const { out, err } = invocation.terminal;
  const { text, guesses, compiled } = candidate;
  if (invocation.format === "json") {
    const { previewJson } = await import("@orchlang/presentation");
    const preview = compiled && previewJson(compiled.plan);
    out.json({ found: true, plan: text, file: found.file, guesses, refused: refused.map(shown), preview }, 2);
  } else {
    out.document(text);
    if (guesses.length > 0) {
      err.line("Chosen by type alone, so look at it:");
      for (const guess of guesses) err.line(`  ${guess}`);
    }
    for (const line of refusedLines(refused)) err.line(line);
  }
  if (invocation.flag("write")) {
    appendFileSync(found.file, `\n${text}`);
    err.line(`The plan was added to ${found.file}.`);
  }
  return ExitCode.done;
}

function tellNone(
  invocation: Invocation,
  {
    found,
    refused,
    end,
  }: { readonly found: Synthesis; readonly refused: readonly Refused[]; readonly end: string },
): ExitCode {
  const { out } = invocation.terminal;
  const lacks = refused.length === 0 ? found.lacks() : [];
  const isWhole = end === "none left";
  if (invocation.format === "json") {
    out.json({ found: false, searched: isWhole ? "all" : "a part", lacks, refused: refused.map(shown) }, 2);
    return ExitCode.fault;
  }
  out.line(
    isWhole
      ? "No plan was found: these capabilities don't reach the goal."
      : "No plan was found as far as searched: allow more --time, or less --depth.",
  );
  for (const lack of lacks) out.line(`  ${lack}`);
  if (isWhole && lacks.length === 0 && refused.length === 0)
    out.line("  A plan would take more calls: allow more with --depth.");
  for (const line of refusedLines(refused)) out.line(line);
  return ExitCode.fault;
}

function refusedLines(refused: readonly Refused[]): readonly string[] {
  return refused.flatMap(({ candidate, why }) => [
    `Refused: ${stepsOf(candidate.text).join(", ") || "a plan without steps"}`,
    ...why.slice(0, 3).map((fault) => `  ${fault}`),
  ]);
}

function stepsOf(text: string): readonly string[] {
  return [...text.matchAll(/^\s*step \w+ += (?<call>\w+)/gmu)].flatMap(({ groups }) => groups?.call ?? []);
}

function shown({ candidate: { text }, why }: Refused): {
  readonly plan: string;
  readonly why: readonly string[];
} {
  return { plan: text, why };
}
