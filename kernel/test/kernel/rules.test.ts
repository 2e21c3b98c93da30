import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import { waitingOf } from "../../src/run/view.ts";
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
  parameter,
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

  test("a scope that the user withdraws", () => {
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

describe("an undo under a guardrail", () => {
  const rule = (more: object) => ({
    guardrails: [{ name: "g", severity: "blocking" as const, rules: [more as never] }],
    checks: { "g.0": { id: "g.0", kind: "guardrail" as const, guardrail: "g", rule: 0 } },
  });
  const made = (name: string, after: readonly string[] = []) =>
    step(name, "make", { needs: after, undoChecks: ["g.0"] });
  const kinds = [
    capability("make", "idempotent", { undo: { capability: "unmake", args: {} } }),
    capability("unmake", "idempotent"),
    capability("break", "pure"),
    capability("look", "pure"),
  ];
  const failing = (...nodes: Parameters<typeof routine>[1]) =>
    routine("main", [...nodes, step("x", "break", { needs: nodes.map(({ id }) => id) })]);

  test("is not begun against it: unwinding waits for the operator, who is told why", () => {
    const of = plan([failing(made("a"))], kinds, rule({ kind: "never", of: { name: "unmake" } }));
    const world = run(of);
    expect(world.dispatched.map(({ capability: name }) => name)).toEqual(["make", "break"]);
    expect(waitingOf(of, world.state)).toMatchObject([
      { for: "operator", step: "undo a", why: "it can't be undone: `g`: `unmake` may never begin so" },
    ]);
    expect(world.events.find((event) => event.t === "Settled" && event.about !== undefined)).toMatchObject({
      status: "failed",
      checks: [{ check: "g.0", holds: false }],
    });
    expect(JSON.stringify(world.folded())).toBe(JSON.stringify(world.state));
    // Asked again it says the same; the operator may leave the effect.
    world.order({ order: "retry", key: world.keyOf("undo a") });
    expect(waitingOf(of, world.go().state)).toMatchObject([{ for: "operator", step: "undo a" }]);
    world.order({ order: "skip", key: world.keyOf("undo a") });
    expect(world.go().closed?.outcome.status).toBe("failed");
    expect(redecide(of, world.events)).toMatchObject({ same: true });
  });

  test("begins where it is kept", () => {
    const before = { kind: "before", first: about("look"), second: about("unmake") };
    const of = plan([failing(step("l", "look"), made("a", ["l"]))], kinds, rule(before));
    const world = run(of);
    expect(world.dispatched.at(-1)?.capability).toBe("unmake");
    expect(world.closed?.outcome.status).toBe("failed");
    expect(world.events.findLast((event) => event.t === "Began")).toMatchObject({
      checks: [{ check: "g.0", holds: true }],
    });
  });

  test("at most n counts undos, each try of them", () => {
    const of = plan(
      [failing(made("a"), made("b", ["a"]))],
      kinds,
      rule({ kind: "atMost", count: 1, of: about("unmake") }),
    );
    expect(waitingOf(of, run(of).state)).toMatchObject([{ for: "operator", step: "undo a" }]);
    const unkind = run(of, { handlers: { unmake: () => ({ fails: "transient" }) } });
    expect(unkind.dispatched.filter(({ capability: name }) => name === "unmake")).toHaveLength(1);
    expect(waitingOf(of, unkind.state)).toMatchObject([{ for: "operator", step: "undo b" }]);
  });

  test("a rule that does not block is recorded", () => {
    const never = rule({ kind: "never", of: { name: "unmake" } });
    const of = plan([failing(made("a"))], kinds, {
      ...never,
      guardrails: never.guardrails.map((one) => ({ ...one, severity: "warning" as const })),
    });
    const world = run(of);
    expect(world.closed?.outcome.status).toBe("failed");
    expect(world.events.findLast((event) => event.t === "Began")).toMatchObject({
      capability: "unmake",
      checks: [{ check: "g.0", holds: false }],
    });
  });

  test("what completed as an undo came before", () => {
    const before = { kind: "before", first: about("unmake"), second: about("look") };
    const inner = routine("inner", [made("a"), step("x", "break", { needs: ["a"] })]);
    const main = routine("main", [
      step("i", { routine: "inner" }, { optional: true }),
      step("l", "look", { needs: ["i"], checks: ["g.0"] }),
    ]);
    const of = plan([main, { ...inner }], kinds, rule(before));
    expect(run(of).closed?.outcome.status).toBe("completed");
  });

  test("a confirm that is not to be leaves it in doubt", () => {
    const of = plan(
      [routine("main", [step("a", "pay", { confirmChecks: ["g.0"] })])],
      [capability("pay", "once", { confirm: { capability: "paid", args: {} } }), capability("paid", "pure")],
      rule({ kind: "never", of: { name: "paid" } }),
    );
    const world = run(of, { handlers: { pay: () => ({ fails: "transient" }) } });
    expect(world.dispatched.map(({ capability: name }) => name)).toEqual(["pay"]);
    expect(waitingOf(of, world.state)).toMatchObject([{ for: "operator", step: "a" }]);
    expect(JSON.stringify(world.folded())).toBe(JSON.stringify(world.state));
  });
});

describe("rules that name a plan", () => {
  const sub = routine("sub", [step("t", "send")]);
  const under = (
    nodes: (checks: readonly string[]) => Parameters<typeof routine>[1],
    rules: Parameters<typeof planOf>[1],
  ) => {
    const of = planOf(nodes, rules);
    return { ...of, routines: { ...of.routines, sub } };
  };
  const called = { routine: "sub" };

  test("at most n of its calls, each try counted", () => {
    const rule = guardrail({ kind: "atMost", count: 2, of: about("sub") });
    const of = under(
      (checks) => [
        step("a", called, { checks }),
        step("b", called, { checks, needs: ["a"] }),
        step("c", called, { checks, needs: ["b"] }),
      ],
      rule,
    );
    const world = run(of);
    expect(failure(world)).toBe("denied: `g`: `sub` has begun 2 times, which is the most it may");
    const tried = under(
      (checks) => [step("a", called, { checks, options: { retry: { times: 5, every: constant(0) } } })],
      rule,
    );
    const unkind = run(tried, { handlers: { send: () => ({ fails: "transient" }) } });
    expect(unkind.events.filter(({ t }) => t === "Entered")).toHaveLength(2);
  });

  test("at most n under a condition, in a while", () => {
    const big = call("number.greater", field(local("args"), "x"), constant(10));
    const rule = guardrail({
      kind: "atMost",
      count: 1,
      of: { ...about("sub"), when: big },
      per: constant(1_000),
    });
    const withX = { ...sub, params: [{ ...parameter("x") }] };
    const calls = (...xs: readonly number[]) => {
      const of = planOf(
        (checks) =>
          xs.map((x, at) =>
            step(`s${at}`, called, {
              checks,
              args: { x: constant(x) },
              needs: at === 0 ? [] : [`s${at - 1}`],
            }),
          ),
        rule,
      );
      return run(
        { ...of, routines: { ...of.routines, sub: withX } },
        {
          handlers: { send: () => ({ after: 500, ok: 1 }) },
        },
      ).closed?.outcome.status;
    };
    expect(calls(11, 3, 12)).toBe("completed");
    expect(calls(11, 12)).toBe("failed");
    expect(calls(3, 4, 12)).toBe("completed");
  });

  test("comes before, once it has completed and as long as it is not undone", () => {
    const rule = guardrail({ kind: "before", first: about("sub"), second: about("review") });
    const after = under((checks) => [step("a", called), step("r", "review", { checks, needs: ["a"] })], rule);
    expect(run(after).closed?.outcome.status).toBe("completed");
    const failed = under(
      (checks) => [step("a", called, { optional: true }), step("r", "review", { checks, needs: ["a"] })],
      rule,
    );
    expect(failure(run(failed, { handlers: { send: () => ({ fails: "permanent" }) } }))).toBe(
      "denied: `g`: `sub` has to come before `review`",
    );
    const outer = routine("outer", [step("a", called), step("x", "break", { needs: ["a"] })]);
    const undone = under(
      (checks) => [
        step("o", { routine: "outer" }, { optional: true }),
        step("r", "review", { checks, needs: ["o"] }),
      ],
      rule,
    );
    expect(failure(run({ ...undone, routines: { ...undone.routines, outer } }))).toBe(
      "denied: `g`: `sub` has to come before `review`",
    );
  });

  test("pays what it was named for", () => {
    const rule = guardrail({ kind: "followed", every: about("review"), by: [about("sub")] });
    const of = under(() => [step("r", "review"), step("a", called, { needs: ["r"] })], rule);
    const world = run(of);
    expect(world.closed?.outcome.status).toBe("completed");
    expect(world.story()).toContain("Paid");
  });
});

test("what the caller did counts in every plan of a goal", () => {
  const rule = guardrail({ kind: "before", first: about("review"), second: about("send") });
  const of = planOf(() => [step("r", "review"), step("g", { goal: "aim" }, { needs: ["r"] })], rule);
  const checks = ["g.0"];
  const world = run({
    ...of,
    routines: {
      ...of.routines,
      one: routine("one", [step("x", "break")]),
      two: routine("two", [step("s", "send", { checks })]),
    },
    goals: {
      aim: {
        name: "aim",
        params: [],
        result: null,
        intents: [],
        success: [],
        budget: [],
        optimize: "balanced",
        keep: [],
        fails: [],
        alternatives: ["one", "two"],
      },
    },
  });
  expect(world.closed?.outcome.status).toBe("completed");
});
