import type { ForeignProductions } from "./production.ts";

/** Between two values: words, words behind `is`, and two signs that are one in other languages. */
export const operators: ForeignProductions = {
  operator: [
    { found: "AND And", instead: "and" },
    { found: "OR Or", instead: "or" },
    { found: "equals equal eq", instead: "==" },
    {
      found: "isnt isn differs ne neq",
      instead: "!=",
      help: "Whether a value is missing is asked by `a is none` and `a is some`.",
    },
    { found: "gt above exceeds", instead: ">" },
    { found: "gte ge", instead: ">=" },
    { found: "lt below", instead: "<" },
    { found: "lte le", instead: "<=" },
    { found: "xor XOR", instead: "!=" },
    { found: "between BETWEEN", meant: "a in b..c", help: "Both ends of a range are in it: `n in 1..10`." },
    { found: "exists exist defined present isset", meant: "a is some", instead: "is some" },
    { found: "missing absent", meant: "a is none", instead: "is none" },
    {
      found: "contains includes include has CONTAINS",
      meant: "a.contains(b)",
      help: "Lists and texts are asked by `a.contains(b)`, texts also by `a.starts_with(b)` and `a.ends_with(b)`.",
    },
    {
      found: "startswith starts_with startsWith begins",
      meant: "a.starts_with(b)",
      help: "Lists and texts are asked by `a.contains(b)`, texts also by `a.starts_with(b)` and `a.ends_with(b)`.",
    },
    {
      found: "endswith ends_with endsWith",
      meant: "a.ends_with(b)",
      help: "Lists and texts are asked by `a.contains(b)`, texts also by `a.starts_with(b)` and `a.ends_with(b)`.",
    },
    {
      found: "like LIKE ilike matches match rlike =~ ~=",
      meant: "a.contains(b)",
      help: 'The form of a text is a matter of its type: `type Code = String matching "[A-Z]+"`.',
    },
    { found: "mod MOD rem", meant: "a.remainder(b)" },
    { found: "div DIV", instead: "/" },
    { found: "plus", instead: "+" },
    { found: "minus", instead: "-" },
    {
      found: "then THEN",
      meant: "{",
      instead: "",
      help: "No word stands between a condition and its block.",
    },
    {
      found: "to through upto thru",
      meant: "a..b",
      instead: "..",
      help: "Both ends of a range are in it: `1..10`.",
    },
    { found: "otherwise", instead: "??" },
    { found: "IN", instead: "in" },
    { found: "IS", instead: "is" },
  ],
  is: [
    { found: "greater more bigger larger higher later longer over above", instead: ">" },
    { found: "less fewer smaller lower earlier shorter under below", instead: "<" },
    { found: "equal same", instead: "==" },
    { found: "between within", meant: "a in b..c", help: "Both ends of a range are in it: `n in 1..10`." },
  ],
  sign: [
    { found: "<>", instead: "!=", safe: true },
    { found: "=<", instead: "<=", safe: true },
    { found: "=!", instead: "!=" },
    { found: "=/", instead: "!=" },
    { found: "?:", instead: "??", safe: true },
    { found: "**", meant: "a * a", help: "There are no powers: multiply." },
    { found: "::", instead: ".", safe: true },
    {
      found: "++",
      meant: "let b = a + 1",
      help: "A name keeps its value: give the next one a name of its own.",
    },
    {
      found: "+=",
      meant: "let b = a + 1",
      help: "A name keeps its value: give the next one a name of its own.",
    },
    {
      found: "-=",
      meant: "let b = a - 1",
      help: "A name keeps its value: give the next one a name of its own.",
    },
    { found: "--", meant: "//", help: "A comment begins with `//`." },
  ],
};
