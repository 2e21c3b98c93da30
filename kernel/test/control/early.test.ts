import type { PlanId } from "@orchlang/plan";
import { expect, test } from "vitest";
import type { ControlEvent } from "../../src/control/events.ts";
import { controlMachine } from "../../src/control/machine.ts";
import { Installation, of } from "./installation.ts";

/* An event that occurs between the moment in which a run is to begin and the one in which it subscribes. */

const program = `event go(n: Int) { from x }
event paid(n: Int) { from x }
event other(n: Int) { from x }
plan p(n: Int) {
  step w = wait for event paid where event.n == n within 1h
}
trigger t { on event go  start p(n: event.n) }`;

class Waiting extends Installation {
  constructor() {
    super(program);
  }

  override arm() {
    const { id, world } = this.declared;
    return this.tell({
      t: "Armed",
      at: this.now,
      id: "awaiting",
      world,
      awaits: { [id]: ["m.paid"] },
      root: "/",
      user: { id: "nobody", roles: [], consents: ["*"] },
    });
  }

  get declared() {
    const { world } = this.program;
    return { id: Object.values(world.targets)[0] as PlanId, world };
  }

  subscribe(run: string, seq: number, event = "m.paid") {
    const prev = this.state.marks.get(`run/${run}`);
    const from = { stream: `run/${run}`, seq, ...(prev === undefined ? {} : { prev }) } as const;
    return this.tell({ t: "Heard", at: this.now, from, ack: -1, ask: { ask: "subscribe", event } });
  }
}

const told = (events: readonly ControlEvent[]) =>
  events.flatMap((event) =>
    event.t === "Matched" && event.say.say === "matched" ? [[event.run, event.say.occurrence.fields]] : [],
  );

test("a run that a trigger wants has the events since then, once and in order", () => {
  const one = new Waiting();
  const [firing] = of(one.occur("m.go", { n: 1 }), "Fired");
  const run = firing!.run;
  one.occur("m.paid", { n: 1 });
  one.occur("m.other", { n: 2 });
  one.admit(firing!);
  one.occur("m.paid", { n: 3 });
  expect(told(one.subscribe(run, 1))).toEqual([
    [run, { n: 1 }],
    [run, { n: 3 }],
  ]);
  expect(told(one.occur("m.paid", { n: 4 }))).toEqual([[run, { n: 4 }]]);
  expect(one.state.early.size).toBe(0);
});

test("the occurrence that fires the trigger is not among them", () => {
  const one = new Waiting();
  one.occur("m.paid", { n: 0 });
  const [firing] = of(one.occur("m.go", { n: 1 }), "Fired");
  one.admit(firing!);
  expect(told(one.subscribe(firing!.run, 1))).toEqual([]);
});

test("a run that somebody asks for has them from its admission", () => {
  const one = new Waiting();
  const { id } = one.declared;
  const by = { id: "ada", roles: [], consents: ["*"] };
  const asked = one.tell({
    t: "Requested",
    at: one.now,
    request: "r",
    plan: id,
    entry: "m.p",
    by,
    awaits: ["m.paid"],
  });
  const [{ run } = { run: "" }] = of(asked, "Admitted");
  one.occur("m.paid", { n: 1 });
  expect(told(one.subscribe(run, 1))).toEqual([[run, { n: 1 }]]);
});

test("nothing is kept for a run that does not begin, or that has ended", () => {
  const one = new Waiting();
  const [never] = of(one.occur("m.go", { n: 1 }), "Fired");
  one.tell({ t: "Unstarted", at: one.now, run: never!.run, why: "no handler" });
  const [ended] = of(one.occur("m.go", { n: 2 }), "Fired");
  one.admit(ended!);
  one.end(ended!.run);
  one.tell({ t: "Woke", at: one.now });
  expect(of(one.occur("m.paid", { n: 1 }), "Kept")).toEqual([]);
});

test("they survive a restart, from the journal and from a snapshot", () => {
  const one = new Waiting();
  const [firing] = of(one.occur("m.go", { n: 1 }), "Fired");
  one.occur("m.paid", { n: 1 });
  const read = controlMachine.snapshot?.read(controlMachine.snapshot.write(one.state));
  expect(read?.early.get("m.paid")?.get(firing!.run)?.size).toBe(1);
  one.restart(5);
  one.admit(firing!);
  expect(told(one.subscribe(firing!.run, 1))).toEqual([[firing!.run, { n: 1 }]]);
});
