import type { Diagnostic } from "@orchlang/language";
import type { Argument } from "@orchlang/language/ast";
import type { Environment, Typed } from "../expression/typed.ts";
import type { ParameterSignature } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { assignable } from "../types/assignable.ts";
import { required } from "../types/kinds.ts";

/** An argument, and the parameter that it goes to. */
export interface Placed {
  readonly param: ParameterSignature;
  readonly argument: Argument;
}

/** Checks a value for a parameter. */
export type CheckFor = (placed: Placed, report: (diagnostic: Diagnostic) => void) => Typed;

/**
 * Whether values may stand in the place of others: an argument is missing, or two values that go by position do not
 * fit. Asked of every call, so it looks no further.
 */
export function mayBeDisplaced(
  matched: readonly Placed[],
  missing: readonly ParameterSignature[],
  env: Environment,
): boolean {
  const first = matched[0];
  if (first === undefined || !isPositional(first)) return false;
  if (missing.length > 0) return true;
  if (matched.length < 2) return false;
  return matched.filter((placed) => isPositional(placed) && isMisfit(placed, env)).length >= 2;
}

const isPositional = ({ argument }: Placed): boolean => argument.form === "positional";

/** A quick check: the type of a name, and for an unknown name that only an enum has such. */
function isMisfit({ param, argument: { value } }: Placed, env: Environment): boolean {
  if (param.type.kind === "error") return false;
  if (value.kind === "string") return !takesText.has(required(param.type).kind);
  if (value.kind === "number") return !takesNumbers.has(required(param.type).kind);
  if (value.kind !== "reference") return false;
  const type = env.lookup(value.text)?.type;
  if (type === undefined) return required(param.type).kind !== "enum";
  return assignable(type, param.type) !== undefined;
}

const takesText: ReadonlySet<Type["kind"]> = new Set(["string", "json"]);
const takesNumbers: ReadonlySet<Type["kind"]> = new Set(["int", "float", "ratio", "json"]);

interface Given {
  readonly param: ParameterSignature;
  readonly typed: Typed;
}

interface Tried {
  readonly placed: Placed;
  readonly told: readonly Diagnostic[];
}

/**
 * Checks the arguments of a call that may be displaced. If one is missing in front of others, only that one is
 * reported; two that are swapped are reported once.
 *
 * @returns the values in the order of `matched`, and the parameters that are reported as missing.
 */
export function checkDisplaced(
  params: readonly ParameterSignature[],
  matched: readonly Placed[],
  missing: readonly ParameterSignature[],
  check: CheckFor,
  report: (diagnostic: Diagnostic) => void,
): { readonly given: readonly Given[]; readonly absent: readonly ParameterSignature[] } {
  const given: Given[] = [];
  const results = matched.map((placed): Tried => {
    const told: Diagnostic[] = [];
    given.push({ param: placed.param, typed: check(placed, (diagnostic) => told.push(diagnostic)) });
    return { placed, told };
  });
  const wrong = results.filter(({ told }) => told.length > 0);
  const fits = (placed: Placed): boolean => {
    let fitting = true;
    check(placed, () => {
      fitting = false;
    });
    return fitting;
  };
  if (wrong.length > 0 && missing.length === 1 && wrong.every(({ placed }) => isPositional(placed))) {
    const left = leftOut(params, matched, fits);
    if (left !== undefined) return { given, absent: [left] };
  }
  const [one, other] = wrong;
  if (one && other && wrong.length === 2 && missing.length === 0 && haveChangedPlaces(one, other, fits)) {
    const [first] = one.told;
    if (first !== undefined) report(changedPlaces(first, one.placed, other.placed));
    return { given, absent: missing };
  }
  for (const { told } of results) told.forEach(report);
  return { given, absent: missing };
}

/** The parameter that all the others are given without: those behind it have moved up. */
function leftOut(
  params: readonly ParameterSignature[],
  matched: readonly Placed[],
  fits: (placed: Placed) => boolean,
): ParameterSignature | undefined {
  const inOrder = matched.filter(isPositional);
  const named = new Set(matched.filter((placed) => !isPositional(placed)).map(({ param }) => param));
  return params.find((left) => {
    if (left.optional || named.has(left)) return false;
    const rest = params.filter((param) => param !== left);
    return inOrder.every(({ argument }, index) => {
      const param = rest[index];
      return param !== undefined && !named.has(param) && fits({ param, argument });
    });
  });
}

function haveChangedPlaces(one: Tried, other: Tried, fits: (placed: Placed) => boolean): boolean {
  return (
    isPositional(one.placed) &&
    isPositional(other.placed) &&
    fits({ param: other.placed.param, argument: one.placed.argument }) &&
    fits({ param: one.placed.param, argument: other.placed.argument })
  );
}

function changedPlaces(diagnostic: Diagnostic, one: Placed, other: Placed): Diagnostic {
  const { file } = diagnostic;
  const label = `this is for \`${one.param.name}\``;
  return {
    ...diagnostic,
    labels: [...diagnostic.labels, { file, span: other.argument.span, message: label }],
    help: `The two have changed places: \`${one.param.name}\` comes before \`${other.param.name}\`.`,
  };
}
