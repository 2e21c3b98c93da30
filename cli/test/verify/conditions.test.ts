import { verify } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";

/* What is waited for until it is true comes true in some run, and not in another, so that what follows is tried. */

const program = (condition: string): string => `module mast
type Side = north | south
signal load: Ratio { from meter.load  fresh 2m }
signal level(side: Side): Ratio { from meter.level  fresh 2m }
flag high = load > 3%
flag full(side: Side) = level(side) > 2% { hold 3m }
service turn(n: Int) { effect idempotent  latency <= 1m  irreversible because "turned" }
service leave(n: Int) { effect idempotent  latency <= 1m  irreversible because "left" }
plan mind(side: Side) {
  step all = for each in [Side.north, south] at once 1 {
    step calm = wait until ${condition} within 1h
    when calm { step turned = turn(1) } else { step left = leave(1) }
    yield calm
  }
  when all.first and all.last { step both = turn(2) }
}
`;

test.each([
  "not high",
  "high",
  "not high for 5m",
  "load < 3% for 5m",
  "not full(north) for 5m",
  "not full(side) for 5m",
  "not full(each)",
  "full(each) and not high",
])("until %s", (condition) => {
  const result = compiled(program(condition));
  const plan = result.plan("mast.mind");
  if (plan === undefined) throw new Error("it is a plan");
  const { unreached, violations } = verify(plan, result.context("mast.mind"), { faults: 0 });
  expect(unreached).toEqual([]);
  expect(violations).toEqual([]);
});
