import type { JsonObject } from "@orchlang/plan";
import { fieldsOf } from "../capabilities/declared.ts";
import { unknownField } from "../orchestrator/malformed.ts";
import type { Registered } from "../orchestrator/registry.ts";
import { criterionOf } from "../plain/criteria.ts";
import type { PlainConstraints, PlainCriterion } from "../plain/plan.ts";
import { checkGoalConstraints } from "../plain/read.ts";

/** A goal, without the way to reach it. */
export interface PlanGoal {
  /** Names the plan. */
  readonly id?: string;
  readonly description: string;
  /**
   * The success criteria. Each is the name of a capability that must have run, or a condition over results of
   * capabilities: `sent == true`, `report.pages > 0`. Conditions are checked after the plan; an unmet one makes it fail
   * as `unmet`. A sentence, "Design approved", runs the capability that it mentions most, and a judge decides about it.
   * Absent: the capability that the description mentions most is run.
   */
  readonly successCriteria?: readonly PlainCriterion[];
  /** The same under the name that some planners give it: one of the two. */
  readonly success_criteria?: readonly PlainCriterion[];
  readonly constraints?: GoalConstraints;
  /** Values known beforehand, by name: parameters are taken from here first. It is the plan's `input`. */
  readonly context?: JsonObject;
}

/** Constraints for plans of the goal. */
export interface GoalConstraints extends PlainConstraints {
  readonly maxSteps?: number;
  /** Only these capabilities; left out: all that are enabled. */
  readonly capabilities?: readonly string[];
  readonly without?: readonly string[];
}

const goalFields = ["id", "description", "successCriteria", "success_criteria", "constraints", "context"];

/** The fault of a goal of unknown origin, in words; undefined: none. */
export function unlikeGoal(goal: unknown): string | undefined {
  if (typeof goal !== "object" || goal === null) return "a record with a `description` is wanted";
  const stray = unknownField(
    "the goal",
    { ...goal },
    goalFields,
    "what is known beforehand goes into `context`",
  );
  if (stray !== undefined) return stray.message;
  const {
    description,
    successCriteria,
    success_criteria: other,
  } = goal as Partial<Record<keyof PlanGoal, unknown>>;
  if (typeof description !== "string") return "`description` is missing, or is no text";
  if (successCriteria !== undefined && other !== undefined)
    return "`successCriteria` and `success_criteria` are one: give one of the two";
  const criteria = successCriteria ?? other ?? [];
  if (!Array.isArray(criteria) || !criteria.every(isCriterion))
    return "`successCriteria` is no list of texts";
  return unlikeConstraints(goal as Pick<PlanGoal, "constraints">);
}

function unlikeConstraints({ constraints }: Pick<PlanGoal, "constraints">): string | undefined {
  const faults: string[] = [];
  if (constraints !== undefined)
    checkGoalConstraints(constraints, (place, says) => {
      faults.push(`${["constraints", ...place].join(".")}: ${says}`);
    });
  return faults.length === 0 ? undefined : faults.join("; ");
}

function isCriterion(value: unknown): boolean {
  if (typeof value === "string") return true;
  return typeof value === "object" && value !== null && "says" in value && typeof value.says === "string";
}

/** The capabilities and conditions that a goal's criteria ask for. */
export interface Asked {
  /** That have to be carried out, in the order in which they are asked for. */
  readonly wanted: readonly Registered[];
  /** Conditions over the outputs of capabilities: each with the capability that gives each of its names. */
  readonly conditions: readonly { readonly text: string; readonly facts: Readonly<Record<string, string>> }[];
  /** That only a judge can decide about. */
  readonly sentences: readonly string[];
  /** Criteria that nobody can meet, in words. */
  readonly unmet: readonly string[];
}

/** A name in a condition: the first part of a path, not in quotes, not behind a dot. */
const names = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?<![\p{L}\p{N}_$.\]])(?<name>[\p{L}_$][\p{L}\p{N}_$]*)/gu;
const words: ReadonlySet<string> = new Set([
  "and",
  "or",
  "not",
  "in",
  "true",
  "false",
  "null",
  "none",
  "undefined",
  "input",
]);

export function asked(
  criteria: readonly PlainCriterion[],
  all: readonly Registered[],
  known: ReadonlySet<string>,
): Asked {
  const wanted: Registered[] = [];
  const conditions: Asked["conditions"][number][] = [];
  const unmet: string[] = [];
  const want = (one: Registered): void => {
    if (!wanted.includes(one)) wanted.push(one);
  };
  const sentences: string[] = [];
  for (const written of criteria) {
    const { says: text, by } = criterionOf(written);
    if (by === "judge") {
      sentences.push(text);
      const spoken = spokenOf(text, all);
      if (spoken !== undefined) want(spoken);
      continue;
    }
    const named = all.find(({ name }) => name === text.trim());
    if (named !== undefined) {
      want(named);
      continue;
    }
    const facts: Record<string, string> = {};
    for (const fact of factsOf(text)) {
      const by = cheapest(
        all.filter((one) => Object.hasOwn(fieldsOf(one.output?.json) ?? {}, fact)),
        wanted,
      );
      if (by !== undefined) {
        facts[fact] = by.name;
        want(by);
      } else if (known.has(fact)) facts[fact] = "input";
      else unmet.push(`\`${text}\`: no capability of that name, and none that gives \`${fact}\``);
    }
    conditions.push({ text, facts });
  }
  return { wanted, conditions, sentences, unmet };
}

function factsOf(text: string): readonly string[] {
  const results = [...text.matchAll(names)].flatMap(({ groups }) => groups?.name ?? []);
  return [...new Set(results)].filter((name) => !words.has(name));
}

/** The condition, its names written as paths of a plan. */
export function overSteps(text: string, stepOf: (fact: string) => string | undefined): string {
  return text.replaceAll(names, (whole: string, ...rest: unknown[]) => {
    const { name } = rest.at(-1) as { readonly name?: string };
    const path = name === undefined ? undefined : stepOf(name);
    return path === undefined ? whole : path;
  });
}

/** One that is wanted anyway, else the one that costs least, then the quickest, then the first. */
export function cheapest(
  ways: readonly Registered[],
  wanted: readonly Registered[] = [],
): Registered | undefined {
  const there = ways.find((one) => wanted.includes(one));
  return (
    there ??
    [...ways].sort((one, other) => price(one) - price(other) || (one.latency ?? 0) - (other.latency ?? 0))[0]
  );
}

function price({ cost }: Registered): number {
  return cost === undefined ? 0 : Number(cost.amount);
}

/**
 * The capability that a description mentions most, by the words of names, descriptions and tags; undefined if it
 * mentions none.
 */
export function spokenOf(description: string, all: readonly Registered[]): Registered | undefined {
  const results = wordsOf(description);
  let best: { readonly one: Registered; readonly score: number } | undefined;
  for (const one of all) {
    const own = wordsOf(`${one.name} ${one.description} ${one.tags.join(" ")}`);
    const score = [...own].filter((word) => results.has(word)).length;
    if (score > (best?.score ?? 0)) best = { one, score };
  }
  return best?.one;
}

function wordsOf(text: string): ReadonlySet<string> {
  const match = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(
    match.filter((word) => word.length > 2).map((word) => word.replace(/(?:ing|ed|es|s)$/u, "")),
  );
}
