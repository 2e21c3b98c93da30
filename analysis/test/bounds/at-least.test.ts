import type { Json } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/* Declared lower bounds count only where a completed run can't do without the call. */

const declared = `module m
service slow() { effect idempotent  latency <= 5h at least 1h  cost <= $2 at least $0.50 }
service asked() -> Done<{ id: String }> { effect pure  latency <= 1s }
service doubted() -> { id: String } { effect once  latency <= 5h at least 1h  confirm asked() }
service each() { effect idempotent  latency <= 1s  cost <= $1  charged per request }
service back(x: Int) { effect idempotent  latency <= 1s }
service bought(x: Int) -> Int { effect idempotent  latency <= 1s  cost <= $1  charged per request  undo back(result) }
service by_key() { effect idempotent  latency <= 1s  cost <= $1 }
`;

function boundsOf(plan: string) {
  const looked = look(`${declared}${plan}\n`);
  const routine = looked.analysis.routines.get("m.p");
  if (routine === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  return routine.bounds.bounds;
}

const hours = (ms: number): number => ms / 3_600_000;

describe("at least", () => {
  test.each([
    ["plan p() { step a = slow() }", 1, "0.5"],
    ["plan p() { step a = slow() step b = slow() { after a } }", 2, "1"],
    ["plan p() { step a = slow() step b = slow() }", 1, "1"],
    // It may fail at once, and the plan goes on.
    ["plan p() { step a = slow() { optional } }", 0, "0"],
    ["plan p() { step a = slow() else by_key() }", 0, "0"],
    [
      "plan inner() { step a = by_key()  wait 1h { after a } } plan p() { step b = inner() { optional } }",
      0,
      "0",
    ],
    // A rule may deny it, or a hold in it may be over.
    [
      "plan inner(x: Bool) { wait 1h } plan p(x: Bool) { step b = inner(x) else { } } policy d { on inner  deny when args.x }",
      0,
      "0",
    ],
    [
      "resource desks { } plan inner() { with d = desks for 1h { wait 1h } else { wait 1h } } plan p() { step b = inner() else { } }",
      0,
      "0",
    ],
    // An earlier result is known.
    ["plan p() { step a = slow() { cache 1d } }", 0, "0"],
    // The world may say at once that it happened.
    ["plan p() { step a = doubted() }", 0, "0"],
    // One round is enough.
    ["plan p() { step f = first 1 of for x in [1, 2] at once 1 { step s = slow() yield x } }", 1, "0.5"],
    ["plan p(go: Bool) { when go { step a = slow() } }", 0, "0"],
    ["plan p() { step f = for x in [1, 2, 3] at once 1 { step s = slow() } }", 3, "1.5"],
    // The run completes whatever fails there.
    ["plan p() { finally { step a = slow() } }", 0, "0"],
    ["plan inner() { step a = slow() } plan p() { step b = inner() }", 1, "0.5"],
  ])("%s", (plan, time, cost) => {
    const { latency, cost: money } = boundsOf(plan);
    expect([hours(latency.best), money.best.amount]).toEqual([time, cost]);
  });
});

describe("charged per request", () => {
  test("each try costs, and so does what a death of the process has made again", () => {
    const worstOf = (plan: string): Json => {
      const worst = look(`${declared}${plan}\n`).plan("m.p")?.plan.bounds.cost.worst;
      return worst !== undefined && "value" in worst ? worst.value.amount : null;
    };
    expect(worstOf("plan p() { step a = each() { retry 2 } }")).toBe("4");
    expect(worstOf("plan p() { step a = by_key() { retry 2 } }")).toBe("1");
    // The call, what learns its result, and what a death has made again.
    expect(worstOf("plan p() { step a = bought(1) }")).toBe("3");
  });
});
