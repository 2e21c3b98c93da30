const todo = (): never => {
  throw new Error("unfinished");
};
export type Parsed<T> = { readonly ok: T } | { readonly fault: string };
/** RFC 3339 with an offset, years 0000 to 9999, no leap second: ms since 1970. Finer than ms is cut off. */
export function parseInstant(_text: string): Parsed<number> {
  return todo();
}
/** `2026-12-01T10:00:00.000Z`. Throws a RangeError outside years 0000 to 9999. */
export function formatInstant(_ms: number): string {
  return todo();
}
/** `2026-12-01`. */
export function parseDate(_text: string): Parsed<string> {
  return todo();
}
/** `22:00` or `22:00:00`, normalised to the latter. */
export function parseTimeOfDay(_text: string): Parsed<string> {
  return todo();
}
/** Whether a zone of the IANA database is known here. */
export function isZone(_zone: string): boolean {
  return todo();
}
