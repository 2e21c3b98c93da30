import { expect, test } from "vitest";
import { Breaches } from "../src/breaches.ts";
import type { Found } from "../src/judge.ts";

function found(nth: number, says = `it took ${nth} s`): Found {
  return { kind: "latency", claim: `the latency of m.p${nth}`, says, text: "x".repeat(100 - nth) };
}

test("of many that are told alike a few are made small, and more where they turn out to differ", () => {
  const breaches = new Breaches();
  breaches.find(Array.from({ length: 30 }, (_, nth) => found(nth)));
  let made = 0;
  for (let next = breaches.next(); next !== undefined; next = breaches.next()) {
    made += 1;
    breaches.shrunk(next, { ...next, shape: made < 5 ? `shape ${made % 2}` : "shape 0", story: [] });
  }
  expect(breaches.count).toBe(30);
  expect(made).toBe(3 + 2 * 2);
  expect(breaches.different.map(({ shape }) => shape).sort()).toEqual(["shape 0", "shape 1"]);
});

test("what is told otherwise has its turn first", () => {
  const breaches = new Breaches();
  breaches.find([found(1), found(2), found(3), found(4, "it is cleared for less")]);
  expect(breaches.next()?.says).toBe("it took 3 s");
  expect(breaches.next()?.says).toBe("it is cleared for less");
});
