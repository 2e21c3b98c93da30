import { type CompileResult, certificatesOf } from "@orchlang/compiler";
import { checkCertificates } from "@orchlang/plan/certificate";
import type { Subject } from "./claim.ts";
import { subjectsOf } from "./compile.ts";
import { gapsIn, noGaps } from "./gaps.ts";
import { type Found, judge } from "./judge.ts";
import { monitors } from "./monitors.ts";
import { drawProgram } from "./program/draw.ts";
import type { ThemeName } from "./program/themes.ts";
import { noPrograms, type Tally, tallyOf, together } from "./report.ts";
import { type Shrunk, shrink } from "./shrink/shrink.ts";

/** Programs that a thread judges by itself: so many, from a seed on. */
export interface Part {
  readonly from: number;
  readonly programs: number;
  readonly theme?: ThemeName;
  /** In which each plan is played. */
  readonly worlds: number;
  /** True if rules that are not proved are looked at, too. */
  readonly gaps: boolean;
  /** True if what certificates show is tried, in place of what the compiler proves. */
  readonly certificates: boolean;
  /** Ends it even if there are programs left. In ms of `Date.now()`. */
  readonly until?: number;
}

function deadline(until = Number.POSITIVE_INFINITY): () => boolean {
  return () => Date.now() >= until;
}

/** Called by the pool of threads. */
export default function judged({ from, programs, theme, worlds, gaps, certificates, until }: Part): Tally {
  const isOver = deadline(until);
  let tally = noPrograms;
  for (let seed = from; seed < from + programs && !isOver(); seed++) {
    const drawn = drawProgram({ seed, ...(theme === undefined ? {} : { theme }) });
    const text = certificates ? lenient(drawn) : drawn;
    const one = judge(text, {
      monitors,
      worlds,
      seed,
      isOver,
      ...(certificates ? { subjects: certifiedSubjects } : {}),
    });
    tally = together(tally, tallyOf(text, one, gaps && one.clean ? gapsIn(text, monitors) : noGaps));
  }
  return tally;
}

/** Worlds in which a smaller program is tried beside the one that broke the larger. */
const worldsAgain = 3;

/** Called by the pool of threads, by its name. */
export function shrunk({ found, tries, certificates, until }: ToShrink): Shrunk {
  const subjects = certificates ? { subjects: certifiedSubjects } : {};
  const isOver = deadline(until);
  return shrink(found, { monitors, worlds: worldsAgain, seed: 1, isOver, ...subjects }, tries);
}

interface ToShrink {
  readonly found: Found;
  readonly tries: number;
  readonly certificates: boolean;
  readonly until?: number;
}

/**
 * The same program with rules that stop nothing: a rule that is refused is noted, and no gate keeps a run from breaking it.
 * Triggers are left out, since a plan file does not say what starts it, and no certificate is about that.
 */
export function lenient(text: string): string {
  return text
    .replaceAll(/^trigger .*\n/gmu, "")
    .replaceAll(/guardrail (\w+)(\s*:\s*\w+(\s+\w+)?)?\s*\{/g, "guardrail $1 : x warning {");
}

/**
 * The subjects of a program in which exactly those rules are called proved that a certificate shows, whatever the analyses
 * say of them: so the checker is tried alone.
 *
 * @throws where a certificate that the compiler writes is rejected.
 */
export function certifiedSubjects(text: string, compiled: CompileResult): readonly Subject[] {
  return subjectsOf(text, compiled).map((subject) => {
    const { file, entry } = subject;
    const members = compiled.context(entry);
    const claimed = file.plan.obligations.map((each) => ({ ...each, verdict: "proved" as const }));
    const plan = { ...file.plan, obligations: claimed };
    const certificates = members === undefined ? undefined : certificatesOf(plan, members);
    const { verified, rejected } = checkCertificates({ plan, ...(certificates && { certificates }) });
    const [first] = rejected;
    if (first !== undefined)
      throw new Error(`a certificate is rejected: ${first.obligation}: ${first.because}`);
    const obligations = claimed.map((each) =>
      verified.includes(each.id) ? each : { ...each, verdict: "checked" as const },
    );
    return { ...subject, file: { ...file, plan: { ...plan, obligations } } };
  });
}
