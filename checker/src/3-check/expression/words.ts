import { constantText, type Expression } from "@orchlang/language/ast";
import type { Type } from "../type.ts";

/** The author's text, as far as messages need it. */
export interface Subject {
  /** "`a.id`", or "this". */
  readonly says: string;
  /** The text of a literal, for fixes: `60`. */
  readonly literal?: string;
}

/** `4m` where a length is wanted: it is minutes, as everywhere. */
export function minutesForMetres(literal: string | undefined, wanted: Type): { readonly help?: string } {
  const number = /^([\d_.]+)m$/.exec(literal ?? "")?.[1];
  const isLength =
    wanted.kind === "quantity" && wanted.dimension.Length === 1 && Object.keys(wanted.dimension).length === 1;
  if (number === undefined || !isLength) return {};
  return { help: `\`m\` is minutes. Metres are \`${number} meters\`, or \`km\`, \`cm\`.` };
}

export const thisSubject: Subject = { says: "this" };

/** Names and fields longer than this are not repeated in a message. */
const subjectMax = 60;

/** A short name for an expression in a sentence: "`order.total`"; "this" if it has none. */
export function wordsFor(ast: Expression): string {
  const text = textOf(ast);
  return text === undefined || text.length > subjectMax ? "this" : `\`${text}\``;
}

/** The same at the start of a sentence. */
export function wordsAtStart(ast: Expression): string {
  const words = wordsFor(ast);
  return words === "this" ? "This" : words;
}

function textOf(ast: Expression): string | undefined {
  switch (ast.kind) {
    case "reference":
      return ast.text;
    case "member": {
      const object = textOf(ast.object);
      return object === undefined ? undefined : `${object}${ast.optional ? "?." : "."}${ast.member.text}`;
    }
    case "call": {
      const callee = textOf(ast.callee);
      return callee === undefined ? undefined : `${callee}(${ast.arguments.length === 0 ? "" : "…"})`;
    }
    case "number":
    case "quantity":
    case "money":
    case "ratio":
    case "date":
    case "time":
    case "instant":
      return ast.raw;
    case "string": {
      const text = constantText(ast);
      return text === undefined ? undefined : JSON.stringify(text);
    }
    case "boolean":
      return String(ast.value);
    case "none":
      return "none";
    case "unary": {
      const operand = ast.operator === "-" ? textOf(ast.operand) : undefined;
      return operand === undefined ? undefined : `-${operand}`;
    }
    default:
      return undefined;
  }
}

/** The parts of an expression's text for messages and fixes. */
export function subjectOf(ast: Expression): Subject {
  const says = wordsFor(ast);
  return ast.kind === "number" || ast.kind === "quantity" ? { says, literal: ast.raw } : { says };
}
