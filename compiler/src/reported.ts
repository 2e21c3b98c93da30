import { unknownName } from "@orchlang/checker/expression";
import { declaredMisspelt, nameUnknown } from "@orchlang/checker/resolve";
import { argumentUnknown } from "@orchlang/checker/routine";
import { unknownType } from "@orchlang/checker/types";
import { type Diagnostic, didYouMean, type Label } from "@orchlang/language";
import { type Texts, withoutFollowOns } from "./follow-ons.ts";
import type { StandardName } from "./standard-names.ts";

/**
 * The diagnostics that an author reads, out of everything the phases found in one project: one error for each mistake,
 * at the place that has to change. The command line and an open editor both call this, so they agree.
 *
 * @param diagnostics in any order; the result keeps it.
 */
export function reported(
  diagnostics: readonly Diagnostic[],
  texts: Texts,
  standard: () => readonly StandardName[],
): readonly Diagnostic[] {
  return withMissingImports(toldAtDeclaration(withoutFollowOns(diagnostics, texts), texts), texts, standard);
}

/** Says of names that are nowhere and may be imported from the standard library how that is done. */
function withMissingImports(
  diagnostics: readonly Diagnostic[],
  { between }: Pick<Texts, "between">,
  standard: () => readonly StandardName[],
): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    const { code, file, span, help, fixes } = diagnostic;
    const isType = code === unknownType.code;
    if ((!isType && code !== nameUnknown.code) || help !== undefined || fixes.length > 0) return diagnostic;
    const text = between(file, span.start, span.end);
    const standardName = standard().find(({ name, kind }) => name === text && (kind === "type") === isType);
    if (standardName === undefined) return diagnostic;
    return {
      ...diagnostic,
      help: `\`${standardName.module}\` has one: \`import ${standardName.module} { ${text} }\`.`,
    };
  });
}

/** Codes of unknown names. */
const unknownCodes: ReadonlySet<string> = new Set(
  [nameUnknown, unknownType, unknownName, argumentUnknown].map(({ code }) => code),
);

/** How many places that use the name are pointed at. */
const placesShown = 3;

/** So many are looked into: each is a search through the whole text. */
const soughtMax = 20;

/** A name that is used in several places of a file and that nothing has, with another that it may be meant for. */
interface Slip {
  readonly file: string;
  readonly used: string;
  readonly declared: string;
  readonly uses: readonly Diagnostic[];
}

/**
 * Reports a misspelt declaration at the declaration: several places use a name that does not exist, and a similar one
 * is declared and never used. If only one place uses it, either of the two may be the slip.
 */
function toldAtDeclaration(
  diagnostics: readonly Diagnostic[],
  { between }: Pick<Texts, "between">,
): readonly Diagnostic[] {
  const slips = slipsIn(diagnostics, between).slice(0, soughtMax);
  const results = new Map<Diagnostic, Diagnostic | undefined>();
  for (const slip of slips) {
    const start = onlyPlace(slip.declared, between(slip.file, 0, Number.MAX_SAFE_INTEGER));
    if (start === undefined) continue;
    for (const use of slip.uses) results.set(use, undefined);
    const [first] = slip.uses;
    if (first !== undefined) results.set(first, atDeclaration(slip, start));
  }
  if (results.size === 0) return diagnostics;
  return diagnostics.flatMap((diagnostic) =>
    results.has(diagnostic) ? (results.get(diagnostic) ?? []) : [diagnostic],
  );
}

function slipsIn(diagnostics: readonly Diagnostic[], between: Texts["between"]): readonly Slip[] {
  const slips = new Map<string, Slip & { readonly uses: Diagnostic[] }>();
  for (const diagnostic of diagnostics) {
    const { code, file, span } = diagnostic;
    const declared = diagnostic.fixes[0]?.edits[0]?.newText;
    if (declared === undefined || !unknownCodes.has(code)) continue;
    const used = between(file, span.start, span.end);
    const key = `${file}\n${used}\n${declared}`;
    const known = slips.get(key);
    if (known === undefined) slips.set(key, { file, used, declared, uses: [diagnostic] });
    else known.uses.push(diagnostic);
  }
  return [...slips.values()].filter(({ uses }) => uses.length > 1).sort(byPlace);
}

/** The choice among many must not depend on the order in which the checks were made. */
function byPlace(a: Slip, b: Slip): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return startOf(a) - startOf(b);
}

function startOf({ uses }: Slip): number {
  return Math.min(...uses.map(({ span }) => span.start));
}

/** Where a name is declared, if the text has it there and nowhere else. */
function onlyPlace(name: string, text: string): number | undefined {
  if (!/^\w+$/u.test(name)) return undefined;
  let only: number | undefined;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const isPart = /\w/u.test(text[at - 1] ?? "") || /\w/u.test(text[at + name.length] ?? "");
    if (isPart) continue;
    if (only !== undefined) return undefined;
    only = at;
  }
  if (only === undefined) return undefined;
  const isDeclared = declaring.test(text.slice(Math.max(0, only - leadMax), only));
  const isField = /^\s*:/u.test(text.slice(only + name.length, only + name.length + leadMax));
  return isDeclared || isField ? only : undefined;
}

/** No more than this is read of what leads to a name. */
const leadMax = 40;

const declaring =
  /\b(?:step|let|for|as|type|unit|role|tool|agent|service|llm|human|resource|signal|flag|event|fusion|goal|plan|policy|guardrail|trigger)\s+$/u;

function atDeclaration({ file, used, declared, uses }: Slip, start: number): Diagnostic {
  const place = { file, span: { start, end: start + declared.length } };
  const others = uses.toSorted((a, b) => a.span.start - b.span.start);
  const labels = others
    .slice(0, placesShown)
    .map(({ span }): Label => ({ file, span, message: "used here" }));
  return declaredMisspelt.at(place, { declared, used }, { labels, ...didYouMean(place, used) });
}
