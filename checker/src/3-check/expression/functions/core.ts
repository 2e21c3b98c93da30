import type { Type } from "../../type.ts";
import { foldNames } from "../fold-names.ts";
import type { CoreFunction } from "./function.ts";
import { listFunctions, mapFunctions } from "./list.ts";
import { momentFunctions } from "./moment.ts";
import { numberFunctions } from "./number.ts";
import { placeFunctions } from "./place.ts";
import { textFunctions } from "./text.ts";

/** `std.core`: every function that an expression may call. List functions with `x => …` are in `fold.ts`. */
export const coreFunctions: readonly CoreFunction[] = [
  ...textFunctions,
  ...numberFunctions,
  ...momentFunctions,
  ...placeFunctions,
  ...listFunctions,
  ...mapFunctions,
];

const byName: ReadonlyMap<string, readonly CoreFunction[]> = Map.groupBy(coreFunctions, (one) => one.name);

/** The functions of a name, one for each kind of first argument; empty where there is none. */
export function functionsNamed(name: string): readonly CoreFunction[] {
  return byName.get(name) ?? [];
}

/** Every name that can be called, for "did you mean". */
export const coreNames: readonly string[] = [
  ...byName.keys(),
  ...foldNames,
  "redact",
  "declassify",
  "endorse",
];

/** The functions of a name that take this first argument. */
export function functionOn(name: string, first: Type): CoreFunction | undefined {
  return functionsNamed(name).find((one) => one.takes(first));
}

/** The functions on a type, for "did you mean". */
export function namesOn(first: Type): readonly string[] {
  const names = coreFunctions.filter((one) => one.takes(first)).map((one) => one.name);
  return first.kind === "list" ? [...names, ...foldNames] : names;
}
