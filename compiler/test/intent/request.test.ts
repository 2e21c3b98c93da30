import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { requestedPlan } from "../../src/intent.ts";
import { memoryHost } from "../compile-fixture.ts";

/* The limits and the strategy of one request are compiled into the plan. */

const text = `module garden
service pump(bed: Int) { effect idempotent latency <= 10m cost <= $2 }
service carry(bed: Int) { effect idempotent latency <= 2h cost <= $0.50 }
goal watered(bed: Int in 1..9) { optimize latency  budget cost <= $10 }
plan by_pump(bed: Int in 1..9) achieves watered { step p = pump(bed) }
plan by_hand(bed: Int in 1..9) achieves watered { step p = carry(bed) }
`;

const host = memoryHost({ "garden.orch": text });
const program = { files: ["garden.orch"], root: "/" };
const compiled = compile(program, host);

/** The tried plans in order, the excluded ones and the measures of the limits; or the reason why there is no plan. */
function asked(clauses: Parameters<typeof requestedPlan>[2]): string {
  const found = requestedPlan({ program, host, compiled }, "garden.watered", clauses);
  if ("unreadable" in found) return `unreadable: ${found.unreadable.join(" ")}`;
  if ("diagnostics" in found) return found.diagnostics.map(({ code }) => code).join(" ");
  const goal = found.plan.plan.goals["garden.watered"];
  const limits = goal?.budget.map(({ of }) => of).join(" ");
  return `${goal?.alternatives.join(" ")} | ${found.without.join(" ")} | ${limits}`;
}

test("a strategy orders the plans, in place of the goal's own", () => {
  expect(asked({})).toBe("garden.by_pump garden.by_hand |  | cost");
  expect(asked({ optimize: "cost" })).toBe("garden.by_hand garden.by_pump |  | cost");
});

test("limits are kept beside the goal's own, and plans that can't keep them are not tried", () => {
  expect(asked({ budget: "cost <= $1" })).toBe("garden.by_hand | garden.by_pump | cost cost");
  expect(asked({ budget: "cost <= $8, latency <= 6h" })).toBe(
    "garden.by_pump garden.by_hand |  | cost cost latency",
  );
});

test("each limit is a rule of the plan, with a verdict", () => {
  const found = requestedPlan({ program, host, compiled }, "garden.watered", { budget: "cost <= $1" });
  expect("plan" in found && found.plan.plan.obligations.map(({ rule, verdict }) => [rule, verdict])).toEqual([
    ["watered cost", "proved"],
    ["watered cost", "proved"],
  ]);
});

test("fewer plans are tried, never more than the goal says", () => {
  expect(asked({ alternatives: "1" })).toBe("garden.by_pump |  | cost");
  expect(asked({ alternatives: "1", optimize: "cost" })).toBe("garden.by_hand |  | cost");
  expect(asked({ alternatives: "1", budget: "cost <= $1" })).toBe(
    "garden.by_hand | garden.by_pump | cost cost",
  );
  const fewer = memoryHost({
    "garden.orch": text.replace("optimize latency", "optimize latency  alternatives 1"),
  });
  const found = requestedPlan({ program, host: fewer, compiled: compile(program, fewer) }, "garden.watered", {
    alternatives: "2",
  });
  expect("plan" in found && found.plan.plan.goals["garden.watered"]?.alternatives).toEqual([
    "garden.by_pump",
  ]);
  expect(asked({ alternatives: "0" })).toContain("unreadable");
  expect(asked({ alternatives: "many" })).toContain("unreadable");
});

test("limits that no plan keeps, and clauses that can't be read, leave no plan", () => {
  expect(asked({ budget: "cost <= $0.10" })).toBe("ORCH4104 ORCH4104");
  expect(asked({ budget: "cost < $1" })).toContain("unreadable: Expected `<=`");
  expect(asked({ optimize: "speed" })).toContain("unreadable: `speed`");
  expect(asked({ budget: 'cost <= $1 } plan p() { fail "x"' })).toContain("unreadable");
});
