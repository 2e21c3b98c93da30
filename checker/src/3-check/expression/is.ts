import { closest, defineDiagnostic, didYouMean } from "@orchlang/language";
import type { IsTest } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import { boolType, required } from "../types/kinds.ts";
import { membersOf } from "../types/same.ts";
import { aType } from "../types/show.ts";
import { asUnion, caseNamed, tagName, tagOf } from "../types/union.ts";
import { askedForNone } from "./compare.ts";
import { checkFailureName, nameOfFailure } from "./failure.ts";
import { call, failed, made, withConstant } from "./make.ts";
import type { Checking, Environment, Typed } from "./typed.ts";

export const unknownTest = defineDiagnostic<{ word: string; type: string; words: readonly string[] }>({
  code: "ORCH3216",
  severity: "error",
  title: "Nothing to be",
  message: (p) => `${p.type.charAt(0).toUpperCase()}${p.type.slice(1)} is never \`${p.word}\`.`,
  label: (p) => `may be ${p.words.map((word) => `\`${word}\``).join(", ")}`,
});

/** The states of a `confirm`'s result. */
export const doneStates: readonly string[] = ["done", "not_done", "unknown"];

/** `x is some`, `x is not none`, `x is member`. */
export function checkIs(ast: IsTest, env: Environment, ctx: Checking): Typed {
  const operand = ctx.check(ast.operand, undefined, env);
  const word = ast.what.text;
  if (word !== "some" && word !== "none") return isMember(ast, operand, ctx);
  const asksNone = (word === "none") !== ast.negated;
  return askedForNone(operand, asksNone, ast.span, ctx);
}

function isMember(ast: IsTest, operand: Typed, ctx: Checking): Typed {
  const type = required(operand.type);
  const { text, span } = ast.what;
  if (type.kind === "error") return failed(ast.span, [operand]);
  if (type.kind === "failure") {
    return checkFailureName(text, span, type, ctx)
      ? compared(ast, operand, nameOfFailure(operand.expression), ctx)
      : failed(ast.span, [operand]);
  }
  if (type.kind === "enum" && type.members.includes(text))
    return settledMember(compared(ast, operand, operand.expression, ctx), ast, operand);
  if (type.kind === "done" && doneStates.includes(text)) {
    return compared(ast, operand, { op: "field", of: operand.expression, name: "state" }, ctx);
  }
  const union = asUnion(type);
  if (union !== undefined && caseNamed(union, text) !== undefined) {
    const loose = operand.type.kind === "optional" ? { optional: true as const } : {};
    const tag: Expression = { op: "field", of: operand.expression, name: tagName, ...loose };
    const label = operand.label;
    return settledMember(compared(ast, { ...operand, type: boolType, label }, tag, ctx), ast, {
      ...operand,
      type: tagOf(union),
    });
  }
  const words =
    union !== undefined
      ? union.union.cases.map(({ name }) => name)
      : type.kind === "enum"
        ? type.members
        : type.kind === "done"
          ? doneStates
          : ["some", "none"];
  const params = { word: text, type: aType(operand.type), words };
  const place = { file: ctx.file, span };
  const foreign = words.includes("none") ? meantTest(text) : undefined;
  ctx.report(unknownTest.at(place, params, didYouMean(place, foreign ?? closest(text, words))));
  return failed(ast.span, [operand]);
}

/** How other languages ask whether a value is there. */
function meantTest(word: string): "some" | "none" | undefined {
  if (/^(?:null|nil|none|undefined|missing|absent|empty|nothing|unset)$/i.test(word)) return "none";
  return /^(?:defined|present|set|there|given|known|something)$/i.test(word) ? "some" : undefined;
}

/** The members left after earlier conditions may decide it. */
function settledMember(whole: Typed, ast: IsTest, operand: Typed): Typed {
  const { type } = operand;
  if (type.kind !== "enum" || whole.type.kind === "error") return whole;
  const left = membersOf(type);
  const has = left.includes(ast.what.text);
  return has && left.length > 1 ? whole : withConstant(whole, has !== ast.negated);
}

function compared(ast: IsTest, operand: Typed, value: Expression, ctx: Checking): Typed {
  const fn = ast.negated ? "any.notEqual" : "any.equal";
  const expression = call(fn, value, { op: "constant", value: ast.what.text });
  return made({ span: ast.span, type: boolType, expression, of: [operand] }, ctx);
}
