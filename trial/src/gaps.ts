import type { PlanFile } from "@orchlang/plan";
import {
  type Behaviour,
  type SimulatedCall,
  type SimulatedWorld,
  simulate,
} from "@orchlang/runtime/simulator";
import type { Claim, Monitor, Played, Subject } from "./claim.ts";
import { compileText, isClean, subjectsOf } from "./compile.ts";
import { breachOf, claimsOf } from "./judge.ts";
import { type DrawnWorld, simulated } from "./world/drawn.ts";
import { everyWorld, type Seen, waysOf } from "./world/exhaustive.ts";
import { type Stage, stagesOf } from "./world/stage.ts";

/* The other direction: rules that are not proved, and that no run of a small case breaks. */

/** A rule that might have been proved. */
export interface Gap {
  readonly verdict: "checked" | "refused";
  readonly text: string;
  readonly entry: string;
  /** Its id among the plan's obligations. */
  readonly rule: string;
  /** Worlds that were played, which were all of them. */
  readonly worlds: number;
}

export interface GapCounts {
  /** Of these nothing broke. */
  readonly safe: Readonly<Record<Gap["verdict"], number>>;
  /** Rules that were looked at until all worlds were played or one broke it, by verdict. */
  readonly tried: Readonly<Record<Gap["verdict"], number>>;
  /** The smallest programs among them. */
  readonly gaps: readonly Gap[];
}

export const noGaps: GapCounts = {
  tried: { checked: 0, refused: 0 },
  safe: { checked: 0, refused: 0 },
  gaps: [],
};

const gapsKept = 5;

export function gapsTogether(one: GapCounts, other: GapCounts): GapCounts {
  const all = [...one.gaps, ...other.gaps].toSorted((a, b) => a.text.length - b.text.length);
  const of = (wanted: Gap["verdict"]): readonly Gap[] =>
    all.filter(({ verdict }) => verdict === wanted).slice(0, gapsKept);
  return {
    tried: summed(one.tried, other.tried),
    safe: summed(one.safe, other.safe),
    gaps: [...of("checked"), ...of("refused")],
  };
}

function summed(one: GapCounts["tried"], other: GapCounts["tried"]): GapCounts["tried"] {
  return { checked: one.checked + other.checked, refused: one.refused + other.refused };
}

const extent = { odd: 2, worlds: 400 };
/** A claim about labels plays many more worlds by itself for each that it is asked about. */
const flowWorlds = 12;

/** Rules of a program that are checked or refused, and that no world breaks, as far as all worlds could be played. */
export function gapsIn(text: string, monitors: readonly Monitor[]): GapCounts {
  const compiled = compileText(text);
  if (!isClean(compiled)) return noGaps;
  const tried = { checked: 0, refused: 0 };
  const safe = { checked: 0, refused: 0 };
  const gaps: Gap[] = [];
  for (const subject of subjectsOf(text, compiled)) {
    const claims = unproved(subject, monitors);
    if (claims.length === 0) continue;
    const { broken, all, worlds } = played(subject, claims);
    // Several monitors may speak of one rule.
    for (const [rule, of] of Map.groupBy(claims, (one) => one.rule)) {
      const isBroken = of.some(({ claim }) => broken.has(claim));
      const [{ verdict = "checked" } = {}] = of;
      if (!all && !isBroken) continue;
      tried[verdict] += 1;
      if (isBroken) continue;
      safe[verdict] += 1;
      gaps.push({ verdict, text, entry: subject.entry, rule, worlds });
    }
  }
  return { tried, safe, gaps };
}

interface Unproved {
  readonly verdict: Gap["verdict"];
  readonly rule: string;
  /** As if it were proved. */
  readonly claim: Claim;
}

/** The claims that would be made if each rule that is not proved were. */
function unproved(subject: Subject, monitors: readonly Monitor[]): readonly Unproved[] {
  const known = new Set(claimsOf(subject, monitors).map(({ says }) => says));
  return subject.file.plan.obligations.flatMap(({ id, verdict, source }): readonly Unproved[] => {
    if (verdict === "proved" || !("guardrail" in source)) return [];
    const claims = claimsOf({ ...subject, file: asIfProved(subject.file, id) }, monitors);
    return claims.filter(({ says }) => !known.has(says)).map((claim) => ({ verdict, rule: id, claim }));
  });
}

function asIfProved(file: PlanFile, rule: string): PlanFile {
  const obligations = file.plan.obligations.map((each) =>
    each.id === rule ? { ...each, verdict: "proved" as const } : each,
  );
  return { ...file, plan: { ...file.plan, obligations } };
}

function played(
  subject: Subject,
  claims: readonly Unproved[],
): { readonly broken: ReadonlySet<Claim>; readonly all: boolean; readonly worlds: number } {
  const broken = new Set<Claim>();
  let worlds = 0;
  let all = true;
  for (const stage of stagesOf(subject)) {
    const play = (world: DrawnWorld): readonly Seen[] => {
      if (broken.size === claims.length) return [];
      worlds += 1;
      const { one, seen } = playOf(stage, world);
      for (const { claim } of claims) {
        if (broken.has(claim) || (claim.kind === "flow" && worlds > flowWorlds)) continue;
        const breach = breachOf(claim, one, subject);
        if (breach !== undefined) broken.add(claim);
      }
      return seen;
    };
    all = everyWorld(stage, play, extent) && all;
  }
  return { broken, all, worlds };
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
