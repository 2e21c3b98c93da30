import { type Behaviour, simulate, verify } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";

/* A person whose approval a policy requires may refuse, or say nothing in time. */

const program = (clause: string): string => `module depot
role boss
service act(n: Int) -> { n: Int } { effect idempotent  latency <= 1m }
${clause}
plan guarded(n: Int) -> Int {
  step done = act(n)
  return done.n
}
`;
const asked = "policy p { on act  require approval by boss within 1h }";

function planOf(text: string): NonNullable<ReturnType<ReturnType<typeof compiled>["plan"]>> {
  const plan = compiled(text).plan("depot.guarded");
  if (plan === undefined) throw new Error("it is a plan");
  return plan;
}

function endWith(behaviour: Behaviour | undefined): unknown {
  const approvals = { "depot.boss": () => behaviour };
  const { events, state } = simulate(planOf(program(asked)), { input: { n: 1 }, approvals });
  return { ended: state.closed?.outcome.status, began: events.some(({ t }) => t === "Began") };
}

describe("a simulated world answers an approval", () => {
  test("granted where nothing is said", () => {
    expect(endWith(undefined)).toEqual({ ended: "completed", began: true });
  });
  test("refused", () => {
    expect(endWith({ ok: { granted: false } })).toEqual({ ended: "failed", began: false });
  });
  test("granted a minute before it is due", () => {
    expect(endWith({ cooperates: true, after: 59 * 60_000 })).toEqual({ ended: "completed", began: true });
  });
  test("granted too late", () => {
    expect(endWith({ cooperates: true, after: 61 * 60_000 })).toEqual({ ended: "failed", began: false });
  });
  test("never answered", () => {
    expect(endWith({ never: true })).toEqual({ ended: "failed", began: false });
  });
});

describe("verify", () => {
  test("is not sure of a plan whose refusal it never played", () => {
    const { granting, verdict } = verify(planOf(program(asked)));
    expect({ granting, verdict }).toEqual({ granting: ["depot.boss"], verdict: "safe as far as explored" });
  });
  test("is sure of the same plan without the policy", () => {
    const { granting, verdict } = verify(planOf(program("")));
    expect({ granting, verdict }).toEqual({ granting: [], verdict: "safe" });
  });
});
