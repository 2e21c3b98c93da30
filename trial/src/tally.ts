import { constructsIn } from "./constructs/covered.ts";
import { type GapCounts, gapsTogether, noGaps } from "./gaps.ts";
import type { Found, Judged } from "./judge.ts";

/** The counts of many programs. */
export interface Tally {
  readonly programs: number;
  readonly clean: number;
  readonly subjects: number;
  readonly runs: number;
  readonly claims: Readonly<Record<string, number>>;
  readonly verdicts: Readonly<Record<string, number>>;
  /** In how many clean programs each construct stands. */
  readonly constructs: Readonly<Record<string, number>>;
  readonly found: readonly Found[];
  readonly gaps: GapCounts;
}

export const noPrograms: Tally = {
  programs: 0,
  clean: 0,
  subjects: 0,
  runs: 0,
  claims: {},
  verdicts: {},
  constructs: {},
  found: [],
  gaps: noGaps,
};

export function tallyOf(text: string, judged: Judged, gaps: GapCounts = noGaps): Tally {
  const constructs: Record<string, number> = {};
  if (judged.clean) for (const name of constructsIn(text).keys()) constructs[name] = 1;
  return {
    programs: 1,
    clean: judged.clean ? 1 : 0,
    subjects: judged.subjects,
    runs: judged.runs,
    claims: judged.claims,
    verdicts: judged.verdicts,
    constructs,
    found: judged.found,
    gaps,
  };
}

export function together(one: Tally, other: Tally): Tally {
  return {
    programs: one.programs + other.programs,
    clean: one.clean + other.clean,
    subjects: one.subjects + other.subjects,
    runs: one.runs + other.runs,
    claims: summed(one.claims, other.claims),
    verdicts: summed(one.verdicts, other.verdicts),
    constructs: summed(one.constructs, other.constructs),
    found: [...one.found, ...other.found],
    gaps: gapsTogether(one.gaps, other.gaps),
  };
}

type Counts = Readonly<Record<string, number>>;

function summed(one: Counts, other: Counts): Counts {
  const sums: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
