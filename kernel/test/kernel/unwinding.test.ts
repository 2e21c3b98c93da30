import { describe, expect, test } from "vitest";
import { waitingOf } from "../../src/run/view.ts";
import {
  capability,
  constant,
  dollars,
  failNode,
  forEach,
  input,
  local,
  node,
  plan,
  routine,
  step,
  yieldNode,
} from "./building.ts";
import { made, make, planOf, run, undone, unmake } from "./undoable.ts";
import { TestWorld } from "./world.ts";

describe("order", () => {
  test("what came one after another goes the other way round", () => {
    const world = run(
      planOf([made("a"), made("b", ["a"]), made("c", ["b"]), step("x", "break", { needs: ["c"] })]),
    );
    expect(undone(world)).toEqual(["c", "b", "a"]);
    expect(world.closed?.outcome.status).toBe("failed");
  });

  test("what has no order goes side by side, each behind what depends on it only", () => {
    // a → b and c → d, and e alone.
    const nodes = [
      made("a"),
      made("b", ["a"]),
      made("c"),
      made("d", ["c"]),
      made("e"),
      step("x", "break", { needs: ["b", "d", "e"] }),
    ];
    const world = run(planOf(nodes), {
      unmake: ({ args }) => ({ after: (args as { name: string }).name === "b" ? 1_000 : 10, ok: null }),
    });
    const names = undone(world);
    expect(names.indexOf("d")).toBeLessThan(names.indexOf("c"));
    expect(names.indexOf("b")).toBeLessThan(names.indexOf("a"));
    expect(names).toEqual(["e", "d", "c", "b", "a"]);
  });

  test("the order goes through steps that have nothing to undo", () => {
    const world = run(
      planOf([
        made("a"),
        step("between", "look", { needs: ["a"] }),
        made("b", ["between"]),
        step("x", "break", { needs: ["b"] }),
      ]),
    );
    expect(undone(world)).toEqual(["b", "a"]);
  });

  test("rounds beside one another, then what came before the loop", () => {
    const nodes = [
      made("first"),
      forEach("each", "n", input("names"), { needs: [{ node: "first", why: "after" }] as never, atOnce: 3 }),
      step("one", "make", { block: "each/round", args: { name: local("n") } }),
      yieldNode("y", node("one"), { block: "each/round", needs: ["one"] }),
      step("x", "break", { needs: ["each"] }),
    ];
    const world = run(planOf(nodes), {}, { names: ["p", "q", "r"] });
    expect([...undone(world)].slice(0, 3).sort()).toEqual(["p", "q", "r"]);
    expect(undone(world).at(-1)).toBe("first");
  });
});

describe("what is undone", () => {
  test("what may stand as well as what does", () => {
    const world = run(planOf([made("a"), made("b", ["a"])]), {
      make: ({ args }) => ((args as { name: string }).name === "b" ? { fails: "transient" } : { ok: null }),
    });
    expect(undone(world)).toEqual(["b", "a"]);
    expect(world.story()).toContain("Settled b failed undone");
  });

  test("not what was not reached, nor what is pure", () => {
    const world = run(planOf([step("a", "look"), made("b", ["a"])]), {
      make: () => ({ fails: "transient", reach: "not_reached" }),
    });
    expect(undone(world)).toEqual([]);
  });

  test("what runs is given up, and undone once it is surely dead", () => {
    const world = run(planOf([made("slow"), step("x", "break")]), {
      make: () => ({ after: 60_000, ok: null }),
    });
    expect(world.story()).toContain("Aborted cancelled");
    const at = (t: string): number =>
      (world.events.find((event) => event.t === t)?.at ?? 0) - (world.events[0]?.at ?? 0);
    const undo = world.events.find((event) => event.t === "Began" && event.capability === "unmake");
    expect((undo?.at ?? 0) - (world.events[0]?.at ?? 0)).toBe(at("Aborted") + 10_000);
  });

  test("what can happen only once is awaited", () => {
    const world = run(planOf([step("slow", "once_only"), step("x", "break")]), {
      once_only: () => ({ after: 60_000, ok: null }),
    });
    expect(world.story()).not.toContain("Aborted cancelled");
    expect(undone(world)).toEqual(["once"]);
  });

  test("it waits for a doubt that it could not go before, and for no other", () => {
    const of = planOf([
      made("a"),
      step("mail", "once_only", { needs: [{ node: "a", why: "after" }] }),
      made("b"),
      step("x", "break"),
    ]);
    const world = run(of, { once_only: () => ({ lost: true }) });
    expect(undone(world)).toEqual(["b"]);
    expect(waitingOf(of, world.state)).toMatchObject([{ for: "operator", step: "mail" }]);
    world.resolve("mail", { completed: null });
    world.go();
    expect(undone(world)).toEqual(["b", "once", "a"]);
    expect(world.closed?.outcome.status).toBe("failed");
  });

  test("nothing begins any more", () => {
    const world = run(planOf([step("wait", "look"), made("later", ["wait"]), step("x", "break")]), {
      look: () => ({ after: 5_000, ok: 1 }),
    });
    expect(world.story().some((line) => line.startsWith("Began later"))).toBe(false);
  });
});

describe("an undo that needs to know what came out", () => {
  const of = planOf([step("a", "known")]);

  test("the same call under the same key says it", () => {
    const world = run(of, { known: (_, nth) => (nth === 1 ? { fails: "permanent" } : { ok: { id: "k7" } }) });
    expect(world.dispatched.map(({ capability: name, attempt: nth }) => [name, nth])).toEqual([
      ["known", 1],
      ["known", 2],
      ["unmake", 1],
    ]);
    expect(new Set(world.dispatched.slice(0, 2).map(({ key }) => key)).size).toBe(1);
    expect(undone(world)).toEqual(["k7"]);
  });

  test("if that fails the operator has to say", () => {
    const world = run(of, { known: () => ({ fails: "permanent" }) });
    expect(waitingOf(of, world.state)).toMatchObject([
      { for: "operator", step: "a", why: "it has to be undone, and what came out of it is not known" },
    ]);
    world.resolve("a", { completed: { id: "k9" } });
    world.go();
    expect(undone(world)).toEqual(["k9"]);
    expect(world.closed?.outcome.status).toBe("failed");
  });

  test("or that nothing came of it", () => {
    const world = run(of, { known: () => ({ fails: "permanent" }) });
    world.resolve("a", { failed: "it is not there" });
    expect(world.go().closed?.outcome.status).toBe("failed");
    expect(undone(world)).toEqual([]);
  });
});

describe("an undo that fails", () => {
  const of = planOf([made("a"), made("b", ["a"]), step("x", "break", { needs: ["b"] })]);
  const stuck = (): TestWorld =>
    run(of, {
      unmake: ({ args }) => ((args as { name: string }).name === "b" ? { fails: "transient" } : { ok: null }),
    });

  test("is tried again, then the run waits", () => {
    const world = stuck();
    expect(world.dispatched.filter(({ capability: name }) => name === "unmake")).toHaveLength(6);
    expect(waitingOf(of, world.state)).toMatchObject([{ for: "operator", step: "undo b" }]);
    expect(undone(world)).toEqual([]);
  });

  test("the operator may have it tried anew, with all its tries", () => {
    const world = stuck();
    world.order({ order: "retry", key: world.keyOf("undo b") });
    world.go();
    expect(world.dispatched.filter(({ capability: name }) => name === "unmake")).toHaveLength(12);
  });

  test("or leave the effect", () => {
    const world = stuck();
    world.order({ order: "skip", key: world.keyOf("undo b") });
    expect(undone(world.go())).toEqual(["a"]);
    expect(world.closed?.outcome.status).toBe("failed");
  });

  test("a crash in it sends it out once more under its key", () => {
    const world = new TestWorld(of, {
      handlers: { break: () => ({ fails: "permanent" }), unmake: () => ({ after: 1_000, ok: null }) },
    });
    world
      .go(({ dispatched }) => dispatched.at(-1)?.capability === "unmake")
      .crash()
      .go();
    const undos = world.dispatched.filter(({ capability: name }) => name === "unmake");
    expect(undos.map(({ dispatch }) => dispatch)).toEqual([1, 2, 1]);
    expect(undos[0]?.key).toBe(undos[1]?.key);
    expect(world.closed?.outcome.status).toBe("failed");
  });
});

test("fail stops and undoes", () => {
  const of = planOf([
    made("a"),
    failNode("fail@1", constant("no drone"), { needs: [{ node: "a", why: "order" }], name: "no_eyes" }),
  ]);
  const world = run(of);
  expect(world.closed?.outcome.failure).toEqual({ class: "permanent", name: "no_eyes", message: "no drone" });
  expect(undone(world)).toEqual(["a"]);
});

test("what undoing may use is set aside from the begin on", () => {
  const dear = (limit: string): ReturnType<typeof plan> =>
    plan(
      [routine("main", [made("a"), made("b", ["a"]), step("x", "break", { needs: ["b"] })])],
      [
        { ...make, cost: constant(dollars("0.10")) },
        { ...unmake, cost: constant(dollars("0.30")) },
        capability("break", "pure"),
      ],
      {
        guardrails: [
          {
            name: "g",
            severity: "blocking",
            rules: [{ kind: "bound", of: "cost", limit: constant(dollars(limit)) }],
          },
        ],
      },
    );
  // Both, and both undone: 0.80.
  const enough = run(dear("0.80"));
  expect(undone(enough)).toEqual(["b", "a"]);
  const short = run(dear("0.79"));
  expect(short.closed?.outcome.failure?.class).toBe("budget");
  expect(undone(short)).toEqual(["a"]);
  expect(short.state.ledgers.get(-1)).toEqual({
    spent: { cost: [dollars("0.4")], energy: 0, tokens: 0 },
    reserved: { cost: [], energy: 0, tokens: 0 },
    undo: { cost: [], energy: 0, tokens: 0 },
    last: { cost: [], energy: 0, tokens: 0 },
  });
});
