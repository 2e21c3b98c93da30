import { defineDiagnostic } from "../diagnostics/define.ts";
import { chainMax, nestingMax } from "../limits.ts";

/* Errors of tokens in a row. */

export const unexpected = defineDiagnostic<{ expected: string; found: string }>({
  code: "ORCH0101",
  severity: "error",
  title: "Something else was expected",
  message: ({ expected, found }) => `Expected ${expected} here, but found ${found}.`,
});

export const unclosedBracket = defineDiagnostic<{ bracket: string; closing: string }>({
  code: "ORCH0102",
  severity: "error",
  title: "A bracket that is never closed",
  message: ({ bracket }) => `This \`${bracket}\` is never closed.`,
  label: ({ closing }) => `its \`${closing}\` is missing`,
});

export const strayBracket = defineDiagnostic<{ bracket: string }>({
  code: "ORCH0103",
  severity: "error",
  title: "A closing bracket too many",
  message: ({ bracket }) => `This \`${bracket}\` closes nothing.`,
});

export const missingModule = defineDiagnostic({
  code: "ORCH0104",
  severity: "error",
  title: "A file without a module",
  message: "This file does not name its module.",
  notes: ["A file begins with `module` and its path: `module sales.weekly_report`."],
});

export const unknownDeclaration = defineDiagnostic<{ word: string }>({
  code: "ORCH0105",
  severity: "error",
  title: "No declaration begins so",
  message: ({ word }) => `No declaration begins with ${word}.`,
});

export const unknownPart = defineDiagnostic<{ word: string; begins: string }>({
  code: "ORCH0106",
  severity: "error",
  title: "An unknown clause, option or statement",
  message: ({ word, begins }) => `${begins} begins with ${word}.`,
});

export const reservedName = defineDiagnostic<{ word: string }>({
  code: "ORCH0107",
  severity: "error",
  title: "A reserved word as a name",
  message: ({ word }) => `\`${word}\` can't be a name: it is reserved everywhere.`,
  help: "Choose another name. Fields and named arguments may use it.",
});

export const indexAccess = defineDiagnostic<{ what: string; written: string }>({
  code: "ORCH0108",
  severity: "error",
  title: "Brackets behind a value",
  message: ({ what }) => `\`[ ]\` does not select ${what}.`,
  help: ({ written }) => `Write \`${written}\`.`,
});

export const spacedUnit = defineDiagnostic<{ number: string; word: string }>({
  code: "ORCH0109",
  severity: "error",
  title: "A number and a word apart",
  message: ({ number, word }) => `\`${word}\` can't be separated from its number \`${number}\`.`,
  notes: [
    "Only units written out may: `500 meters`, `30 seconds`, `4_000 tokens`. Others are attached: `5km`, `1.2kWh`.",
  ],
});

export const missingComma = defineDiagnostic<{ before: string; behind: string }>({
  code: "ORCH0110",
  severity: "error",
  title: "A missing comma",
  message: ({ before, behind }) => `A comma is missing between ${before} and ${behind}.`,
});

export const wrongEquals = defineDiagnostic<{ meant: string; why: string }>({
  code: "ORCH0111",
  severity: "error",
  title: "A single equals sign",
  message: ({ meant, why }) => `${why}: write \`${meant}\`, not \`=\`.`,
});

export const chainedComparison = defineDiagnostic<{ operator: string }>({
  code: "ORCH0112",
  severity: "error",
  title: "Comparisons in a row",
  message: ({ operator }) => `\`${operator}\` can't follow another comparison.`,
  help: "Join two comparisons with `and` (`a < b and b < c`), or use a range: `b in a..c`.",
});

export const misplacedNot = defineDiagnostic({
  code: "ORCH0113",
  severity: "error",
  title: "A `not` in the middle",
  message: "`not` applies to a whole comparison and can't be inside one.",
  help: "Put it in front, or in parentheses: `not a == b`, `a == (not b)`.",
});

export const positionalAfterNamed = defineDiagnostic({
  code: "ORCH0114",
  severity: "error",
  title: "An argument without a name behind a named one",
  message: "After a named argument, every argument needs a name.",
  help: "Write `name: value`; a bare word stands for `word: word`.",
});

export const notACount = defineDiagnostic<{ found: string }>({
  code: "ORCH0115",
  severity: "error",
  title: "A count that is no whole number",
  message: ({ found }) => `A count is a whole number, and ${found} is not.`,
});

export const nestedTooDeep = defineDiagnostic({
  code: "ORCH0116",
  severity: "error",
  title: "Nested too deep",
  message: `Here more than ${nestingMax} brackets, blocks or expressions are nested.`,
  help: "Name the inner parts with `let`.",
});

export const chainTooLong = defineDiagnostic({
  code: "ORCH0117",
  severity: "error",
  title: "An expression too long",
  message: `This expression has more than ${chainMax} parts in a row.`,
  help: "Name some of them with `let`.",
});

export const misplacedPart = defineDiagnostic<{ what: string; where: string }>({
  code: "ORCH0118",
  severity: "error",
  title: "In the wrong place",
  message: ({ what, where }) => `${what} belongs ${where}.`,
});

export const cutOff = defineDiagnostic<{ expected: string }>({
  code: "ORCH0119",
  severity: "error",
  title: "Something that breaks off",
  message: ({ expected }) => `This is incomplete: ${expected} is missing.`,
});

export const exclusiveParts = defineDiagnostic<{ whole: string; first: string; second: string }>({
  code: "ORCH0120",
  severity: "error",
  title: "Two parts of which only one may stand",
  message: ({ whole, first, second }) => `\`${whole}\` takes \`${first}\` or \`${second}\`, not both.`,
});

export const missingArrow = defineDiagnostic({
  code: "ORCH0121",
  severity: "error",
  title: "A result without its arrow",
  message: "The type of a result follows `->`.",
});

export const moreErrors = defineDiagnostic<{ count: number }>({
  code: "ORCH0199",
  severity: "info",
  title: "More errors",
  message: ({ count }) =>
    `${count.toLocaleString("en-US")} more syntax ${count === 1 ? "error is" : "errors are"} not shown.`,
  help: "Fix those above first: many of the others may disappear with them.",
});

/* Errors inside one literal. */

export const noSuchDay = defineDiagnostic<{ day: string }>({
  code: "ORCH0020",
  severity: "error",
  title: "A day that does not exist",
  message: ({ day }) => `There is no day \`${day}\`.`,
  help: "A date is written year-month-day: `2026-12-01`.",
});

export const noSuchTime = defineDiagnostic<{ time: string }>({
  code: "ORCH0021",
  severity: "error",
  title: "A time that does not exist",
  message: ({ time }) => `There is no time \`${time}\`.`,
  help: "Times run from `00:00` to `23:59`.",
});

export const unknownEscape = defineDiagnostic<{ sequence: string }>({
  code: "ORCH0022",
  severity: "error",
  title: "An escape that means nothing",
  message: ({ sequence }) => `\`${sequence}\` means nothing in a string.`,
  help: 'The escapes are `\\"` `\\\\` `\\/` `\\b` `\\f` `\\n` `\\r` `\\t` `\\u00e9` and `\\$`.',
});
