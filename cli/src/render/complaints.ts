import type { Diagnostic, Fix, Label } from "@orchlang/language";

/** Faults in the lines of a stream. */
interface Complaints {
  tell(line: number, why: string): void;
  /** Nothing more comes. */
  end(): void;
}

/** So many that say the same are said one by one. */
const eachMax = 3;
/** So many sorts are told apart; what comes after them is one more. */
const sortsMax = 64;

interface Sort {
  count: number;
  said: number;
  line: number;
}

/**
 * Of a storm not every drop is said: of what is wrong in the same way, whatever numbers and names it has, the first few
 * lines, then the tenth, the hundredth and so on, and how many more at the end.
 */
export function complaining(say: (text: string) => void): Complaints {
  const sorts = new Map<string, Sort>();
  return {
    tell: (line, why) => {
      const sort = sortOf(sorts, why);
      sort.count += 1;
      sort.line = line;
      if (sort.count > eachMax && !isPowerOfTen(sort.count)) return;
      const before = sort.count - sort.said - 1;
      say(`${line}: ${why}${before > 0 ? ` (${before} more like it before)` : ""}`);
      sort.said = sort.count;
    },
    end: () => {
      for (const { count, said, line } of sorts.values())
        if (count > said) say(`${line}: … the same for ${count - said} more`);
      sorts.clear();
    },
  };
}

function sortOf(sorts: Map<string, Sort>, why: string): Sort {
  // Linear in the text of strangers: no part of the pattern can begin where another was abandoned.
  const named = why.replaceAll(/"[^"]*"|`[^`]*`|\d[\d.:,]*/gu, "#");
  const key = sorts.has(named) || sorts.size < sortsMax ? named : "";
  const known = sorts.get(key) ?? { count: 0, said: 0, line: 0 };
  sorts.set(key, known);
  return known;
}

function isPowerOfTen(count: number): boolean {
  return Number.isInteger(Math.log10(count));
}

/** Codes for unknown declarations, types and members. */
const declared: ReadonlySet<string> = new Set(["ORCH2005", "ORCH3001", "ORCH3011"]);

/** Values, fields, members, arguments and parameters. Their messages end with the name. */
const used: ReadonlySet<string> = new Set([...["ORCH3006", "ORCH3007", "ORCH3201", "ORCH3702", "ORCH3811"]]);

/** The code of an optional value that is used as if it were present. */
const mayBeMissing = "ORCH3003";

/** More places than these are counted. */
const placesShown = 4;

/**
 * One mistake, one error: a name that is not there is told where it is first used in a file; its other uses are
 * places of the same mistake, and its fix mends them all, whatever they are told of (a value, a field, an argument): it
 * was declared by another name, or is used so throughout. So is a value that may be missing. An editor marks each of
 * them by itself.
 *
 * @param diagnostics in the order of the text.
 */
export function toldOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>();
  // Where there are too many to be shown they are counted one by one.
  const counted = new Set(diagnostics.flatMap(({ omitted, file }) => (omitted === undefined ? [] : [file])));
  for (const diagnostic of diagnostics) {
    const { file } = diagnostic;
    const key = `${file}\n${counted.has(file) ? placeKey(diagnostic) : mistakeKey(diagnostic)}`;
    const alike = groups.get(key);
    if (alike === undefined) groups.set(key, [diagnostic]);
    else alike.push(diagnostic);
  }
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [others.length === 0 ? first : joined(first, others)],
  );
}

function mistakeKey(diagnostic: Diagnostic): string {
  const { code, message } = diagnostic;
  if (code === mayBeMissing && !message.startsWith("`none`")) return `${code}\n${message}`;
  if (declared.has(code)) return `${code}\n${message}`;
  return used.has(code) ? `no ${message.match(/`[^`]*`/gu)?.at(-1)}` : placeKey(diagnostic);
}

function placeKey({ code, message, span }: Diagnostic): string {
  return `${code}\n${span.start}\n${message}`;
}

function joined(first: Diagnostic, others: readonly Diagnostic[]): Diagnostic {
  const shown = others.slice(0, placesShown);
  const places: readonly Label[] = shown.map(({ file, span }) => ({ file, span, message: "and here" }));
  const left = others.length - shown.length;
  const notes =
    left === 0 ? [] : [`The same in ${left} more ${left === 1 ? "place" : "places"} of this file.`];
  return {
    ...first,
    labels: [...first.labels, ...places],
    notes: [...first.notes, ...notes],
    fixes: first.fixes.map((fix, index) =>
      everywhere(
        fix,
        others.map(({ fixes }) => fixes[index]),
      ),
    ),
  };
}

/** The same change in every place, if each of them has it. */
function everywhere(fix: Fix, others: readonly (Fix | undefined)[]): Fix {
  const alike = others.flatMap((other) => (other?.title === fix.title ? [other] : []));
  if (alike.length < others.length) return fix;
  return { ...fix, edits: [fix, ...alike].flatMap(({ edits }) => edits) };
}
