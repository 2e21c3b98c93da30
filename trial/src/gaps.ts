import type { PlanFile } from "@orchlang/plan";
import type { Guardrail, GuardrailRule, Selector } from "@orchlang/plan/rules";
import { type Behaviour, type SimulatedCall, type SimulatedWorld, simulate } from "@orchlang/simulator";
import type { Claim, Monitor, Played, Subject } from "./claim.ts";
import { actsOf } from "./claims/acts.ts";
import { outsideResponses } from "./claims/assumptions.ts";
import { selects } from "./claims/rules.ts";
import { endedAs } from "./claims/truth.ts";
import { compileText, isClean, subjectsOf } from "./compile.ts";
import { breachOf, claimsOf, type Verdict } from "./judge.ts";
import { drawWorld } from "./world/draw.ts";
import { type DrawnWorld, simulated } from "./world/drawn.ts";
import { evening, everyWorld, type Seen, waysOf } from "./world/exhaustive.ts";
import { type Stage, stagesOf } from "./world/stage.ts";

/* The other direction: rules that are not proved, and that no run of a small case breaks. */

/** A rule that might have been proved. */
export interface Gap {
  readonly verdict: Exclude<Verdict, "proved">;
  /** The kind of the rule, its verdict, and the evidence without names and figures. */
  readonly cause: string;
  readonly text: string;
  readonly entry: string;
  /** Its id among the plan's obligations. */
  readonly rule: string;
  readonly evidence: string;
  /** Worlds that were played, which were all of them. */
  readonly worlds: number;
}

/** The outcome for rules of one kind that have one verdict. */
export interface Looked {
  readonly rules: number;
  /** A run broke it. */
  readonly broken: number;
  /** All worlds of a small case were played, and what the rule restrains began in none. */
  readonly idle: number;
  /** All worlds were played, what it restrains began, and none broke it. */
  readonly safe: number;
}

export interface GapCounts {
  /** By the kind of rule: `before`, `bound cost`; then by verdict. */
  readonly looked: Readonly<Record<string, Readonly<Record<Verdict, Looked>>>>;
  /** How often each cause stands behind a rule that nothing broke. */
  readonly causes: Readonly<Record<string, number>>;
  /** The smallest program of each cause. */
  readonly gaps: readonly Gap[];
}

export const noGaps: GapCounts = { looked: {}, causes: {}, gaps: [] };

const none: Looked = { rules: 0, broken: 0, idle: 0, safe: 0 };
const noneLooked: Readonly<Record<Verdict, Looked>> = { proved: none, checked: none, refused: none };

export function gapsTogether(one: GapCounts, other: GapCounts): GapCounts {
  const looked = { ...one.looked };
  for (const [kind, of] of Object.entries(other.looked)) {
    const known = looked[kind] ?? noneLooked;
    looked[kind] = {
      proved: summed(known.proved, of.proved),
      checked: summed(known.checked, of.checked),
      refused: summed(known.refused, of.refused),
    };
  }
  const causes = { ...one.causes };
  for (const [cause, count] of Object.entries(other.causes)) causes[cause] = (causes[cause] ?? 0) + count;
  const gaps = [...one.gaps, ...other.gaps].toSorted((a, b) => a.text.length - b.text.length);
  const smallest = new Map<string, Gap>();
  for (const gap of gaps) if (!smallest.has(gap.cause)) smallest.set(gap.cause, gap);
  return { looked, causes, gaps: [...smallest.values()] };
}

function summed(one: Looked, other: Looked): Looked {
  return {
    rules: one.rules + other.rules,
    broken: one.broken + other.broken,
    idle: one.idle + other.idle,
    safe: one.safe + other.safe,
  };
}

const extent = { odd: 2, worlds: 1_000 };
/** Worlds that are drawn before all are played: most of what can break breaks in one of them. */
const drawnWorlds = 48;
/** A claim about labels plays many more worlds by itself for each that it is asked about. */
const flowWorlds = 12;

/** Rules of a program that are not proved, and that no world breaks, as far as all worlds could be played. */
export function gapsIn(text: string, monitors: readonly Monitor[]): GapCounts {
  const compiled = compileText(text);
  if (!isClean(compiled)) return noGaps;
  return subjectsOf(text, compiled)
    .map((subject) => gapsOf(subject, monitors))
    .reduce(gapsTogether, noGaps);
}

function gapsOf(subject: Subject, monitors: readonly Monitor[]): GapCounts {
  const { text, entry, file } = subject;
  const open = unproved(subject, monitors);
  // A rule that stops what would break it holds in every run: what else is true is seen where none stops anything. A
  // response has to come whatever other rules stop.
  const responses = open.filter(({ rule }) => rule.kind === "followed");
  const others = open.filter(({ rule }) => rule.kind !== "followed");
  const outcomes = new Map([...played(responses, subject), ...played(others, ungated(subject))]);
  return rulesOf(file)
    .map(({ id, verdict, guardrail, rule }): GapCounts => {
      const kind = kindOf(rule);
      const { is, worlds = 0 } = outcomes.get(id) ?? {};
      const looked = {
        [kind]: { ...noneLooked, [verdict]: { ...none, rules: 1, ...(is === undefined ? {} : { [is]: 1 }) } },
      };
      if (is !== "safe" || verdict === "proved") return { ...noGaps, looked };
      const evidence = file.about.evidence[id] ?? "";
      const cause = `${kind}, ${verdict}: ${withoutNames(evidence)}`;
      const gap = { verdict, cause, text, entry, rule: `${id}, ${guardrail.severity}`, evidence, worlds };
      return { looked, causes: { [cause]: 1 }, gaps: [gap] };
    })
    .reduce(gapsTogether, noGaps);
}

interface RuleOf {
  readonly id: string;
  readonly verdict: Verdict;
  readonly guardrail: Guardrail;
  readonly rule: GuardrailRule;
}

function rulesOf({ plan }: PlanFile): readonly RuleOf[] {
  return plan.obligations.flatMap(({ id, verdict, source }): readonly RuleOf[] => {
    if (!("guardrail" in source)) return [];
    const guardrail = plan.guardrails.find(({ name }) => name === source.guardrail);
    const rule = guardrail?.rules[source.rule];
    return guardrail === undefined || rule === undefined ? [] : [{ id, verdict, guardrail, rule }];
  });
}

function kindOf(rule: GuardrailRule): string {
  if (rule.kind === "bound") return `bound ${rule.of}`;
  if (rule.kind === "atMost") return rule.per === undefined ? "at most" : "at most per";
  if (rule.kind === "followed") return rule.within === undefined ? "followed" : "followed within";
  return rule.kind;
}

/** The first reason alone. Names that are drawn end in a figure. */
function withoutNames(evidence: string): string {
  const [first = ""] = evidence.split(/;|\n/);
  const named = first.replace(/`[^`]*`|\b[A-Za-z.]*\d[\w.]*( \d\w*)*/g, "X");
  return named.replace(/\b(any|kind|what is tagged|tagged) X/g, "X").slice(0, 120);
}

interface Unproved extends RuleOf {
  /** Several monitors may speak of one rule. */
  readonly claims: readonly Claim[];
}

/** The claims that would be made if each rule that is not proved were. */
function unproved(subject: Subject, monitors: readonly Monitor[]): readonly Unproved[] {
  const known = new Set(claimsOf(subject, monitors).map(({ says }) => says));
  return rulesOf(subject.file).flatMap((one): readonly Unproved[] => {
    if (one.verdict === "proved") return [];
    const proved = { ...subject, file: asIfProved(subject.file, one.id) };
    const claims = claimsOf(proved, monitors).filter(({ says }) => !known.has(says));
    return claims.length === 0 ? [] : [{ ...one, claims }];
  });
}

function asIfProved(file: PlanFile, rule: string): PlanFile {
  const obligations = file.plan.obligations.map((each) =>
    each.id === rule ? { ...each, verdict: "proved" as const } : each,
  );
  return { ...file, plan: { ...file.plan, obligations } };
}

/** With rules that stop nothing. */
function ungated(subject: Subject): Subject {
  const { file } = subject;
  const guardrails = file.plan.guardrails.map((each) => ({ ...each, severity: "advisory" as const }));
  return { ...subject, file: { ...file, plan: { ...file.plan, guardrails } } };
}

interface Outcome {
  readonly is: "broken" | "idle" | "safe";
  readonly worlds: number;
}

/** Plays rules in the same worlds; of a rule that nothing broke although not all worlds were played there is no outcome. */
function played(together: readonly Unproved[], subject: Subject): ReadonlyMap<string, Outcome> {
  const broken = new Set<Unproved>();
  const concerned = new Set<Unproved>();
  let worlds = 0;
  let all = true;
  for (const stage of stagesOf(subject)) {
    const play = (world: DrawnWorld): readonly Seen[] => {
      const asked = together.filter(
        (rule) => !broken.has(rule) && (rule.rule.kind !== "flow" || worlds < flowWorlds),
      );
      if (asked.length === 0) return [];
      worlds += 1;
      const { one, seen } = playOf(stage, world);
      for (const rule of asked) if (isConcerned(rule.rule, one)) concerned.add(rule);
      for (const rule of asked)
        if (rule.claims.some((claim) => breachOf(claim, one, subject) !== undefined)) broken.add(rule);
      return seen;
    };
    for (let nth = 0; nth < drawnWorlds; nth++) play(drawnWorld(stage, nth));
    if (broken.size < together.length) all = everyWorld(stage, play, extent) && all;
  }
  return new Map(
    together.flatMap((rule): readonly (readonly [string, Outcome])[] => {
      if (broken.has(rule)) return [[rule.id, { is: "broken", worlds }]];
      return all ? [[rule.id, { is: concerned.has(rule) ? "safe" : "idle", worlds }]] : [];
    }),
  );
}

/** True if something that a rule restrains began in a run; of a response, whether it came to be owed. */
function isConcerned(rule: GuardrailRule, one: Played): boolean {
  const { run } = one;
  const begins = ({ selector }: { readonly selector: Selector }): boolean =>
    actsOf(run).some((act) => act.begins.length > 0 && selects(run.file.plan, selector, act.name));
  switch (rule.kind) {
    case "before":
      return begins(rule.second);
    case "preceded":
      return begins(rule.every);
    case "followed":
      return outsideResponses(one) === undefined && actsOf(run).some((act) => endedAs(run, rule.every, act));
    case "atMost":
      return begins(rule.of);
    case "never":
      return begins({ selector: rule.of });
    case "flow":
    case "bound":
      return true;
  }
}

/** Every other one late in the day, for what asks for the time; some cancelled, where undos fail again and again. */
function drawnWorld(stage: Stage, nth: number): DrawnWorld {
  const drawn = drawWorld(stage, 1, nth);
  const world = nth % 2 === 0 ? drawn : { ...drawn, now: evening };
  if (nth % 6 < 4 || world.open === undefined) return world;
  const cancelled = { at: 250 * nth, does: "orders", order: { order: "cancel", undo: true } } as const;
  return { ...world, happenings: [...world.happenings, cancelled], open: { ...world.open, persisting: 50 } };
}

/** A person who is not said to be silent answers in time. */
function promptly({ subject }: Stage, { capability }: SimulatedCall): Behaviour | undefined {
  const isPerson = subject.file.plan.capabilities[capability]?.human !== undefined;
  return isPerson ? { cooperates: true, after: 1 } : undefined;
}

/** A run, and the calls that it came to in their order. */
function playOf(stage: Stage, world: DrawnWorld): { readonly one: Played; readonly seen: readonly Seen[] } {
  const seen = new Map<string, Seen>();
  const plain = simulated(stage, world);
  const answers = Object.fromEntries(
    Object.entries(plain.answers ?? {}).map(([name, answer]) => [
      name,
      (call: SimulatedCall) => {
        const ways = waysOf(stage, call);
        if (!seen.has(ways.point)) seen.set(ways.point, ways);
        return answer(call) ?? promptly(stage, call);
      },
    ]),
  );
  const made: SimulatedWorld = { ...plain, answers, variation: 0 };
  return { one: { world: made, run: simulate(stage.subject.file, made) }, seen: [...seen.values()] };
}
