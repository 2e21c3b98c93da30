import type { EnumType, RecordType, Type } from "../type.ts";
import { showDimension } from "../units/dimension.ts";
import { showInterval } from "./interval.ts";
import { widen } from "./join.ts";

/** Fields that a record without a name shows before it says how many more there are. */
const fieldsShown = 4;

/** A type in the language's own words, as an author would write it: `[Contact] size 1..50`, `Money per Energy`. */
export function showType(type: Type): string {
  switch (type.kind) {
    case "int":
    case "float":
    case "ratio":
      return within(nameOf(type), showInterval(type));
    case "quantity":
      return nameOf(type);
    case "string":
      return type.matching === undefined ? nameOf(type) : `String matching "${type.matching}"`;
    case "list": {
      const size = showInterval(type);
      return size === "" ? `[${showType(type.item)}]` : `[${showType(type.item)}] size ${size}`;
    }
    case "optional":
      return needsBrackets(type.of) ? `(${showType(type.of)})?` : `${showType(type.of)}?`;
    case "record":
      return showRecord(type);
    case "enum":
      return showEnum(type);
    case "map":
      return `Map<${type.key === undefined ? "String" : showEnum(type.key)}, ${showType(type.value)}>`;
    case "done":
      return `Done<${showType(type.of)}>`;
    case "range":
      return `a range of ${showType(type.of)}`;
    default:
      return nameOf(type);
  }
}

/** A type's name without its bounds: what it is, not how much. */
export function nameOf(type: Type): string {
  switch (type.kind) {
    case "bool":
      return "Bool";
    case "int":
      return "Int";
    case "float":
      return "Float";
    case "ratio":
      return "Ratio";
    case "string":
      return type.format === "email" ? "Email" : type.format === "url" ? "Url" : "String";
    case "quantity":
      return quantityText(type.dimension, type.currency);
    case "instant":
      return "Instant";
    case "date":
      return "Date";
    case "timeOfDay":
      return "TimeOfDay";
    case "geo":
      return "Geo";
    case "json":
      return "Json";
    case "none":
      return "none";
    case "nothing":
      return "nothing";
    case "failure":
      return "a failure";
    case "error":
      return "?";
    default:
      return showType(type);
  }
}

/** A type with its article, in back-quotes: ``an `Int` ``, `` `Money` ``, ``a list `[Row]` ``. */
export function aType(type: Type): string {
  const { currency: _, ...plain } = widen(type) as Type & { readonly currency?: string };
  return aBoundedType(plain);
}

/** The same with its ranges, sizes and currency: ``an `Int in 1..10` ``, `` `Money<EUR>` ``. */
export function aBoundedType(type: Type): string {
  switch (type.kind) {
    case "none":
      return "`none`";
    case "nothing":
      return "nothing";
    case "failure":
      return "a failure";
    case "range":
      return showType(type);
    case "list":
      return `a list \`${showType(type)}\``;
    case "record":
      return type.union === undefined ? `a record \`${showType(type)}\`` : withArticle(showType(type));
    case "quantity":
      return uncountable.has(nameOf(type).split(/[ <]/)[0] ?? "")
        ? `\`${showType(type)}\``
        : withArticle(showType(type));
    case "error":
      return "something unknown";
    default:
      return withArticle(showType(type));
  }
}

const uncountable: ReadonlySet<string> = new Set(["Money", "Energy", "Power", "Data", "Tokens", "per"]);

/** ``an `Int` ``, ``a `Mood` ``; of an enum without a name, one of its members. */
export function withArticle(name: string): string {
  if (name.includes(" | ")) return `one of \`${name}\``;
  return `${/^[AEIO]/.test(name) ? "an" : "a"} \`${name}\``;
}

function within(name: string, bounds: string): string {
  return bounds === "" ? name : `${name} in ${bounds}`;
}

function quantityText(dimension: Readonly<Record<string, number>>, currency: string | undefined): string {
  const name = showDimension(dimension);
  return currency === undefined ? name : name.replace("Money", `Money<${currency}>`);
}

function showRecord(type: RecordType): string {
  if (type.name !== undefined) return shortName(type.name);
  const shown = type.fields.slice(0, fieldsShown).map((field) => `${field.name}: ${showType(field.type)}`);
  const more = type.fields.length > fieldsShown ? [", …"] : [];
  return shown.length === 0 ? "{}" : `{ ${shown.join(", ")}${more.join("")} }`;
}

function showEnum(type: EnumType): string {
  if (type.inline !== true || type.name.includes(".")) return shortEnumName(type);
  return type.members.join(" | ");
}

/** The declaration's own name out of a qualified one. */
export function shortName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(".") + 1);
}

/** `Theme` of `marketing.campaign.Theme`; of an inline enum its owner too, `Job.status`. */
function shortEnumName(type: EnumType): string {
  const parts = type.name.split(".");
  return parts.slice(type.inline === true ? -2 : -1).join(".");
}

function needsBrackets(type: Type): boolean {
  if (type.kind === "enum") return showEnum(type).includes("|");
  return (type.kind === "int" || type.kind === "float" || type.kind === "list") && showInterval(type) !== "";
}
