import { dirname, resolve } from "node:path";
import { compile } from "@orchlang/compiler";
import { goalsAsked, type Understood, understand } from "@orchlang/compiler/intent";
import type { Json } from "@orchlang/plan";
import { UsageError } from "../exit.ts";
import { shortName } from "../render/short-name.ts";
import { createFileHost } from "./host.ts";
import { type LoadedTarget, programFiles } from "./target.ts";

/** The reading of a sentence over the goals of a file or folder; its plan if it is certain. */
export interface Asked extends LoadedTarget {
  readonly understood: Understood;
  /** The available phrases, as the goals write them. */
  readonly phrases: readonly string[];
}

/** `undefined` in place of what was understood: the program has errors. */
export function loadIntent(
  sentence: string,
  target: string,
  given: Readonly<Record<string, Json>> = {},
): Asked | (LoadedTarget & { readonly understood?: undefined }) {
  const host = createFileHost();
  const files = programFiles([target]);
  const root = files.length === 1 && files[0] === target ? dirname(target) : target;
  const compiled = compile({ files, root: root.replaceAll("\\", "/") }, host);
  const loaded = { diagnostics: compiled.diagnostics, host, root: resolve(root) };
  if (compiled.diagnostics.some(({ severity }) => severity === "error")) return loaded;
  const goals = goalsAsked(compiled);
  const understood = understand(sentence, goals, given);
  const phrases = goals.index.phrases.map(({ text }) => text);
  if (understood.kind === "goal") refuseStrangers(given, understood.reading.goal, goals);
  const plan = understood.kind === "goal" ? compiled.plan(understood.reading.goal) : undefined;
  return { ...loaded, understood, phrases, ...(plan === undefined ? {} : { plan }) };
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
