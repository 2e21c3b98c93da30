import type { TokenType } from "chevrotain";
import { report } from "../diagnostics/error-log.ts";
import { classOf, isWordStart, unknown } from "./characters.ts";
import {
  foreignOperator,
  foreignQuotes,
  hashComment,
  loneSign,
  semicolon,
  spacedPercent,
  unknownCharacters,
} from "./lexical-errors.ts";
import { pushMade, type Scanner } from "./scanner.ts";
import { QuestionQuestion, Star, Text, word } from "./token-types.ts";

/*
 * Characters that form no token. Where it is clear which token a writer of another language meant, that token is made,
 * so that the error is reported once and the parser continues.
 */

const foreignOperators: readonly (readonly [string, "and" | "or" | "not"])[] = [
  ["&&", "and"],
  ["||", "or"],
  ["!", "not"],
];

/** Quotation marks of other languages and of texts, by the one that opens. */
export const closingQuoteOf: Readonly<Record<string, string>> = {
  "'": "'",
  "`": "`",
  "“": "”",
  "‘": "’",
  "«": "»",
  "„": "“",
};

export function scanUnknown(scanner: Scanner, start: number): number {
  const { text, log } = scanner;
  const character = text.charAt(start);
  if (character === "!" && isPostfix(text, start)) return passPostfix(scanner, start);
  // Behind `||` a value that is neither true nor false is taken where the one before it is missing.
  if (text.startsWith("||", start) && /^\|\|\s*(?:["'`\d$[]|none\b)/.test(text.slice(start, start + 20)))
    return takeOtherwise(scanner, start);
  for (const [operator, meant] of foreignOperators) {
    if (text.startsWith(operator, start)) return takeForeignOperator(scanner, start, operator, meant);
  }
  if (character === "%") return takePercent(scanner, start);
  if (character === ";") return skip(scanner, start, start + 1, semicolon);
  const closing = closingQuoteOf[character];
  if (closing !== undefined) {
    const end = quotedEnd(text, start, closing);
    if (end !== start) return takeForeignString(scanner, start, end);
  }
  if (character === "#") return skip(scanner, start, lineEndAt(text, start), hashComment);
  if (character === "$") {
    report(log, () => loneSign.at({ file: log.file, span: { start, end: start + 1 } }, { sign: "$" }));
    return start + 1;
  }
  const end = unknownEnd(text, start);
  const found = text.slice(start, Math.min(end, start + 20));
  report(log, () => unknownCharacters.at({ file: log.file, span: { start, end } }, { found }));
  return end;
}

function takeForeignOperator(
  scanner: Scanner,
  start: number,
  operator: string,
  meant: "and" | "or" | "not",
): number {
  const { log } = scanner;
  const end = start + operator.length;
  const type: TokenType = word[meant];
  pushMade(scanner, type, meant, start, end);
  const newText = meant === "not" ? "not " : meant;
  const span = { start, end };
  report(log, () =>
    foreignOperator.at(
      { file: log.file, span },
      { operator, meant },
      { fixes: [{ title: `Write \`${meant}\``, safe: true, edits: [{ file: log.file, span, newText }] }] },
    ),
  );
  return end;
}

function takeOtherwise(scanner: Scanner, start: number): number {
  const { log } = scanner;
  const span = { start, end: start + 2 };
  pushMade(scanner, QuestionQuestion, "??", start, span.end);
  const fixes = [{ title: "Write `??`", safe: false, edits: [{ file: log.file, span, newText: "??" }] }];
  report(log, () => foreignOperator.at({ file: log.file, span }, { operator: "||", meant: "??" }, { fixes }));
  return span.end;
}

/** `a!`, `a!.b`: behind a value, and before no other. */
function isPostfix(text: string, start: number): boolean {
  return /[\w)\]]/.test(text.charAt(start - 1)) && !/[\w("[]/.test(text.charAt(start + 1));
}

function passPostfix({ log }: Scanner, start: number): number {
  const span = { start, end: start + 1 };
  const help = "Give a default with `??`, or use it only if it is present: `when a is some { … }`.";
  report(log, () =>
    foreignOperator.at({ file: log.file, span }, { operator: "a!", meant: "a ?? b" }, { help }),
  );
  return start + 1;
}

/** `n % 2`, which is read on as a product; or `5 %`, which is a number and a sign that lost it. */
function takePercent(scanner: Scanner, start: number): number {
  const { text, log } = scanner;
  const end = start + 1;
  const span = { start, end };
  const operandFollows = /^[ \t]*[\w("$]/.test(text.slice(end, end + 20));
  const number = /[\d_.]+[ \t]+$/.exec(text.slice(Math.max(0, start - 20), start))?.[0].trim();
  if (number !== undefined && !operandFollows) {
    report(log, () => spacedPercent.at({ file: log.file, span }, { number }));
    return end;
  }
  pushMade(scanner, Star, "*", start, end);
  report(log, () =>
    foreignOperator.at(
      { file: log.file, span },
      { operator: "%", meant: ".remainder(…)" },
      { help: "The remainder of `n` by 2 is `n.remainder(2)`." },
    ),
  );
  return end;
}

function takeForeignString(scanner: Scanner, start: number, end: number): number {
  const { text, log } = scanner;
  const inside = text.slice(start + 1, end - 1);
  const image = `"${inside.replaceAll('"', '\\"')}"`;
  pushMade(scanner, Text, image, start, end);
  const span = { start, end };
  report(log, () =>
    foreignQuotes.at(
      { file: log.file, span },
      { quotes: text.charAt(start) },
      {
        fixes: [
          {
            title: "Use straight double quotes",
            // The content may mean something else between other quotes.
            safe: !/["\\$]/.test(inside),
            edits: [{ file: log.file, span, newText: image }],
          },
        ],
      },
    ),
  );
  return end;
}

function skip(scanner: Scanner, start: number, end: number, definition: typeof semicolon): number {
  const { log } = scanner;
  const span = { start, end };
  report(log, () =>
    definition.at(
      { file: log.file, span },
      {},
      {
        fixes:
          definition === semicolon
            ? [
                {
                  title: "Take it away",
                  safe: endsLine(scanner.text, end),
                  edits: [{ file: log.file, span, newText: "" }],
                },
              ]
            : [
                {
                  title: "Make it `//`",
                  safe: true,
                  edits: [{ file: log.file, span: { start, end: start + 1 }, newText: "//" }],
                },
              ],
      },
    ),
  );
  return end;
}

/** Between two parts on one line it may stand for a comma. */
function endsLine(text: string, at: number): boolean {
  return /^[^\S\n]*(?:\}|\/\/|\n|$)/.test(text.slice(at, lineEndAt(text, at) + 1));
}

function quotedEnd(text: string, start: number, closing: string): number {
  const close = text.indexOf(closing, start + 1);
  return close === -1 || close > lineEndAt(text, start) ? start : close + 1;
}

function lineEndAt(text: string, start: number): number {
  const index = text.indexOf("\n", start);
  return index === -1 ? text.length : index;
}

/** The end of a run of unknown characters; a code point is never split. */
function unknownEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length) {
    const code = text.codePointAt(end) ?? 0;
    const meaningless = code < 128 ? classOf[code] === unknown : !isWordStart(code);
    if (end > start && (!meaningless || closingQuoteOf[text.charAt(end)] !== undefined || code === 59)) break;
    end += code > 0xffff ? 2 : 1;
  }
  return end;
}
