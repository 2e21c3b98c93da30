import { fieldsOf } from "../capabilities/declared.ts";
import type { Registered } from "../orchestrator/registry.ts";
import { criterionOf } from "../plain/criteria.ts";
import type { PlainCriterion } from "../plain/plan.ts";

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
  const found = [...text.matchAll(names)].flatMap(({ groups }) => groups?.name ?? []);
  return [...new Set(found)].filter((name) => !words.has(name));
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
  const said = wordsOf(description);
  let best: { readonly one: Registered; readonly score: number } | undefined;
  for (const one of all) {
    const own = wordsOf(`${one.name} ${one.description} ${one.tags.join(" ")}`);
    const score = [...own].filter((word) => said.has(word)).length;
    if (score > (best?.score ?? 0)) best = { one, score };
  }
  return best?.one;
}

function wordsOf(text: string): ReadonlySet<string> {
  const found = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(
    found.filter((word) => word.length > 2).map((word) => word.replace(/(?:ing|ed|es|s)$/u, "")),
  );
}
