import type { Plan } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import { runMachine } from "../../src/run/machine.ts";
import { recovery } from "../../src/run/pending.ts";
import { redecide } from "../../src/run/redecide.ts";
import {
  capability,
  constant,
  field,
  giveBack,
  goal,
  input,
  local,
  parameter,
  plan,
  routine,
  step,
  waitFor,
  withHold,
} from "./building.ts";
import { anybody, type Situation } from "./situation.ts";
import { TestWorld } from "./world.ts";

const kinds = [
  capability("make", "idempotent", { params: [parameter("name")] }),
  capability("break", "pure"),
];
const made = (name: string, more = {}): ReturnType<typeof step> =>
  step(name, "make", { args: { name: constant(name) }, ...more });
const online = field(local("resource"), "online");

/** With a crane, else by hand. */
function planOf(entry: "wanted" | "around", one?: readonly Node[], more: Partial<Plan> = {}): Plan {
  const achieves = { achieves: "wanted", params: [parameter("n")] };
  const lifted = [
    withHold("with@1", "c", { pool: "crane", where: online, wait: constant(30_000) }, 3_600_000),
    made("lift", { block: "with@1/held" }),
  ];
  const around = routine(
    "around",
    [step("s", { goal: "wanted" }, { args: { n: input("n") } }), giveBack(constant(1), { needs: ["s"] })],
    { params: [parameter("n")] },
  );
  return plan(
    [routine("by_crane", one ?? lifted, achieves), routine("by_hand", [made("carry")], achieves), around],
    kinds,
    {
      entry,
      goals: { wanted: goal("wanted", ["by_crane", "by_hand"], {}) },
      pools: { crane: { name: "crane" } },
      ...more,
    },
  );
}

const members = (isOnline: boolean): NonNullable<Situation["members"]> => ({
  "crane[1]": { pool: "crane", fields: { id: "crane[1]", online: isOnline } },
});

function run(of: Plan, situation: Situation): TestWorld {
  const world = new TestWorld(of, { input: { n: 1 }, ...situation }).go();
  expect(redecide(of, world.events)).toMatchObject({ same: true });
  return world;
}

const chosen = (world: TestWorld): unknown =>
  world.events.flatMap((event) => (event.t === "Chose" ? [[event.plan, event.because]] : []));

describe.each(["wanted", "around"] as const)(
  "before a plan of a goal is chosen, for %s (rule 25)",
  (entry) => {
    test("it is asked whether somebody would do, and who is there is not waited for elsewhere", () => {
      const world = run(planOf(entry), { members: members(true) });
      expect(chosen(world)).toMatchObject([[0, {}]]);
      expect(world.closed?.outcome.status).toBe("completed");
    });

    test("nobody would: that plan is passed over, and it is said why", () => {
      const world = run(planOf(entry), { members: members(false) });
      expect(chosen(world)).toMatchObject([
        [1, { passed: [{ routine: "by_crane", why: "no `crane` is there that would do" }] }],
      ]);
      // Nobody has waited.
      expect((world.closed?.at ?? 0) - (world.events[0]?.at ?? 0)).toBeLessThan(1_000);
      expect(world.story()).not.toContain("Asked hold");
    });

    test("what is sure only after a while is not asked for", () => {
      const late = [
        waitFor("wait@1", constant(10 ** 7)),
        withHold("with@1", "c", { pool: "crane", where: online }, 3_600_000, {
          needs: [{ node: "wait@1", why: "order" }],
        }),
        made("lift", { block: "with@1/held" }),
      ];
      const world = new TestWorld(planOf(entry, late), { input: { n: 1 }, members: members(false) });
      world.go(({ events }) => events.some(({ t }) => t === "Chose"));
      expect(chosen(world)).toMatchObject([[0, {}]]);
      expect(world.story()).not.toContain("Asked survey");
    });

    describe("while it is asked", () => {
      const of = planOf(entry);
      const whole = new TestWorld(of, { input: { n: 1 }, members: members(false) }).go();
      const asked = whole.events.findIndex((event) => event.t === "Asked" && event.ask.ask === "survey");
      const answer = whole.inputs.find((given) => given.t === "Told" && given.say.say === "surveyed");
      const asking = whole.folded(whole.events.slice(0, asked + 1));
      const { at } = asking;
      const cancel = runMachine.turn(of, asking, {
        t: "Ordered",
        at,
        id: "o",
        by: anybody,
        why: "no longer wanted",
        order: { order: "cancel", undo: true },
      });

      test("a crash asks again", () => {
        expect(asked).toBeGreaterThan(0);
        expect(recovery(asking).reissue).toContain(asked);
      });

      test("a cancel ends it, and the answer comes too late", () => {
        expect(cancel.events.at(-1)).toMatchObject({ t: "Closed", status: "cancelled" });
        expect(answer).toBeDefined();
        if (answer !== undefined) expect(runMachine.turn(of, cancel.state, answer).events).toEqual([]);
      });

      test("a pause waits for the end of the pause", () => {
        const paused = runMachine.turn(of, asking, {
          t: "Ordered",
          at,
          id: "p",
          by: anybody,
          why: "wait",
          order: { order: "pause" },
        });
        const told = answer === undefined ? paused : runMachine.turn(of, paused.state, answer);
        expect(told.events.map(({ t }) => t)).toEqual(["Told"]);
        const on = runMachine.turn(of, told.state, {
          t: "Ordered",
          at,
          id: "u",
          by: anybody,
          why: "on",
          order: { order: "unpause" },
        });
        expect(on.events.map(({ t }) => t)).toContain("Chose");
      });
    });
  },
);
