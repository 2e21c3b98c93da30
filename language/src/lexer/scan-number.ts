import { report } from "../diagnostics/error-log.ts";
import { currencyCodes, currencyOfSign, isDigit, wordEnd } from "./characters.ts";
import { compoundQuantity, exponent, instantWithoutOffset, suffixedAmount } from "./lexical-errors.ts";
import { push, type Scanner } from "./scanner.ts";
import { DateToken, Decimal, Instant, Integer, Money, Quantity, Ratio, Time } from "./token-types.ts";
import { spacedUnits } from "./words.ts";

/*
 * Everything that begins with a digit, longest first: an instant, a date, a time, an amount of money, a ratio, a
 * quantity, a number.
 */

const minusCode = 45;
const dotCode = 46;
const colonCode = 58;
const percentCode = 37;
const underscoreCode = 95;

const datePattern = /\d{4}-\d{2}-\d{2}(?!\d)/y;
const clockPattern = /T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?/y;
const offsetPattern = /Z|[+-]\d{2}:\d{2}/y;
const timePattern = /\d{2}:\d{2}(?!:?\d)/y;

export function scanNumber(scanner: Scanner, start: number): number {
  const { text } = scanner;
  let end = digitsEnd(text, start);
  let code = text.charCodeAt(end);
  if (code === minusCode && end === start + 4 && standsAt(datePattern, text, start))
    return scanDate(scanner, start);
  if (code === colonCode && end === start + 2 && standsAt(timePattern, text, start)) {
    return take(scanner, Time, start, start + 5);
  }
  let integer = true;
  if (code === dotCode && isDigit(text.charCodeAt(end + 1))) {
    integer = false;
    end = digitsEnd(text, end + 1);
    code = text.charCodeAt(end);
  }
  if (code === percentCode) return take(scanner, Ratio, start, end + 1);
  const unitEnd = wordEnd(text, end);
  if (unitEnd !== end) return scanUnit(scanner, start, end, unitEnd);
  const spacedStart = skipBlanks(text, end);
  if (spacedStart !== end) {
    const spacedEnd = wordEnd(text, spacedStart);
    if (spacedEnd - spacedStart > 3 && spacedUnits.has(text.slice(spacedStart, spacedEnd))) {
      push(scanner, Quantity, start, spacedEnd, spacedStart);
      return spacedEnd;
    }
  }
  return take(scanner, integer ? Integer : Decimal, start, end);
}

/** An amount behind its sign: `$2_500`, `€0.05`. Returns `start` where no digit follows the sign. */
export function scanAmount(scanner: Scanner, start: number): number {
  const { text } = scanner;
  if (currencyOfSign[text.charAt(start)] === undefined || !isDigit(text.charCodeAt(start + 1))) return start;
  let end = digitsEnd(text, start + 1);
  if (text.charCodeAt(end) === dotCode && isDigit(text.charCodeAt(end + 1))) end = digitsEnd(text, end + 1);
  push(scanner, Money, start, end, start + 1);
  const suffixEnd = wordEnd(text, end);
  if (suffixEnd === end) return end;
  const params = { amount: text.slice(start, end), suffix: text.slice(end, suffixEnd) };
  report(scanner.log, () =>
    suffixedAmount.at({ file: scanner.log.file, span: { start, end: suffixEnd } }, params),
  );
  return suffixEnd;
}

function scanUnit(scanner: Scanner, start: number, unitStart: number, end: number): number {
  const unit = scanner.text.slice(unitStart, end);
  const isCurrency = unit.length === 3 && currencyCodes.has(unit);
  push(scanner, isCurrency ? Money : Quantity, start, end, unitStart);
  if (mayBeNoUnit(unit) && (exponentUnit.test(unit) || compoundUnit.test(unit)))
    tellNoUnit(scanner, unit, start, end);
  return end;
}

const exponentUnit = /^[eE]\d*$/;
const compoundUnit = /^\p{L}+\d+\p{L}/u;

/** Most units have one or two letters, of which only what begins with an `e` can be matched by either pattern. */
function mayBeNoUnit(unit: string): boolean {
  return unit.length > 2 || unit.startsWith("e") || unit.startsWith("E");
}

function tellNoUnit({ text, log }: Scanner, unit: string, start: number, end: number): void {
  const place = { file: log.file, span: { start, end } };
  const quantity = text.slice(start, end);
  if (exponentUnit.test(unit)) report(log, () => exponent.at(place, { number: quantity }));
  else report(log, () => compoundQuantity.at(place, { quantity }));
}

function scanDate(scanner: Scanner, start: number): number {
  const { text, log } = scanner;
  const dateEnd = start + 10;
  if (!standsAt(clockPattern, text, dateEnd)) return take(scanner, DateToken, start, dateEnd);
  const clockEnd = clockPattern.lastIndex;
  if (standsAt(offsetPattern, text, clockEnd)) return take(scanner, Instant, start, offsetPattern.lastIndex);
  const span = { start, end: clockEnd };
  const instant = text.slice(start, clockEnd);
  report(log, () =>
    instantWithoutOffset.at(
      { file: log.file, span },
      { instant },
      {
        fixes: [
          {
            title: "Take it as UTC",
            safe: false,
            edits: [{ file: log.file, span: { start: clockEnd, end: clockEnd }, newText: "Z" }],
          },
        ],
      },
    ),
  );
  return take(scanner, Instant, start, clockEnd);
}

function take(scanner: Scanner, type: typeof Integer, start: number, end: number): number {
  push(scanner, type, start, end);
  return end;
}

/** The end of a run of digits, which underscores may separate. */
function digitsEnd(text: string, start: number): number {
  let end = start;
  for (;;) {
    const code = text.charCodeAt(end);
    if (isDigit(code) || (code === underscoreCode && isDigit(text.charCodeAt(end + 1)))) end++;
    else return end;
  }
}

function skipBlanks(text: string, start: number): number {
  let end = start;
  for (let code = text.charCodeAt(end); code === 32 || code === 9; code = text.charCodeAt(end)) end++;
  return end;
}

function standsAt(pattern: RegExp, text: string, start: number): boolean {
  pattern.lastIndex = start;
  return pattern.test(text);
}
