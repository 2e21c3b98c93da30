import { defineDiagnostic } from "../diagnostics/define.ts";

/* What can be wrong inside one literal. */

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
