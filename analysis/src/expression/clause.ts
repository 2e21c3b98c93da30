import type { Capability, Parameter } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { substitute } from "./substitute.ts";

/** The meaning of names in a capability's clauses for one call. */
export interface Calling {
  readonly capability: Capability;
  readonly args: Readonly<Record<string, Expression>>;
}

/**
 * A clause of a capability with the arguments of one call in place of its parameters, and `result` in place of the
 * result where one is given: `$0.0001 * to.size` becomes `$0.0001 * list.contacts.size`.
 */
export function clauseInCall(clause: Expression, calling: Calling, result?: Expression): Expression {
  return substitute(clause, (read) => {
    if (read.from !== "local") return undefined;
    if (read.name === "result" && result !== undefined) return result;
    return argumentOf(calling.capability.params, calling.args, read.name);
  });
}

/** The argument given for a parameter, else its default, which may read the parameters before it. */
export function argumentOf(
  params: readonly Parameter[],
  args: Readonly<Record<string, Expression>>,
  name: string,
): Expression | undefined {
  if (Object.hasOwn(args, name)) return args[name];
  const at = params.findIndex((param) => param.name === name);
  const fallback = params[at]?.default;
  if (fallback === undefined) return undefined;
  return substitute(fallback, (read) =>
    read.from === "local" && params.slice(0, at).some((param) => param.name === read.name)
      ? argumentOf(params, args, read.name)
      : undefined,
  );
}
