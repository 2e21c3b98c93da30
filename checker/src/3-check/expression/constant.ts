import type { Json } from "@orchlang/plan";
import { type Evaluated, type Expression, evaluate } from "@orchlang/plan/expressions";

/** Larger constants are not kept: a chain of doublings would outgrow the program that wrote it. */
const constantTextMax = 50_000;

const readsNothing = { read: (): Evaluated => ({ fault: "it reads a value" }) };

/** The value of an expression without reads, by the plan's own evaluator. */
export function evaluateConstant(
  expression: Expression,
): { readonly value: Json } | { readonly fault: string } {
  if (expression.op === "constant") return { value: expression.value };
  const outcome = evaluate(expression, readsNothing);
  if ("value" in outcome) return outcome;
  return { fault: "fault" in outcome ? outcome.fault : "it is not known before the run" };
}

/** The value of an expression without reads; `undefined` if it reads or faults. */
export function constantOf(expression: Expression): { readonly value: Json } | undefined {
  const outcome = evaluateConstant(expression);
  return "value" in outcome ? outcome : undefined;
}

/** True if a constant is small enough to stand in the plan instead of what gives it. */
export function isSmall(value: Json): boolean {
  return measure(value, constantTextMax) >= 0;
}

/** The room left after a value; negative if it does not fit. */
function measure(value: Json, room: number): number {
  if (typeof value === "string") return room - value.length;
  if (value === null || typeof value !== "object") return room - 1;
  let left = room - 2;
  const parts: readonly (Json | undefined)[] = Array.isArray(value) ? value : Object.values(value);
  for (const part of parts) {
    if (left < 0) return left;
    left = measure(part ?? null, left) - 1;
  }
  return left;
}
