import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { foreignOperator } from "../lexer/lexical-errors.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { word } from "../lexer/token-types.ts";
import { isRows, type OperatorRow, operatorRows } from "./borrowed/operators.ts";
import type { FaultContext, SyntaxFault } from "./fault.ts";
import * as layout from "./token-view.ts";

/* Words that stand between two values in other languages, and begin nothing here. */

const operators = byWord(operatorRows);
const tests = byWord(isRows);

function byWord(rows: readonly OperatorRow[]): ReadonlyMap<string, OperatorRow> {
  return new Map(rows.flatMap((row) => row[0].split(" ").map((text) => [text, row] as const)));
}

/** `a between b and c`, `a not in b`, `NOT a`, `a is greater than b`: where a value has ended, or none can begin. */
export function explainForeignOperator(context: FaultContext, fault?: SyntaxFault): Diagnostic | undefined {
  const { at } = context;
  if (at === 0 || layout.beginsLine(context, at)) return undefined;
  // Behind a name that is being declared nothing is compared.
  if (fault?.expected === kinds.Assign || fault?.expected === kinds.Colon) return undefined;
  return explainTest(context) ?? explainNot(context) ?? explainBetween(context);
}

const endsItem: ReadonlySet<Token["tokenType"]> = new Set([
  ...[kinds.Colon, kinds.Comma, kinds.RightParen, kinds.RightBracket],
]);

/** `a mod b` */
function explainBetween(context: FaultContext): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  const row = operators.get(token.image);
  if (row === undefined || !endsValue(context, context.at - 1)) return undefined;
  // `f(a to: b)` lacks a comma.
  if (endsItem.has(layout.typeAt(context, context.at + 1))) return undefined;
  return told(context, token, token, row);
}

/** `a not in b`, `NOT a` */
function explainNot(context: FaultContext): Diagnostic | undefined {
  const { at } = context;
  const token = layout.tokenAt(context, at);
  const before = layout.tokenAt(context, at - 1);
  if (token.tokenType === word.not && layout.typeAt(context, at + 1) === word.in) {
    return told(context, token, layout.tokenAt(context, at + 1), ["", "not a in b"]);
  }
  if (token.tokenType === word.in && before.tokenType === word.not) {
    return told(context, before, token, ["", "not a in b"]);
  }
  if (before.image !== "NOT" && before.image !== "Not") return undefined;
  return told(context, before, before, ["", "not", "not"]);
}

/** `a is greater than b`, `a is 3`, `a is in b` */
function explainTest(context: FaultContext): Diagnostic | undefined {
  const { at } = context;
  const token = layout.tokenAt(context, at);
  const before = layout.tokenAt(context, at - 1);
  if (before.tokenType === word.is) {
    if (token.tokenType === word.in) return told(context, before, token, ["", "in", "in"]);
    const isValue = kinds.Literal.categoryMatchesMap?.[token.tokenTypeIdx] === true;
    return isValue || token.tokenType === kinds.Text
      ? told(context, before, before, ["", "==", "=="])
      : undefined;
  }
  const start = layout.tokenAt(context, at - 2);
  const row = start.tokenType === word.is ? tests.get(before.image) : undefined;
  if (row === undefined) return undefined;
  const isJoined = token.image === "than" || token.image === "to";
  return told(context, start, isJoined ? token : before, row);
}

function endsValue(context: FaultContext, index: number): boolean {
  const { tokenType, tokenTypeIdx } = layout.tokenAt(context, index);
  if (tokenType === kinds.Text || tokenType === kinds.TemplateTail) return true;
  if (tokenType === kinds.RightParen || tokenType === kinds.RightBracket) return true;
  if (kinds.Literal.categoryMatchesMap?.[tokenTypeIdx] === true) return true;
  return tokenType === kinds.Identifier || kinds.Identifier.categoryMatchesMap?.[tokenTypeIdx] === true;
}

function told({ file, text }: FaultContext, from: Token, to: Token, row: OperatorRow): Diagnostic {
  const [, meant, instead, more] = row;
  const span = { start: from.startOffset, end: to.end };
  const title = instead === "" ? "Take it away" : `Write \`${instead}\``;
  const edits = [{ file, span, newText: instead ?? "" }];
  const fixes = instead === undefined ? [] : [{ title, safe: false, edits }];
  const help = more === undefined ? {} : { help: more };
  return foreignOperator.at(
    { file, span },
    { operator: text.slice(span.start, span.end), meant },
    { fixes, ...help },
  );
}
