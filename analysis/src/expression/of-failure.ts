import { type Evaluated, type Expression, evaluate } from "@orchlang/plan/expressions";
import { substitute } from "./substitute.ts";

const known = new WeakMap<Expression, Map<string, Evaluated>>();

/** The value of a handler's or a retry's condition for an `error` of this name; all else is unknown. */
export function ofFailure(when: Expression, name: string): Evaluated {
  const byFailure = known.get(when) ?? new Map<string, Evaluated>();
  known.set(when, byFailure);
  const evaluated = byFailure.get(name) ?? evaluateFor(when, name);
  byFailure.set(name, evaluated);
  return evaluated;
}

function evaluateFor(when: Expression, name: string): Evaluated {
  const value: Expression = { op: "constant", value: name };
  const error: Expression = { op: "record", entries: [{ name: "name", value }] };
  const asked = substitute(when, (read) =>
    read.from === "local" && read.name === "error" ? error : undefined,
  );
  return evaluate(asked, { read: ({ name: of }) => ({ unknown: [of] }) });
}
