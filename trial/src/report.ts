import type { Breaches } from "./breaches.ts";
import { everyConstruct } from "./constructs/covered.ts";
import type { Gap, GapCounts, Looked } from "./gaps.ts";
import type { Shrunk } from "./shrink/shrink.ts";
import type { Tally } from "./tally.ts";

/** How long it took, and with how much. */
export interface Effort {
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
    ...breaches.different.flatMap(told),
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
export function told({ kind, claim, says, text, entry, trigger, world, story }: Shrunk): readonly string[] {
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
