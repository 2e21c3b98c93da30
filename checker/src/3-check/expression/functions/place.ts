import { floatType, geoType, lengthType, stringType } from "../../types/kinds.ts";
import { type CoreFunction, isKind, plain } from "./function.ts";

const geo = isKind("geo");

/** Functions of places on earth. */
export const placeFunctions: readonly CoreFunction[] = [
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
