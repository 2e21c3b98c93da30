import { expect, test } from "vitest";
import { keptOnDevice } from "../../src/intent/kept.ts";
import { compileText } from "../compile-fixture.ts";

test("steps are counted where they may run, through what is called, each way of doing them", () => {
  const { plan, diagnostics } = compileText(`
module m
tool here(n: Int) -> { n: Int } { effect pure  latency <= 1s  at device  run module "./h.ts#here" }
service there(n: Int) -> { n: Int } { effect pure  latency <= 1s  at cloud  run module "./h.ts#there" }
plan inner(n: Int) -> { n: Int } {
  step a = here(n)
  step b = here(n) else there(n)
  return { n: a.n + b.n }
}
plan outer(n: Int) -> { n: Int } {
  step c = there(n)
  step d = inner(n)
  step e = inner(n)
  return { n: c.n + d.n + e.n }
}
plan nothing_done(n: Int) -> { n: Int } { return { n } }
`);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const kept = (name: string) => {
    const file = plan(name);
    return file && keptOnDevice(file.plan);
  };
  expect(kept("m.inner")).toEqual({ onDevice: 1, steps: 2, share: 0.5 });
  expect(kept("m.outer")).toEqual({ onDevice: 1, steps: 3, share: 1 / 3 });
  expect(kept("m.nothing_done")).toEqual({ onDevice: 0, steps: 0, share: 1 });
});
