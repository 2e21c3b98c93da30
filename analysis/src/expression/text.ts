import type { Json } from "@orchlang/plan";
import type { Expression, RecordEntry } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import { isMoney, moneyLiteral } from "@orchlang/plan/quantities";
import { isRelease } from "./path.ts";

/*
 * An expression of a plan file as source text, for people. Without types, its form decides: a word stands for an enum's
 * member, other texts are quoted; a constant from the source has its unit.
 */

/** How tightly a form binds its parts; a looser part gets parentheses. */
type Level = number;
const levels = {
  or: 1,
  and: 2,
  not: 3,
  compare: 4,
  coalesce: 5,
  range: 6,
  sum: 7,
  product: 8,
  unary: 9,
  tight: 10,
};

const operators: Readonly<Record<string, readonly [sign: string, level: Level]>> = {
  less: ["<", levels.compare],
  lessOrEqual: ["<=", levels.compare],
  greater: [">", levels.compare],
  greaterOrEqual: [">=", levels.compare],
  equal: ["==", levels.compare],
  notEqual: ["!=", levels.compare],
  add: ["+", levels.sum],
  concat: ["+", levels.sum],
  subtract: ["-", levels.sum],
  difference: ["-", levels.sum],
  multiply: ["*", levels.product],
  times: ["*", levels.product],
  divide: ["/", levels.product],
  over: ["/", levels.product],
  ratio: ["/", levels.product],
};

export function expressionText(expression: Expression): string {
  return write(expression, 0);
}

function write(expression: Expression, around: Level): string {
  switch (expression.op) {
    case "constant": {
      const text = expression.says ?? jsonText(expression.value);
      return wrapped(levelOf(text), around, () => text);
    }
    case "read":
      return expression.name.slice(expression.name.lastIndexOf(".") + 1);
    case "field":
      return `${write(expression.of, levels.tight)}${expression.optional ? "?." : "."}${expression.name}`;
    case "record":
      return (
        caseText(expression.entries) ??
        `{ ${expression.entries
          .map((entry) =>
            "spread" in entry ? `...${write(entry.spread, 0)}` : `${entry.name}: ${write(entry.value, 0)}`,
          )
          .join(", ")} }`
      );
    case "list":
      return `[${expression.items.map((item) => write(item, 0)).join(", ")}]`;
    case "call":
      return callText(expression.fn, expression.args, around);
    case "fold":
      return `${write(expression.list, levels.tight)}.${expression.fn}${lambdaText(expression)}`;
    case "and":
    case "or":
      return wrapped(levels[expression.op], around, (inner) =>
        expression.items.map((item) => write(item, inner)).join(` ${expression.op} `),
      );
    case "not":
      if (expression.of.op === "isNone") return presenceText(expression.of.of, "some", around);
      return wrapped(levels.not, around, (inner) => `not ${write(expression.of, inner)}`);
    case "isNone":
      return presenceText(expression.of, "none", around);
    case "if":
      return wrapped(0.5, around, () => {
        const { condition, yes, no } = expression;
        return `if ${write(condition, 0)} then ${write(yes, 0)} else ${write(no, 0)}`;
      });
    case "match":
      return familyText(expression) ?? `match ${write(expression.subject, 0)} { … }`;
    case "coalesce":
      return wrapped(levels.coalesce, around, (inner) => {
        return `${write(expression.left, inner + 1)} ?? ${write(expression.right, inner)}`;
      });
    case "template":
      return `"${expression.parts.map((part) => (typeof part === "string" ? part : `\${${write(part.value, 0)}}`)).join("")}"`;
  }
}

/** A case of a union with its fields: `approve(until: noon)`. Its tag stands first, and is no text of an author's. */
function caseText([tag, ...fields]: readonly RecordEntry[]): string | undefined {
  if (tag === undefined || !("name" in tag) || tag.name !== "case" || tag.value.op !== "constant")
    return undefined;
  const { value: name, says } = tag.value;
  if (typeof name !== "string" || says !== undefined) return undefined;
  const given = fields.map((field) =>
    "spread" in field ? `...${write(field.spread, 0)}` : `${field.name}: ${write(field.value, 0)}`,
  );
  return `${name}(${given.join(", ")})`;
}

function presenceText(of: Expression, word: "some" | "none", around: Level): string {
  return wrapped(levels.compare, around, (inner) => `${write(of, inner + 1)} is ${word}`);
}

function familyText(expression: Expression): string | undefined {
  const family = familyRead(expression);
  if (family === undefined) return undefined;
  const name = family.name.slice(family.name.lastIndexOf(".") + 1);
  return `${name}(${family.by.map((by) => write(by, 0)).join(", ")})`;
}

/** A quantity may be said as what it is made of: `60km / 1h`. */
function levelOf(text: string): Level {
  const [, sign] = /^[^"\s]+ ([-+*/]) /u.exec(text) ?? [];
  if (sign === undefined) return levels.tight;
  return sign === "+" || sign === "-" || / [-+] /u.test(text) ? levels.sum : levels.product;
}

function wrapped(level: Level, around: Level, text: (inner: Level) => string): string {
  return level < around ? `(${text(level)})` : text(level);
}

function lambdaText(fold: Expression & { readonly op: "fold" }): string {
  if (fold.body === undefined) return ["count", "flatten", "distinct"].includes(fold.fn) ? "" : "()";
  return `(${fold.as ?? "_"} => ${write(fold.body, 0)})`;
}

function callText(fn: string, args: readonly Expression[], around: Level): string {
  const word = fn.slice(fn.indexOf(".") + 1);
  const [first, second, third] = args;
  if (first === undefined) return `${word}()`;
  const operator = operators[word];
  if (operator !== undefined && second !== undefined && args.length === 2) {
    // By what kept units differ is no part of what is said.
    if (isUnsaid(second)) return write(first, around);
    if (isUnsaid(first)) return write(second, around);
    const [sign, level] = operator;
    return wrapped(
      level,
      around,
      (inner) => `${compared(first, inner)} ${sign} ${compared(second, inner + 1)}`,
    );
  }
  if ((fn === "range.contains" || fn === "time.between") && second !== undefined && third !== undefined) {
    return wrapped(levels.compare, around, (inner) => {
      return `${write(first, inner + 1)} in ${write(second, levels.range + 1)}..${write(third, levels.range + 1)}`;
    });
  }
  if (fn === "list.range" && second !== undefined) {
    return wrapped(
      levels.range,
      around,
      (inner) => `${write(first, inner + 1)}..${write(second, inner + 1)}`,
    );
  }
  if (fn === "list.contains" && second !== undefined) {
    return wrapped(
      levels.compare,
      around,
      (inner) => `${compared(second, inner + 1)} in ${write(first, inner + 1)}`,
    );
  }
  if (word === "negate") return wrapped(levels.unary, around, (inner) => `-${write(first, inner)}`);
  if (isRelease({ fn })) return `${word}(${write(first, 0)})`;
  if (fn.startsWith("text.of_")) return write(first, around);
  // The zone of a clock on the wall is the project's, and not written.
  const rest = onTheWall.has(fn) ? [] : args.slice(1);
  const called = `${write(first, levels.tight)}.${word}`;
  return rest.length === 0 ? called : `${called}(${rest.map((arg) => write(arg, 0)).join(", ")})`;
}

/** A failure is compared by its name, which is not written: `error == full`. */
function compared(side: Expression, around: Level): string {
  const isFailure =
    side.op === "field" && side.name === "name" && side.of.op === "read" && side.of.name === "error";
  return write(isFailure ? side.of : side, around);
}

const onTheWall: ReadonlySet<string> = new Set(
  ["hour", "minute", "weekday", "time", "date"].map((word) => `instant.${word}`),
);

function isUnsaid(expression: Expression): boolean {
  return expression.op === "constant" && expression.says === "";
}

function jsonText(value: Json): string {
  if (value === null) return "none";
  if (typeof value === "string") return /^[a-z_][a-z0-9_]*$/.test(value) ? value : JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  if (isMoney(value)) return moneyLiteral(value);
  if (isList(value)) return `[${value.map(jsonText).join(", ")}]`;
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${jsonText(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A member of a family of signals or flags, chosen in the run: `moisture(house, left)`. */
interface FamilyRead {
  /** The family's name, with its module. */
  readonly name: string;
  /** The choosing expressions, one for each parameter of the family. */
  readonly by: readonly Expression[];
}

const memberForm = /^(.*)\((.*)\)$/s;

/** The family that a choice among its members reads; `undefined` for any other expression. */
function familyRead(expression: Expression): FamilyRead | undefined {
  if (expression.op === "read") {
    const [, name, members] = memberForm.exec(expression.from === "context" ? expression.name : "") ?? [];
    if (name === undefined || members === undefined) return undefined;
    return { name, by: members.split(",").map((value) => ({ op: "constant", value: value.trim() })) };
  }
  if (expression.op !== "match" || expression.otherwise !== undefined) return undefined;
  const { subject, arms } = expression;
  const read = arms.flatMap(({ patterns: [pattern], value }) => {
    const family = familyRead(value);
    return family === undefined || pattern === undefined || !("is" in pattern)
      ? []
      : [{ ...family, is: pattern.is }];
  });
  const [first] = read;
  if (first === undefined || read.length < arms.length) return undefined;
  const by = first.by.map((part, at) => {
    if (read.every((arm) => isSame(arm.by[at], part))) return part;
    return read.every(({ by, is }) => isSame(by[at], { op: "constant", value: is })) ? subject : undefined;
  });
  const all = by.filter((part) => part !== undefined);
  return all.length === by.length && read.every(({ name }) => name === first.name)
    ? { name: first.name, by: all }
    : undefined;
}

function isSame(one: Expression | undefined, other: Expression): boolean {
  return one !== undefined && canonical(one as unknown as Json) === canonical(other as unknown as Json);
}
