import type { DiagnosticDetails, Place } from "../../diagnostics/define.ts";
import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import type { Token } from "../../lexer/token.ts";
import * as kinds from "../../lexer/token-types.ts";
import { contextualWords } from "../../lexer/words.ts";
import { describeExpected, describeFound } from "../expectations.ts";
import type { FaultContext, SyntaxFault } from "../fault.ts";
import { cutOff, misplacedPart, unexpected, unknownPart } from "../syntax-errors.ts";
import * as layout from "../token-view.ts";
import { enumMembers } from "./explain-values.ts";
import type { ForeignProduction } from "./production.ts";
import { foreignPatterns, foreignWord } from "./table.ts";

/* Explanations of words and forms of other languages. */

/** Details about a word that begins no part of a list, with the orch text for it. */
export function foreignWordDetails(place: Place, list: string, text: string): DiagnosticDetails | undefined {
  const row = foreignWord(list, text);
  if (row?.help === undefined) return undefined;
  return { ...didYouMean(place, row.instead), help: row.help };
}

/** `enum Colour { red, green }`, with the type that is meant by it. */
export function explainEnum(context: FaultContext, place: Place): DiagnosticDetails | undefined {
  const { at, file } = context;
  if (layout.tokenAt(context, at).image !== "enum") return undefined;
  const members = enumMembers(context, at + 3);
  if (members === undefined || layout.typeAt(context, at + 2) !== kinds.LeftBrace) return undefined;
  const newText = `type ${layout.tokenAt(context, at + 1).image} = ${members.written}`;
  const span = { start: place.span.start, end: members.end };
  return {
    help: "Members are parted by bars: `type Size = small | large`.",
    fixes: [{ title: `Write \`${newText}\``, safe: false, edits: [{ file, span, newText }] }],
  };
}

/** Words that look like a call where they stand for something else: `if (a)`, `print("x")`. */
const controlWords =
  /^(?:if|unless|elif|else|switch|case|for|foreach|while|until|catch|print|println|echo|log|sleep|delay|assert|throw|raise)$/;

/** `f(x)` and `a = f(x)` where a statement has to begin. */
export function explainBareCall(context: FaultContext): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  if (!layout.isWord(context, context.at) || controlWords.test(token.image)) return undefined;
  const place = { file: context.file, span: { start: token.startOffset, end: token.end } };
  const params = { word: describeFound(token), begins: "No statement" };
  const next = layout.typeAt(context, context.at + 1);
  if (next === kinds.LeftParen) {
    const help = `A call stands in a step, which names its result: \`step a = ${token.image}(…)\`.`;
    return unknownPart.at(place, params, { help });
  }
  if (next !== kinds.Assign) return undefined;
  const calls =
    layout.isWord(context, context.at + 2) && layout.typeAt(context, context.at + 3) === kinds.LeftParen;
  const suggestion = `${calls ? "step" : "let"} ${token.image}`;
  return unknownPart.at(place, params, didYouMean(place, suggestion));
}

/** `step a = f(x) retry 3`: an option outside of the braces. */
export function explainLooseOption(
  context: FaultContext,
  options: readonly string[],
): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  if (layout.beginsLine(context, context.at) || !options.includes(token.image)) return undefined;
  const place = { file: context.file, span: { start: token.startOffset, end: token.end } };
  if (token.image === "at" && layout.tokenAt(context, context.at + 2).image === ",")
    return misplacedPart.at(
      place,
      { what: "A list of measures", where: "behind a pool" },
      { help: byMeasures },
    );
  return misplacedPart.at(
    place,
    { what: `\`${token.image}\` of a step`, where: "in braces behind the call" },
    { help: `Write \`step a = f(x) { ${token.image} … }\`.` },
  );
}

/** Help for `at cost, latency` without a pool. */
export const byMeasures =
  "Measures choose a member of a pool: `step a = f(x) using pool at cost, latency`. A call without one runs at its tier.";

/** `forbid f`: any word may be the action with which a rule begins. */
export function explainForeignRule(context: FaultContext, fault: SyntaxFault): Diagnostic | undefined {
  if (fault.rule !== "beforeRule" || context.at !== context.first + 1) return undefined;
  const word = layout.tokenAt(context, context.first);
  const place = { file: context.file, span: { start: word.startOffset, end: word.end } };
  const details = foreignWordDetails(place, "guardrailRule", word.image);
  if (details === undefined) return undefined;
  return unknownPart.at(place, { word: describeFound(word), begins: "No rule of a guardrail" }, details);
}

/** `step a = await f(x)`: the word before what can't be read is taken for the name of what is called. */
export function explainForeignCall(context: FaultContext): Diagnostic | undefined {
  const word = layout.tokenAt(context, context.at - 1);
  if (layout.typeAt(context, context.at - 2) !== kinds.Assign) return undefined;
  const place = { file: context.file, span: { start: word.startOffset, end: word.end } };
  const details = foreignWordDetails(place, "call", word.image);
  if (details === undefined) return undefined;
  const params = { expected: "a call, `do`, `for`, `first`, `quorum` or `wait`", found: describeFound(word) };
  return unexpected.at(place, params, details);
}

const amounts: ReadonlySet<Token["tokenType"]> = new Set([
  ...[kinds.Integer, kinds.Decimal, kinds.Quantity, kinds.Money, kinds.Ratio],
]);

/** `latency 5s`: a bound without its sign. */
export function explainMissingSign(context: FaultContext, fault: SyntaxFault): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  if (fault.expected !== kinds.LessEqual || !amounts.has(token.tokenType)) return undefined;
  const before = layout.tokenAt(context, context.at - 1);
  const place = { file: context.file, span: { start: token.startOffset, end: token.end } };
  const params = { expected: describeExpected(fault.rule, fault.expected), found: describeFound(token) };
  const edits = [{ file: context.file, span: { start: before.end, end: before.end }, newText: " <=" }];
  const help = `A bound says how much at most: \`${before.image} <= ${token.image}\`.`;
  return unexpected.at(place, params, { help, fixes: [{ title: "Put `<=` before it", safe: true, edits }] });
}

/** `timeout: 5s`, `latency = 5s`, `step a: Int = f(x)`: signs of other notations between a word and what follows it. */
export function explainExtraSign(context: FaultContext, fault: SyntaxFault): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  const { tokenType } = token;
  if (tokenType !== kinds.Colon && tokenType !== kinds.Assign && tokenType !== kinds.Less) return undefined;
  const before = layout.tokenAt(context, context.at - 1);
  const params = { expected: describeExpected(fault.rule, fault.expected), found: describeFound(token) };
  const place = { file: context.file, span: { start: token.startOffset, end: token.end } };
  const replaced = (title: string, newText: string): readonly Fix[] => {
    const span = { start: before.end, end: token.end };
    return [{ title, safe: false, edits: [{ file: context.file, span, newText }] }];
  };
  if (fault.expected === kinds.LessEqual) {
    const help = `A bound says how much at most: \`${before.image} <= …\`.`;
    return unexpected.at(place, params, { help, fixes: replaced("Write `<=`", " <=") });
  }
  if (tokenType === kinds.Colon && fault.expected === kinds.Assign) {
    const help = "No type is written here: a step's comes from what is behind the `=`.";
    const isCall = layout.typeAt(context, context.at + 2) === kinds.LeftParen;
    const isNamed = fault.rule === "step" && !isCall;
    return unexpected.at(place, params, isNamed ? { help } : { fixes: replaced("Write `=`", " =") });
  }
  const beginsPart = context.at === context.first + 1;
  if (tokenType === kinds.Less || !beginsPart || !isKeyword(before.image)) return undefined;
  const help = `The value of \`${before.image}\` follows it without a sign.`;
  return unexpected.at(place, params, { help, fixes: replaced(`Take the \`${token.image}\` away`, "") });
}

function isKeyword(text: string): boolean {
  return (contextualWords as readonly string[]).includes(text);
}

/** `match a { b => c }`, `let { a } = b`, `on paid`: one form where another is expected. */
export function explainForeignForm(context: FaultContext, fault: SyntaxFault): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  const wants = fault.expected?.name.replaceAll('"', "");
  const form = foreignPatterns(fault.rule).find((each) => each.wants === wants && fits(each, context, token));
  if (form === undefined) return undefined;
  const place = { file: context.file, span: { start: token.startOffset, end: token.end } };
  const expected = describeExpected(fault.rule, fault.expected);
  if (layout.endsBefore(context, context.first, context.at)) {
    const { startOffset: start, end } = layout.tokenAt(context, context.at - 1);
    return cutOff.at({ file: context.file, span: { start, end } }, { expected }, { help: form.help ?? "" });
  }
  return unexpected.at(place, { expected, found: describeFound(token) }, detailsOf(form, place));
}

/** Details about a token that begins no part of a list, found by the text before it on its line. */
export function looseFormDetails(context: FaultContext, list: string): DiagnosticDetails | undefined {
  if (context.at === 0 || layout.beginsLine(context, context.at)) return undefined;
  const token = layout.tokenAt(context, context.at);
  const form = foreignPatterns(list).find((each) => fits(each, context, token));
  const place = { file: context.file, span: { start: token.startOffset, end: token.end } };
  return form && detailsOf(form, place);
}

function fits({ found, before, line }: ForeignProduction, context: FaultContext, token: Token): boolean {
  if (typeof found === "string" || !found.test(token.image)) return false;
  if (line !== undefined && !line.test(lineBefore(context.text, token.startOffset))) return false;
  return before === undefined || before.test(layout.tokenAt(context, context.at - 1).image);
}

function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
}

function detailsOf({ help = "", instead }: ForeignProduction, { file, span }: Place): DiagnosticDetails {
  if (instead === undefined) return { help };
  const title = instead === "" ? "Take it away" : `Write \`${instead}\``;
  return { help, fixes: [{ title, safe: false, edits: [{ file, span, newText: instead }] }] };
}
