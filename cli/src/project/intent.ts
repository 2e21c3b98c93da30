import { dirname, resolve } from "node:path";
import { type CompileResult, compile } from "@orchlang/compiler";
import {
  type GoalClauses,
  goalsAsked,
  requestedPlan,
  type Understood,
  understand,
} from "@orchlang/compiler/intent";
import type { Json, PlanFile } from "@orchlang/plan";
import { UsageError } from "../exit.ts";
import { shortName } from "../render/short-name.ts";
import { createFileHost } from "./host.ts";
import { type LoadedTarget, programFiles } from "./target.ts";

/** The reading of a sentence over the goals of a file or folder; its plan if it is certain. */
export interface Asked extends LoadedTarget {
  readonly understood: Understood;
  /** The available phrases, as the goals write them. */
  readonly phrases: readonly string[];
  /** The plans of the goal that can't keep the limits of the request, and so are not tried. */
  readonly without?: readonly string[];
}

/** The options beside the sentence. */
interface Beside {
  /** Parameters. */
  readonly given: Readonly<Record<string, Json>>;
  readonly clauses: GoalClauses;
}

/** `undefined` in place of what was understood: the program has errors, or can't keep what the request asks for. */
export function loadIntent(
  sentence: string,
  target: string,
  { given, clauses }: Beside,
): Asked | (LoadedTarget & { readonly understood?: undefined }) {
  const host = createFileHost();
  const files = programFiles([target]);
  const root = files.length === 1 && files[0] === target ? dirname(target) : target;
  const program = { files, root: root.replaceAll("\\", "/") };
  const compiled = compile(program, host);
  const loaded = { diagnostics: compiled.diagnostics, host, root: resolve(root) };
  if (compiled.diagnostics.some(({ severity }) => severity === "error")) return loaded;
  const goals = goalsAsked(compiled);
  const understood = understand(sentence, goals, given);
  const phrases = goals.index.phrases.map(({ text }) => text);
  if (understood.kind !== "goal") return { ...loaded, understood, phrases };
  const { goal } = understood.reading;
  refuseStrangers(given, goal, goals);
  if (Object.keys(clauses).length === 0) return { ...loaded, understood, phrases, ...planOf(compiled, goal) };
  const requested = requestedPlan({ program, host, compiled }, goal, clauses);
  if ("unreadable" in requested) {
    const options = Object.entries(clauses).map(([name, value]) => `--${name} "${value}"`);
    throw new UsageError(`${options.join(" ")} can't be read as clauses of a goal.`, requested.unreadable);
  }
  if ("diagnostics" in requested) return { ...loaded, diagnostics: requested.diagnostics };
  return { ...loaded, understood, phrases, ...requested };
}

function planOf(compiled: CompileResult, goal: string): { readonly plan?: PlanFile } {
  const plan = compiled.plan(goal);
  return plan === undefined ? {} : { plan };
}

function refuseStrangers(
  given: Readonly<Record<string, Json>>,
  goal: string,
  { index }: ReturnType<typeof goalsAsked>,
): void {
  const names = index.phrases.find((phrase) => phrase.goal === goal)?.params.map(({ name }) => name) ?? [];
  const stranger = Object.keys(given).find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw new UsageError(
      `--input: \`${stranger}\` is not a parameter of \`${shortName(goal)}\`: there ${names.length === 0 ? "are none" : `are ${names.join(", ")}`}.`,
    );
}
