import type { Type } from "../type.ts";
import { baseOf } from "../units/dimension.ts";
import {
  boolType,
  dateType,
  emailType,
  floatType,
  geoType,
  instantType,
  intType,
  jsonType,
  ratioType,
  stringType,
  timeOfDayType,
  urlType,
} from "./kinds.ts";
import type { TypeContext } from "./written.ts";

const plainTypes: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["Bool", boolType],
  ["Int", intType],
  ["Float", floatType],
  ["String", stringType],
  ["Instant", instantType],
  ["Date", dateType],
  ["TimeOfDay", timeOfDayType],
  ["Ratio", ratioType],
  ["Email", emailType],
  ["Url", urlType],
  ["Geo", geoType],
  ["Json", jsonType],
]);

/** The names of types that every module knows; quantities apart. */
export const builtInTypes: readonly string[] = [...plainTypes.keys()];

/** Names of types in other languages, and what they are called here. */
export const foreignTypes: ReadonlyMap<string, string> = new Map([
  ["string", "String"],
  ["Text", "String"],
  ["text", "String"],
  ["str", "String"],
  ["number", "Float"],
  ["Number", "Float"],
  ["Double", "Float"],
  ["double", "Float"],
  ["int", "Int"],
  ["Integer", "Int"],
  ["integer", "Int"],
  ["bool", "Bool"],
  ["boolean", "Bool"],
  ["Boolean", "Bool"],
  ["any", "Json"],
  ["Any", "Json"],
  ["object", "Json"],
  ["unknown", "Json"],
  ["DateTime", "Instant"],
  ["Timestamp", "Instant"],
  ["Time", "TimeOfDay"],
  ["URL", "Url"],
  ["Uri", "Url"],
  ["Percent", "Ratio"],
  ["Percentage", "Ratio"],
  ["Bytes", "Data"],
  ["Location", "Geo"],
  ["Currency", "Money"],
]);

/** A type of the language, or a quantity that has units. */
export function builtInType(name: string, context: TypeContext): Type | undefined {
  const plain = plainTypes.get(name);
  if (plain !== undefined) return plain;
  const dimension = context.units.dimension(name);
  if (dimension === undefined) return undefined;
  return baseOf(dimension) === "Money"
    ? { kind: "quantity", dimension, currency: context.currency }
    : { kind: "quantity", dimension };
}

/** Every name that needs no declaration. */
export function builtInNames(context: TypeContext): readonly string[] {
  return [...plainTypes.keys(), ...context.units.dimensions, "Map", "Done"];
}

/** How far a role, and whoever has it, is trusted. */
export const trustWords = ["low", "medium", "high", "public", "internal", "personal", "secret"] as const;

/** `user`, who a run is for or who answers: what else is known of them is the installation's matter. */
export const userType: Type = {
  kind: "json",
  known: {
    id: stringType,
    roles: { kind: "list", item: stringType },
    trust: {
      kind: "optional",
      of: {
        kind: "enum",
        name: "trust",
        members: trustWords,
        inline: true,
        ascending: ["low", "medium", "high"],
      },
    },
  },
};
