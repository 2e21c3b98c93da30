import type { Literal } from "../ast/expressions.ts";
import type { Span } from "../ast/span.ts";
import { type ErrorLog, report } from "../diagnostics/error-log.ts";
import { currencyOfSign, isDigit } from "../lexer/characters.ts";
import * as kinds from "../lexer/token-types.ts";
import { noSuchDay, noSuchTime } from "./syntax-errors.ts";

type LiteralOfToken = Exclude<Literal, { kind: "string" }>;
/** `split`: where the unit or currency of a quantity or an amount begins. */
type Maker = (image: string, span: Span, log: ErrorLog, split: number) => LiteralOfToken;

const makers: Maker[] = [];
const make = (type: typeof kinds.Integer, maker: Maker): void => {
  makers[type.tokenTypeIdx as number] = maker;
};

/**
 * The tree node of a token that is a literal by itself, of the kind with this `tokenTypeIdx`. Days and times that don't
 * exist are reported in `log`.
 */
export function literalNode(
  kind: number,
  image: string,
  span: Span,
  log: ErrorLog,
  split: number,
): LiteralOfToken {
  const maker = makers[kind] as Maker;
  return maker(image, span, log, split);
}

make(kinds.Integer, (image, span) => ({
  kind: "number",
  number: digits(image),
  integer: true,
  raw: image,
  span,
}));

make(kinds.Decimal, (image, span) => ({
  kind: "number",
  number: digits(image),
  integer: false,
  raw: image,
  span,
}));

make(kinds.Quantity, (image, span, _, split) => {
  const length = split - span.start;
  const unit = image.slice(length);
  const number = digits(image.slice(0, length).trimEnd());
  return { kind: "quantity", number, unit, unitSpan: { start: split, end: span.end }, raw: image, span };
});

make(kinds.Money, (image, span, _, split) => {
  const signed = !isDigit(image.charCodeAt(0));
  const length = split - span.start;
  const amount = digits(signed ? image.slice(length) : image.slice(0, length));
  const currency = signed ? (currencyOfSign[image.charAt(0)] ?? "") : image.slice(length);
  return { kind: "money", amount, currency, raw: image, span };
});

make(kinds.Ratio, (image, span) => ({
  kind: "ratio",
  percent: digits(image.slice(0, -1)),
  raw: image,
  span,
}));

make(kinds.DateToken, (image, span, log) => {
  const [year, month, day] = dayOf(image);
  checkDay(year, month, day, image, span, log);
  return { kind: "date", year, month, day, raw: image, span };
});

make(kinds.Time, (image, span, log) => {
  const hour = Number(image.slice(0, 2));
  const minute = Number(image.slice(3, 5));
  checkTime(hour, minute, 0, image, span, log);
  return { kind: "time", hour, minute, raw: image, span };
});

make(kinds.Instant, (image, span, log) => {
  const [year, month, day] = dayOf(image);
  const hour = Number(image.slice(11, 13));
  const minute = Number(image.slice(14, 16));
  const second = Number(/^:(\d\d(?:\.\d+)?)/.exec(image.slice(16))?.[1] ?? "0");
  const valid =
    checkDay(year, month, day, image, span, log) &&
    checkTime(hour, minute, Math.floor(second), image, span, log);
  const offset = /([+-])(\d\d):(\d\d)$/.exec(image);
  const offsetMinutes =
    offset === null ? 0 : (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === "-" ? -1 : 1);
  const local = utcMs(year, month, day) + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000;
  return { kind: "instant", epochMs: valid ? Math.floor(local) : 0, raw: image, span };
});

make(kinds.word.true, (_, span) => ({ kind: "boolean", value: true, span }));
make(kinds.word.false, (_, span) => ({ kind: "boolean", value: false, span }));
make(kinds.word.none, (_, span) => ({ kind: "none", span }));

function digits(text: string): string {
  return text.includes("_") ? text.replaceAll("_", "") : text;
}

function dayOf(image: string): [number, number, number] {
  return [Number(image.slice(0, 4)), Number(image.slice(5, 7)), Number(image.slice(8, 10))];
}

/** Years below 100 are themselves, not of the last century. */
function utcMs(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

function checkDay(
  year: number,
  month: number,
  day: number,
  image: string,
  span: Span,
  log: ErrorLog,
): boolean {
  const date = new Date(utcMs(year, month, day));
  if (date.getUTCMonth() === month - 1 && date.getUTCDate() === day) return true;
  report(log, () => noSuchDay.at({ file: log.file, span }, { day: image.slice(0, 10) }));
  return false;
}

function checkTime(
  hour: number,
  minute: number,
  second: number,
  image: string,
  span: Span,
  log: ErrorLog,
): boolean {
  if (hour < 24 && minute < 60 && second < 60) return true;
  const time = image.length === 5 ? image : image.slice(11);
  report(log, () => noSuchTime.at({ file: log.file, span }, { time }));
  return false;
}
