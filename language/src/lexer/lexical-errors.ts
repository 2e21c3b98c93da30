import { defineDiagnostic } from "../diagnostics/define.ts";

/* Errors of single tokens and characters. */

export const unknownCharacters = defineDiagnostic<{ found: string }>({
  code: "ORCH0001",
  severity: "error",
  title: "Characters that mean nothing",
  message: ({ found }) => `${describeCharacters(found)} nothing here.`,
  help: "Remove it, or put it into a string or a comment.",
});

export const unterminatedString = defineDiagnostic<{ quote: string }>({
  code: "ORCH0002",
  severity: "error",
  title: "A string that never ends",
  message: "This string is never closed.",
  label: "it begins here",
  notes: ['A string in `"` ends on its own line; one in `"""` may have many lines.'],
  help: ({ quote }) => `Put \`${quote}\` where the text ends.`,
});

export const unterminatedInterpolation = defineDiagnostic({
  code: "ORCH0003",
  severity: "error",
  title: "An interpolation that never ends",
  message: "The `${` in this string is never closed.",
  help: 'Put `}` after its expression, and `"` where the string ends.',
});

export const unterminatedComment = defineDiagnostic({
  code: "ORCH0004",
  severity: "error",
  title: "A comment that never ends",
  message: "This comment is never closed.",
  label: "it begins here",
  notes: ["Everything behind it is taken for a comment."],
  help: "Put `*/` where the comment ends.",
});

export const compoundQuantity = defineDiagnostic<{ quantity: string }>({
  code: "ORCH0005",
  severity: "error",
  title: "A quantity in two units",
  message: ({ quantity }) => `\`${quantity}\` names two units: a quantity has one.`,
  help: "Write it in the smaller unit (`90m`, not `1h30m`), or add two quantities: `1h + 30m`.",
});

export const exponent = defineDiagnostic<{ number: string }>({
  code: "ORCH0006",
  severity: "error",
  title: "A number with an exponent",
  message: ({ number }) => `\`${number}\` is not a number here: there are no exponents.`,
  help: "Write the digits out; underscores may part them: `1_000_000`.",
});

export const suffixedAmount = defineDiagnostic<{ amount: string; suffix: string }>({
  code: "ORCH0007",
  severity: "error",
  title: "An amount of money with a suffix",
  message: ({ amount, suffix }) => `\`${suffix}\` can't follow the amount \`${amount}\`.`,
  help: "Write the digits out (`$2_500_000`); a rate is written with `per`: `$0.30 per kWh`.",
});

export const instantWithoutOffset = defineDiagnostic<{ instant: string }>({
  code: "ORCH0008",
  severity: "error",
  title: "An instant without an offset",
  message: ({ instant }) => `\`${instant}\` is ambiguous: it has no offset from UTC.`,
  help: "Add `Z` for UTC, or an offset such as `+02:00`.",
});

export const foreignOperator = defineDiagnostic<{ operator: string; meant: string }>({
  code: "ORCH0009",
  severity: "error",
  title: "An operator of another language",
  message: ({ operator, meant }) => `\`${operator}\` is written \`${meant}\` here.`,
});

export const foreignQuotes = defineDiagnostic<{ quotes: string }>({
  code: "ORCH0010",
  severity: "error",
  title: "A string in other quotes",
  message: ({ quotes }) =>
    `A string is written in \`"\`, not in \`${quotes === "`" ? "backticks" : quotes}\`.`,
});

export const semicolon = defineDiagnostic({
  code: "ORCH0011",
  severity: "error",
  title: "A semicolon",
  message: "No statement or clause ends with `;`.",
});

export const hashComment = defineDiagnostic({
  code: "ORCH0012",
  severity: "error",
  title: "A comment after `#`",
  message: "A comment begins with `//`, not with `#`.",
});

export const loneSign = defineDiagnostic<{ sign: string }>({
  code: "ORCH0013",
  severity: "error",
  title: "A currency sign without an amount",
  message: ({ sign }) => `\`${sign}\` needs an amount directly after it: \`$0.05\`.`,
  help: "Only inside a string, `$` begins something else: an interpolation.",
});

export const spacedPercent = defineDiagnostic<{ number: string }>({
  code: "ORCH0014",
  severity: "error",
  title: "A percent sign away from its number",
  message: ({ number }) => `\`%\` directly follows its number: \`${number}%\`.`,
});

export const hiddenCharacter = defineDiagnostic<{ found: string }>({
  code: "ORCH0015",
  severity: "warning",
  title: "A character that nobody sees",
  message: ({ found }) => `There is ${nameOf(found.codePointAt(0) ?? 0)} in this text.`,
  notes: [
    "Whoever reads it sees another text than the one that a person is shown, or a capability is given.",
  ],
  help: "Write it as an escape, or remove it.",
});

const invisible: Readonly<Record<number, string>> = {
  0: "a zero byte",
  160: "a no-break space",
  173: "a soft hyphen",
  1564: "an Arabic letter mark",
  8203: "a zero-width space",
  8204: "a zero-width non-joiner",
  8205: "a zero-width joiner",
  8206: "a left-to-right mark",
  8207: "a right-to-left mark",
  8232: "a line separator",
  8233: "a paragraph separator",
  8234: "a text direction mark",
  8235: "a text direction mark",
  8236: "a text direction mark",
  8237: "a text direction override",
  8238: "a text direction override",
  8294: "a text direction isolate",
  8295: "a text direction isolate",
  8296: "a text direction isolate",
  8297: "a text direction isolate",
  12288: "an ideographic space",
  65279: "a byte order mark",
};

/** The sentence's beginning for some characters; those that can't be seen are named by their code point. */
function describeCharacters(text: string): string {
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  const hidden = points.find((point) => invisible[point] !== undefined || !isVisible(point));
  if (hidden === undefined) return `\`${text}\` ${points.length === 1 ? "means" : "mean"}`;
  return `There is an invisible character here, ${nameOf(hidden)}, which means`;
}

function nameOf(point: number): string {
  const code = `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
  return `${invisible[point] ?? (isControl(point) ? "a control character" : "a character that does not show")} (${code})`;
}

function isControl(point: number): boolean {
  return point < 0x20 || (point >= 0x7f && point < 0xa0);
}

function isVisible(point: number): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(String.fromCodePoint(point));
}
