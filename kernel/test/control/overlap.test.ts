import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slotOfRun } from "../../src/control/world/slot.ts";
import type { RunId } from "../../src/machine.ts";
import { fired, Installation, of, skipped, worldOf } from "./installation.ts";

/* A plan's overlap rules for its own runs, whoever starts them. */

const program = (overlap: string, triggers: string) => `event e(n: Int, k: String) { from x }
event f(n: Int, k: String) { from x }
tool ring(n: Int) -> Int { effect idempotent  latency <= 1s }
plan p(n: Int, k: String) -> Int { overlap ${overlap}  step r = ring(n)  return r }
${triggers}`;

const two = `trigger t { on event e  start p(n: event.n, k: event.k) }
trigger u { on event f  start p(n: event.n, k: event.k) }`;

const offer = (one: Installation, event: string, n: number, k = "k") => {
  const events = one.occur(`m.${event}`, { n, k });
  for (const each of of(events, "Fired")) one.admit(each);
  return events;
};

describe("a plan's own `overlap`", () => {
  test("`skip` counts the runs of all its triggers, from the moment in which one is wanted", () => {
    const one = new Installation(program("skip by k", two));
    const [first] = of(offer(one, "e", 1), "Fired");
    expect(skipped([...offer(one, "e", 2), ...offer(one, "f", 3)])).toEqual(["t overlap", "u overlap"]);
    expect(fired(offer(one, "f", 4, "other"))).toEqual(['u n: 4, k: "other"']);
    one.end(first!.run);
    expect(fired(offer(one, "f", 5))).toEqual(['u n: 5, k: "k"']);
  });

  test("`queue`: one after another, in the order of all", () => {
    const one = new Installation(program("queue", two));
    let next = of(offer(one, "e", 1), "Fired")[0];
    offer(one, "f", 2);
    offer(one, "e", 3);
    for (const n of [2, 3]) {
      [next] = of(one.end(next!.run), "Fired");
      expect(next?.args.n).toBe(n);
      one.admit(next!);
    }
    expect(one.end(next!.run).filter(({ t }) => t === "Fired")).toEqual([]);
    expect(one.state.groups.size).toBe(0);
  });

  test("`replace`: the one under way makes room, whoever started it", () => {
    const one = new Installation(program("replace", two));
    const [first] = of(offer(one, "e", 1), "Fired");
    expect(of(offer(one, "f", 2), "Replaced")).toMatchObject([{ run: first!.run }]);
    expect(fired(one.end(first!.run, "cancelled"))).toEqual(['u n: 2, k: "k"']);
  });

  test("who asks by himself is turned away while there is no place, and may ask again", () => {
    const text = program("queue up to 2", two);
    const one = new Installation(text);
    const { plans } = worldOf(text);
    const among = slotOfRun(plans[0]!.plan, { n: 1, k: "k" })!;
    const ask = (request: string) =>
      one.tell({
        t: "Requested",
        at: one.now,
        request,
        plan: plans[0]!.id,
        entry: "m.p",
        by: { id: "ada", roles: [], consents: [] },
        among,
      });
    const [first] = of(ask("a"), "Admitted");
    offer(one, "e", 2);
    expect(ask("b").map(({ t }) => t)).toEqual(["Requested", "TurnedAway"]);
    expect(ask("a")).toEqual([]);
    offer(one, "f", 3);
    expect(fired(one.end(first!.run))).toEqual(['u n: 3, k: "k"']);
    expect(of(ask("b"), "TurnedAway")).toHaveLength(1);
  });

  test("what waits for its trigger's turn waits for its plan's as well", () => {
    const one = new Installation(
      program("queue", two.replace("on event e", "on event e  overlap queue by event.k up to 1")),
    );
    const [first] = of(offer(one, "e", 1), "Fired");
    offer(one, "e", 2);
    const [second] = of(one.end(first!.run), "Fired");
    expect(second?.args.n).toBe(2);
    expect(one.state.groups.get("plan m.p")?.active.toArray()).toEqual([second?.run]);
  });
});

test("one that has a place in its plan and none in its trigger lets others past", () => {
  const one = new Installation(
    program("queue up to 2", two.replace("on event e", "on event e  overlap queue")),
  );
  const [first] = of(offer(one, "e", 1), "Fired");
  const [second] = of(offer(one, "f", 2), "Fired");
  offer(one, "e", 3);
  offer(one, "f", 4);
  const passed = one.end(second!.run);
  expect(fired(passed)).toEqual(['u n: 4, k: "k"']);
  one.admit(of(passed, "Fired")[0]!);
  expect(fired(one.end(first!.run))).toEqual(['t n: 3, k: "k"']);
  expect(one.folded().groups.toJS()).toEqual(one.state.groups.toJS());
});

const mode = fc.constantFrom("skip", "queue", "queue", "queue", "replace", "allow");
const said = fc
  .tuple(mode, fc.boolean(), fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }))
  .map(([is, keyed, upTo]) => ({ is, keyed, upTo }));
const words = ({ is, keyed, upTo }: { is: string; keyed: boolean; upTo: number | undefined }, key: string) =>
  `${is}${keyed ? ` by ${key}` : ""}${upTo === undefined ? "" : ` up to ${upTo}`}`;
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("e", "f"), k: fc.constantFrom("x", "y") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("end"), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("unstarted"), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart") }) },
);

test("never do more runs go on than the plan and the trigger say, and whatever is wanted starts or is told why not", () => {
  fc.assert(
    fc.property(said, said, fc.array(action, { maxLength: 40 }), (plan, trigger, actions) => {
      const one = new Installation(
        program(
          words(plan, "k"),
          two.replace("on event e", `on event e  overlap ${words(trigger, "event.k")}`),
        ),
      );
      const open = new Map<RunId, { readonly key: string; readonly trigger: string }>();
      const wanted = new Set<RunId>();
      const isRoom = () => {
        const counted = new Map<string, number>();
        for (const { key, trigger: name } of open.values()) {
          const groups = [
            plan.is === "allow" && plan.upTo === undefined ? [] : [`plan ${plan.keyed ? key : ""}`],
            name === "m.t" && trigger.is !== "allow" ? [`t ${trigger.keyed ? key : ""}`] : [],
          ].flat();
          for (const group of groups) counted.set(group, (counted.get(group) ?? 0) + 1);
        }
        for (const [group, count] of counted)
          expect(count).toBeLessThanOrEqual((group.startsWith("plan") ? plan.upTo : trigger.upTo) ?? 1);
      };
      let seen = 0;
      const look = () => {
        for (; seen < one.events.length; seen++) {
          const event = one.events[seen]!;
          if (event.t === "Fired") {
            open.set(event.run, { key: String(event.args.k), trigger: event.trigger });
            wanted.delete(event.run);
          } else if (event.t === "Queued") {
            // Under `replace` only the newest waits; earlier ones are not wanted any more.
            if (event.instead === true) {
              const waits = new Set(
                [...one.state.groups.values()].flatMap(({ queue }) => [...queue]).map(({ run }) => run),
              );
              for (const run of wanted) if (!waits.has(run)) wanted.delete(run);
            }
            wanted.add(event.firing.run);
          } else if (event.t === "Skipped" && event.left !== undefined) wanted.delete(event.left.run);
          isRoom();
        }
      };
      for (const [n, each] of actions.entries()) {
        if (each.do === "restart") one.restart(1);
        else if ("k" in each)
          for (const start of of(one.occur(`m.${each.do}`, { n, k: each.k }), "Fired")) one.admit(start);
        else {
          const run = [...open.keys()][("which" in each ? each.which : 0) % Math.max(1, open.size)];
          if (run === undefined) continue;
          open.delete(run);
          const starts = one.state.firings.has(run)
            ? one.tell({ t: "Unstarted", at: one.now, run, why: "no" })
            : one.end(run);
          if (each.do === "end") for (const start of of(starts, "Fired")) one.admit(start);
        }
        look();
      }
      expect(one.folded().groups.toJS()).toEqual(one.state.groups.toJS());
      while (open.size > 0) {
        const [run] = open.keys();
        open.delete(run!);
        if (one.state.firings.has(run!)) one.tell({ t: "Unstarted", at: one.now, run: run!, why: "no" });
        else one.end(run!);
        look();
      }
      expect([...wanted]).toEqual([]);
      expect(one.state.groups.size).toBe(0);
    }),
    { numRuns: 300 },
  );
});
