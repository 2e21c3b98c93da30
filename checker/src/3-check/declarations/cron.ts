/** One of the five parts of a schedule, and what it may hold. */
interface Part {
  readonly says: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const parts: readonly Part[] = [
  { says: "minute", least: 0, most: 59 },
  { says: "hour", least: 0, most: 23 },
  { says: "day of the month", least: 1, most: 31 },
  { says: "month", least: 1, most: 12, names: months },
  // 7 is Sunday too, as in every cron since Vixie's.
  { says: "day of the week", least: 0, most: 7, names: weekdays },
];

/** The days of the longest February, and of the months that have 30. */
const shortMonths: Readonly<Record<number, number>> = { 2: 29, 4: 30, 6: 30, 9: 30, 11: 30 };

/**
 * Why a schedule can't be read, or never comes; `undefined` where it is well. Five parts as in POSIX crontab:
 * `*`, numbers, names of months and days, ranges `a-b`, lists `a,b`, steps `x/n`.
 */
export function cronFault(text: string): string | undefined {
  const written = text.trim().split(/\s+/u);
  if (written.length !== parts.length || written[0] === "") {
    const count = written[0] === "" ? 0 : written.length;
    return `it has ${count === 1 ? "one part" : `${count} parts`} instead of five`;
  }
  const held: (ReadonlySet<number> | undefined)[] = [];
  for (const [index, part] of parts.entries()) {
    const values = valuesOf(written[index] ?? "", part);
    if (typeof values === "string") return values;
    held.push(values);
  }
  return neverComes(held[2], held[3], held[4]);
}

/** Every value that a part stands for, none where it stands for all; a sentence where it can't be read. */
function valuesOf(text: string, part: Part): ReadonlySet<number> | undefined | string {
  const values = new Set<number>();
  let all = false;
  for (const item of text.split(",")) {
    const [range = "", step, ...rest] = item.split("/");
    const by = step === undefined ? 1 : Number(step);
    if (rest.length > 0 || !Number.isInteger(by) || by < 1 || (step !== undefined && !/^\d+$/u.test(step))) {
      return `\`${item}\` is no ${part.says}`;
    }
    if (range === "*") {
      all ||= by === 1;
      for (let value = part.least; value <= part.most; value += by) values.add(value);
      continue;
    }
    const [from = "", to, ...more] = range.split("-");
    const first = numberOf(from, part);
    const last = to === undefined ? (step === undefined ? first : part.most) : numberOf(to, part);
    if (first === undefined || last === undefined || more.length > 0) {
      const wrong = first === undefined ? from : (to ?? from);
      return `there is no ${part.says} \`${wrong}\` (${part.least} to ${part.most})`;
    }
    if (first > last) return `\`${range}\` runs backwards`;
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return all ? undefined : values;
}

function numberOf(text: string, part: Part): number | undefined {
  const named = part.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named !== -1) return named + part.least;
  if (!/^\d{1,2}$/u.test(text)) return undefined;
  const value = Number(text);
  return value >= part.least && value <= part.most ? value : undefined;
}

/** `30 of February`: with a day of the week beside it, that day is taken too, so it comes. */
function neverComes(
  days: ReadonlySet<number> | undefined,
  inMonths: ReadonlySet<number> | undefined,
  onWeekdays: ReadonlySet<number> | undefined,
): string | undefined {
  if (days === undefined || inMonths === undefined || onWeekdays !== undefined) return undefined;
  const first = Math.min(...days);
  const longest = Math.max(...[...inMonths].map((month) => shortMonths[month] ?? 31));
  return first > longest
    ? `there is no day ${first} in ${inMonths.size === 1 ? "that month" : "those months"}`
    : undefined;
}
