import type { Plan } from "@orchlang/plan";
import { furtherTries, type Money } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { capability, constant, dollars, plan, routine, step } from "./building.ts";
import { failure, run } from "./ruled.ts";
import type { TestWorld } from "./world.ts";

/* The ledger's entries for the tries of a call, of its undo and of its confirm (semantics, rule 14). */

const priced = (amount: string) => ({ cost: constant(dollars(amount)), latency: constant(1_000) });
const kinds = [
  capability("pay", "idempotent", priced("1")),
  capability("meter", "idempotent", { ...priced("1"), charged: "per request" }),
  capability("think", "pure", { ...priced("1"), tokens: constant(10) }),
  capability("ship", "idempotent", { ...priced("0"), undo: { capability: "recall", args: {} } }),
  capability("recall", "pure", priced("1")),
  capability("book", "idempotent", { ...priced("0"), undo: { capability: "cancel", args: {} } }),
  capability("cancel", "idempotent", { ...priced("1"), energy: constant(2) }),
  capability("charge", "once", { ...priced("0"), confirm: { capability: "was_charged", args: {} } }),
  capability("was_charged", "pure", priced("1")),
  capability("break", "pure"),
];

function limited(nodes: Parameters<typeof routine>[1], limit: string): Plan {
  const rules = [{ kind: "bound" as const, of: "cost" as const, limit: constant(dollars(limit)) }];
  return plan([routine("main", nodes)], kinds, { guardrails: [{ name: "g", severity: "blocking", rules }] });
}

function spent({ state }: TestWorld): string {
  const [cost = dollars("0")] = state.ledgers.get(-1)?.spent.cost ?? [];
  return (cost as Money).amount;
}

const transient = { fails: "transient" as const, after: 10 };
const after = (...names: readonly string[]) => ({
  needs: names.map((node) => ({ node, why: "after" as const })),
});

describe("under one key an idempotent call is charged once", () => {
  test("however often it is tried", () => {
    const nodes = [step("s", "pay", { options: { retry: { times: 2, every: constant(1) } } })];
    const world = run(limited(nodes, "1"), {
      handlers: { pay: ({ attempt }) => (attempt < 3 ? transient : { ok: null }) },
    });
    expect([world.closed?.outcome.status, spent(world)]).toEqual(["completed", "1"]);
  });

  test("when what was sent is lost and sent again", () => {
    const world = run(limited([step("s", "pay")], "1"), {
      handlers: { pay: ({ dispatch }) => (dispatch === 1 ? { lost: true } : { ok: null }) },
    });
    expect([world.closed?.outcome.status, spent(world)]).toEqual(["completed", "1"]);
  });

  test("unless each request is charged", () => {
    const nodes = [step("s", "meter", { options: { retry: { times: 1, every: constant(1) } } })];
    const handlers = {
      meter: ({ attempt }: { attempt: number }) => (attempt < 2 ? transient : { ok: null }),
    };
    expect(spent(run(limited(nodes, "2"), { handlers }))).toBe("2");
    expect(failure(run(limited(nodes, "1.5"), { handlers }))).toContain("budget: with `meter`");
  });

  test("a pure call is charged each time", () => {
    const nodes = [step("s", "think", { options: { retry: { times: 1, every: constant(1) } } })];
    const handlers = {
      think: ({ attempt }: { attempt: number }) => (attempt < 2 ? transient : { ok: null }),
    };
    expect(spent(run(limited(nodes, "2"), { handlers }))).toBe("2");
    expect(failure(run(limited(nodes, "1.5"), { handlers }))).toContain("budget: with `think`");
  });
});

describe("all tries of an undo are set aside", () => {
  const tries = 1 + furtherTries;

  test("of a pure one each", () => {
    expect(failure(run(limited([step("s", "ship")], `${tries - 0.5}`)))).toContain("budget: with `ship`");
    expect(run(limited([step("s", "ship")], `${tries}`)).closed?.outcome.status).toBe("completed");
  });

  test("of an idempotent one it is charged once", () => {
    expect(run(limited([step("s", "book")], "1")).closed?.outcome.status).toBe("completed");
    expect(failure(run(limited([step("s", "book")], "0.5")))).toContain("budget: with `book`");
  });

  test("and free again as they are used", () => {
    const nodes = [
      step("s", "ship"),
      step("x", "break", after("s")),
      step("last", "think", { block: "last" }),
    ];
    const made = limited(nodes, `${tries + 1}`);
    const main = { ...routine("main", nodes, { finally: "last" }) };
    const world = run(
      { ...made, routines: { main } },
      { handlers: { recall: ({ attempt }) => (attempt < tries ? transient : { ok: null }) } },
    );
    expect([world.closed?.outcome.status, spent(world)]).toEqual(["failed", `${tries + 1}`]);
    expect(world.story()).toContain("Began last think attempt 1");
  });
});

test("a model that says nothing of its energy uses none, as its bounds have it", () => {
  const model = capability("ask", "pure", { kind: "llm", ...priced("0"), tokens: constant(1) });
  const rules = [{ kind: "bound" as const, of: "energy" as const, limit: constant(42) }];
  const guardrails = [{ name: "g", severity: "blocking" as const, rules }];
  const world = run(plan([routine("main", [step("s", "ask")])], [model], { guardrails }));
  expect(world.closed?.outcome.status).toBe("completed");
});

describe("all tries of a confirm are set aside", () => {
  const tries = 1 + furtherTries;

  test("while it may have to be asked", () => {
    expect(failure(run(limited([step("s", "charge")], `${tries - 0.5}`)))).toContain("budget: with `charge`");
    const world = run(limited([step("s", "charge")], `${tries}`), {
      handlers: {
        charge: () => ({ lost: true }),
        was_charged: ({ attempt }) => (attempt < tries ? transient : { ok: { state: "done", value: null } }),
      },
    });
    expect([world.closed?.outcome.status, spent(world)]).toEqual(["completed", `${tries}`]);
  });

  test("and free again when it need not be", () => {
    const world = run(limited([step("s", "charge"), step("t", "charge", after("s"))], `${tries}`));
    expect([world.closed?.outcome.status, spent(world)]).toEqual(["completed", "0"]);
  });
});
