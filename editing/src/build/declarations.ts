import type { ParseResult } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import { changed, type Edited, faultIn } from "./change.ts";
import { declarationAt, withComments } from "./places.ts";

/** The declarations that have a form. */
export type Declared = "plan" | "trigger" | "guardrail";

export type NewDeclaration = { readonly doc: string; readonly name: string } & (
  | { readonly declares: "plan" }
  /** `on` and `start` without their words. */
  | { readonly declares: "trigger"; readonly on: string; readonly start: string }
  | {
      readonly declares: "guardrail";
      readonly category: string;
      readonly severity: string;
      readonly rule: string;
    }
);

const gone = "The text has changed meanwhile.";

/** Behind all others of its kind; the first one behind everything. */
export function addDeclaration(parsed: ParseResult, made: NewDeclaration): Edited {
  const kind = `${made.declares}Declaration`;
  const { declarations, imports, module } = parsed.file;
  const last =
    declarations.findLast((one) => one.kind === kind) ?? declarations.at(-1) ?? imports.at(-1) ?? module;
  const at = last === undefined ? parsed.source.text.length : withComments(parsed, last.span).end;
  const text = `\n\n${docLines(made.doc)}${declarationText(made)}\n\n`;
  return changed(parsed, [{ span: { start: at, end: at }, newText: text }]);
}

function declarationText(made: NewDeclaration): string {
  switch (made.declares) {
    case "plan":
      return `plan ${made.name}() { }`;
    case "trigger":
      return `trigger ${made.name} {\n  on ${made.on}\n  start ${made.start}\n}`;
    case "guardrail":
      return `guardrail ${made.name} : ${made.category} ${made.severity} {\n  ${made.rule}\n}`;
  }
}

/** Its comments stay, its description as one of them. */
export function removeDeclaration(parsed: ParseResult, start: number): Edited {
  const found = declarationAt(parsed, start);
  if (found === undefined) return { refused: gone };
  const doc = docSpan(parsed, found.span);
  return changed(parsed, [
    { span: { start: doc?.start ?? found.span.start, end: found.span.end }, newText: "" },
  ]);
}

/** The `///` lines above it; an empty text removes them. */
export function describe(parsed: ParseResult, start: number, doc: string): Edited {
  const found = declarationAt(parsed, start);
  if (found === undefined) return { refused: gone };
  const span = docSpan(parsed, found.span) ?? { start, end: start };
  const newText = span.start === span.end ? docLines(doc) : docLines(doc).trimEnd();
  return changed(parsed, [{ span, newText, drops: ({ kind }) => kind === "doc" }]);
}

const docLines = (doc: string): string =>
  doc.trim() === ""
    ? ""
    : `${doc
        .trim()
        .split(/\r\n?|\n/u)
        .map((line) => `/// ${line.trim()}`.trimEnd())
        .join("\n")}\n`;

/** The description of a declaration: the `///` lines among the comments above it. */
function docSpan(parsed: ParseResult, span: Span): Span | undefined {
  const { start } = withComments(parsed, span);
  const docs = parsed.comments.filter(
    (one) => one.kind === "doc" && one.start >= start && one.end <= span.start,
  );
  const [first, last] = [docs[0], docs.at(-1)];
  return first && last && { start: first.start, end: last.end };
}

/** Sets the parameters and the result of a plan, as between its parentheses and behind `->`; an empty result: it gives nothing. */
export function setSignature(
  parsed: ParseResult,
  start: number,
  { parameters, result }: { readonly parameters: string; readonly result: string },
): Edited {
  const found = declarationAt(parsed, start);
  if (found?.kind !== "planDeclaration") return { refused: gone };
  const fault = faultIn(parameters) ?? faultIn(result);
  if (fault !== undefined) return { refused: fault };
  const open = parsed.tokens.findIndex(({ startOffset }) => startOffset >= found.name.span.end);
  let depth = 0;
  let close = open;
  for (; close < parsed.tokens.length; close++) {
    const image = parsed.tokens[close]?.image;
    if (image === "(") depth += 1;
    if (image === ")") depth -= 1;
    if (depth === 0) break;
  }
  const from = parsed.tokens[open]?.startOffset ?? start;
  const end = found.result?.span.end ?? parsed.tokens[close]?.end ?? from;
  const newText = `(${parameters})${result.trim() === "" ? "" : ` -> ${result}`}`;
  return changed(parsed, [
    { span: { start: from, end }, newText, anchor: withComments(parsed, found.span).start },
  ]);
}
