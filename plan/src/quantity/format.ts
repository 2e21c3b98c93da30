import type { Milliseconds, Money } from "../shapes/value.ts";
const todo = (): never => {
  throw new Error("unfinished");
};
/** For people: `3 m 57 s`, `2 d 4 m`, `1.5 s`, `20 ms`, `0 s`. */
export function formatDuration(_ms: Milliseconds): string {
  return todo();
}
/** Reads back what {@link formatDuration} wrote. */
export function parseDuration(_text: string): Milliseconds | undefined {
  return todo();
}
/** For people: `$0.351`, `€2`, `12.50 SEK`, `-$3`. */
export function formatMoney(_money: Money): string {
  return todo();
}
/** `$0.05`, `12.50EUR`: what the lexer reads back. */
export function moneyLiteral(_money: Money): string {
  return todo();
}
/** `90s`, `1500ms`, `2h`: the largest unit that says it whole. */
export function durationLiteral(_ms: Milliseconds): string {
  return todo();
}
