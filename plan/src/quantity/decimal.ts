/** `digits` times `factor`, exact, as plain decimal digits: `scaleDecimal("1.2", 3_600_000)` is `"4320000"`. */
export function scaleDecimal(_digits: string, _factor: string | number): string {
  throw new Error("unfinished");
}
