import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import { foreignOperator } from "../../lexer/lexical-errors.ts";
import type { Token } from "../../lexer/token.ts";
import * as kinds from "../../lexer/token-types.ts";
import { clip, describeFound } from "../expectations.ts";
import type { FaultContext } from "../fault.ts";
import { indexAccess, unexpected } from "../syntax-errors.ts";
import * as layout from "../token-view.ts";
import { foreignSpelling } from "./table.ts";

/* Signs and brackets that mean something in other languages, and are read here as two that don't go together. */

type Explanation = (context: FaultContext, token: Token, before: Token) => Diagnostic | undefined;

const explanations: readonly Explanation[] = [
  optionalField,
  pair,
  walrus,
  access,
  range,
  lambda,
  conditional,
  listType,
  generic,
];

export function explainForeignSign(context: FaultContext): Diagnostic | undefined {
  if (context.at === 0) return undefined;
  const token = layout.tokenAt(context, context.at);
  const before = layout.tokenAt(context, context.at - 1);
  for (const explain of explanations) {
    const diagnostic = explain(context, token, before);
    if (diagnostic !== undefined) return diagnostic;
  }
  return undefined;
}

/** `a <> b`, `a =< b`, `a ** b`, `A::b`, reported at the sign that could not be read. */
function pair(context: FaultContext, token: Token, before: Token): Diagnostic | undefined {
  const next = layout.tokenAt(context, context.at + 1);
  const diagnostic = pairOf(context, before, token) ?? pairOf(context, token, next);
  if (diagnostic !== undefined || !layout.isWord(context, context.at)) return diagnostic;
  // `n += 1`, where a statement has to begin.
  return pairOf(context, next, layout.tokenAt(context, context.at + 2));
}

function pairOf(context: FaultContext, first: Token, second: Token): Diagnostic | undefined {
  const operator = first.image + second.image;
  const row = foreignSpelling("sign", operator);
  // `{ **a }` takes over what is in another record.
  const isSpread = operator === "**" && /[{,]\s*$/.test(context.text.slice(0, first.startOffset).slice(-20));
  if (isSpread) return undefined;
  if (row === undefined || first.end !== second.startOffset) return undefined;
  const { instead, meant = instead ?? "", safe = false, help } = row;
  const diagnostic = written(context, first, second, operator, meant, safe);
  return help === undefined ? diagnostic : { ...diagnostic, help, fixes: [] };
}

/** `a->b` */
function access(context: FaultContext, token: Token, before: Token): Diagnostic | undefined {
  const next = layout.tokenAt(context, context.at + 1);
  const isClose = before.end === token.startOffset && token.end === next.startOffset;
  if (token.tokenType !== kinds.Arrow || !isClose || !layout.isWord(context, context.at + 1))
    return undefined;
  return layout.isWord(context, context.at - 1) ? written(context, token, token, "->", ".", true) : undefined;
}

const ends = "Both ends of a range are in it: `1..10`.";

/** `1...10`, `1..<10` */
function range(context: FaultContext, token: Token, before: Token): Diagnostic | undefined {
  if (
    token.tokenType === kinds.Ellipsis &&
    before.tokenType !== kinds.LeftBrace &&
    before.tokenType !== kinds.Comma
  )
    return { ...written(context, token, token, "...", "..", true), help: ends };
  if (before.tokenType !== kinds.DotDot || token.tokenType !== kinds.Less) return undefined;
  return { ...written(context, before, token, "..<", "..", false), help: ends };
}

/** `step a := f()` */
function walrus(context: FaultContext, token: Token): Diagnostic | undefined {
  const next = layout.tokenAt(context, context.at + 1);
  if (token.tokenType !== kinds.Colon || next.tokenType !== kinds.Assign) return undefined;
  return token.end === next.startOffset ? written(context, token, next, ":=", "=", true) : undefined;
}

/** Tokens that stand before a value, and so before a lambda. */
const parameterBegins: ReadonlySet<Token["tokenType"]> = new Set([
  ...[kinds.Assign, kinds.LeftParen, kinds.Comma, kinds.Colon, kinds.FatArrow],
]);

/** `x -> x + 1`, `(x) => x + 1` */
function lambda(context: FaultContext, token: Token, before: Token): Diagnostic | undefined {
  const begins = parameterBegins.has(layout.typeAt(context, context.at - 2));
  // A type stands before the arrow of a result, where a bracket is missing.
  const isValue = layout.isWord(context, context.at - 1) && !/^[A-Z]/u.test(before.image);
  if (token.tokenType === kinds.Arrow && begins && isValue)
    return written(context, token, token, "->", "=>", false);
  if (token.tokenType !== kinds.FatArrow || before.tokenType !== kinds.RightParen) return undefined;
  const open = layout.tokenAt(context, context.at - 3);
  const name = layout.tokenAt(context, context.at - 2);
  if (open.tokenType !== kinds.LeftParen || !layout.isWord(context, context.at - 2)) return undefined;
  return written(context, open, before, `(${name.image})`, name.image, false);
}

/** `a ? b : c` */
function conditional(context: FaultContext, token: Token): Diagnostic | undefined {
  if (token.tokenType !== kinds.Question) return undefined;
  for (let index = context.at + 1; !layout.beginsLine(context, index); index++) {
    const type = layout.typeAt(context, index);
    if (type === kinds.EndOfFile) return undefined;
    if (type === kinds.Colon) return foreign(context, token, "a ? b : c", "if a then b else c", []);
  }
  return undefined;
}

/** `{ a?: Int }` */
function optionalField(context: FaultContext, token: Token): Diagnostic | undefined {
  const next = layout.tokenAt(context, context.at + 1);
  const isField =
    layout.typeAt(context, context.at - 2) !== kinds.Dot && layout.isWord(context, context.at + 2);
  if (token.tokenType !== kinds.Question || next.tokenType !== kinds.Colon || !isField) return undefined;
  const name = layout.tokenAt(context, context.at - 1).image;
  return foreign(context, token, `${name}?: T`, `${name}: T?`, []);
}

/** `Int[]` */
function listType(context: FaultContext, token: Token, before: Token): Diagnostic | undefined {
  const next = layout.tokenAt(context, context.at + 1);
  if (token.tokenType !== kinds.LeftBracket || next.tokenType !== kinds.RightBracket) return undefined;
  if (!layout.isWord(context, context.at - 1) || before.end !== token.startOffset) return undefined;
  return written(context, before, next, `${before.image}[]`, `[${before.image}]`, true);
}

const genericOf: Readonly<Record<string, (type: string) => string>> = {
  Array: (type) => `[${type}]`,
  List: (type) => `[${type}]`,
  Set: (type) => `[${type}]`,
  Optional: (type) => `${type}?`,
  Option: (type) => `${type}?`,
  Maybe: (type) => `${type}?`,
};

/** `List<Int>`, `Optional[Int]` */
function generic(context: FaultContext, token: Token, before: Token): Diagnostic | undefined {
  const suggestion = Object.hasOwn(genericOf, before.image) ? genericOf[before.image] : undefined;
  const close = layout.tokenAt(context, context.at + 2);
  const closer = token.tokenType === kinds.Less ? kinds.Greater : kinds.RightBracket;
  const opens = token.tokenType === kinds.Less || token.tokenType === kinds.LeftBracket;
  if (!opens || suggestion === undefined || close.tokenType !== closer) return undefined;
  const type = layout.tokenAt(context, context.at + 1).image;
  const { image } = before;
  return written(
    context,
    before,
    close,
    `${image}${token.image}${type}${close.image}`,
    suggestion(type),
    false,
  );
}

/** The text from one token to another is written differently in orch. */
function written(
  context: FaultContext,
  from: Token,
  to: Token,
  operator: string,
  suggestion: string,
  safe: boolean,
): Diagnostic {
  const span = { start: from.startOffset, end: to.end };
  const edits = [{ file: context.file, span, newText: suggestion }];
  return foreign(context, { ...from, end: to.end }, operator, suggestion, [
    { title: `Write \`${suggestion}\``, safe, edits },
  ]);
}

function foreign(
  { file }: FaultContext,
  { startOffset, end }: Token,
  operator: string,
  meant: string,
  fixes: readonly Fix[],
): Diagnostic {
  return foreignOperator.at({ file, span: { start: startOffset, end } }, { operator, meant }, { fixes });
}

/** `a[i]` */
export function explainIndexAccess(context: FaultContext): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  const before = layout.tokenAt(context, context.at - 1);
  if (token.tokenType !== kinds.LeftBracket || before.end !== token.startOffset) return undefined;
  const close = matching(context, context.at);
  // Types and kinds begin with a capital.
  if (close === undefined || /^[A-Z]/u.test(before.image)) return undefined;
  if (isFamily(context)) {
    const place = { file: context.file, span: { start: token.startOffset, end: token.end } };
    const help = `A family has its index in round brackets, with a type: \`${before.image}(place: Place)\`.`;
    return unexpected.at(place, { expected: "`(` or `:`", found: describeFound(token) }, { help });
  }
  const closer = layout.tokenAt(context, close);
  const index = context.text.slice(token.end, closer.startOffset);
  const span = { start: token.startOffset, end: closer.end };
  const field = /^"([a-z_]\w*)"$/i.exec(index)?.[1];
  const newText = field === undefined ? `.at(${index})` : `.${field}`;
  const what = field === undefined ? "a list's element" : "a field";
  const edits = [{ file: context.file, span, newText }];
  const fixes = [{ title: `Write \`${clip(newText)}\``, safe: field === undefined, edits }];
  return indexAccess.at({ file: context.file, span }, { what, written: clip(newText) }, { fixes });
}

/** `signal pressure[Section]: …`: an index behind the name that is declared. */
function isFamily(context: FaultContext): boolean {
  const word = layout.tokenAt(context, context.at - 2);
  return context.at - 2 <= context.declaration + 1 && /^(?:signal|flag|trigger)$/.test(word.image);
}

/** The index of the bracket that closes the one at `open`, on the same line. */
function matching(context: FaultContext, open: number): number | undefined {
  let depth = 0;
  for (let index = open; index < context.tokens.length; index++) {
    const type = layout.typeAt(context, index);
    if (index > open && (type === kinds.EndOfFile || layout.beginsLine(context, index))) return undefined;
    if (layout.isOpener(type)) depth++;
    else if (layout.isCloser(type) && --depth === 0) return index;
  }
  return undefined;
}
