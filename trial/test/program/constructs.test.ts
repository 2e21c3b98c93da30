import { expect, test } from "vitest";
import { constructsIn, everyConstruct } from "../../src/constructs/table.ts";
import { drawProgram } from "../../src/program/draw.ts";

test("a program's constructs are read off its tree", () => {
  const found = constructsIn(`module m
tool t(x: Int = 3) -> Bool { effect once  irreversible because "so" }
plan p(xs: [Int] size 0..3) {
  step a = for x in xs at once 2 { step b = t() { retry 2 every 1s } }
}
`);
  expect(found.get("loop")).toBe(1);
  expect(found.get("loop.atOnce")).toBe(1);
  expect(found.has("loop.upTo")).toBe(false);
  expect(found.get("effectClause.effect=once")).toBe(1);
  expect(found.get("parameter.default")).toBe(1);
  expect(found.get("retryOption.every")).toBe(1);
  expect(found.get("capability.capabilityKind=tool")).toBe(1);
});

test("the generator comes to everything that moves data, control, time or money", () => {
  const missing = new Set(everyConstruct);
  for (let seed = 1; seed <= 8_000 && missing.size > 0; seed++)
    for (const name of constructsIn(drawProgram({ seed })).keys()) missing.delete(name);
  expect([...missing]).toEqual([]);
});
