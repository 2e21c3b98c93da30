import { type Diagnostic, didYouMean } from "@orchlang/language";
import type { ScaledUnit, UnitDeclaration } from "@orchlang/language/ast";
import { meantUnit } from "../expression/foreign-names.ts";
import type { Dimension } from "../type.ts";
import { baseOf, derivedQuantities, quantityName } from "./dimension.ts";
import {
  secondBaseUnit,
  unitOfOtherQuantity,
  unitRecursion,
  unitTwice,
  unknownUnitInScale,
} from "./messages.ts";
import {
  decimalText,
  leastCommonMultiple,
  overRational,
  parseRational,
  plusRational,
  type Rational,
  timesRational,
  withoutTwosAndFives,
} from "./rational.ts";
import type { Unit, Units } from "./units.ts";

/** A `unit` declaration and the file it stands in. */
export interface UnitInFile {
  readonly file: string;
  readonly declaration: UnitDeclaration;
}

/** A unit while it is worked out: exact. */
interface Measure {
  readonly quantity: string;
  readonly scale: Rational;
  readonly offset?: Rational;
}

/**
 * The units that declarations make, in whatever order they stand. Units of units that are not declared, and units
 * that are declared by way of themselves, are reported and left out.
 */
export function buildUnits(
  declarations: readonly UnitInFile[],
  report: (diagnostic: Diagnostic) => void,
): Units {
  const byName = declared(declarations, report);
  const bases = baseUnits(byName, report);
  const measures = new Map<string, Measure | undefined>();
  for (const name of byName.keys()) measure(name, byName, measures, [], report);
  const quantities = [...byName.values()].map((unit) => unit.declaration.quantity.text);
  return unitsOf(measures, bases, quantities);
}

function declared(
  declarations: readonly UnitInFile[],
  report: (diagnostic: Diagnostic) => void,
): Map<string, UnitInFile> {
  const byName = new Map<string, UnitInFile>();
  for (const unit of declarations) {
    const name = unit.declaration.name;
    const first = byName.get(name.text);
    if (first === undefined) byName.set(name.text, unit);
    else
      report(unitTwice.at({ file: unit.file, span: name.span }, { unit: name.text }, firstDeclared(first)));
  }
  return byName;
}

function firstDeclared(unit: UnitInFile) {
  return { labels: [{ file: unit.file, span: unit.declaration.name.span, message: "declared here first" }] };
}

function baseUnits(
  byName: ReadonlyMap<string, UnitInFile>,
  report: (diagnostic: Diagnostic) => void,
): Map<string, string> {
  const bases = new Map<string, string>();
  for (const [name, unit] of byName) {
    if (unit.declaration.scale !== undefined) continue;
    const quantity = unit.declaration.quantity.text;
    const first = bases.get(quantity);
    if (first === undefined) {
      bases.set(quantity, name);
      continue;
    }
    const place = { file: unit.file, span: unit.declaration.name.span };
    const base = byName.get(first);
    report(secondBaseUnit.at(place, { unit: name, quantity, first }, base && firstDeclared(base)));
  }
  return bases;
}

/** Works a unit out by those it is declared by; each once. */
function measure(
  name: string,
  byName: ReadonlyMap<string, UnitInFile>,
  done: Map<string, Measure | undefined>,
  way: readonly string[],
  report: (diagnostic: Diagnostic) => void,
): Measure | undefined {
  if (done.has(name)) return done.get(name);
  const unit = byName.get(name);
  if (unit === undefined) return undefined;
  const { declaration, file } = unit;
  if (way.includes(name)) {
    const round = [...way.slice(way.indexOf(name)), name];
    report(
      unitRecursion.at(
        { file, span: declaration.name.span },
        { way: round.map((one) => `\`${one}\``).join(" → ") },
      ),
    );
    for (const member of round) done.set(member, undefined);
    return undefined;
  }
  const quantity = declaration.quantity.text;
  const number = (scaled: ScaledUnit): Rational | undefined => {
    const of = measure(scaled.unit.text, byName, done, [...way, name], report);
    const digits = parseRational(scaled.number);
    if (done.has(name) && done.get(name) === undefined) return undefined;
    if (of === undefined || digits === undefined) {
      const known = byName.has(scaled.unit.text);
      if (!known) reportUnknown(scaled, declaration.name.text, file, byName.keys(), report);
      return undefined;
    }
    if (of.quantity !== quantity) {
      const other = { unit: name, quantity, by: scaled.unit.text, otherQuantity: of.quantity };
      report(unitOfOtherQuantity.at({ file, span: scaled.unit.span }, other));
      return undefined;
    }
    return timesRational(digits, of.scale);
  };
  const scale = declaration.scale === undefined ? { over: 1n, under: 1n } : number(declaration.scale);
  const offset = declaration.offset === undefined ? undefined : number(declaration.offset);
  const failed =
    scale === undefined || scale.over <= 0n || (declaration.offset !== undefined && offset === undefined);
  if (done.has(name)) return done.get(name);
  const made = failed ? undefined : { quantity, scale, ...(offset === undefined ? {} : { offset }) };
  done.set(name, made);
  return made;
}

function reportUnknown(
  scaled: ScaledUnit,
  declares: string,
  file: string,
  names: Iterable<string>,
  report: (diagnostic: Diagnostic) => void,
): void {
  const unit = scaled.unit.text;
  const place = { file, span: scaled.unit.span };
  report(unknownUnitInScale.at(place, { unit, declares }, didYouMean(place, meantUnit(unit, names))));
}

const dimensionNamed = (quantity: string): Dimension => derivedQuantities[quantity] ?? { [quantity]: 1 };

function unitsOf(
  measures: ReadonlyMap<string, Measure | undefined>,
  bases: ReadonlyMap<string, string>,
  declaredQuantities: readonly string[],
): Units {
  // A Duration is kept in milliseconds, whatever unit its declarations start from.
  const millisecond = measures.get("ms")?.scale;
  const units = new Map<string, Unit>();
  const quantities = new Set(["Money", ...declaredQuantities]);
  for (const [name, found] of measures) {
    if (found === undefined) continue;
    const inMs = found.quantity === "Duration" && millisecond !== undefined;
    const scale = inMs ? overRational(found.scale, millisecond) : found.scale;
    units.set(name, {
      name,
      dimension: dimensionNamed(found.quantity),
      scale: decimalText(scale),
      ...(found.offset === undefined ? {} : { offset: decimalText(found.offset) }),
    });
  }
  if (quantities.has("Temperature")) quantities.add("TemperatureDifference");
  for (const [name, parts] of Object.entries(derivedQuantities)) {
    if (Object.keys(parts).every((base) => quantities.has(base))) quantities.add(name);
  }
  // One object for each, so that most are compared by identity.
  const dimensions = new Map([...quantities].map((name) => [name, dimensionNamed(name)]));
  return {
    unit: (name) => units.get(name),
    spoilt: (name) => measures.has(name) && !units.has(name),
    names: [...units.keys()],
    dimension: (type) => dimensions.get(type),
    dimensions: [...quantities],
    baseUnit: (dimension) => baseUnitOf(dimension, bases),
    quantityName,
    rateBase: memoRateBase(units),
  };
}

function baseUnitOf(dimension: Dimension, bases: ReadonlyMap<string, string>): string | undefined {
  const name = quantityName(dimension);
  if (name === "Duration") return "ms";
  return name === undefined ? undefined : bases.get(name === "TemperatureDifference" ? "Temperature" : name);
}

function memoRateBase(units: ReadonlyMap<string, Unit>): (base: string) => bigint {
  const known = new Map<string, bigint>();
  return (base) => {
    const before = known.get(base);
    if (before !== undefined) return before;
    const scales = [...units.values()]
      .filter((unit) => baseOf(unit.dimension) === base)
      .map((unit) => unit.scale);
    const least = scales.reduce((sofar, text) => {
      const scale = parseRational(text);
      return scale === undefined ? sofar : leastCommonMultiple(sofar, withoutTwosAndFives(scale.over));
    }, 1n);
    known.set(base, least);
    return least;
  };
}

/** The value that a number of a unit stands for, in the base unit. */
export function inBaseUnit(unit: Unit, digits: string, withOffset: boolean): Rational | undefined {
  const [number, scale] = [parseRational(digits), parseRational(unit.scale)];
  if (number === undefined || scale === undefined) return undefined;
  const scaled = timesRational(number, scale);
  if (unit.offset === undefined) return scaled;
  const offset = parseRational(unit.offset);
  if (offset === undefined) return undefined;
  return withOffset ? plusRational(scaled, offset) : scaled;
}
