/**
 * Runs that come where none has come yet: what stands in front of it is solved for, from runs with something that goes
 * wrong as well; beside that, data and times of runs that came further than others are changed by chance.
 */
import type { Plan } from "@orchlang/plan";
import fc from "fast-check";
import {
  type Case,
  type FaultKind,
  lossPoint,
  type SeenApproval,
  type SeenCall,
  type Trial,
} from "./case.ts";
import { variedData } from "./data.ts";
import { Exits } from "./exits.ts";
import { kindsAt } from "./kinds.ts";
import { withinTime } from "./out-of-time.ts";
import { mayTakeLong, type Stage } from "./stage.ts";

interface Limits {
  readonly isOver: () => boolean;
  readonly runsMax: number;
  /** At most so many go wrong at once. */
  readonly faults: number;
}

/** The number of ways in which "no member is free" is tried. */
const waysTried = 8;
/** Changes at once. */
const changesMax = 4;
/** A call takes so many times as long. */
const paces = [0.001, 0.5, 2, 20];
const longestMs = 7 * 86_400_000;
/** Without coming further for so many runs nothing more is tried. */
const patience = 200;
/** Runs with more calls than these are too large to be changed part by part. */
const callsMax = 60;
/** Nor are values that are written with more characters. */
const writtenMax = 1_000;

/** Plays on until nothing is missing, or the limits are met. Gives the runs that came further. */
export function reachOut(stage: Stage, from: readonly Trial[], limits: Limits): readonly Trial[] {
  const further: Trial[] = [];
  const corpus = from.filter(({ calls }) => calls.length <= callsMax);
  const until = stage.runs + limits.runsMax;
  const isOver = (): boolean => stage.reach.left === 0 || stage.runs >= until || limits.isOver();
  const play = (one: Case): boolean => {
    const before = stage.reach.left;
    const trial = stage.play(one);
    if (stage.reach.left >= before) return false;
    further.push(trial);
    if (trial.calls.length <= callsMax) corpus.push(trial);
    return true;
  };
  withinTime(() => playOn(stage, from, { corpus, limits, isOver, play }));
  return further;
}

interface PlayingOn {
  /** Trials to go on from; those that come further are added. */
  readonly corpus: readonly Trial[];
  readonly limits: Limits;
  readonly isOver: () => boolean;
  /** True if it came further. */
  readonly play: (one: Case) => boolean;
}

function playOn(stage: Stage, from: readonly Trial[], { corpus, limits, isOver, play }: PlayingOn): void {
  const exits = new Exits();
  for (const trial of corpus) exits.take(stage, trial);
  for (const one of limits.faults > 0 ? withoutMembers(stage, from) : []) {
    if (isOver()) return;
    play(one);
  }
  // Cases added meanwhile are visited as well.
  for (const trial of corpus) {
    exits.take(stage, trial);
    for (const one of exits.leadingOn(stage, trial)) {
      if (isOver()) return;
      play(one);
    }
  }
  let idle = 0;
  for (let nth = 0; idle < patience && corpus.length > 0; nth++) {
    // The last that came further is where most is left.
    const trial = corpus[nth % 2 === 0 ? corpus.length - 1 : (nth >>> 1) % corpus.length];
    if (isOver() || trial === undefined) break;
    idle = play(changed(stage, trial, { seed: nth, faults: limits.faults })) ? 0 : idle + 1;
    const last = corpus.at(-1);
    if (idle > 0 || last === undefined) continue;
    for (const one of exits.leadingOn(stage, last)) {
      if (isOver()) break;
      play(one);
    }
  }
}

/** Nobody is free, where it says what is to be done then. */
function withoutMembers({ plan }: Stage, from: readonly Trial[]): readonly Case[] {
  const held = Object.values(plan.routines).flatMap(({ nodes }) =>
    nodes.flatMap((node) => (node.kind === "hold" ? [node.pick.pool] : [])),
  );
  return [...new Set(held)].flatMap((pool) => {
    const gone = withOverflow(plan, pool).map((each): readonly [string, FaultKind] => {
      const kind: FaultKind = `loses ${each}`;
      return [lossPoint(kind), kind];
    });
    return from.slice(0, waysTried).map(({ one }) => ({ ...one, faults: new Map([...one.faults, ...gone]) }));
  });
}

function withOverflow(plan: Plan, pool: string): readonly string[] {
  const all = [pool];
  for (const each of all) {
    const next = plan.pools[each]?.overflow;
    if (typeof next === "string" && !all.includes(next)) all.push(next);
  }
  return all;
}

const tape = fc.array(fc.nat(0xffffff), { minLength: 4 * changesMax, maxLength: 4 * changesMax });

/** The same case with a few things changed, by a number. */
function changed(
  stage: Stage,
  trial: Trial,
  { seed, faults }: { readonly seed: number; readonly faults: number },
): Case {
  const [numbers = []] = fc.sample(tape, { seed: seed + 1, numRuns: 1 });
  let one = trial.one;
  const data = dataAround(stage, trial);
  const changes = 1 + ((numbers.at(-1) ?? 0) % changesMax);
  for (let nth = 0; nth < changes; nth++) {
    const [kind = 0, which = 0, how = 0] = numbers.slice(nth * 4);
    one = { ...one, ...change(stage, trial, one, { data, kind, which, how, faults }) };
  }
  return one;
}

const around = new WeakMap<Trial, readonly Case[]>();

function dataAround(stage: Stage, trial: Trial): readonly Case[] {
  let known = around.get(trial);
  if (known === undefined) {
    known = variedData(stage, trial);
    around.set(trial, known);
  }
  return known;
}

interface Drawn {
  readonly data: readonly Case[];
  readonly kind: number;
  readonly which: number;
  readonly how: number;
  readonly faults: number;
}

function change(
  stage: Stage,
  { calls, approvals }: Trial,
  one: Case,
  { data, kind, which, how, faults }: Drawn,
): Partial<Case> {
  const call = calls[which % Math.max(1, calls.length)];
  const other = data[which % Math.max(1, data.length)];
  switch (kind % 5) {
    case 0:
      return call === undefined ? {} : slower(stage, one, call, how);
    case 1:
      return call === undefined ? {} : anything(stage, one, call, how);
    case 2:
      return one.faults.size >= faults ? {} : worse(stage, one, [...calls, ...approvals], { which, how });
    default:
      return other === undefined ? {} : joined(one, other);
  }
}

/** The changes of another case, added to those of this one. */
function joined(one: Case, other: Case): Partial<Case> {
  return {
    input: { ...one.input, ...other.input },
    readings: { ...one.readings, ...other.readings },
    occurrences: other.occurrences.length > one.occurrences.length ? other.occurrences : one.occurrences,
    results: new Map([...one.results, ...other.results]),
  };
}

/** Quicker; or slower, where nothing says how long it takes, and in its time. */
function slower(stage: Stage, { durations }: Case, call: SeenCall, how: number): Partial<Case> {
  const { point, duration, due, at } = call;
  const by = paces[how % paces.length] ?? 1;
  const longest = mayTakeLong(stage, call) ? (due === undefined ? longestMs : due - at - 1) : duration;
  return {
    durations: new Map(durations).set(point, Math.max(1, Math.min(longest, Math.floor(duration * by)))),
  };
}

function anything(stage: Stage, { results }: Case, call: SeenCall, how: number): Partial<Case> {
  const declared = stage.plan.capabilities[call.capability];
  const value = declared === undefined ? undefined : stage.anythingFrom(declared, call.args, how);
  const isSmall = value !== undefined && JSON.stringify(value).length <= writtenMax;
  return isSmall ? { results: new Map(results).set(call.callSite, value) } : {};
}

function worse(
  { plan }: Stage,
  { faults }: Case,
  calls: readonly (SeenCall | SeenApproval)[],
  { which, how }: Pick<Drawn, "which" | "how">,
): Partial<Case> {
  const call = calls[which % Math.max(1, calls.length)];
  const kinds = call === undefined ? [] : kindsAt(plan, call);
  const kind = kinds[how % Math.max(1, kinds.length)];
  return call === undefined || kind === undefined ? {} : { faults: new Map(faults).set(call.point, kind) };
}
