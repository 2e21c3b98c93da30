import fc from "fast-check";
import type { TextChange } from "../../src/session/document.ts";

/** A change as it is drawn: what is done, and numbers that become places in the text that it meets. */
export interface DrawnEdit {
  readonly does: keyof typeof doings;
  readonly at: number;
  readonly other: number;
}

const declarationStart =
  /^(?:private )?(?:tool|agent|service|llm|human|type|unit|role|resource|signal|flag|event|fusion|goal|plan|policy|guardrail|trigger|scenario) /gmu;
const signs = [
  "(",
  ")",
  "{",
  "}",
  "[",
  "]",
  '"',
  '"""',
  "${",
  "/*",
  "*/",
  "//",
  "///",
  "#",
  ",",
  ":",
  "=",
  "?",
  "|",
  "\n",
  " ",
  "\r\n",
  "é",
  "e\u0301",
];
const words = [
  "plan",
  "tool",
  "type",
  "private",
  "step",
  "let",
  "x",
  "none",
  "wait",
  "5m",
  "$1",
  "module",
  "import",
  "role",
  "when",
  "in",
  "String",
  "Int",
  "return",
  "fails",
];

type Doing = (text: string, at: number, other: number) => TextChange;

const doings = {
  /** Puts a sign or a word in. */
  sign: (text, at, other) => put(text, at, signs[other % signs.length] as string),
  word: (text, at, other) => put(text, at, ` ${words[other % words.length]} `),
  /** Takes a token away, doubles it, or puts another of the text in its place. */
  drop: (text, at) => ({ ...token(text, at), text: "" }),
  double: (text, at) => put(text, token(text, at).end, ` ${slice(text, token(text, at))}`),
  borrow: (text, at, other) => ({ ...token(text, at), text: slice(text, token(text, other)) }),
  /** Gives a name another, everywhere on its line. */
  rename: (text, at) => {
    const found = token(text, at);
    return {
      ...found,
      text: /^\w+$/u.test(slice(text, found)) ? `${slice(text, found)}_x` : slice(text, found),
    };
  },
  number: (text, at, other) => {
    const numbers = [...text.matchAll(/\b\d+\b/gu)];
    const found = numbers[at % Math.max(1, numbers.length)];
    if (found === undefined) return put(text, 0, "");
    return { start: found.index, end: found.index + found[0].length, text: `${other % 100}` };
  },
  line: (text, at) => ({ ...line(text, at), text: "" }),
  doubleLine: (text, at) => put(text, line(text, at).end, slice(text, line(text, at))),
  moveLine: (text, at, other) => put(text, line(text, other).end, slice(text, line(text, at))),
  declaration: (text, at) => ({ ...declaration(text, at), text: "" }),
  doubleDeclaration: (text, at) => put(text, declaration(text, at).end, slice(text, declaration(text, at))),
  moveDeclaration: (text, at, other) =>
    put(text, declaration(text, other).start, slice(text, declaration(text, at))),
  /** Cuts off all behind a place. */
  cut: (text, at) => ({ start: at % (text.length + 1), end: text.length, text: "" }),
  comment: (text, at, other) => put(text, line(text, at).start, other % 2 === 0 ? "// more\n" : "/// told\n"),
} satisfies Readonly<Record<string, Doing>>;

export const drawnEdit: fc.Arbitrary<DrawnEdit> = fc.record({
  does: fc.constantFrom(...(Object.keys(doings) as DrawnEdit["does"][])),
  at: fc.nat(),
  other: fc.nat(),
});

export function changeOf({ does, at, other }: DrawnEdit, text: string): TextChange {
  const doing: Doing = doings[does];
  return doing(text, at, other);
}

/** The change that undoes another. */
export function undoing({ start, end, text }: TextChange, before: string): TextChange {
  return { start, end: start + text.length, text: before.slice(start, end) };
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function put(text: string, at: number, what: string): TextChange {
  const start = at % (text.length + 1);
  return { start, end: start, text: what };
}

function slice(text: string, { start, end }: Stretch): string {
  return text.slice(start, end);
}

function token(text: string, at: number): Stretch {
  const tokens = /\w+|"(?:[^"\\\n]|\\.)*"|[^\s\w]/gu;
  tokens.lastIndex = at % (text.length + 1);
  const found = tokens.exec(text);
  return found === null ? { start: 0, end: 0 } : { start: found.index, end: tokens.lastIndex };
}

function line(text: string, at: number): Stretch {
  const inside = at % (text.length + 1);
  const start = text.lastIndexOf("\n", inside - 1) + 1;
  const end = text.indexOf("\n", inside);
  return { start, end: end === -1 ? text.length : end + 1 };
}

function declaration(text: string, at: number): Stretch {
  const starts = [...text.matchAll(declarationStart)].map(({ index }) => index);
  if (starts.length === 0) return { start: 0, end: 0 };
  const chosen = at % starts.length;
  return { start: starts[chosen] as number, end: starts[chosen + 1] ?? text.length };
}
