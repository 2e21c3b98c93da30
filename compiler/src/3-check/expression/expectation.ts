import type { Expression } from "@orchlang/language/ast";
import type { Type } from "../type.ts";
import { assignable, type Misfit } from "../types/assignable.ts";
import { errorType } from "../types/kinds.ts";
import { required } from "../types/optional.ts";
import { textFits } from "../types/text.ts";
import { misfitDiagnostic } from "./misfits.ts";
import type { Expectation, ExpressionContext, Typed } from "./typed.ts";
import { subjectOf, thisSubject } from "./words.ts";

/**
 * Reports where a value does not fit what is wanted; gives it back as wanted, or as `error`.
 *
 * @param ast what an author would call it by; left out: "this".
 */
export function fit(typed: Typed, expected: Expectation, ctx: ExpressionContext, ast?: Expression): Typed {
  const wrong = misfitOf(typed, expected.type);
  if (wrong === undefined) return asWanted(typed, expected.type);
  if (typed.doubtful && (wrong.why === "missing" || wrong.why === "range"))
    return { ...typed, type: errorType };
  const subject = ast === undefined ? thisSubject : subjectOf(ast);
  ctx.report(misfitDiagnostic(wrong, typed, expected, ctx, subject));
  return { ...typed, type: errorType, doubtful: true };
}

/** Of what is only probably wanted: a constant text that may be the Email or Url becomes it, anything else stays. */
export function likeWanted(typed: Typed, meant: Type): Typed {
  if (typed.type.kind !== "string" || misfitOf(typed, meant) !== undefined) return typed;
  return asWanted(typed, meant);
}

/** Why a value does not fit, its constant text looked at. */
export function misfitOf(typed: Typed, wanted: Type): Misfit | undefined {
  const wrong = assignable(typed.type, wanted);
  return wrong?.why === "text" && constantTextFits(typed, wanted) ? undefined : wrong;
}

function constantTextFits(typed: Typed, wanted: Type): boolean {
  const type = required(wanted);
  if (type.kind !== "string") return false;
  const text = typed.constant?.value;
  if (typeof text === "string") return textFits(text, type);
  // What is put into an address is not known; that the whole is one is checked where it crosses the border.
  return typed.sample !== undefined && type.matching === undefined && textFits(typed.sample, type);
}

/** A constant text becomes the Email that it was checked to be; other values keep what is known of them. */
function asWanted(typed: Typed, wanted: Type): Typed {
  const type = required(wanted);
  const refines =
    typed.type.kind === "string" && type.kind === "string" && (typed.constant ?? typed.sample) !== undefined;
  return refines ? { ...typed, type } : typed;
}
