import type { ReadingUnit } from "@orchlang/plan/context";
import type { Dimension, Type } from "../type.ts";
import { required } from "../types/kinds.ts";
import { sameDimension } from "../units/dimension.ts";
import type { Unit, Units } from "../units/units.ts";

type Told = readonly [name: string, unit: ReadingUnit];

/**
 * The units in which a reading or an event's field may be given: `70F` as well as `21C`, `72km/h` for a product of
 * quantities. Money is given with its currency.
 */
export function readingUnits(
  type: Type,
  units: Units,
): { readonly units?: Readonly<Record<string, ReadingUnit>> } {
  const result = required(type);
  if (result.kind !== "quantity" || result.dimension.Money !== undefined) return {};
  const own = unitsOf(result.dimension, units);
  const ingUnits = own.length > 0 ? own : products(result.dimension, units);
  return ingUnits.length === 0 ? {} : { units: Object.fromEntries(ingUnits) };
}

/** Its own, by name. */
function unitsOf(dimension: Dimension, units: Units): readonly Told[] {
  const results: Told[] = [...units.names].sort().flatMap((name): readonly Told[] => {
    const unit = units.unit(name);
    return unit !== undefined && sameDimension(unit.dimension, dimension) ? [[name, factorOf(unit)]] : [];
  });
  // `m` in a reading of a length means metres, never minutes as in a program.
  const meter = dimension.Length === 1 ? results.find(([name]) => name === "meter") : undefined;
  return meter === undefined ? results : [...results, ["m", meter[1]]];
}

function factorOf({ scale, offset }: Unit): ReadingUnit {
  return { by: Number(scale), ...(offset === undefined ? {} : { plus: Number(offset) }) };
}

/**
 * The units of a product without a unit of its own: `km/h`, `m/s^2`, `m^3`, and `litre/m` where the part above the line
 * has one. Divisors have a sign and no word.
 */
function products(dimension: Dimension, units: Units): readonly Told[] {
  const bases = Object.entries(dimension);
  const above = bases.filter(([, power]) => power > 0);
  const below = bases.filter(([, power]) => power < 0);
  if (above.length === 0) return [];
  const factors = above.map(([base, power]) => powersOf(base, power, units));
  const divisors = below.map(([base, power]) =>
    powersOf(base, -power, units).filter(([name]) => isSign(name)),
  );
  const plain = factors.reduce((made, more) =>
    made.flatMap(([name, { by }]) =>
      more.map(([factor, unit]): Told => [`${name}*${factor}`, { by: by * unit.by }]),
    ),
  );
  return divisors.reduce<readonly Told[]>(
    (made, more) =>
      made.flatMap(([name, { by }]) =>
        more.map(([divisor, unit]): Told => [`${name}/${divisor}`, { by: by / unit.by }]),
      ),
    [...plain, ...wholeUnits(Object.fromEntries(above), units)],
  );
}

/** The units of a product as a whole: `litre` of `Length^3`. A single quantity has its units from `powersOf`. */
function wholeUnits(product: Dimension, units: Units): readonly Told[] {
  const bases = Object.entries(product);
  // Units of products with time count in its base, and products of readings in seconds.
  if (product.Duration !== undefined || (bases.length === 1 && bases[0]?.[1] === 1)) return [];
  return unitsOf(product, units).filter(([, { plus }]) => plus === undefined);
}

/** A product is kept in what its quantities are declared by, and time in it in seconds: a watt is a joule a second. */
function powersOf(base: string, power: number, units: Units): readonly Told[] {
  const second = base === "Duration" ? Number(units.unit("s")?.scale ?? 1) : 1;
  return unitsOf({ [base]: 1 }, units).flatMap(([name, { by, plus }]): readonly Told[] =>
    plus === undefined ? [[power === 1 ? name : `${name}^${power}`, { by: (by / second) ** power }]] : [],
  );
}

function isSign(name: string): boolean {
  return name.replace(/\^.*$/u, "").length <= signMax;
}
const signMax = 3;
