import type { Expression } from "@orchlang/plan/expressions";
import type { Type } from "../../type.ts";
import { hull, type Interval, interval } from "../../types/interval.ts";
import { join } from "../../types/join.ts";
import { errorType, ratioType, required } from "../../types/kinds.ts";
import { isMoney, isNumber, isTemperature } from "../numeric.ts";
import { type CoreFunction, isKind, plain, whole } from "./function.ts";

const isAmount = (type: Type): boolean =>
  isNumber(type) || (type.kind === "quantity" && !isTemperature(type));

/** Numbers of every kind, amounts of money and instants: what has a least and a greatest. */
const isOrdered = (type: Type): boolean =>
  isNumber(type) || type.kind === "quantity" || type.kind === "instant";

function family(type: Type): "money" | "number" | "instant" {
  if (type.kind === "instant") return "instant";
  return isMoney(type) ? "money" : "number";
}

function extreme(name: "min" | "max"): CoreFunction[] {
  return (["number", "money", "instant"] as const).map((kind) => ({
    name,
    signature: `${name}(a, b, …) · the ${name === "min" ? "least" : "greatest"}`,
    takes: (type) => isOrdered(type) && family(type) === kind,
    parameters: (first) => [{ name: "other", type: unbounded(first) }],
    variadic: true,
    result: (args) => extremeType(name, args),
    emit: (args): Expression => ({ op: "call", fn: `${kind}.${name}`, args }),
  }));
}

/** Whole numbers mix with others. */
function unbounded(type: Type): Type {
  if (isNumber(type)) return type.kind === "ratio" ? ratioType : { kind: "float" };
  return type.kind === "quantity"
    ? { kind: "quantity", dimension: type.dimension, ...(type.currency ? { currency: type.currency } : {}) }
    : type;
}

function extremeType(name: "min" | "max", args: readonly Type[]): Type {
  const joined = args.reduce<Type | undefined>(
    (sofar, type) => sofar && join(sofar, type),
    args[0] ?? errorType,
  );
  if (joined === undefined || !("dimension" in joined || isNumber(joined))) return joined ?? errorType;
  const ranges: readonly Interval[] = args.filter(isAmount) as readonly Interval[];
  const pick = name === "min" ? Math.min : Math.max;
  const ends = interval(
    pick(...ranges.map((range) => range.min ?? Number.NEGATIVE_INFINITY)),
    pick(...ranges.map((range) => range.max ?? Number.POSITIVE_INFINITY)),
  );
  return { ...(unboundedLike(joined) as Type), ...ends };
}

function unboundedLike(type: Type): Type {
  if (type.kind === "int") return { kind: "int" };
  return unbounded(required(type));
}

function absolute(args: readonly Type[]): Type {
  const [type = errorType] = args;
  if (!isAmount(type)) return errorType;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = type as Interval;
  const far = Math.max(Math.abs(min), Math.abs(max));
  const near = min <= 0 && max >= 0 ? 0 : Math.min(Math.abs(min), Math.abs(max));
  return { ...unboundedLike(type), ...interval(near, far) } as Type;
}

function rounded(name: "round" | "floor" | "ceil"): CoreFunction {
  const to = { round: Math.round, floor: Math.floor, ceil: Math.ceil }[name];
  const result = (args: readonly Type[]): Type => {
    const { min = Number.NaN, max = Number.NaN } = (args[0] ?? {}) as Interval;
    // Halves are rounded away from zero, so that a lower end below zero may round lower than `Math.round` says.
    return {
      kind: "int",
      ...interval(name === "round" ? Math.floor(min) : to(min), name === "round" ? Math.ceil(max) : to(max)),
    };
  };
  return plain(name, `number.${name} -> Int`, isKind("int", "float", "ratio"), [], result, `number.${name}`);
}

function remainder(args: readonly Type[]): Type {
  const [value, by] = args as readonly (Interval & Type)[];
  const most = by?.max;
  const int = value?.kind === "int" && by?.kind === "int";
  const positive = by?.min !== undefined && by.min > 0 && most !== undefined;
  return {
    kind: int ? "int" : "float",
    ...(positive ? hull({ min: 0, max: 0 }, { min: 0, max: int ? most - 1 : most }) : {}),
  };
}

/** Functions of numbers, quantities and amounts of money. */
export const numberFunctions: readonly CoreFunction[] = [
  ...extreme("min"),
  ...extreme("max"),
  plain(
    "abs",
    "number.abs · without its sign",
    (type) => isAmount(type) && !isMoney(type),
    [],
    absolute,
    "number.abs",
  ),
  plain("abs", "money.abs -> Money", isMoney, [], absolute, "money.abs"),
  rounded("round"),
  rounded("floor"),
  rounded("ceil"),
  plain(
    "round",
    "money.round(places: Int) -> Money · halves to even",
    isMoney,
    [{ name: "places", type: whole(0, 30) }],
    (args) => unboundedLike(args[0] ?? errorType),
    "money.round",
  ),
  plain(
    "remainder",
    "number.remainder(by: Float) · never negative for a positive `by`",
    isKind("int", "float"),
    [{ name: "by", type: { kind: "float" } }],
    remainder,
    "number.remainder",
  ),
  {
    ...plain(
      "noisy_or",
      "noisy_or(a, b, …) -> Ratio · how likely one at least of independent signs is right",
      isKind("ratio"),
      [{ name: "other", type: ratioType }],
      { kind: "ratio", min: 0, max: 1 },
      "ratio.noisy_or",
    ),
    variadic: true,
  },
];
