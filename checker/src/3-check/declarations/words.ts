import { closest, didYouMean } from "@orchlang/language";
import type { Name } from "@orchlang/language/ast";
import type { Confidentiality, Goal, Routine, Tier } from "@orchlang/plan";
import type { Measure, Priority } from "@orchlang/plan/nodes";
import type { ModuleContext } from "../scope/program.ts";
import { wordUnknown } from "./messages.ts";

/*
 * The closed word lists of the language. The grammar takes any word in their places, so that a wrong one can be
 * reported.
 */

export const confidentialities: readonly Confidentiality[] = ["public", "internal", "personal", "secret"];
export const tiers: readonly Tier[] = ["device", "edge", "cloud"];
export const priorities: readonly Priority[] = ["critical", "high", "normal", "low", "info"];
export const overlaps: readonly NonNullable<Routine["overlap"]>["mode"][] = [
  "skip",
  "queue",
  "replace",
  "allow",
];
export const aims: readonly Goal["optimize"][] = ["privacy", "cost", "latency", "comfort", "balanced"];
export const measures: readonly Measure[] = ["privacy", "cost", "latency", "energy", "reliability"];
export const modelRoles = ["planner", "executor", "verifier", "auditor", "synthesizer"] as const;
export const httpMethods = ["get", "head", "post", "put", "patch", "delete"] as const;
export const missedPolicies = ["skip", "once", "all"] as const;
/** How far a role is trusted: a word for readers and rules, or the label that it is cleared for. */
export const fuseRules = [
  "latest",
  "any",
  "all",
  "majority",
  "median",
  "mean",
  "min",
  "max",
  "sum",
  "noisy_or",
] as const;

/** The word, where it is one of the list; else it is reported. A missing word was reported by the parser. */
export function checkWord<Word extends string>(
  name: Name,
  what: string,
  words: readonly Word[],
  module: ModuleContext,
  help?: string,
): Word | undefined {
  const result = words.find((word) => word === name.text);
  if (result !== undefined || name.text === "") return result;
  const place = { file: module.file, span: name.span };
  const suggestion = closest(name.text, words);
  const details = help === undefined ? didYouMean(place, suggestion) : { help };
  module.program.report(wordUnknown.at(place, { word: name.text, what, words }, details));
  return undefined;
}
