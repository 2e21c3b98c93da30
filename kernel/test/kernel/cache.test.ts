import { describe, expect, test } from "vitest";
import { redecide } from "../../src/run/redecide.ts";
import {
  capability,
  constant,
  equals,
  field,
  giveBack,
  internal,
  local,
  node,
  parameter,
  plan,
  routine,
  type StepMore,
  step,
  waitFor,
} from "./building.ts";
import { type Situation, TestWorld } from "./world.ts";

const label = (confidentiality: "internal" | "personal" | "secret") => ({ ...internal, confidentiality });
const minute = 60_000;

/** `a`, then after a while `b`: the same call of what may be a minute old. */
function twice(
  after: number,
  more: {
    readonly first?: StepMore;
    readonly second?: StepMore;
    readonly of?: Parameters<typeof capability>[2];
  } = {},
): ReturnType<typeof plan> {
  const args = { of: constant("x") };
  const options = { cache: constant(minute) };
  const nodes = [
    step("a", "look", { args, options, ...more.first }),
    waitFor("wait@1", constant(after), { needs: [{ node: "a", why: "after" }] }),
    step("b", "look", { args, options, needs: [{ node: "wait@1", why: "after" }], ...more.second }),
    giveBack(node("b"), { needs: ["b"] }),
  ];
  return plan(
    [routine("main", nodes)],
    [capability("look", "pure", { params: [parameter("of")], ...more.of })],
    {
      pools: { "m.eyes": { name: "m.eyes", count: 1 } },
    },
  );
}

function run(of: ReturnType<typeof plan>, situation: Situation = {}): TestWorld {
  const handlers = { look: (_: unknown, nth: number) => ({ after: 10, ok: { n: nth } }) };
  const world = new TestWorld(of, { handlers, ...situation }).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  expect(JSON.stringify(world.folded())).toBe(JSON.stringify(world.state));
  return world;
}

const value = (world: TestWorld) => world.closed?.outcome.value;

describe("`cache`", () => {
  test("gives the result of the same call as long as it may be so old, and calls nobody", () => {
    const world = run(twice(30_000));
    expect(world.dispatched).toHaveLength(1);
    expect(value(world)).toEqual({ n: 1 });
    const settled = world.events.filter((event) => event.t === "Settled" && event.recalled === true);
    expect(settled).toMatchObject([{ call: { node: "b" }, status: "completed", value: { n: 1 } }]);
    expect(value(run(twice(61_000)))).toEqual({ n: 2 });
  });

  test("not of another call: other arguments, a capability declared otherwise, no word of a cache", () => {
    const other = { args: { of: constant("y") } };
    expect(value(run(twice(1_000, { second: other })))).toEqual({ n: 2 });
    expect(value(run(twice(1_000, { second: { options: {} } })))).toEqual({ n: 2 });
    expect(value(run(twice(1_000, { first: { options: {} } })))).toEqual({ n: 2 });
  });

  test("of what is personal each user has their own, and a secret is not kept (rule 50)", () => {
    const names = (of: Parameters<typeof capability>[2], id: string): readonly unknown[] =>
      run(twice(1_000, { of }), { user: { id, roles: [], consents: [] } }).events.flatMap((event) =>
        event.t === "Asked" && event.ask.ask === "remember" ? [event.ask.name] : [],
      );
    const personal = { result: { schema: true, label: label("personal") } };
    expect(names({}, "ada")).toEqual(names({}, "bob"));
    expect(names(personal, "ada")).toHaveLength(1);
    expect(names(personal, "ada")).not.toEqual(names(personal, "bob"));
    const given = { params: [parameter("of", { label: label("personal") })] };
    expect(names(given, "ada")).not.toEqual(names(given, "bob"));
    expect(names({ result: { schema: true, label: label("secret") } }, "ada")).toEqual([]);
  });

  test("a result that is not accepted is neither kept nor taken", () => {
    const second = { accept: equals(field(local("it"), "n"), constant(2)), attempts: { times: 2 } };
    const picky = run(twice(1_000, { second: { options: { cache: constant(minute), ...second } } }));
    expect(value(picky)).toEqual({ n: 2 });
    const first = { options: { cache: constant(minute), ...second } };
    const world = run(twice(1_000, { first }));
    expect([world.dispatched.length, value(world)]).toEqual([2, { n: 2 }]);
  });

  test("nothing is held or waited for where a result is kept", () => {
    const using = twice(1_000);
    const used = JSON.parse(
      JSON.stringify(using).replaceAll('"gate":"local"', '"gate":"local","using":{"pool":"m.eyes"}'),
    );
    const world = run(used);
    expect([world.dispatched.length, value(world)]).toEqual([1, { n: 1 }]);
    expect(
      world.controlEvents.filter((event) => event.t === "Granted" && "members" in event.say),
    ).toHaveLength(1);
    expect([...world.control.holds.values(), ...world.control.lines]).toEqual([]);
  });

  test("a failure is not kept, and a crash at any point loses and doubles nothing", () => {
    const failing = run(twice(1_000, { first: { optional: true } }), {
      handlers: { look: (_, nth) => (nth === 1 ? { fails: "permanent" } : { ok: { n: nth } }) },
    });
    expect(value(failing)).toEqual({ n: 2 });
    const of = twice(30_000);
    const whole = run(of).events.length;
    for (let at = 1; at < whole; at++) {
      const world = new TestWorld(of, { handlers: { look: () => ({ after: 10, ok: { n: 1 } }) } });
      world
        .go(({ events }) => events.length >= at)
        .crash()
        .go();
      expect(value(world)).toEqual({ n: 1 });
      expect(new Set(world.dispatched.map(({ key }) => key)).size).toBe(1);
    }
  });
});
