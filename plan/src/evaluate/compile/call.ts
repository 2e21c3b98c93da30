import type { Expression, TemplatePart } from "../../shapes/expression.ts";
import type { Json } from "../../shapes/value.ts";
import type { PureFunction } from "../functions/define.ts";
import { functionOf, takes } from "../functions/table.ts";
import { evaluationLimits, faulted, joinStops, type Outcome, Stop } from "../outcome.ts";
import type { Bound, Code, Frame } from "./code.ts";

/** Compiles a part of an expression, under the lambda variables that are bound around it. */
export type CompilePart = (part: Expression, bound: Bound) => Code;

/** A call of a function of the closed table: unknown where an argument is. */
export function compileCall(
  { fn, args }: { readonly fn: string; readonly args: readonly Expression[] },
  bound: Bound,
  part: CompilePart,
): Code {
  const pureFunction = functionOf(fn);
  if (pureFunction === undefined) return () => faulted(`there is no function \`${fn}\``);
  if (!takes(pureFunction, args.length))
    return () => faulted(`\`${fn}\` isn't called with ${args.length} arguments`);
  const last = args.at(-1);
  const apply =
    last?.op === "constant" && pureFunction.withLast !== undefined
      ? pureFunction.withLast(last.value)
      : pureFunction.apply;
  const codes = args.map((arg) => part(arg, bound));
  const [first, second] = codes;
  if (pureFunction.ofPair !== undefined && first !== undefined && second !== undefined)
    return compilePair(pureFunction.ofPair, first, second);
  return (frame) => {
    const values = known(codes, frame);
    return values instanceof Stop ? values : apply(values);
  };
}

/** Most calls are comparisons and sums of two: they are made without a list of their arguments. */
function compilePair(apply: NonNullable<PureFunction["ofPair"]>, first: Code, second: Code): Code {
  return (frame) => {
    const one = first(frame);
    if (one instanceof Stop && "fault" in one.because) return one;
    const other = second(frame);
    if (!(other instanceof Stop)) return one instanceof Stop ? one : apply(one, other);
    return one instanceof Stop && !("fault" in other.because) ? joinStops(one, other) : other;
  };
}

function known(codes: readonly Code[], frame: Frame): readonly Json[] | Stop {
  const values: Json[] = [];
  let unknown: Stop | undefined;
  for (const code of codes) {
    const value = code(frame);
    if (!(value instanceof Stop)) values.push(value);
    else if ("fault" in value.because) return value;
    else unknown = unknown === undefined ? value : joinStops(unknown, value);
  }
  return unknown ?? values;
}

/** Text with values in it, each written by its own function. */
export function compileTemplate(parts: readonly TemplatePart[], bound: Bound, part: CompilePart): Code {
  const codes = parts.map((piece): Code => {
    if (typeof piece === "string") return () => piece;
    return compileCall({ fn: piece.as, args: [piece.value] }, bound, part);
  });
  return (frame): Outcome => {
    let text = "";
    let unknown: Stop | undefined;
    for (const code of codes) {
      const value = code(frame);
      if (value instanceof Stop) {
        if ("fault" in value.because) return value;
        unknown = unknown === undefined ? value : joinStops(unknown, value);
      } else if (typeof value === "string") {
        text += value;
      } else {
        return faulted("a template is made of texts");
      }
      if (text.length > evaluationLimits.textMax) return faulted("the text becomes too long");
    }
    return unknown ?? text;
  };
}
