import { alwaysDenied } from "@orchlang/analysis/rules";
import { answerUnasked } from "@orchlang/checker/declarations";
import { nameUnknown } from "@orchlang/checker/resolve";
import { closest, type Diagnostic } from "@orchlang/language";

/**
 * Removes cascading errors: one mistake, one error.
 * - On a line that cannot be read, later phases' errors about the rest of the line and the word directly before it:
 *   two words swapped across the end of a line are one mistake.
 * - In a file with an error, warnings about unused names: a misspelt use is the missing one. The same for names that
 *   a rejected use in another file mentions.
 * - In a file whose `defaults` can't be read, what is said of effects, labels and rules: the clauses are missing.
 * - In a file with a syntax error, warnings, and reports about policies that always deny: the missing part may
 *   contain what they are about.
 */
export function withoutFollowOns(diagnostics: readonly Diagnostic[], texts: Texts): readonly Diagnostic[] {
  const { lineOf } = texts;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const broken = new Set(errors.map(({ file }) => file));
  const culprits = new Set(errors.flatMap(({ labels }) => labels.map(at)));
  const isFollowOn = (unused: Diagnostic): boolean => broken.has(unused.file) || culprits.has(at(unused));
  const unread = new Set(diagnostics.filter(isSyntax).map((diagnostic) => place(diagnostic, lineOf)));
  // A call by an unknown name may be the one that a scenario answers.
  const misnamed = new Set(errors.filter(({ code }) => code === nameUnknown.code).map(({ file }) => file));
  const unreadFiles = new Set(diagnostics.filter(isSyntax).map(({ file }) => file));
  const withoutDefaults = new Set(
    diagnostics.filter((one) => isSyntax(one) && isDefaults(one, texts)).map(({ file }) => file),
  );
  const isBeside = besideUnread(diagnostics.filter(isSyntax), texts);
  return diagnostics.filter((diagnostic) => {
    if (isSyntax(diagnostic)) return true;
    if (diagnostic.severity === "warning" && unreadFiles.has(diagnostic.file)) return false;
    if (withoutDefaults.has(diagnostic.file) && restsOnClauses.test(diagnostic.code)) return false;
    if (diagnostic.code === alwaysDenied.code && unreadFiles.has(diagnostic.file)) return false;
    if (diagnostic.code === answerUnasked.code && misnamed.has(diagnostic.file)) return false;
    if (diagnostic.tags?.includes("unnecessary") && isFollowOn(diagnostic)) return false;
    return unread.size === 0 || !(unread.has(place(diagnostic, lineOf)) || isBeside(diagnostic));
  });
}

/** The texts that diagnostics refer to. */
export interface Texts {
  readonly lineOf: (file: string, offset: number) => number | undefined;
  /** The text between two offsets. */
  readonly between: (file: string, start: number, end: number) => string;
}

/** True if nothing stands between a mistake and the next thing that cannot be read. */
function besideUnread(
  unread: readonly Diagnostic[],
  { between }: Texts,
): (diagnostic: Diagnostic) => boolean {
  return ({ file, span }) =>
    unread.some(({ file: other, span: { start } }) => {
      if (other !== file || start < span.end || start - span.end > besideMax) return false;
      return /^\s*$/u.test(between(file, span.end, start));
    });
}

/** True if the mistake is the first word of a module's `defaults`, or the kind behind it. */
function isDefaults({ file, span }: Diagnostic, { between }: Texts): boolean {
  const before = between(file, Math.max(0, span.start - headMax), span.start);
  const isWord = closest(between(file, span.start, span.end), ["defaults"]) !== undefined;
  return isWord || /\bdefaults\b[^{}\n]*$/u.test(before);
}

/** `defaults service `, and a word too many. */
const headMax = 30;

/** Data flow, and phase 4. */
const restsOnClauses = /^ORCH(?:35|4)/u;

/** A line with a deeper indentation has no neighbours. */
const besideMax = 200;

function at({ file, span }: Pick<Diagnostic, "file" | "span">): string {
  return `${file}:${span.start}`;
}

/** The first digit of a code is its phase. A syntax warning does not prevent reading. */
function isSyntax({ code, severity }: Diagnostic): boolean {
  return code.startsWith("ORCH0") && severity !== "warning";
}

/** The line on which it begins, as `file:line`. */
function place({ file, span }: Diagnostic, lineOf: Texts["lineOf"]): string {
  return `${file}:${lineOf(file, span.start) ?? span.start}`;
}
