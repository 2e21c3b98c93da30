/**
 * Words and signs that other languages put between two values. A row holds them, how the same is written here, what
 * can take their place as it stands (none where more has to change), and what more there is to say.
 */
export type OperatorRow = readonly [
  words: string,
  written: string,
  instead?: string | undefined,
  more?: string,
];

const inText =
  "Lists and texts are asked by `a.contains(b)`, texts also by `a.starts_with(b)` and `a.ends_with(b)`.";

export const operatorRows: readonly OperatorRow[] = [
  ["AND And", "and", "and"],
  ["OR Or", "or", "or"],
  ["equals equal eq", "==", "=="],
  [
    "isnt isn differs ne neq",
    "!=",
    "!=",
    "Whether a value is missing is asked by `a is none` and `a is some`.",
  ],
  ["gt above exceeds", ">", ">"],
  ["gte ge", ">=", ">="],
  ["lt below", "<", "<"],
  ["lte le", "<=", "<="],
  ["xor XOR", "!=", "!="],
  ["between BETWEEN", "a in b..c", undefined, "Both ends of a range are in it: `n in 1..10`."],
  ["exists exist defined present isset", "a is some", "is some"],
  ["missing absent", "a is none", "is none"],
  ["contains includes include has CONTAINS", "a.contains(b)", undefined, inText],
  ["startswith starts_with startsWith begins", "a.starts_with(b)", undefined, inText],
  ["endswith ends_with endsWith", "a.ends_with(b)", undefined, inText],
  [
    "like LIKE ilike matches match rlike =~ ~=",
    "a.contains(b)",
    undefined,
    'The form of a text is a matter of its type: `type Code = String matching "[A-Z]+"`.',
  ],
  ["mod MOD rem", "a.remainder(b)"],
  ["div DIV", "/", "/"],
  ["plus", "+", "+"],
  ["minus", "-", "-"],
  ["then THEN", "{", "", "No word stands between a condition and its block."],
  ["to through upto thru", "a..b", "..", "Both ends of a range are in it: `1..10`."],
  ["otherwise", "??", "??"],
  ["IN", "in", "in"],
  ["IS", "is", "is"],
];

/** What `is` and some words behind it mean. */
export const isRows: readonly OperatorRow[] = [
  ["greater more bigger larger higher later longer over above", ">", ">"],
  ["less fewer smaller lower earlier shorter under below", "<", "<"],
  ["equal same", "==", "=="],
  ["between within", "a in b..c", undefined, "Both ends of a range are in it: `n in 1..10`."],
];
