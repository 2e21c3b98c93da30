import type { ParseResult } from "@orchlang/language";
import { type Block, bracedClauses } from "@orchlang/language/ast";
import { type Change, changed, type Edited, faultOf, read } from "./change.ts";
import { bracesOf } from "./declarations.ts";
import { behind, blockAt, declarationAt, statementAt, withComments } from "./places.ts";

/** A place in a block: in front of its statement with this index, or behind all of them. */
export interface BlockPlace {
  /** Where the block's brace is. */
  readonly block: number;
  readonly index: number;
}

const gone = "The text has changed meanwhile.";

export function addStatement(parsed: ParseResult, place: BlockPlace, text: string): Edited {
  const at = insertion(parsed, place);
  const fault = at === undefined ? gone : faultAsStatements(text);
  if (at === undefined || fault !== undefined) return { refused: fault ?? gone };
  return changed(parsed, [{ span: { start: at, end: at }, newText: `\n${text}\n` }]);
}

/** Its comments stay where it was. */
export function removeStatement(parsed: ParseResult, start: number): Edited {
  const statement = statementAt(parsed, start);
  return statement === undefined
    ? { refused: gone }
    : changed(parsed, [{ span: statement.span, newText: "" }]);
}

/** With the comments above it and behind it. */
export function moveStatement(parsed: ParseResult, start: number, place: BlockPlace): Edited {
  const statement = statementAt(parsed, start);
  const at = insertion(parsed, place);
  if (statement === undefined || at === undefined) return { refused: gone };
  if (statement.span.start < place.block && place.block < statement.span.end)
    return { refused: "A statement cannot be moved into itself." };
  const span = withComments(parsed, statement.span);
  if (span.start <= at && at <= span.end) return changed(parsed, []);
  const newText = `\n${parsed.source.text.slice(span.start, span.end)}\n`;
  const cut: Change = { span, newText: "" };
  return changed(parsed, [cut, { span: { start: at, end: at }, newText }]);
}

/** Other statements in its place, as text. */
export function rewriteStatement(parsed: ParseResult, start: number, text: string): Edited {
  const statement = statementAt(parsed, start);
  if (statement === undefined) return { refused: gone };
  const fault = faultAsStatements(text);
  if (fault !== undefined) return { refused: fault };
  // A comment at the end of the text would hide what follows on the line.
  return changed(parsed, [{ span: statement.span, newText: `${text}\n` }]);
}

/** Why a text cannot stand in a block, by itself. */
function faultAsStatements(text: string): string | undefined {
  const alone = read(`module m plan p() {\n${text}\n}`);
  if (alone.file.declarations.length > 1) return "It closes a bracket that it does not open.";
  return faultOf(alone);
}

function insertion(parsed: ParseResult, { block: start, index }: BlockPlace): number | undefined {
  const block = blockAt(parsed, start);
  if (block === undefined) return undefined;
  const next = block.statements[index];
  if (next !== undefined) return withComments(parsed, next.span).start;
  const last = block.statements.at(-1);
  if (last !== undefined) return behind(parsed, last.span.end);
  const clause = clausesAbove(parsed, block).at(-1);
  return behind(parsed, clause?.span.end ?? block.span.start + 1);
}

/** The clauses at the top of a plan's body. */
function clausesAbove({ file }: ParseResult, block: Block) {
  const plan = file.declarations.find((one) => one.kind === "planDeclaration" && one.body === block);
  return plan?.kind === "planDeclaration" ? plan.clauses : [];
}

/** A clause of a declaration, or an option of a step: written anew, added (without a place) or removed (without a text). */
export function setClause(
  parsed: ParseResult,
  owner: number,
  at: number | undefined,
  text: string | undefined,
): Edited {
  const list = clauseList(parsed, owner);
  if (list === undefined) return { refused: gone };
  const { clauses, add } = list;
  if (at === undefined) return text === undefined ? changed(parsed, []) : changed(parsed, [add(text)]);
  const clause = clauses.find(({ span }) => span.start === at);
  if (clause === undefined) return { refused: gone };
  if (text !== undefined || list.whole === undefined || clauses.length > 1)
    return changed(parsed, [{ span: clause.span, newText: text ?? "", anchor: list.anchor }]);
  return changed(parsed, [{ span: list.whole, newText: "", anchor: list.anchor }]);
}

interface ClauseList {
  readonly clauses: readonly { readonly span: { readonly start: number; readonly end: number } }[];
  /** With its braces, if these go with the last of it. */
  readonly whole?: { readonly start: number; readonly end: number };
  readonly anchor: number;
  add(text: string): Change;
}

const insert = (at: number, newText: string): Change => ({ span: { start: at, end: at }, newText });

function clauseList(parsed: ParseResult, owner: number): ClauseList | undefined {
  const statement = statementAt(parsed, owner);
  if (statement?.kind === "step") {
    const { options, body, span } = statement;
    const anchor = withComments(parsed, span).start;
    if (options === undefined)
      return { clauses: [], anchor, add: (text) => insert(body.span.end, ` { ${text} }`) };
    const end = behind(parsed, options.options.at(-1)?.span.end ?? options.span.start + 1);
    return {
      clauses: options.options,
      whole: options.span,
      anchor,
      add: (text) => insert(end, `\n${text}\n`),
    };
  }
  const declaration = declarationAt(parsed, owner);
  if (declaration === undefined) return undefined;
  const anchor = withComments(parsed, declaration.span).start;
  const last = (clauses: ClauseList["clauses"], open: number): ClauseList => {
    const end = behind(parsed, clauses.at(-1)?.span.end ?? open + 1);
    return { clauses, anchor, add: (text) => insert(end, `\n${text}\n`) };
  };
  switch (declaration.kind) {
    case "planDeclaration":
      return last(declaration.clauses, declaration.body.span.start);
    case "triggerDeclaration":
      return last(declaration.clauses, braceBehind(parsed, declaration.name.span.end));
    case "guardrailDeclaration":
      return last(declaration.rules, braceBehind(parsed, declaration.name.span.end));
    case "policyDeclaration":
      return last(declaration.clauses, braceBehind(parsed, declaration.name.span.end));
    case "scenarioDeclaration":
      return last(declaration.clauses, braceBehind(parsed, declaration.target.span.end));
    case "fusionDeclaration":
      return last(declaration.clauses, bracesOf(parsed, declaration)?.start ?? declaration.span.end);
    case "capability":
    case "eventDeclaration": {
      const braces = bracesOf(parsed, declaration);
      const clauses = declaration.kind === "capability" ? bracedClauses(declaration) : declaration.clauses;
      if (braces !== undefined) return { ...last(clauses, braces.start), whole: braces };
      return { clauses, anchor, add: (text) => insert(declaration.span.end, ` { ${text} }`) };
    }
    default:
      return undefined;
  }
}

const braceBehind = ({ source }: ParseResult, at: number): number => source.text.indexOf("{", at);
