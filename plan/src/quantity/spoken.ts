/** Values as people say them: `21.5C` for 294.65 kelvins, `1.2kWh`, `80%`, `3 m 20 s`. */
import type { ReadingUnit } from "../shapes/context.ts";
import type { Json, JsonObject, Schema } from "../shapes/json.ts";
import { numberDigits } from "./decimal.ts";
import { formatDuration, formatMoney, ratioLiteral } from "./format.ts";
import { isMoney } from "./money.ts";

/** The type information of a value. */
export interface Typed {
  readonly schema: Schema;
  /** The units in which a quantity may be given and shown. */
  readonly units?: Readonly<Record<string, ReadingUnit>>;
}

/** Units for display: the largest of which there is at least one. Declared units are shown in their base unit. */
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

/** The allowed units that people use; all allowed units if they use none of them. */
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

/** The schema's quantity tag; for an optional value, that of the present value. */
export function quantityTag(schema: Schema): Json | undefined {
  if (typeof schema !== "object") return undefined;
  const { "x-orch": tag, anyOf } = schema as JsonObject;
  const [there] = Array.isArray(anyOf) ? anyOf : [];
  return tag === "Optional" && typeof there === "object" && there !== null
    ? (there as JsonObject)["x-orch"]
    : tag;
}

/** Hides the rounding errors of floating-point sums. */
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
