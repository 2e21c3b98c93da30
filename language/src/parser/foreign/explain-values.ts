import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import { closest, didYouMean } from "../../diagnostics/suggest.ts";
import { foreignOperator } from "../../lexer/lexical-errors.ts";
import type { Token } from "../../lexer/token.ts";
import * as kinds from "../../lexer/token-types.ts";
import { word } from "../../lexer/token-types.ts";
import { describeFound } from "../expectations.ts";
import type { FaultContext, SyntaxFault } from "../fault.ts";
import { unexpected } from "../syntax-errors.ts";
import * as layout from "../token-view.ts";
import type { ForeignProduction } from "./production.ts";
import { foreignSpelling } from "./table.ts";

/* Words that stand between two values in other languages, and begin nothing here. */

/** `a between b and c`, `a not in b`, `NOT a`, `a is greater than b`: where a value has ended, or none can begin. */
export function explainForeignOperator(context: FaultContext, fault?: SyntaxFault): Diagnostic | undefined {
  const { at } = context;
  if (at === 0 || layout.beginsLine(context, at)) return undefined;
  // After a name that is being declared, nothing is compared.
  if (fault?.expected === kinds.Assign || fault?.expected === kinds.Colon) return undefined;
  return explainTest(context) ?? explainNot(context) ?? explainBetween(context);
}

const endsItem: ReadonlySet<Token["tokenType"]> = new Set([
  ...[kinds.Colon, kinds.Comma, kinds.RightParen, kinds.RightBracket],
]);

/** `a mod b` */
function explainBetween(context: FaultContext): Diagnostic | undefined {
  const token = layout.tokenAt(context, context.at);
  const row = foreignSpelling("operator", token.image);
  if (row === undefined || !endsValue(context, context.at - 1)) return undefined;
  // `lease` begins with what others write for `<=`.
  const next = layout.typeAt(context, context.at + 1);
  if (next === kinds.EndOfFile || next === kinds.RightBrace || layout.beginsLine(context, context.at + 1))
    return undefined;
  // `f(a to: b)` lacks a comma.
  if (endsItem.has(layout.typeAt(context, context.at + 1))) return undefined;
  return foreignBetween(context, token, token, row);
}

/** `a not in b`, `NOT a` */
function explainNot(context: FaultContext): Diagnostic | undefined {
  const { at } = context;
  const token = layout.tokenAt(context, at);
  const before = layout.tokenAt(context, at - 1);
  if (token.tokenType === word.not && layout.typeAt(context, at + 1) === word.in) {
    return foreignBetween(context, token, layout.tokenAt(context, at + 1), { meant: "not a in b" });
  }
  if (token.tokenType === word.in && before.tokenType === word.not) {
    return foreignBetween(context, before, token, { meant: "not a in b" });
  }
  if (before.image !== "NOT" && before.image !== "Not") return undefined;
  return foreignBetween(context, before, before, { instead: "not" });
}

/** `a is greater than b`, `a is 3`, `a is in b` */
function explainTest(context: FaultContext): Diagnostic | undefined {
  const { at } = context;
  const token = layout.tokenAt(context, at);
  const before = layout.tokenAt(context, at - 1);
  if (before.tokenType === word.is) {
    if (token.tokenType === word.in) return foreignBetween(context, before, token, { instead: "in" });
    const isValue = kinds.LiteralToken.categoryMatchesMap?.[token.tokenTypeIdx] === true;
    return isValue || token.tokenType === kinds.Text
      ? foreignBetween(context, before, before, { instead: "==" })
      : undefined;
  }
  const start = layout.tokenAt(context, at - 2);
  const row = start.tokenType === word.is ? foreignSpelling("is", before.image) : undefined;
  if (row === undefined) return undefined;
  const isJoined = token.image === "than" || token.image === "to";
  return foreignBetween(context, start, isJoined ? token : before, row);
}

function endsValue(context: FaultContext, index: number): boolean {
  const { tokenType, tokenTypeIdx } = layout.tokenAt(context, index);
  if (tokenType === kinds.Text || tokenType === kinds.TemplateTail) return true;
  if (tokenType === kinds.RightParen || tokenType === kinds.RightBracket) return true;
  if (kinds.LiteralToken.categoryMatchesMap?.[tokenTypeIdx] === true) return true;
  return tokenType === kinds.Identifier || kinds.Identifier.categoryMatchesMap?.[tokenTypeIdx] === true;
}

type Replacement = Pick<ForeignProduction, "meant" | "instead" | "help">;

function foreignBetween({ file, text }: FaultContext, from: Token, to: Token, row: Replacement): Diagnostic {
  const { instead, meant = instead ?? "", help } = row;
  const span = { start: from.startOffset, end: to.end };
  const title = instead === "" ? "Take it away" : `Write \`${instead}\``;
  const edits = [{ file, span, newText: instead ?? "" }];
  const fixes = instead === undefined ? [] : [{ title, safe: false, edits }];
  return foreignOperator.at(
    { file, span },
    { operator: text.slice(span.start, span.end), meant },
    { fixes, ...(help === undefined ? {} : { help }) },
  );
}

/* Types as other languages write them. */

const labels = /^(?:public|internal|personal|secret|trusted|untrusted)$/;

/** `to: personal String`: a label before its type, which is taken for the type. */
export function explainLabelFirst(context: FaultContext): Diagnostic | undefined {
  // In a record's fields the type behind it is taken for the next field.
  for (const at of [context.at, context.at - 1]) {
    const label = layout.tokenAt(context, at - 1);
    const type = layout.tokenAt(context, at);
    const before = layout.typeAt(context, at - 2);
    const isType = before === kinds.Colon || before === kinds.Arrow;
    if (!isType || !labels.test(label.image) || !/^[A-Z]/u.test(type.image)) continue;
    const isDemand = label.image === "trusted";
    const newText = `${type.image} ${isDemand ? "" : "@"}${label.image}`;
    return foreignType(context, label.startOffset, label.end, describeFound(label), {
      help: `Write ${isDemand ? "a demand on" : "a label of"} a value after its type: \`${newText}\`.`,
      end: type.end,
      newText,
    });
  }
  return undefined;
}

/** `type Size = enum { small, large }` */
export function explainEnumType(context: FaultContext): Diagnostic | undefined {
  const { at } = context;
  const word = layout.tokenAt(context, at - 1);
  const isEnum = word.image === "enum" && layout.typeAt(context, at - 2) === kinds.Assign;
  if (!isEnum || !layout.isOpener(layout.typeAt(context, at))) return undefined;
  const members = enumMembers(context, at + 1);
  if (members === undefined) return undefined;
  return foreignType(context, word.startOffset, word.end, describeFound(word), {
    help: "Members are parted by bars: `type Size = small | large`.",
    end: members.end,
    newText: members.written,
  });
}

/** The members between the bracket before `first` and the one that closes it, as orch writes them. */
export function enumMembers(
  context: FaultContext,
  first: number,
): { readonly written: string; readonly end: number } | undefined {
  const members: string[] = [];
  let index = first;
  for (; layout.isWord(context, index); index++) {
    members.push(layout.tokenAt(context, index).image.replace(/^[A-Z]/u, (letter) => letter.toLowerCase()));
    if (layout.typeAt(context, index + 1) === kinds.Comma) index++;
  }
  if (members.length < 2 || !layout.isCloser(layout.typeAt(context, index))) return undefined;
  return { written: members.join(" | "), end: layout.tokenAt(context, index).end };
}

function foreignType(
  { file }: FaultContext,
  start: number,
  wordEnd: number,
  found: string,
  { help, end, newText }: { readonly help: string; readonly end: number; readonly newText: string },
): Diagnostic {
  const fixes: readonly Fix[] = [
    { title: `Write \`${newText}\``, safe: false, edits: [{ file, span: { start, end }, newText }] },
  ];
  return unexpected.at(
    { file, span: { start, end: wordEnd } },
    { expected: "a type", found },
    { help, fixes },
  );
}

const severities = ["blocking", "warning", "advisory", "informational"] as const;

/** `guardrail spend : money critical {` */
export function explainSeverity(context: FaultContext): Diagnostic | undefined {
  const declares = layout.typeAt(context, context.declaration);
  if (declares !== word.guardrail && declares !== word.policy) return undefined;
  if (layout.typeAt(context, context.at + 1) !== kinds.LeftBrace || !layout.isWord(context, context.at))
    return undefined;
  const { image, startOffset, end } = layout.tokenAt(context, context.at);
  const place = { file: context.file, span: { start: startOffset, end } };
  const params = {
    expected: "`blocking`, `warning`, `advisory` or `informational`",
    found: `\`${image}\``,
  };
  return unexpected.at(
    place,
    params,
    didYouMean(place, foreignSpelling("severity", image)?.instead ?? closest(image, severities)),
  );
}
