import type { Json } from "@orchlang/plan";
import fc from "fast-check";

/* Texts of expressions over a few names, by the type that they have, and values for those names. */

export const around = [
  "n: Int in -20..20",
  "k: Int in 1..9",
  "x: Float",
  "r: Ratio",
  "d: Duration",
  "m: Money",
  "b: Bool",
  "s: String",
  "mood: happy | sad | angry",
  "xs: [Int in 0..9] size 0..3",
  "maybe: Int?",
  "job: { id: String, size: Int in 0..5, note: String? }",
];

export type Values = Readonly<Record<string, Json>>;

export const values = fc.record({
  n: fc.integer({ min: -20, max: 20 }),
  k: fc.integer({ min: 1, max: 9 }),
  x: fc.integer({ min: -40, max: 40 }).map((value) => value / 4),
  r: fc.integer({ min: 0, max: 8 }).map((value) => value / 8),
  d: fc.integer({ min: 0, max: 1_000_000 }),
  m: fc.integer({ min: -300, max: 300 }).map((amount) => ({ amount: String(amount), currency: "USD" })),
  b: fc.boolean(),
  s: fc.constantFrom("", "a", "ab"),
  mood: fc.constantFrom("happy", "sad", "angry"),
  xs: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
  maybe: fc.option(fc.integer({ min: -5, max: 5 })),
  job: fc.record({
    id: fc.constantFrom("a", "b"),
    size: fc.integer({ min: 0, max: 5 }),
    note: fc.option(fc.constantFrom("x", "y")),
  }),
}) as fc.Arbitrary<Values>;

type Kinds = "int" | "float" | "bool" | "duration" | "money" | "text" | "list" | "mood";

const text = (parts: TemplateStringsArray, ...holes: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...holes).map((filled) => parts.reduce((sofar, part, index) => sofar + filled[index - 1] + part));

const comparison = fc.constantFrom("==", "!=", "<", "<=", ">", ">=");

export const expressions = fc.letrec<Record<Kinds, string>>((tie) => {
  const [int, bool] = [tie("int"), tie("bool")];
  return {
    int: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("n", "k", "3", "-2", "job.size"),
      text`(${int} + ${int})`,
      text`(${int} - ${int})`,
      text`(${int} * ${int})`,
      text`(if ${bool} then ${int} else ${int})`,
      text`(maybe ?? ${int})`,
      text`(if maybe is some and ${bool} then maybe else ${int})`,
      text`${tie("list")}.size`,
      text`${tie("list")}.sum`,
      text`(${tie("list")}.max ?? ${int})`,
      text`min(${int}, ${int})`,
      text`${int}.max(${int})`,
      text`(match ${tie("mood")} { happy: ${int}, sad | angry: ${int} })`,
      text`(match ${int} { 0: 1, 1..5: ${int}, else: ${int} })`,
      text`${tie("list")}.count(i => i > ${int})`,
    ),
    float: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("x", "0.5", "r"),
      text`(${int} / k)`,
      text`(${tie("float")} * ${int})`,
      text`(${tie("money")} / $4)`,
      text`(${tie("float")} - r)`,
    ),
    duration: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("d", "5m", "1.5h"),
      text`(${tie("duration")} + ${tie("duration")})`,
      text`(${tie("duration")} * k)`,
      text`(k * ${tie("duration")})`,
    ),
    money: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("m", "$0.25"),
      text`(${tie("money")} + ${tie("money")})`,
      text`(${tie("money")} * ${int})`,
      text`(${tie("money")} per h * ${tie("duration")})`,
      text`(-${tie("money")})`,
      text`[${tie("money")}, m].sum`,
    ),
    bool: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("b", "true", "false", "maybe is none", "job.note is some"),
      text`(${int} ${comparison} ${int})`,
      text`(${tie("float")} ${comparison} ${tie("float")})`,
      text`(${tie("money")} ${comparison} ${tie("money")})`,
      text`(${tie("duration")} ${comparison} ${tie("duration")})`,
      text`(${bool} and ${bool})`,
      text`(${bool} or ${bool})`,
      text`(not ${bool})`,
      text`(${int} in 1..5)`,
      text`(${tie("mood")} == happy)`,
      text`(${tie("mood")} in [happy, sad])`,
      text`${tie("list")}.any(i => i == ${int})`,
      text`(${tie("list")} == ${tie("list")})`,
      text`(job?.note ?? "z" == ${tie("text")})`,
    ),
    text: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom("s", '"lit"', "job.id"),
      text`"\${${int}} and \${${tie("text")}}"`.map((one) => one),
      text`"\${${tie("money")}} in \${${tie("duration")}}"`,
      text`${tie("text")}.upper`,
    ),
    list: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("xs", "[1, 2]"),
      text`[${int}, ${int}]`,
      text`${tie("list")}.map(i => (i + ${int}))`,
      text`${tie("list")}.filter(i => i < ${int})`,
      text`${tie("list")}.concat(xs)`,
      text`${tie("list")}.sort_by(i => -i)`,
      text`${tie("list")}.distinct`,
      text`${tie("list")}.take(2)`,
    ),
    mood: fc.oneof({ maxDepth: 2 }, fc.constant("mood"), text`(if ${bool} then mood else mood)`),
  };
});
