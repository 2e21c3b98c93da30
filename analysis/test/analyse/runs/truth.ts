import { explore } from "./explore.ts";
import { type Adversity, frameOf, scopeOf, type Watched } from "./machine.ts";
import type { Data, Program } from "./model.ts";
import { type Capability, callsIn, effects } from "./model.ts";
import { planOf } from "./place.ts";

/* The truth of a rule over all runs (semantics, rule 36). */

/** `never`: its subject does not occur in any run. */
export type Truth = "proved" | "refused" | "depends" | "never";

export type Rule =
  | {
      readonly is: "before";
      readonly firsts: readonly Capability[];
      readonly granted: boolean;
      readonly second: Capability;
      readonly over?: true;
    }
  | { readonly is: "atMost"; readonly count: number; readonly of: Capability | "unbook" }
  | { readonly is: "never"; readonly of: Capability | "unbook"; readonly over: boolean }
  | ({ readonly is: "followed" } & Watched);

export function ruleText(rule: Rule): string {
  switch (rule.is) {
    case "before": {
      const outcome = rule.granted ? " granted" : "";
      const when = rule.over === true ? " when args.n > 1" : "";
      const [first] = rule.firsts;
      if (rule.firsts.length === 1) return `${first}${outcome} before ${rule.second}${when}`;
      return `every ${rule.second}${when} preceded by ${rule.firsts.map((each) => each + outcome).join(" or ")}`;
    }
    case "atMost":
      return `at most ${rule.count} ${rule.of}`;
    case "never":
      return `never ${rule.of}${rule.over ? " when args.n > 1" : ""}`;
    case "followed":
      return `every ${rule.first} followed by ${rule.second}`;
  }
}

export interface Truths {
  /** By rule, in order. */
  readonly rules: readonly Truth[];
  /** Places of effects that some failure leaves standing. */
  readonly once: ReadonlySet<string>;
  readonly idempotent: ReadonlySet<string>;
}

/** @returns `undefined` where there is too much to look at. */
export function truthsOf(
  program: Program,
  data: readonly Data[],
  rules: readonly Rule[],
  adversity: Adversity,
): Truths | undefined {
  const broken = rules.map(() => new Map<string, boolean[]>());
  const left = { once: new Set<string>(), idempotent: new Set<string>() };
  const { denied, ...others } = adversity;
  // Whether something is denied is what is true then, and so data.
  const contexts = denied === undefined ? [{}] : [{}, { denied }];
  for (const [each, context] of data.flatMap((one) => contexts.map((other) => [one, other] as const))) {
    const found = rules.map((): Broken => new Map());
    if (!withFaults(program, each, rules, { ...others, ...context }, { found, left })) return undefined;
    if (!withoutFaults(program, each, rules, context, found)) return undefined;
    for (const [at, places] of found.entries()) {
      for (const [place, breaks] of places)
        broken[at]?.set(place, [...(broken[at]?.get(place) ?? []), breaks]);
    }
  }
  return { rules: broken.map((places) => together([...places.values()].map(judged))), ...left };
}

function judged(breaks: readonly boolean[]): Truth {
  if (breaks.every((each) => !each)) return "proved";
  return breaks.every((each) => each) ? "refused" : "depends";
}

/** For a rule at several places: one that always breaks it is enough. */
function together(truths: readonly Truth[]): Truth {
  if (truths.length === 0) return "never";
  if (truths.includes("refused")) return "refused";
  return truths.includes("depends") ? "depends" : "proved";
}

/** For one choice of data: of each place that is reached, whether some run breaks the rule there. */
type Broken = Map<string, boolean>;

function meet(broken: Broken | undefined, place: string, breaks: boolean): void {
  broken?.set(place, broken.get(place) === true || breaks);
}

interface Found {
  readonly found: readonly Broken[];
  readonly left: Readonly<Record<"once" | "idempotent", Set<string>>>;
}

/** Safety rules, and what is left standing: whatever fails. */
function withFaults(
  program: Program,
  data: Data,
  rules: readonly Rule[],
  adversity: Adversity,
  { found, left }: Found,
): boolean {
  const explored = explore(program, data, adversity, {
    observe: ({ is, what, place, scope, arg }, state, machine) => {
      if (is === "left") {
        const effect = what === "unbook" ? "pure" : effects[what];
        if (effect !== "pure") left[effect].add(place);
        return;
      }
      for (const [at, rule] of rules.entries()) {
        if (rule.is === "never" && what === rule.of) meet(found[at], place, !rule.over || arg > 1);
        if (rule.is !== "before" || what !== rule.second || (rule.over === true && arg <= 1)) continue;
        const stands = rule.firsts.some((first) => machine.stands(state, first, scope, rule.granted));
        meet(found[at], place, !stands);
      }
    },
  });
  if (explored === undefined) return false;
  for (const [at, rule] of rules.entries()) {
    if (rule.is !== "atMost") continue;
    const most = explored.most(({ is, what }) => (is === "begin" && what === rule.of ? 1 : 0));
    if (most > 0) meet(found[at], "", most > rule.count);
  }
  return true;
}

/** Obligations: whatever the order, but without failures (semantics, rule 36). */
function withoutFaults(
  program: Program,
  data: Data,
  rules: readonly Rule[],
  context: Pick<Adversity, "denied">,
  found: readonly Broken[],
): boolean {
  const watched = rules.flatMap((rule) => (rule.is === "followed" ? [rule] : []));
  const explored = explore(program, data, { faults: false, losses: false, ...context }, { watched });
  if (explored === undefined) return false;
  for (const { nodes, owed } of explored.ends) {
    for (const [at, rule] of rules.entries()) {
      if (rule.is !== "followed") continue;
      for (const key of Object.keys(nodes)) {
        const place = key.replace(/[^>]*#\d\//, "");
        const isOwed = owed[`${watched.indexOf(rule)}:${key}`] === true;
        if (isOwed || isEnded(program, key, nodes[key] ?? "", rule.first)) meet(found[at], place, isOwed);
      }
    }
  }
  return true;
}

function isEnded(program: Program, key: string, status: string, what: Capability): boolean {
  if (!status.startsWith("done:")) return false;
  const id = key.slice(scopeOf(key).length);
  for (const call of callsIn(planOf(program, frameOf(key)))) {
    if (call.id === id) return (status === "done:0" ? call.what : call.otherwise) === what;
  }
  return false;
}
