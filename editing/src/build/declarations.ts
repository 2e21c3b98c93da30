import type { ParseResult } from "@orchlang/language";
import type { Declaration, Span } from "@orchlang/language/ast";
import { changed, type Edited, faultIn } from "./change.ts";
import { declarationAt, withComments } from "./places.ts";

/** The declarations that have a form. */
export type Declared =
  | "plan"
  | "trigger"
  | "guardrail"
  | "capability"
  | "event"
  | "fusion"
  | "policy"
  | "scenario";

/** Parts are as they are written, without their words. Those that may be empty say so. */
export type NewDeclaration = { readonly doc: string; readonly name: string } & (
  | { readonly declares: "plan" }
  | { readonly declares: "trigger"; readonly on: string; readonly start: string }
  | {
      readonly declares: "guardrail";
      readonly category: string;
      readonly severity: string;
      readonly rule: string;
    }
  /** `brief`: effect and time limit, `idempotent <= 30s`; may be empty, as `result` and `clauses`. */
  | {
      readonly declares: "capability";
      readonly kind: "tool" | "agent" | "service" | "llm" | "human";
      readonly result: string;
      readonly brief: string;
      readonly clauses: string;
    }
  | { readonly declares: "event"; readonly from: string; readonly category: string }
  /** `join`: events with their names here, `smoke as seen, call as reported`; `emit`: the fields, with braces. */
  | {
      readonly declares: "fusion";
      readonly parameters: string;
      readonly join: string;
      readonly within: string;
      readonly emit: string;
    }
  /** `clause`: with its word, `deny when …`. */
  | {
      readonly declares: "policy";
      readonly category: string;
      readonly severity: string;
      readonly on: string;
      readonly clause: string;
    }
  /** `name`: the title as a string, with its quotes. */
  | { readonly declares: "scenario"; readonly target: string; readonly clauses: string }
);

const gone = "The text has changed meanwhile.";

/** Behind all others of its kind; the first one behind everything. */
export function addDeclaration(parsed: ParseResult, made: NewDeclaration): Edited {
  const kind = made.declares === "capability" ? "capability" : `${made.declares}Declaration`;
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
    case "capability": {
      const result = made.result.trim() === "" ? "" : ` -> ${made.result}`;
      const clauses = made.clauses.trim() === "" ? "" : ` {\n${made.clauses}\n}`;
      return `${made.kind} ${made.name}()${result} ${made.brief}${clauses}`;
    }
    case "event":
      return `event ${made.name}() {\n  from ${made.from}\n  category ${made.category}\n}`;
    case "fusion":
      return `fusion ${made.name}(${made.parameters}) {\n  join ${made.join}\n  within ${made.within}\n  emit ${made.emit}\n}`;
    case "policy":
      return `policy ${made.name} : ${made.category} ${made.severity} {\n  on ${made.on}\n  ${made.clause}\n}`;
    case "scenario":
      return `scenario ${made.name} for ${made.target} {\n${made.clauses}\n}`;
  }
}

/** Its comments stay, its description as one of them. */
export function removeDeclaration(parsed: ParseResult, start: number): Edited {
  const declaration = declarationAt(parsed, start);
  if (declaration === undefined) return { refused: gone };
  const doc = docSpan(parsed, declaration.span);
  return changed(parsed, [
    { span: { start: doc?.start ?? declaration.span.start, end: declaration.span.end }, newText: "" },
  ]);
}

/** The `///` lines above it; an empty text removes them. */
export function describe(parsed: ParseResult, start: number, doc: string): Edited {
  const declaration = declarationAt(parsed, start);
  if (declaration === undefined) return { refused: gone };
  const span = docSpan(parsed, declaration.span) ?? { start, end: start };
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

/**
 * Sets the parameters and the result of a plan or capability, as between its parentheses and behind `->`; an empty result:
 * it gives nothing. Of an event or a fusion, its fields.
 */
export function setSignature(
  parsed: ParseResult,
  start: number,
  { parameters, result }: { readonly parameters: string; readonly result: string },
): Edited {
  const declaration = declarationAt(parsed, start);
  if (declaration === undefined || !isSigned(declaration)) return { refused: gone };
  const fault = faultIn(parameters) ?? faultIn(result);
  if (fault !== undefined) return { refused: fault };
  const { open, close } = parenthesesOf(parsed, declaration);
  const end = ("result" in declaration ? declaration.result?.span.end : undefined) ?? close;
  const newText = `(${parameters})${result.trim() === "" ? "" : ` -> ${result}`}`;
  return changed(parsed, [
    { span: { start: open, end }, newText, anchor: withComments(parsed, declaration.span).start },
  ]);
}

type Signed = Extract<
  Declaration,
  { readonly kind: "planDeclaration" | "capability" | "eventDeclaration" | "fusionDeclaration" }
>;

function isSigned(one: Declaration): one is Signed {
  return ["planDeclaration", "capability", "eventDeclaration", "fusionDeclaration"].includes(one.kind);
}

/** Where the parentheses behind a name begin and end. */
function parenthesesOf(
  { tokens }: ParseResult,
  { name, span }: Signed,
): { readonly open: number; readonly close: number } {
  const open = tokens.findIndex(({ startOffset }) => startOffset >= name.span.end);
  let depth = 0;
  let close = open;
  for (; close < tokens.length; close++) {
    const image = tokens[close]?.image;
    if (image === "(") depth += 1;
    if (image === ")") depth -= 1;
    if (depth === 0) break;
  }
  const from = tokens[open]?.startOffset ?? span.start;
  return { open: from, close: tokens[close]?.end ?? from };
}

/** The braces of a capability, an event or a fusion with its clauses; undefined: it has none. */
export function bracesOf(
  parsed: ParseResult,
  one: Exclude<Signed, { readonly kind: "planDeclaration" }>,
): Span | undefined {
  const brief = one.kind === "capability" ? one.clauses[(one.brief ?? 0) - 1] : undefined;
  const result = one.kind === "capability" ? one.result : undefined;
  const head = brief?.span.end ?? result?.span.end ?? parenthesesOf(parsed, one).close;
  const next = parsed.tokens.find(({ startOffset }) => startOffset >= head);
  return next?.image === "{" ? { start: next.startOffset, end: one.span.end } : undefined;
}
