import { unitsByModule } from "@orchlang/checker/scope";
import type { CompileResult } from "../compile.ts";
import { phraseOf } from "./alignment.ts";
import { type WordIndex, wordIndex } from "./word-index.ts";

/** The goals of a program by what people say for them. */
export interface GoalsAsked {
  readonly index: WordIndex;
}

/** The goals of the modules that the caller gave, in source order. */
export function goalsAsked({ projects, targets }: Pick<CompileResult, "projects" | "targets">): GoalsAsked {
  const given = new Set(targets.map(({ name }) => name));
  const phrases = projects.flatMap(({ resolved, checked }) => {
    const units = unitsByModule(resolved, () => undefined);
    return [...checked.goals.values()].flatMap(({ goal, origin }) => {
      if (!given.has(goal.name)) return [];
      const scope = { types: checked.schemas, units: units(origin.module) };
      return goal.intents.map((text) => phraseOf(goal.name, text, goal.params, scope));
    });
  });
  return { index: wordIndex(phrases) };
}
