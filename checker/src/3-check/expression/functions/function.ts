import type { Expression, FunctionName } from "@orchlang/plan/expressions";
import type { Type } from "../../type.ts";

/** A parameter after a function's first argument. */
export interface CoreParameter {
  readonly name: string;
  readonly type: Type;
}

/**
 * A function of `std.core`: `x.f(a)` is `f(x, a)`. Several may share a name: the first argument's type decides.
 * Without further parameters it may be written without brackets, `list.size`.
 */
export interface CoreFunction {
  readonly name: string;
  /** As the reference shows it: `text.contains(part: String) -> Bool`; behind ` · ` what it does, where that needs words. */
  readonly signature: string;
  /** True if it is a function of such a first argument. */
  readonly takes: (first: Type) => boolean;
  /** The type of the first argument, if it is a literal or a bare name that needs one. */
  readonly first?: Type;
  readonly parameters: (first: Type) => readonly CoreParameter[];
  /** Any number of further arguments of the last parameter's type, one at least. */
  readonly variadic?: true;
  /** In a zone: the project's, or one that is named behind the other arguments. */
  readonly zoned?: true;
  /** Looks at the list or map, never into its items: what their fields are labelled stays with them. */
  readonly shallow?: true;
  readonly result: (args: readonly Type[], constants: readonly (number | undefined)[]) => Type;
  readonly emit: (args: readonly Expression[], zone: string) => Expression;
}

/** A function that is one of the plan's closed table, its arguments as they stand. */
export function plain(
  name: string,
  signature: string,
  takes: CoreFunction["takes"],
  parameters: readonly CoreParameter[],
  result: Type | CoreFunction["result"],
  fn: FunctionName,
): CoreFunction {
  return {
    name,
    signature,
    takes,
    parameters: () => parameters,
    result: typeof result === "function" ? result : () => result,
    emit: (args) => ({ op: "call", fn, args }),
  };
}

/** A function that never looks into the items of its list. */
export function shallow(of: CoreFunction): CoreFunction {
  return { ...of, shallow: true };
}

/** The same, with a zone as the last argument. */
export function inZone(of: CoreFunction): CoreFunction {
  return {
    ...of,
    zoned: true,
    emit: (args, zone) => of.emit([...args, { op: "constant", value: zone }], zone),
  };
}

export function isKind(...kinds: readonly Type["kind"][]): CoreFunction["takes"] {
  return (type) => kinds.includes(type.kind);
}

/** A whole number within bounds. */
export function whole(min: number, max?: number): Type {
  return { kind: "int", min, ...(max === undefined ? {} : { max }) };
}
