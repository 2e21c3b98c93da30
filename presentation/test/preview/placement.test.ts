import { look } from "@orchlang/analysis/testing";
import { expect, test } from "vitest";
import { previewOf } from "../../src/preview/preview.ts";
import { renderPreview } from "../../src/preview/render.ts";

const text = (at: string): string => `module m
type Press { id: String }
resource own: Press x 2 { at edge  latency 5ms  cost $6 per h  power 11kW  overflow hired }
resource hired: Press { at cloud  latency 40ms  cost $2 per h  power 15kW  overflow lent }
resource lent: Press { at device  latency 40ms  cost $2 per h }
service press(id: String) { effect idempotent  latency <= 1h }
plan p() { with x = own ${at} for 2h { step done = press(id: x.id) } }
`;

function shown(at: string): string {
  const file = look(text(at)).plan("m.p");
  if (file === undefined) throw new Error(`${at} has a mistake`);
  return renderPreview(previewOf(file));
}

test.each([
  ["cost", "hired, then lent, then own"],
  ["cost, privacy", "lent, then hired, then own"],
  ["latency", "own, then hired, then lent"],
  ["energy", "own, then hired, then lent"],
  ["reliability", "own, then hired, then lent"],
])("the pools in the order that they have at %s", (at, order) => {
  expect(shown(`at ${at}`)).toContain(`at ${at}: ${order}`);
});

test("nothing is said of an order where no measure is named", () => {
  expect(shown("")).not.toContain(", then");
});
