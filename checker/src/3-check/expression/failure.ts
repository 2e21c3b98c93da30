import { closest, defineDiagnostic, didYouMean } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import type { FailureType } from "../type.ts";
import type { ExpressionContext } from "./typed.ts";

export const unknownFailure = defineDiagnostic<{ name: string; names: readonly string[] }>({
  code: "ORCH3222",
  severity: "error",
  title: "Failure that can't occur",
  message: (p) => `\`${p.name}\` can't happen here.`,
  label: "no such failure",
  notes: [(p) => `Possible failures: ${p.names.map((name) => `\`${name}\``).join(", ")}.`],
});

/** True if a failure of this name can occur; reported where not. */
export function checkFailureName(
  name: string,
  span: Span,
  type: FailureType,
  ctx: ExpressionContext,
): boolean {
  if (type.names.includes(name)) return true;
  const place = { file: ctx.file, span };
  const details = didYouMean(place, closest(name, type.names));
  ctx.report(unknownFailure.at(place, { name, names: type.names }, details));
  return false;
}

/** The field by which a failure is compared. */
export function nameOfFailure(failure: Expression): Expression {
  return { op: "field", of: failure, name: "name" };
}
