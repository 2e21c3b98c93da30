import type { Breaches } from "./breaches.ts";
import { constructsIn, everyConstruct } from "./constructs/table.ts";
import { type Gap, type GapCounts, gapsTogether, type Looked, noGaps } from "./gaps.ts";
import type { Found, Judged } from "./judge.ts";
import type { Shrunk } from "./shrink/shrink.ts";

/** How long it took, and with how much. */
interface Effort {
  readonly seconds: number;
  /** The sum over all threads: the time on a machine without other work. */
  readonly cpuSeconds: number;
  readonly threads: number;
}

/** The counts at the end of a trial, a line each. */
export function report(
  tally: Tally,
  breaches: Breaches,
  { seconds, cpuSeconds, threads }: Effort,
): readonly string[] {
  const missing = everyConstruct.filter((name) => tally.constructs[name] === undefined);
  const covered = everyConstruct.length - missing.length;
  return [
    "the proofs on trial",
    `  programs    ${shown(tally.programs)} drawn, ${shown(tally.clean)} without an error (${share(tally.clean, tally.programs)}), ${shown(tally.subjects)} plans and goals to be run`,
    `  claims      ${counts(tally.claims)}`,
    `  verdicts    ${counts(tally.verdicts)}`,
    `  runs        ${shown(tally.runs)}`,
    `  constructs  ${covered} of ${everyConstruct.length} covered`,
    ...(missing.length === 0 || tally.programs === 1 ? [] : [`  uncovered   ${missing.join(", ")}`]),
    `  speed       ${(tally.programs / Math.max(seconds, 0.001)).toFixed(0)} programs a second, ${((1_000 * cpuSeconds) / Math.max(1, tally.programs)).toFixed(0)} ms of processor each; ${(seconds / 60).toFixed(1)} min, ${threads} threads`,
    ...gapLines(tally.gaps),
    `  breaches    ${breaches.count === 0 ? "none" : `${shown(breaches.count)}, of which those shown differ`}`,
    ...breaches.different.flatMap(breachLines),
  ];
}

/** Rules that are not proved, and that no run of a small case breaks: by kind, then by cause with the smallest program. */
function gapLines({ looked, causes, gaps }: GapCounts): readonly string[] {
  const kinds = Object.entries(looked).toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (kinds.length === 0) return [];
  const often = Object.entries(causes).toSorted(([, one], [, other]) => other - one);
  return [
    "  gaps        kind; proved; checked and refused (broken by a run, nothing to break it, not broken)",
    ...kinds.map(
      ([kind, of]) =>
        `    ${kind}  proved ${shown(of.proved.rules)}, checked ${lookedAt(of.checked)}, refused ${lookedAt(of.refused)}`,
    ),
    ...often.map(([cause, count]) => `    ${shown(count)} × ${cause}`),
    ...often
      .slice(0, gapsShown)
      .flatMap(([cause]) => gaps.filter((gap) => gap.cause === cause).flatMap(gapText)),
  ];
}

const gapsShown = 12;

function lookedAt({ rules, broken, idle, safe }: Looked): string {
  return `${shown(rules)} (${shown(broken)}, ${shown(idle)}, ${shown(safe)})`;
}

function gapText({ verdict, rule, entry, evidence, text, worlds }: Gap): readonly string[] {
  return [
    "",
    `NOT BROKEN, ${verdict}: ${rule} in ${entry}, in all ${worlds} worlds`,
    `  ${evidence}`,
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
  ];
}

/** Ready to be made a test of. */
export function breachLines({
  kind,
  claim,
  says,
  text,
  entry,
  trigger,
  world,
  story,
}: Shrunk): readonly string[] {
  const started = trigger === undefined ? "" : `, started by ${trigger}`;
  return [
    "",
    `BROKEN, ${kind}: ${claim}`,
    `  ${says}`,
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
    ...(entry === undefined ? [] : [`  run: ${entry}${started}`]),
    ...(world === undefined ? [] : [`  world: ${JSON.stringify(world)}`]),
    ...story.map((line) => `  ${line}`),
  ];
}

function counts(of: Readonly<Record<string, number>>): string {
  const all = Object.entries(of).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return all.length === 0 ? "none" : all.map(([name, count]) => `${name} ${shown(count)}`).join(", ");
}

function share(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)}%`;
}

function shown(number: number): string {
  return number.toLocaleString("en");
}

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
