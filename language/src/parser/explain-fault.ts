import type { Span } from "../ast/span.ts";
import type { Diagnostic, Fix, Label } from "../diagnostics/diagnostic.ts";
import { closest } from "../diagnostics/suggest.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, word } from "../lexer/token-types.ts";
import { reservedWords, spacedUnits } from "../lexer/words.ts";
import { describeExpected, describeFound } from "./expectations.ts";
import type { FaultContext, SyntaxFault } from "./fault.ts";
import { explainForeignSign, explainIndexAccess } from "./foreign/explain-signs.ts";
import { explainForeignOperator, explainLabelFirst, explainSeverity } from "./foreign/explain-values.ts";
import {
  explainExtraSign,
  explainForeignCall,
  explainForeignForm,
  explainForeignRule,
  explainMissingSign,
} from "./foreign/explain-words.ts";
import {
  cutOff,
  missingComma,
  notACount,
  reservedName,
  spacedUnit,
  strayBracket,
  unclosedBracket,
  unexpected,
  wrongEquals,
} from "./syntax-errors.ts";
import * as layout from "./token-view.ts";

type Explanation = (context: FaultContext, fault: SyntaxFault) => Diagnostic | undefined;

/** Possible causes of a fault, the most certain first. */
const explanations: readonly Explanation[] = [
  explainLabelFirst,
  explainForeignSign,
  explainIndexAccess,
  explainForeignCall,
  explainForeignRule,
  explainExtraSign,
  explainMissingSign,
  explainEquals,
  explainSeverity,
  explainReserved,
  explainForeignOperator,
  explainCount,
  explainUnclosedBracket,
  explainSpacedUnit,
  explainMissingComma,
  explainForeignForm,
  explainStray,
  explainEarlyEnd,
];

/** Finds the words for a fault. */
export function explainFault(context: FaultContext, fault: SyntaxFault): Diagnostic {
  if (fault.diagnostic !== undefined) return fault.diagnostic;
  if (context.next !== undefined) return explainCutOff({ ...context, at: context.next }, context.at, fault);
  for (const explain of explanations) {
    const diagnostic = explain(context, fault);
    if (diagnostic !== undefined) return diagnostic;
  }
  const token = layout.tokenAt(context, context.at);
  const expected = describeExpected(fault.rule, fault.expected);
  if (layout.endsBefore(context, context.first, context.at))
    return cutOff.at(placeOf(context, layout.tokenAt(context, context.at - 1)), { expected });
  return unexpected.at(placeOf(context, token), { expected, found: describeFound(token) });
}

/** A part that ends too early, at the end of its line: before `context.at`. */
export function explainCutOff(context: FaultContext, faultAt: number, fault?: SyntaxFault): Diagnostic {
  const open = layout.openBracket(context, context.first, context.at);
  if (open !== undefined) return explainUnclosed(context, layout.tokenAt(context, open));
  const last = layout.tokenAt(context, context.at - 1);
  const isThere = fault !== undefined && faultAt === context.at;
  const guessed = layout.isWord(context, context.at - 1) ? "the rest" : "a value";
  const expected = isThere ? describeExpected(fault.rule, fault.expected) : guessed;
  const begins = describeFound(layout.tokenAt(context, context.at));
  const notes = [`The ${begins} on the next line begins something of its own.`];
  // `fail "why" when c`
  const isBehind =
    layout.tokenAt(context, context.first).image === "when" && !layout.beginsLine(context, context.first);
  const help = isBehind
    ? { help: 'A conditional step stands in a block: `when c { fail "why" }`.' }
    : importHelp(context, last);
  return cutOff.at(placeOf(context, last), { expected }, { notes, ...help });
}

/** `import std.time` */
function importHelp(context: FaultContext, last: Token): { readonly help?: string } {
  if (layout.tokenAt(context, context.first).image !== "import" || last.tokenType !== Identifier) return {};
  return { help: "An import names what it takes from a module: `import std.time { is_weekday }`." };
}

/** Explains text that stands where no part of a list can; undefined where nothing more is known. */
export function explainLoose(context: FaultContext): Diagnostic | undefined {
  return (
    explainForeignSign(context) ??
    explainForeignOperator(context) ??
    explainIndexAccess(context) ??
    explainSpacedUnit(context) ??
    explainStray(context)
  );
}

/** A bracket without its other half, reported at the one that the layout shows to be forgotten. */
export function explainUnclosed(context: FaultContext, open: Token): Diagnostic {
  const stray = layout.strayCloser(
    context,
    context.declaration,
    layout.declarationEnd(context, context.declaration),
  );
  if (stray !== undefined) {
    const closer = layout.tokenAt(context, stray);
    return strayBracket.at(placeOf(context, closer), { bracket: closer.image });
  }
  const isBrace = open.tokenType === kinds.LeftBrace;
  const culprit = isBrace ? layout.unclosedBrace(context, context.declaration, context.at) : undefined;
  const opener = culprit === undefined ? open : layout.tokenAt(context, culprit);
  const closing = closingOf(opener);
  const before = layout.tokenAt(context, context.at - 1);
  const labels: Label[] = [];
  const fixes: Fix[] = [];
  if (opener === open && before !== open) {
    const span = { start: before.end, end: before.end };
    if (!isBrace) {
      labels.push({ file: context.file, span: spanOf(before), message: "it could be closed behind this" });
      const edits = [{ file: context.file, span, newText: closing }];
      fixes.push({ title: `Put \`${closing}\` behind ${describeFound(before)}`, safe: false, edits });
    }
  }
  return unclosedBracket.at(placeOf(context, opener), { bracket: opener.image, closing }, { labels, fixes });
}

/** `f(a = 1)`, `{ a = 1 }`, `when a = b {`, `a === b`, `resource r = Kind` */
function explainEquals(context: FaultContext, fault: SyntaxFault): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  if (token.tokenType !== kinds.Assign) return undefined;
  const before = layout.tokenAt(context, context.at - 1);
  const names = fault.expected === kinds.Colon || namesItem(context);
  if (!names && fault.rule === "params") return undefined;
  if (fault.rule === "unit") {
    const params = { expected: "`:` and what it measures", found: "`=`" };
    const help = `Write \`unit ${before.image}: Length = …\`, or whatever it measures.`;
    return unexpected.at(placeOf(context, token), params, { help });
  }
  const meant = names ? ":" : "==";
  const why = names ? "A name and its value are joined by a colon" : "A comparison needs two equals signs";
  const third = before.tokenType === kinds.Equal && before.end === token.startOffset;
  const start = names ? before.end : third ? before.startOffset : token.startOffset;
  const edits = [{ file: context.file, span: { start, end: token.end }, newText: meant }];
  // After the name of a declaration, nothing is compared.
  const safe = context.at !== context.declaration + 2;
  return wrongEquals.at(
    placeOf(context, token),
    { meant, why },
    { fixes: [{ title: `Write \`${meant}\``, safe: safe || names, edits }] },
  );
}

/** True if a name that stands before the sign names an argument or a field. */
function namesItem(context: FaultContext): boolean {
  const around = layout.openBracket(context, context.first, context.at);
  if (around === undefined || !layout.isWord(context, context.at - 1) || !startsItem(context, context.at - 1))
    return false;
  const opener = layout.tokenAt(context, around);
  if (opener.tokenType === kinds.LeftBrace) return true;
  // A bracket that follows its name is a call's, others hold a value.
  const callee = layout.tokenAt(context, around - 1);
  return opener.tokenType === kinds.LeftParen && callee.end === opener.startOffset;
}

/** The brace of the list, or the file's end, comes too early. */
function explainEarlyEnd(context: FaultContext, fault: SyntaxFault): Diagnostic | undefined {
  const next = layout.typeAt(context, context.at);
  const isEnd =
    next === kinds.EndOfFile || (next === kinds.RightBrace && layout.beginsLine(context, context.at));
  if (!isEnd || context.at === context.first) return undefined;
  const last = layout.tokenAt(context, context.at - 1);
  return cutOff.at(placeOf(context, last), { expected: describeExpected(fault.rule, fault.expected) });
}

/** A reserved word where a name has to stand. */
function explainReserved(context: FaultContext, fault: SyntaxFault): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  const isReserved = (reservedWords as readonly string[]).includes(token.image);
  const isItem =
    fault.expected !== undefined && layout.isCloser(fault.expected) && startsItem(context, context.at);
  if (!isReserved || (fault.expected !== Identifier && !isItem)) return undefined;
  return reservedName.at(placeOf(context, token), { word: token.image });
}

/** `retry 2s`, `retry "three"` */
function explainCount(context: FaultContext, fault: SyntaxFault): Diagnostic | undefined {
  if (fault.expected !== kinds.Integer && fault.rule !== "count") return undefined;
  const token = layout.tokenAt(context, context.at);
  const isNumber = [kinds.Quantity, kinds.Decimal, kinds.Ratio, kinds.Money].includes(token.tokenType);
  if (!isNumber) return undefined;
  const spaced = token.tokenType === kinds.Quantity && / /.test(token.image);
  const notes = spaced
    ? ["A unit written out behind a number belongs to it: begin a new line before a clause."]
    : [];
  return notACount.at(placeOf(context, token), { found: describeFound(token) }, { notes });
}

/** The next line or a wrong closing bracket comes before the bracket is closed. */
function explainUnclosedBracket(context: FaultContext): Diagnostic | undefined {
  const open = layout.openBracket(context, context.first, context.at);
  if (open === undefined) return undefined;
  const next = layout.typeAt(context, context.at);
  const opener = layout.tokenAt(context, open);
  const closer = kinds.closerOf.get(opener.tokenType);
  const isWrongCloser = layout.isCloser(next) && next !== closer;
  const outside =
    next === kinds.EndOfFile ||
    isWrongCloser ||
    layout.beginsStatement(context, context.at) ||
    layout.beginsDeclaration(context, context.at);
  return outside ? explainUnclosed(context, opener) : undefined;
}

const amounts: ReadonlySet<Token["tokenType"]> = new Set([
  ...[kinds.Integer, kinds.Decimal, kinds.Quantity, kinds.Money, kinds.Ratio],
]);

/** Words that a count follows, which has no unit. */
const countsBehind: ReadonlySet<string> = new Set([
  ...["alternatives", "attempts", "call", "first", "limit", "most", "once", "quorum", "reserve", "retry"],
  ...["times", "to", "x"],
]);

/** `60 secs`, `5 km` */
export function explainSpacedUnit(context: FaultContext): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  const before = layout.tokenAt(context, context.at - 1);
  const isNumber = before.tokenType === kinds.Integer || before.tokenType === kinds.Decimal;
  if (layout.typeAt(context, context.at + 1) === kinds.Colon) return undefined;
  if (!isNumber || token.tokenType !== Identifier || layout.beginsLine(context, context.at)) return undefined;
  if (/^(?:while|unless|do|rounds|retries|tries)$/u.test(token.image)) return undefined;
  // `retry 2 optonal`, `fault pay call 2 crashes`
  if (countsBehind.has(layout.tokenAt(context, context.at - 2).image)) return undefined;
  // A word that has an amount of its own behind it is no unit.
  if (amounts.has(layout.typeAt(context, context.at + 1)) && !layout.beginsLine(context, context.at + 1))
    return undefined;
  const span = { start: before.startOffset, end: token.end };
  const suggestion = closest(token.image, spacedUnits);
  const attached = `${before.image}${token.image}`;
  const newText = suggestion === undefined ? attached : `${before.image} ${suggestion}`;
  const fixes = [
    { title: `Write \`${newText}\``, safe: false, edits: [{ file: context.file, span, newText }] },
  ];
  return spacedUnit.at({ file: context.file, span }, { number: before.image, word: token.image }, { fixes });
}

/** Two values beside one another in brackets. */
function explainMissingComma(context: FaultContext, fault: SyntaxFault): Diagnostic | undefined {
  const isClosing = fault.expected !== undefined && layout.isCloser(fault.expected);
  const before = layout.tokenAt(context, context.at - 1);
  const token = layout.tokenAt(context, context.at);
  if (!isClosing || layout.isOpener(before.tokenType) || !beginsValue(token)) return undefined;
  const span: Span = { start: before.end, end: before.end };
  const edits = [{ file: context.file, span, newText: "," }];
  // `{ a 1 }` may lack a colon as well, and `f(a { … }` a bracket.
  const safe = !layout.isOpener(token.tokenType) && !startsItem(context, context.at - 1);
  // `[f(x) for x in list if c]`
  const isComprehension = token.tokenType === word.for && fault.expected === kinds.RightBracket;
  const details = isComprehension
    ? { help: "A list is made of another by `list.map(x => …)`; `list.filter(x => …)` keeps some of it." }
    : { fixes: [{ title: "Put a comma between them", safe, edits }] };
  return missingComma.at(
    placeOf(context, token),
    { before: describeFound(before), behind: describeFound(token) },
    details,
  );
}

/** A closing bracket that no bracket of the part waits for. */
function explainStray(context: FaultContext): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  if (!layout.isCloser(token.tokenType)) return undefined;
  const open = layout.openBracket(context, context.first, context.at);
  if (open !== undefined || token.tokenType === kinds.RightBrace) return undefined;
  const place = placeOf(context, token);
  const edits = [{ ...place, newText: "" }];
  const fixes = [{ title: "Take it away", safe: false, edits }];
  return strayBracket.at(place, { bracket: token.image }, { fixes });
}

function startsItem(context: FaultContext, index: number): boolean {
  const before = layout.typeAt(context, index - 1);
  return before === kinds.Comma || layout.isOpener(before);
}

function beginsValue(token: Token): boolean {
  const type = token.tokenType;
  return (
    type === kinds.Text ||
    type === kinds.TemplateHead ||
    layout.isOpener(type) ||
    belongsTo(kinds.LiteralToken, token) ||
    (belongsTo(kinds.Word, token) && !belongsTo(kinds.BinaryOperatorToken, token) && type !== word.per)
  );
}

function belongsTo(category: typeof kinds.LiteralToken, token: Token): boolean {
  return token.tokenType === category || category.categoryMatchesMap?.[token.tokenTypeIdx] === true;
}

function closingOf(opener: Token): string {
  return opener.image === "(" ? ")" : opener.image === "[" ? "]" : opener.image === "{" ? "}" : ">";
}

function spanOf(token: Token): Span {
  return { start: token.startOffset, end: token.end };
}

function placeOf(context: FaultContext, token: Token): { file: string; span: Span } {
  return { file: context.file, span: spanOf(token) };
}
