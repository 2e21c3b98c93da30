import { expect, test } from "vitest";
import { Stage } from "./stage.ts";

const program = `module m
event smoke(spot: Int) { from detectors }
event call(spot: Int) { from telephone }
fusion fire(spot: Int) {
  join smoke as seen, call as told
  within 1m
  by     seen.spot
  late   up to 20s
  emit   { spot: seen.spot }
}
signal heat: Float { from probe  fresh 1m }
service ring(n: Int) -> Int { effect idempotent  latency <= 1s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
trigger alarm { on event fire  start p(n: event.spot) }
trigger hot { on change heat > 90 for 30s  start p(n: 2) }
`;

test("what comes due while no process is there starts once, and whoever listens is told of it", async () => {
  const rung: number[] = [];
  const one = new Stage(program, "2026-11-23T12:00Z", {
    "m.ring": ({ n }: { readonly n: number }) => {
      rung.push(n);
      return n;
    },
  });
  await one.open();
  for (const event of ["smoke", "call"]) await one.tell({ kind: "occurrence", event, fields: { spot: 1 } });
  await one.tell({ kind: "reading", name: "probe", value: 95 });
  await one.orch.close();
  one.clock.at += 600_000;

  // One that arms nothing wants the runs, and starts none.
  await one.open({ arm: false });
  await one.settle();
  expect([one.fired(), rung]).toEqual([["m.alarm", "m.hot"], []]);
  await one.orch.close();

  await one.open();
  await one.settle();
  expect(rung.toSorted()).toEqual([1, 2]);
  await one.orch.close();
  await one.open();
  await one.until(one.clock.at + 600_000);
  expect([one.fired(), rung.length]).toEqual([["m.alarm", "m.hot"], 2]);
});
