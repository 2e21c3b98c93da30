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
  /** The dimension that a type's name stands for. */
  dimension(typeName: string): Dimension | undefined;
  readonly dimensions: Iterable<string>;
}
