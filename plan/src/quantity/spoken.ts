/** Values as people say them: `21.5C` for 294.65 kelvins, `1.2kWh`, `80%`, `3 m 20 s`. */
import type { ReadingUnit } from "../shapes/context.ts";
import type { Json, JsonObject, Schema } from "../shapes/json.ts";
import { numberDigits } from "./decimal.ts";
import { formatDuration, formatMoney, ratioLiteral } from "./format.ts";
import { isMoney } from "./money.ts";

/** What is said of a value's type. */
export interface Typed {
  readonly schema: Schema;
  /** Of a quantity: what it may be given in, and so be said in. */
  readonly units?: Readonly<Record<string, ReadingUnit>>;
}

/** Of each quantity the largest that there is at least one of is taken. Units of one's own are said in their base unit. */
const usual = new Set(
  ["C", "km", "meters", "cm", "mm", "kg", "g", "MWh", "kWh", "Wh", "J", "MW", "kW", "W", "mW"].concat([
    "TB",
    "GB",
    "MB",
    "kB",
    "B",
    "Gbps",
    "Mbps",
    "kbps",
    "Bps",
    "MHz",
    "kHz",
    "Hz",
    "tokens",
    "km/h",
  ]),
);

/** Of the units that a value may be given in those that people use; all, where none of them is. */
export function usualUnits({ units = {} }: Typed): readonly string[] {
  const names = Object.keys(units);
  const known = names.filter((name) => usual.has(name));
  return known.length > 0 ? known : names;
}

/** A value of a type in the unit that people use; undefined where its JSON says as much. */
export function spokenValue(value: Json, { schema, units = {} }: Typed): string | undefined {
  if (isMoney(value)) return formatMoney(value);
  if (typeof value !== "number") return undefined;
  const tag = quantityTag(schema);
  if (tag === "Duration") return formatDuration(value);
  if (tag === "Ratio") return ratioLiteral(Number(value.toPrecision(digitsMax)));
  if (typeof tag !== "object" || tag === null) return undefined;
  const { unit } = tag as JsonObject;
  return typeof unit === "string" ? inUnits(value, unit, units) : undefined;
}

/** What a schema says of its type; of what may be left out: that of what is there. */
export function quantityTag(schema: Schema): Json | undefined {
  if (typeof schema !== "object") return undefined;
  const { "x-orch": tag, anyOf } = schema as JsonObject;
  const [there] = Array.isArray(anyOf) ? anyOf : [];
  return tag === "Optional" && typeof there === "object" && there !== null
    ? (there as JsonObject)["x-orch"]
    : tag;
}

/** Of what comes of adding and taking away floating-point numbers nobody wants to see the last digits. */
const digitsMax = 6;

function inUnits(value: number, base: string, units: Readonly<Record<string, ReadingUnit>>): string {
  const said = Object.entries(units)
    .filter(([name]) => usual.has(name))
    .map(([name, { by, plus = 0 }]) => ({
      name,
      by,
      amount: Number(((value - plus) / by).toPrecision(digitsMax)),
    }))
    .sort((one, other) => other.by - one.by);
  const none = said.find(({ by, amount }) => amount === 0 && by === 1);
  const best = none ?? said.find(({ amount }) => Math.abs(amount) >= 1) ?? said.at(-1);
  const { amount, name } = best ?? { amount: Number(value.toPrecision(digitsMax)), name: base };
  // Words stand apart, signs of a unit do not.
  return `${numberDigits(amount)}${name.length > 4 ? " " : ""}${amount === 1 ? name.replace(/(?<=...)s$/u, "") : name}`;
}
