import type { Json } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { limits } from "../limits.ts";
import { type Names, path, type Said } from "./path.ts";

/**
 * A condition as text: comparisons of paths and literals, joined by `and or not` (or `&& || !`), in parentheses.
 *
 *     or    = and { ("or" | "||") and }
 *     and   = not { ("and" | "&&") not }
 *     not   = ("not" | "!") not | cmp
 *     cmp   = operand [ ("==" | "===" | "!=" | "!==" | "<" | "<=" | ">" | ">=" | "in" | "not in") operand ]
 *     operand = "(" or ")" | list | literal | path | "{{" path "}}"
 *
 * A value alone holds where it is there and is neither `false`, `0` nor the empty text. Recursive descent; depth bounded.
 */
export function condition(text: string, names: Names): Said {
  const tokens = tokensOf(text);
  if ("wrong" in tokens) return tokens;
  const reader: Reader = { tokens: tokens.ok, at: 0, depth: 0, names };
  try {
    const expression = asBool(anyOf(reader));
    const left = reader.tokens[reader.at];
    if (left !== undefined) throw new Unreadable(`\`${left.text}\` was not expected after the condition`);
    return { expression };
  } catch (error) {
    if (error instanceof Unreadable) return { wrong: error.message };
    throw error;
  }
}

class Unreadable extends Error {}

interface Token {
  readonly kind: "sign" | "path" | "value";
  readonly text: string;
  readonly value?: Json;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
  readonly names: Names;
}

/** A parsed part, and whether it is boolean by itself. */
interface Read {
  readonly expression: Expression;
  readonly bool: boolean;
}

const words: Readonly<Record<string, Json>> = {
  true: true,
  false: false,
  null: null,
  none: null,
  undefined: null,
};
const signs: Readonly<Record<string, string>> = {
  "&&": "and",
  "||": "or",
  "!": "not",
  "===": "==",
  "=": "==",
  "!==": "!=",
};
const form =
  /\s*(?:(?<braced>\{\{.*?\}\})|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<sign>===|!==|==|!=|<=|>=|&&|\|\||[!<>=()[\],])|(?<path>[\p{L}_$](?:[\p{L}\p{N}_$-]|\.(?=[\p{L}_$])|\[(?:\d+|"[^"]*"|'[^']*')\])*))/uy;

function tokensOf(text: string): { readonly ok: readonly Token[] } | { readonly wrong: string } {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  form.lastIndex = 0;
  for (let at = 0; at < end; at = form.lastIndex) {
    form.lastIndex = at;
    const match = form.exec(text);
    if (match === null)
      return { wrong: `\`${text.slice(at).trim().slice(0, 40)}\` cannot be read in a condition` };
    tokens.push(tokenOf(match.groups ?? {}));
    if (tokens.length > limits.conditionTokensMax) return { wrong: "the condition is too long" };
  }
  return tokens.length === 0 ? { wrong: "the condition is empty" } : { ok: tokens };
}

function tokenOf({
  braced,
  number,
  quoted,
  sign,
  path: written = "",
}: Readonly<Record<string, string | undefined>>): Token {
  if (braced !== undefined) return { kind: "path", text: braced.slice(2, -2) };
  if (number !== undefined) return { kind: "value", text: number, value: Number(number) };
  if (quoted !== undefined) {
    const value = quoted.slice(1, -1).replaceAll(/\\(.)/gsu, (_, one: string) => (one === "n" ? "\n" : one));
    return { kind: "value", text: quoted, value };
  }
  if (sign !== undefined) return { kind: "sign", text: signs[sign] ?? sign };
  if (written === "and" || written === "or" || written === "not" || written === "in")
    return { kind: "sign", text: written };
  if (Object.hasOwn(words, written)) return { kind: "value", text: written, value: words[written] ?? null };
  return { kind: "path", text: written };
}

function anyOf(reader: Reader): Read {
  return joined(reader, "or", (one) => joined(one, "and", notOf));
}

function joined(reader: Reader, sign: "and" | "or", part: (reader: Reader) => Read): Read {
  const first = part(reader);
  const items: Expression[] = [];
  while (takes(reader, sign)) {
    if (items.length === 0) items.push(asBool(first));
    items.push(asBool(part(reader)));
  }
  return items.length === 0 ? first : { expression: { op: sign, items }, bool: true };
}

function notOf(reader: Reader): Read {
  if (!takes(reader, "not")) return comparison(reader);
  deeper(reader);
  const of = asBool(notOf(reader));
  reader.depth -= 1;
  return { expression: { op: "not", of }, bool: true };
}

const comparisons: Readonly<Record<string, string>> = {
  "==": "any.equal",
  "!=": "any.notEqual",
  "<": "any.less",
  "<=": "any.lessOrEqual",
  ">": "any.greater",
  ">=": "any.greaterOrEqual",
};

function comparison(reader: Reader): Read {
  const left = operand(reader);
  const sign = reader.tokens[reader.at];
  if (sign?.kind !== "sign") return left;
  const fn = comparisons[sign.text];
  if (fn !== undefined) {
    reader.at += 1;
    return {
      expression: { op: "call", fn, args: [left.expression, operand(reader).expression] },
      bool: true,
    };
  }
  const negated = sign.text === "not" && reader.tokens[reader.at + 1]?.text === "in";
  if (sign.text !== "in" && !negated) return left;
  reader.at += negated ? 2 : 1;
  const within: Expression = {
    op: "call",
    fn: "list.contains",
    args: [operand(reader).expression, left.expression],
  };
  return { expression: negated ? { op: "not", of: within } : within, bool: true };
}

function operand(reader: Reader): Read {
  if (takes(reader, "(")) {
    deeper(reader);
    const inner = anyOf(reader);
    reader.depth -= 1;
    expects(reader, ")");
    return inner;
  }
  if (takes(reader, "[")) return listOf(reader);
  const token = reader.tokens[reader.at];
  if (token === undefined) throw new Unreadable("the condition ends where a value is wanted");
  if (token.kind === "sign") throw new Unreadable(`\`${token.text}\` stands where a value is wanted`);
  reader.at += 1;
  if (token.kind === "value")
    return {
      expression: { op: "constant", value: token.value ?? null },
      bool: typeof token.value === "boolean",
    };
  const result = path(token.text, reader.names);
  if ("wrong" in result) throw new Unreadable(result.wrong);
  return { expression: result.expression, bool: false };
}

function listOf(reader: Reader): Read {
  deeper(reader);
  const items: Expression[] = [];
  while (!takes(reader, "]")) {
    if (items.length > 0) expects(reader, ",");
    items.push(operand(reader).expression);
  }
  reader.depth -= 1;
  return { expression: { op: "list", items }, bool: false };
}

/** There, and not what counts as nothing. */
function asBool({ expression, bool }: Read): Expression {
  if (bool) return expression;
  const nothing = [null, false, 0, ""].map((value): Expression => ({ op: "constant", value }));
  return {
    op: "not",
    of: { op: "call", fn: "list.contains", args: [{ op: "list", items: nothing }, expression] },
  };
}

function takes(reader: Reader, sign: string): boolean {
  const token = reader.tokens[reader.at];
  if (token?.kind !== "sign" || token.text !== sign) return false;
  reader.at += 1;
  return true;
}

function expects(reader: Reader, sign: string): void {
  if (takes(reader, sign)) return;
  const token = reader.tokens[reader.at];
  throw new Unreadable(
    `\`${sign}\` is wanted ${token === undefined ? "at the end" : `before \`${token.text}\``}`,
  );
}

function deeper(reader: Reader): void {
  reader.depth += 1;
  if (reader.depth > limits.conditionDepthMax) throw new Unreadable("the condition is nested too deep");
}
