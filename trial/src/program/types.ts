/* Types and labels as the generator knows them: enough to put values where they fit, most of the time. */

export type Type =
  | { readonly is: "bool" }
  /** Without ends: any whole number. */
  | { readonly is: "int"; readonly min?: number; readonly max?: number }
  | { readonly is: "text" }
  | { readonly is: "money"; readonly of?: "USD" }
  | { readonly is: "ratio" }
  | { readonly is: "duration" }
  | { readonly is: "float" }
  | { readonly is: "instant" }
  | { readonly is: "date" }
  | { readonly is: "email" }
  | { readonly is: "url" }
  | { readonly is: "geo" }
  | { readonly is: "json" }
  /** A text of two small letters. */
  | { readonly is: "code" }
  /** A quantity that the program declares, with its two units. */
  | { readonly is: "quantity"; readonly name: string; readonly units: readonly [string, string] }
  /** The answer whether something has happened. */
  | { readonly is: "done"; readonly of: Type }
  | { readonly is: "enum"; readonly name: string; readonly members: readonly string[] }
  /** Without a name: as it is written out. */
  | { readonly is: "record"; readonly name: string; readonly fields: readonly Field[] }
  | UnionType
  | { readonly is: "map"; readonly of: Type }
  | { readonly is: "list"; readonly of: Type; readonly min: number; readonly max: number }
  | { readonly is: "optional"; readonly of: Type };

export interface UnionType {
  readonly is: "union";
  readonly name: string;
  readonly cases: readonly UnionCase[];
}

/** Fields of one name stand in one case alone. */
export interface UnionCase {
  readonly name: string;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly label: Label;
}

/** `level` counts public, internal, personal, secret. */
export interface Label {
  readonly level: 0 | 1 | 2 | 3;
  readonly untrusted: boolean;
  /** Internal data are labelled so in the text, which changes nothing. */
  readonly written?: true;
}

const levels = ["public", "internal", "personal", "secret"] as const;

export const publicLabel: Label = { level: 0, untrusted: false };
export const plain: Label = { level: 1, untrusted: false };
export const secret: Label = { level: 3, untrusted: false };
export const untrusted: Label = { level: 1, untrusted: true };

export function joined(...labels: readonly Label[]): Label {
  let level: Label["level"] = 0;
  for (const each of labels) if (each.level > level) level = each.level;
  return { level, untrusted: labels.some((each) => each.untrusted) };
}

/** True if data so labelled may go where the other is written. */
export function mayGo(from: Label, to: Label): boolean {
  return from.level <= Math.max(1, to.level) && (to.untrusted || !from.untrusted);
}

/** ` @personal @untrusted`, as it stands behind a type; nothing where nothing has to be said. */
export function labelText({ level, untrusted: stranger, written }: Label): string {
  return `${level === 1 && written === undefined ? "" : ` @${levels[level]}`}${stranger ? " @untrusted" : ""}`;
}

export const bool: Type = { is: "bool" };
export const int: Type = { is: "int" };
export const text: Type = { is: "text" };

/** As it is written. */
export function typeText(type: Type): string {
  switch (type.is) {
    case "int":
      return type.min === undefined || type.max === undefined ? "Int" : `Int in ${type.min}..${type.max}`;
    case "enum":
    case "union":
      return type.name;
    case "record":
      return type.name === "" ? inlineText(type.fields) : type.name;
    case "list":
      return `[${typeText(type.of)}] size ${type.min}..${type.max}`;
    case "money":
      return type.of === undefined ? "Money" : `Money<${type.of}>`;
    case "map":
      return `Map<String, ${typeText(type.of)}>`;
    case "optional":
      return `${typeText(type.of)}?`;
    case "code":
      return 'String matching "[a-z]{2}"';
    case "quantity":
      return type.name;
    case "done":
      return `Done<${typeText(type.of)}>`;
    default:
      return names[type.is];
  }
}

/** The type of a record without a name, such as an event's fields. */
function inlineText(fields: readonly Field[]): string {
  return `{ ${fields.map(({ name, type, label }) => `${name}: ${typeText(type)}${labelText(label)}`).join(", ")} }`;
}

const names = {
  bool: "Bool",
  text: "String",
  ratio: "Ratio",
  duration: "Duration",
  float: "Float",
  instant: "Instant",
  date: "Date",
  email: "Email",
  url: "Url",
  geo: "Geo",
  json: "Json",
} as const;

const textual: ReadonlySet<Type["is"]> = new Set<Type["is"]>(["email", "url", "enum", "code"]);
const unlikeJson: ReadonlySet<Type["is"]> = new Set<Type["is"]>(["optional", "duration", "quantity", "done"]);

/** True if a value of one type may stand where the other is asked for. */
export function fits(type: Type, wanted: Type): boolean {
  if (wanted.is === "optional") return fits(type.is === "optional" ? type.of : type, wanted.of);
  if (wanted.is === "json") return !unlikeJson.has(type.is);
  if (wanted.is === "text" && textual.has(type.is)) return true;
  if (type.is !== wanted.is) return false;
  switch (wanted.is) {
    case "int":
      return type.is === "int" && within(type, wanted);
    case "enum":
    case "union":
      return type.is === wanted.is && type.name === wanted.name;
    case "list":
      return (
        type.is === "list" && fits(type.of, wanted.of) && type.min >= wanted.min && type.max <= wanted.max
      );
    case "map":
      return type.is === "map" && fits(type.of, wanted.of);
    case "done":
      return type.is === "done" && fits(type.of, wanted.of);
    case "quantity":
      return type.is === "quantity" && type.name === wanted.name;
    case "record":
      return (
        type.is === "record" &&
        wanted.fields.every((field) => {
          const own = type.fields.find(({ name }) => name === field.name);
          return own === undefined ? field.type.is === "optional" : fits(own.type, field.type);
        })
      );
    default:
      return true;
  }
}

function within(
  type: { readonly min?: number; readonly max?: number },
  wanted: { readonly min?: number; readonly max?: number },
): boolean {
  if (wanted.min === undefined || wanted.max === undefined) return true;
  return type.min !== undefined && type.max !== undefined && type.min >= wanted.min && type.max <= wanted.max;
}

/** The labels of a whole value: its own, and those of everything in it. */
export function wholeLabel(type: Type, label: Label): Label {
  switch (type.is) {
    case "record":
      return joined(label, ...type.fields.map((field) => wholeLabel(field.type, field.label)));
    case "union":
      return joined(
        label,
        ...type.cases.flatMap(({ fields }) => fields.map((field) => wholeLabel(field.type, field.label))),
      );
    case "map":
    case "list":
    case "done":
    case "optional":
      return wholeLabel(type.of, label);
    default:
      return label;
  }
}
