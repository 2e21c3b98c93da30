import { verify } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";

/* A failure that a retry names is repeated until the handler takes over, in each round of a loop. */

function unreached(program: string, target: string): readonly string[] {
  const result = compiled(program);
  const plan = result.plan(target);
  if (plan === undefined) throw new Error("it is a plan");
  return verify(plan, result.context(target), { faults: 1 }).unreached;
}

test("of a pure call", () => {
  const program = `module copies
service extract(system: String) -> { rows: Int } { effect pure  latency <= 2h  fails offline }
plan all() -> Int {
  step found = for system in ["crm", "logs"] at once 2 {
    step one = extract(system) { retry 3 every 1h when error == offline or error == transient } else when error == offline {
      yield { rows: 0 }
    }
    yield one.rows
  }
  return found.sum
}
`;
  expect(unreached(program, "copies.all")).toEqual([]);
});

test("of a call with an effect", () => {
  const program = `module copies
service store(system: String) { effect idempotent  latency <= 2h  fails full }
service tell(text: String) { effect idempotent  latency <= 1m }
plan all() {
  step kept = for system in ["crm", "logs"] {
    step one = store(system) { retry 2 every 1h when error == full } else when error == full {
      step told = tell("full")
    }
  }
}
`;
  expect(unreached(program, "copies.all")).toEqual([]);
});
