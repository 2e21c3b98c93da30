import { verify } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";

/* The search looks for unreached places before it tries sets of two faults, which may take all of its time. */

test("an empty pool", () => {
  const result = compiled(`module bus
type Bus { id: String, online: Bool }
resource spares: Bus x 2 { lease 3h }
service send(spare: String) -> { eta: Duration } { effect idempotent  latency <= 40m  undo call_back(spare) }
service call_back(spare: String) { effect idempotent  latency <= 1m }
service taxis(count: Int) { effect idempotent  latency <= 10m  undo no_taxis(count) }
service no_taxis(count: Int) { effect idempotent  latency <= 1m }
service tell(text: String) { effect idempotent  latency <= 1m }
plan rescue(bus: String) {
  with spare = spares where spare.online wait 5m for 150m {
    step sent = send(spare: spare.id) { retry 1 every 20s }
    step said = tell("a bus") { retry 2 }
    step more = tell("soon") { retry 2 }
  } else {
    step ordered = taxis(count: 10)
  }
  finally {
    step told = tell("\${outcome.status}") { retry 2 }
  }
}
`);
  const plan = result.plan("bus.rescue");
  if (plan === undefined) throw new Error("it is a plan");
  const limited = verify(plan, result.context("bus.rescue"), { faults: 2, isOver: (runs) => runs >= 700 });
  expect(limited.exhaustive).toBe(false);
  expect(limited.unreached).toEqual([]);
});
