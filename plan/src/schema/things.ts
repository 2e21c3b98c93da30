import type { Schema } from "../shapes/value.ts";

/** Words for a number that counts or measures. Plurals (`boxes: Int`) count as well. */
const measure =
  /(^|_)(age|amount|balance|budget|cost|count|day|degree|depth|distance|free|height|hour|humidity|least|left|length|level|limit|load|max|min|minute|most|percent|power|pressure|price|quantity|queue|rate|rating|reading|score|severity|size|speed|stock|sum|temperature|total|usage|used|value|volume|weight|year|people)(_|$)|[^su]s$/;

/** Numbers below another are values of a scale; more of them are numbers of things, as on invoices. */
const scaleMax = 1_000;

/** True if a whole number of a field, by its type and name, stands for a thing, as `order: Int` does, and counts or measures nothing. */
export function numbersThings(name: string, schema: Schema): boolean {
  if (typeof schema !== "object" || schema.type !== "integer" || measure.test(name)) return false;
  const { minimum, maximum } = schema;
  return typeof minimum !== "number" || typeof maximum !== "number" || maximum - minimum >= scaleMax;
}
