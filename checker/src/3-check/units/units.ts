import type { Dimension } from "../type.ts";

/** A unit as `std.units` or a module declares it: `value in base = number · scale + offset`. Exact decimal texts. */
export interface Unit {
  readonly name: string;
  readonly dimension: Dimension;
  readonly scale: string;
  readonly offset?: string;
}

/** The units in scope, and the names of quantity types: `Energy`, `Length`. */
export interface Units {
  unit(name: string): Unit | undefined;
  readonly names: Iterable<string>;
  /** Declared, but wrongly so, which has been reported: what is measured in it is not a second mistake. */
  spoilt(name: string): boolean;
  /** The dimension that a type's name stands for. */
  dimension(typeName: string): Dimension | undefined;
  readonly dimensions: Iterable<string>;
  /** The unit that values of a dimension are kept in: `J` for Energy, `ms` for Duration; none for products. */
  baseUnit(dimension: Dimension): string | undefined;
  /** The quantity's name where it has one: `Power` for Energy per Duration. */
  quantityName(dimension: Dimension): string | undefined;
  /**
   * The divisor of rates of money: the least whole number of base units (seconds for Duration) that makes `$1 per u` a
   * finite decimal for every unit `u` of that base dimension.
   */
  rateBase(base: string): bigint;
}
