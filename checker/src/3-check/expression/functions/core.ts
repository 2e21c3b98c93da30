import type { Type } from "../../type.ts";
import { boolType, floatType, geoType, lengthType, listType, stringType } from "../../types/kinds.ts";
import { foldNames } from "../fold-names.ts";
import { type CoreFunction, type CoreParameter, isKind, plain, whole } from "./function.ts";
import { listFunctions, mapFunctions } from "./list.ts";
import { momentFunctions } from "./moment.ts";
import { numberFunctions } from "./number.ts";

const geo = isKind("geo");

/** Functions of places on earth. */
const placeFunctions: readonly CoreFunction[] = [
  {
    ...plain(
      "geo",
      "geo(lat: Float, lon: Float) -> Geo · degrees north and east",
      isKind("int", "float"),
      [{ name: "lon", type: floatType }],
      geoType,
      "geo.of",
    ),
    first: floatType,
  },
  plain(
    "distance",
    "place.distance(to: Geo) -> Length",
    geo,
    [{ name: "to", type: geoType }],
    { ...lengthType, min: 0 },
    "geo.distance",
  ),
  plain(
    "cell",
    "place.cell(size: Length) -> String · places near each other mostly share a cell",
    geo,
    [{ name: "size", type: lengthType }],
    stringType,
    "geo.cell",
  ),
];

const isText = (type: Type): boolean => type.kind === "string" || type.kind === "enum";

const text = (name: string): CoreParameter => ({ name, type: stringType });

/** Functions of texts. Sizes count code points. */
const textFunctions: readonly CoreFunction[] = [
  plain("size", "text.size -> Int", isText, [], whole(0), "text.size"),
  plain("lower", "text.lower -> String", isText, [], stringType, "text.lower"),
  plain("upper", "text.upper -> String", isText, [], stringType, "text.upper"),
  plain("trim", "text.trim -> String", isText, [], stringType, "text.trim"),
  plain("contains", "text.contains(part: String) -> Bool", isText, [text("part")], boolType, "text.contains"),
  plain(
    "starts_with",
    "text.starts_with(part: String) -> Bool",
    isText,
    [text("part")],
    boolType,
    "text.starts_with",
  ),
  plain(
    "ends_with",
    "text.ends_with(part: String) -> Bool",
    isText,
    [text("part")],
    boolType,
    "text.ends_with",
  ),
  plain(
    "split",
    "text.split(by: String) -> [String]",
    isText,
    [text("by")],
    listType(stringType),
    "text.split",
  ),
  plain(
    "replace",
    "text.replace(part: String, by: String) -> String",
    isText,
    [text("part"), text("by")],
    stringType,
    "text.replace",
  ),
];

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
