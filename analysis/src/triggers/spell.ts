import type { Expression } from "@orchlang/plan/expressions";

const minute = 60_000;
const hour = 60 * minute;

/** Clocks are put back by an hour, and by that much everything that goes by them lasts longer. */
const putBack = hour;

/** For how long at most a condition stays true without a break, by the clock alone; in ms. */
export function spellOf(expression: Expression): number {
  if (expression.op === "and") return Math.min(Number.POSITIVE_INFINITY, ...expression.items.map(spellOf));
  if (expression.op !== "call") return Number.POSITIVE_INFINITY;
  const [of, from, to] = expression.args;
  if (of?.op !== "call" || !readsNow(of.args[0])) return Number.POSITIVE_INFINITY;
  if (expression.fn === "time.between" && of.fn === "instant.time") return windowOf(from, to);
  if (expression.fn !== "any.equal" || from?.op !== "constant") return Number.POSITIVE_INFINITY;
  const lasting = unitsOf[of.fn];
  return lasting === undefined ? Number.POSITIVE_INFINITY : lasting + putBack;
}

/** How long each part of the time keeps one value. */
const unitsOf: Readonly<Record<string, number>> = {
  "instant.minute": minute,
  "instant.hour": hour,
  "instant.weekday": 24 * hour,
  "instant.date": 24 * hour,
};

function readsNow(of: Expression | undefined): boolean {
  return of?.op === "read" && of.from === "context" && of.name === "now";
}

/** `22:00..06:00` goes over midnight. Its last minute counts. */
function windowOf(from: Expression | undefined, to: Expression | undefined): number {
  const [start, end] = [timeOf(from), timeOf(to)];
  if (start === undefined || end === undefined) return Number.POSITIVE_INFINITY;
  return ((end - start + 24 * hour) % (24 * hour)) + minute + putBack;
}

function timeOf(of: Expression | undefined): number | undefined {
  const said = of?.op === "constant" && typeof of.value === "string" ? of.value : "";
  const [, hours, minutes, seconds = "0"] = /^(\d\d):(\d\d)(?::(\d\d))?$/u.exec(said) ?? [];
  if (hours === undefined) return undefined;
  return Number(hours) * hour + Number(minutes) * minute + Number(seconds) * 1000;
}
