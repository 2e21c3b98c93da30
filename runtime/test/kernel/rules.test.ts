import { describe, expect, test } from "vitest";
import {
  call,
  capability,
  constant,
  context,
  equals,
  field,
  forEach,
  input,
  local,
  plan,
  routine,
  step,
} from "./building.ts";
import { about, failure, guardrail, one, planOf, policy, run } from "./ruled.ts";
import { TestWorld } from "./world.ts";

describe("policies (rule 13)", () => {
  const big = call("number.greater", field(local("args"), "x"), constant(10));

  test("deny overrides, by what the action is given", () => {
    const of = one(
      { policies: [policy({ kind: "deny", when: big, because: "too big" })] },
      { args: { x: input("x") } },
    );
    expect(failure(run(of, { input: { x: 11 } }))).toBe("denied: too big");
    expect(run(of, { input: { x: 10 } }).closed?.outcome.status).toBe("completed");
  });

  test("what is not known denies where it blocks", () => {
    const unknown = policy({ kind: "deny", when: context("quiet_hours"), because: "not now" });
    const world = run(one({ policies: [unknown] }));
    expect(failure(world)).toBe("denied: not now (quiet_hours is not known)");
    expect(world.events.find(({ t }) => t === "Settled")).toMatchObject({
      checks: [{ check: "p.0", holds: "unknown" }],
    });
    expect(run(one({ policies: [{ ...unknown, severity: "advisory" }] })).closed?.outcome.status).toBe(
      "completed",
    );
  });

  test("if any allows, one has to hold, and the unknown does not", () => {
    const allows = (...conditions: readonly boolean[]): TestWorld =>
      run(
        one({
          policies: [
            policy(...conditions.map((holds) => ({ kind: "allow" as const, when: constant(holds) }))),
          ],
        }),
      );
    expect(allows(false, true).closed?.outcome.status).toBe("completed");
    expect(failure(allows(false, false))).toBe("denied: `p` does not allow it");
    expect(failure(run(one({ policies: [policy({ kind: "allow", when: context("x") })] })))).toBe(
      "denied: `p` does not allow it",
    );
  });

  test("who runs, and which step it is, can be asked", () => {
    const when = equals(
      call("text.concat", field(context("user"), "id"), field(local("step"), "name")),
      constant("adas"),
    );
    expect(failure(run(one({ policies: [policy({ kind: "deny", when })] })))).toBe("denied: `p` denies it");
  });

  test("a denial is never tried again, but may be handled", () => {
    const deny = { policies: [policy({ kind: "deny", when: constant(true) })] };
    const retried = run(one(deny, { options: { retry: { times: 3 } } }));
    expect(retried.dispatched).toEqual([]);
    expect(run(one(deny, { optional: true })).closed?.outcome.status).toBe("completed");
  });

  test("asked of control first, where that is needed", () => {
    const of = one({ policies: [policy({ kind: "deny", when: constant(false) })] }, { gate: "control" });
    expect(run(of).story()).toEqual([
      "Started",
      "Asked gate",
      "Told granted",
      "Began s send attempt 1",
      "Ended ok",
      "Closed completed",
    ]);
  });

  test("a scope that the user takes back", () => {
    const scoped = plan(
      [routine("main", [step("a", "wait"), step("b", "scoped", { needs: ["a"] })])],
      [capability("wait", "pure"), capability("scoped", "pure", { scopes: ["mail"] })],
    );
    const world = new TestWorld(scoped, { handlers: { wait: () => ({ after: 1_000, ok: 1 }) } });
    world.tell({
      t: "Told",
      at: world.now,
      from: { stream: "control/main", seq: 5 },
      ack: -1,
      say: { say: "withdrawn", scope: "mail" },
    });
    expect(failure(world.go())).toBe("denied: the user has not consented to `mail`");
  });
});

describe("guardrails (rule 35)", () => {
  const before = guardrail({ kind: "before", first: about("review"), second: about("send") });

  test("A before B: A has to stand", () => {
    expect(failure(run(one(before)))).toBe("denied: `g`: `review` has to come before `send`");
    const reviewed = planOf(
      (checks) => [step("r", "review"), step("s", "send", { needs: ["r"], checks })],
      before,
    );
    expect(run(reviewed).closed?.outcome.status).toBe("completed");
  });

  test("an A of another round does not count, one from around does (rule 34)", () => {
    const rounds = (reviewInside: boolean): ReturnType<typeof plan> =>
      planOf(
        (checks) => [
          ...(reviewInside ? [] : [step("r", "review")]),
          forEach("all", "x", input("xs"), { needs: reviewInside ? [] : ["r"] }),
          ...(reviewInside ? [{ ...step("r", "review", { block: "all/round" }) }] : []),
          step("s", "send", {
            block: "all/round",
            needs: reviewInside ? [] : [],
            checks,
            args: { x: local("x") },
          }),
        ],
        before,
      );
    expect(run(rounds(false), { input: { xs: [1, 2] } }).closed?.outcome.status).toBe("completed");
    // Here the review of a round runs beside the sending of it: that of the first round must not do for the second.
    expect(run(rounds(true), { input: { xs: [1, 2] } }).closed?.outcome.failure?.class).toBe("denied");
  });

  test("an A of the same round counts", () => {
    const nodes = (checks: readonly string[]): Parameters<typeof routine>[1] => [
      forEach("all", "x", input("xs")),
      step("r", "review", { block: "all/round" }),
      step("s", "send", { block: "all/round", needs: ["r"], checks }),
    ];
    expect(run(planOf(nodes, before), { input: { xs: [1, 2] } }).closed?.outcome.status).toBe("completed");
  });

  test("what is undone does not stand", () => {
    const of = planOf(
      (checks) => [
        step("r", { routine: "sub" }, { optional: true }),
        step("s", "review", { needs: ["r"], checks }),
      ],
      guardrail({ kind: "before", first: about("send"), second: about("review") }),
    );
    const sub = routine("sub", [step("t", "send"), step("x", "break", { needs: ["t"] })]);
    const world = run({ ...of, routines: { ...of.routines, sub } });
    expect(failure(world)).toBe("denied: `g`: `send` has to come before `review`");
  });

  test("every A preceded by B or C", () => {
    const rule = guardrail({
      kind: "preceded",
      every: { selector: { tagged: "outgoing" } },
      by: [about("review"), about("file")],
    });
    expect(failure(run(one(rule)))).toBe("denied: `g`: `review` or `file` has to come before `send`");
    const filed = planOf((checks) => [step("f", "file"), step("s", "send", { needs: ["f"], checks })], rule);
    expect(run(filed).closed?.outcome.status).toBe("completed");
  });

  test("at most n, each attempt counted", () => {
    const rule = guardrail({ kind: "atMost", count: 2, of: about("send") });
    const retried = one(rule, { options: { retry: { times: 5, every: constant(0) } } });
    const world = run(retried, { handlers: { send: () => ({ fails: "transient" }) } });
    expect(world.dispatched.filter(({ capability: name }) => name === "send")).toHaveLength(2);
    expect(failure(world)).toBe("denied: `g`: `send` has begun 2 times, which is the most it may");
  });

  test("at most n within a while", () => {
    const rule = guardrail({ kind: "atMost", count: 1, of: about("send"), per: constant(1_000) });
    const twice = (pause: number): TestWorld =>
      run(
        planOf(
          (checks) => [step("a", "send", { checks }), step("b", "send", { needs: ["a"], checks })],
          rule,
        ),
        { handlers: { send: () => ({ after: pause, ok: 1 }) } },
      );
    expect(twice(999).closed?.outcome.status).toBe("failed");
    expect(twice(1_000).closed?.outcome.status).toBe("completed");
  });

  test("never, when", () => {
    const rule = guardrail({
      kind: "never",
      of: { name: "send" },
      when: equals(field(local("args"), "x"), constant(3)),
    });
    const of = one(rule, { args: { x: input("x") } });
    expect(failure(run(of, { input: { x: 3 } }))).toBe("denied: `g`: `send` may never begin so");
    expect(run(of, { input: { x: 4 } }).closed?.outcome.status).toBe("completed");
  });

  test("those that don't block are recorded", () => {
    const of = one({ guardrails: [{ ...before.guardrails[0]!, severity: "warning" }] });
    const world = run(of);
    expect(world.closed?.outcome.status).toBe("completed");
    expect(world.events.find(({ t }) => t === "Began")).toMatchObject({
      checks: [{ check: "g.0", holds: false }],
    });
  });
});
