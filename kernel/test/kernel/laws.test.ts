/** The laws of semantics, rule 61, over random plans and random adversities. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { RunEvent } from "../../src/run/events.ts";
import { frameAtSite } from "../../src/run/evolve/open-frame.ts";
import { runMachine } from "../../src/run/machine.ts";
import { recovery } from "../../src/run/pending.ts";
import { redecide } from "../../src/run/redecide.ts";
import { undoOf } from "../../src/run/undo-of.ts";
import { waitingOf } from "../../src/run/view.ts";
import { adversities, live, worldOf } from "./adversity.ts";
import { type Sketch, sketches } from "./random-plans/sketch.ts";
import type { TestWorld } from "./world.ts";

/** More of each, for a long search: `LAWS=50 npx vitest run kernel/test/kernel/laws.test.ts`. */
const times = Number(process.env.LAWS ?? 1);

/** The same cases every time, so that a change is judged by itself; a long search takes others each time. */
const cases = process.env.LAWS === undefined ? { seed: 20_261_121 } : {};

function check(law: (world: TestWorld) => void, runs = 25, drawn = sketches): void {
  fc.assert(
    fc.property(drawn, adversities, (sketch, adversity) => {
      const world = live(worldOf(sketch, adversity), adversity);
      law(world);
    }),
    { ...cases, numRuns: runs * times },
  );
}

const committing = sketches.map(
  (sketch): Sketch => ({ ...sketch, commit: sketch.commit ?? 2, other: undefined }),
);

const isForward = (event: RunEvent): event is Extract<RunEvent, { t: "Began" }> =>
  event.t === "Began" && event.intent.call.slot !== "undo" && event.intent.call.slot !== "confirm";

/** Without what the plan gives anyway, and what only says who may change it. */
const bare = (state: unknown): string =>
  JSON.stringify(state, (key, value: unknown) => (apart.has(key) ? undefined : value));
const apart = new Set(["template", "plan", "owner", "spoken"]);

test("every run comes to its end, with nothing running, doubted, owed or waiting", () => {
  check((world) => {
    expect(world.closed, world.story().join("\n")).toBeDefined();
    expect(world.state.live).toBe(0);
    for (const { id, path, site } of world.state.frames)
      expect(frameAtSite(world.state, path, site), "each frame has a name of its own").toBe(id);
    expect(world.state.flying).toBe(0);
    expect([...world.state.intents.values()].every(({ status }) => status === "ended")).toBe(true);
    expect([...world.control.tasks.values()]).toEqual([]);
  });
});

test("no member is with two at once, fences rise, and nothing is held at the end", () => {
  check((world) => {
    const last = new Map<string, number>();
    for (const event of world.controlEvents) {
      if (!("say" in event) || !("members" in event.say)) continue;
      for (const { id, fence } of event.say.members ?? []) {
        expect(fence).toBeGreaterThan(last.get(id) ?? 0);
        last.set(id, fence);
      }
    }
    expect(world.state.holds.size).toBe(0);
    expect(world.control.holds.size).toBe(0);
    for (const pool of world.control.pools.values()) {
      for (const member of pool.members.values()) expect(member.holder).toBeUndefined();
    }
  });
});

test("the fold of the journal is the state, at every prefix that was one", () => {
  check((world) => {
    expect(bare(world.folded())).toBe(bare(world.state));
  }, 60);
});

test("a turn leaves the state that it is given as it was, and takes it as often as it is asked", () => {
  check((world) => {
    let state = runMachine.empty;
    for (const input of world.inputs) {
      const was = bare(state);
      const next = runMachine.turn(world.plan, state, input).state;
      const after = bare(next);
      expect(bare(runMachine.turn(world.plan, state, input).state)).toBe(after);
      expect(bare(state)).toBe(was);
      expect(bare(next)).toBe(after);
      state = next;
    }
  }, 40);
});

test("turns that become durable together decide what they decide one by one, and leave the state before as it was", () => {
  check((world) => {
    let state = runMachine.empty;
    for (let from = 0; from < world.inputs.length; from += 3) {
      const inputs = world.inputs.slice(from, from + 3);
      const was = bare(state);
      const turns = runMachine.turns(world.plan, state);
      const together = inputs.flatMap((input) => turns.take(input));
      const after = turns.end();
      const alone: RunEvent[] = [];
      let step = state;
      for (const input of inputs) {
        const turned = runMachine.turn(world.plan, step, input);
        alone.push(...turned.events);
        step = turned.state;
      }
      expect(together).toEqual(alone);
      expect(bare(after)).toBe(bare(step));
      expect(bare(state)).toBe(was);
      state = after;
    }
  }, 40);
});

test("decided again from what was observed, it is the same (rule 4)", () => {
  check((world) => {
    const journal = JSON.parse(JSON.stringify(world.events)) as RunEvent[];
    expect(redecide(world.plan, journal)).toEqual({ same: true, events: journal.length });
  });
});

test("what was taken once is not taken again", () => {
  check((world) => {
    for (const input of world.inputs) expect(runMachine.decide(world.plan, world.state, input)).toEqual([]);
  }, 40);
  fc.assert(
    fc.property(sketches, adversities, (sketch, adversity) => {
      const world = worldOf(sketch, adversity);
      for (let steps = 0; steps < 60 && world.closed === undefined && world.step(); steps++) {
        for (const input of world.inputs) {
          if (input.t !== "Woke") expect(runMachine.decide(world.plan, world.state, input)).toEqual([]);
        }
      }
    }),
    { ...cases, numRuns: 15 * times },
  );
});

test("every begin has its end, and no result counts twice", () => {
  check((world) => {
    const begun = new Map<string, number>();
    const over = new Map<string, number>();
    const results = new Map<string, number>();
    const count = (map: Map<string, number>, name: string): void =>
      void map.set(name, (map.get(name) ?? 0) + 1);
    for (const event of world.events) {
      if (event.t === "Began") count(begun, `${event.intent.key} ${event.attempt} 1`);
      if (event.t === "Dispatched") count(begun, `${event.key} ${event.attempt} ${event.dispatch}`);
      if (event.t === "Ended" || event.t === "Lost" || event.t === "Aborted")
        count(over, `${event.key} ${event.attempt} ${event.dispatch}`);
      if (event.t === "Ended") count(results, `${event.key} ${event.attempt} ${event.dispatch}`);
    }
    for (const [name, times] of begun) {
      expect(times, name).toBe(1);
      expect(over.get(name) ?? 0, `${name} never ended\n${world.story().join("\n")}`).toBeGreaterThan(0);
    }
    for (const [name, times] of results) expect(times, name).toBe(1);
  });
});

test("one key for one intent, and no other but the same of a plan that is called again (rule 20)", () => {
  check((world) => {
    const keys = new Map<string, string>();
    const last = new Map<
      string,
      { readonly meant: string; readonly attempt: number; readonly same: string }
    >();
    for (const event of world.events) {
      if (event.t !== "Began") continue;
      const { call, key, generation, request = 1 } = event.intent;
      const meant = JSON.stringify([call, generation, request, event.of ?? null]);
      expect(keys.get(meant) ?? key).toBe(key);
      keys.set(meant, key);
      expect(key).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
      const before = last.get(key);
      const { attempt, capability: name, args } = event;
      const same = JSON.stringify([call.node, call.site, call.slot, name, args]);
      if (before !== undefined && before.meant !== meant) {
        expect(same).toBe(before.same);
        expect(attempt).toBe(before.attempt + 1);
        expect(world.plan.capabilities[name]).toMatchObject({ effect: { kind: "idempotent" } });
        expect(world.plan.capabilities[name]?.undo).toBeUndefined();
      }
      last.set(key, { meant, attempt, same });
    }
  }, 60);
});

test("what can happen once only happens once a key", () => {
  check((world) => {
    const made = world.effects.filter(({ capability }) => capability === "send" || capability === "charge");
    expect(new Set(made.map(({ key }) => key)).size, world.story().join("\n")).toBe(made.length);
  });
});

test("nothing begins after a cancel or a failure of the run, but what undoes, asks or is last", () => {
  check((world) => {
    const stops = (event: RunEvent): event is Extract<RunEvent, { t: "Unwinding" }> =>
      event.t === "Unwinding" &&
      (event.region.routine === "main" || event.region.routine === "main2") &&
      event.region.node === undefined &&
      event.region.site.loops.length === 0;
    const switched = world.events.findIndex((event) => event.t === "Switched" && event.call === undefined);
    const isOrdered = (event: RunEvent): boolean =>
      stops(event) && typeof event.why === "object" && "order" in event.why;
    const cancelled = world.events.findIndex(isOrdered);
    // Another plan of the goal goes on after a failure, and not after a cancel.
    if (cancelled !== -1) expect(switched).toBeLessThan(cancelled);
    const from = world.events.findIndex((event, seq) => stops(event) && seq > switched);
    if (from === -1) return;
    const last = new Set(world.plan.routines.main?.blocks.find(({ id }) => id === "last")?.nodes ?? []);
    const ended = new Set(
      world.events.slice(0, from).flatMap((event) => (event.t === "Began" ? [event.intent.key] : [])),
    );
    for (const event of world.events.slice(from)) {
      if (!isForward(event) || last.has(event.intent.call.node) || event.intent.call.node.startsWith("last_"))
        continue;
      // Only to learn what came out, for its undo.
      expect(ended.has(event.intent.key) && event.attempt > 1, world.story().join("\n")).toBe(true);
    }
  });
});

test("of a run that failed nothing stays that can be undone", () => {
  check((world) => {
    if (world.closed?.outcome.status === "completed") return;
    const last = new Set(world.plan.routines.main?.blocks.find(({ id }) => id === "last")?.nodes ?? []);
    for (const { key, capability } of world.effects) {
      const { undo } = world.plan.capabilities[capability] ?? {};
      const node = world.state.intents.get(key)?.intent.call.node ?? "";
      if (undo === undefined || last.has(node)) continue;
      // An effect whose undo needs a member stays once its block has ended well (rule 28).
      const intent = world.state.intents.get(key);
      if (intent !== undefined && undoOf(world.plan, world.state, intent) === undefined) continue;
      const taken = world.effects.some(
        (effect) => effect.of === key && effect.capability === undo.capability,
      );
      expect(taken, `${capability} ${node} stays\n${world.story().join("\n")}`).toBe(true);
    }
  });
});

test("what stood at a commit is not undone after it, and nothing runs across it (rule 28a)", () => {
  let [passed, failed] = [0, 0];
  check(
    (world) => {
      const at = world.events.findIndex(
        (event) => event.t === "Settled" && event.call.node === "commit" && event.status === "completed",
      );
      if (at === -1) return;
      passed += 1;
      if (world.closed?.outcome.status === "failed") failed += 1;
      const before = new Set(
        world.events.slice(0, at).flatMap((event) => (event.t === "Began" ? [event.intent.key] : [])),
      );
      const undos = new Set(
        world.events
          .slice(0, at)
          .flatMap((event) => (isUndo(event) && event.t === "Began" ? [event.of] : [])),
      );
      for (const event of world.events.slice(at)) {
        if (event.t !== "Began" || !isUndo(event) || undos.has(event.of)) continue;
        expect(before.has(event.of ?? ""), world.story().join("\n")).toBe(false);
      }
      const { nodes = [] } = world.plan.routines.main ?? {};
      const cut = nodes.findIndex(({ id }) => id === "commit");
      const below = new Set(nodes.slice(cut).map(({ id }) => id));
      for (const event of world.events.slice(0, at)) {
        if (event.t !== "Began" || event.intent.call.routine !== "main") continue;
        expect(below.has(event.intent.call.node), world.story().join("\n")).toBe(false);
      }
    },
    200,
    committing,
  );
  expect(passed).toBeGreaterThan(20);
  expect(failed).toBeGreaterThan(5);
});

test("what a plan takes over of another stands or goes on, and none of it is undone before a failure of its own", () => {
  let carried = 0;
  check((world) => {
    world.events.forEach((event, seq) => {
      if (event.t !== "Chose") return;
      const before = world.folded(world.events.slice(0, seq));
      for (const { key } of event.carried) {
        carried += 1;
        const intent = before.intents.get(key);
        expect(intent?.standing, world.story().join("\n")).not.toBe("undone");
        const [begun] = world.events.flatMap((one, at) =>
          (one.t === "Began" || one.t === "Asked") && one.intent?.key === key ? [at] : [],
        );
        expect(begun).toBeLessThan(seq);
        const place = JSON.stringify(event.call);
        const next = world.events.findIndex(
          (one, at) => at > seq && one.t === "Switched" && JSON.stringify(one.call) === place,
        );
        const undone = world.events.findIndex((one) => one.t === "Began" && one.of === key && isUndo(one));
        if (next !== -1 && undone !== -1) expect(undone).toBeGreaterThan(next);
      }
    });
  }, 400);
  expect(carried).toBeGreaterThan(5);
});

function isUndo(event: RunEvent): boolean {
  return event.t === "Began" && event.intent.call.slot === "undo";
}

test("what is undone is undone before what came before it (rule 27)", () => {
  check((world) => {
    const order = world.events.flatMap((event, seq) =>
      event.t === "Began" && event.intent.call.slot === "undo"
        ? [{ seq, call: event.intent.call, of: event.of ?? "" }]
        : [],
    );
    for (const { seq, call } of order) {
      for (const intent of world.state.intents.values()) {
        if (intent.role !== "do" || intent.intent.call.routine !== call.routine) continue;
        if (JSON.stringify(intent.intent.call.site) !== JSON.stringify(call.site)) continue;
        if (!comesAfter(world, call.routine, intent.intent.call.node, call.node)) continue;
        const undone = world.events.findIndex(
          (event) => event.t === "Settled" && event.key === intent.key && event.standing === "undone",
        );
        const begun = world.events.findIndex(
          (event) => event.t === "Began" && event.intent.key === intent.key,
        );
        if (undone === -1 || begun > seq) continue;
        expect(
          undone,
          `${intent.intent.call.node} after ${call.node}\n${world.story().join("\n")}`,
        ).toBeLessThan(seq);
      }
    }
  });
});

/** Whether a node comes after another by what it needs, directly or through others. */
function comesAfter(world: TestWorld, path: string, later: string, earlier: string): boolean {
  const name = path.split(">").at(-1) ?? "";
  const nodes = world.plan.routines[name]?.nodes ?? [];
  const seen = new Set<string>();
  const left = [later];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const need of nodes.find((one) => one.id === id)?.needs ?? []) {
      if (need.node === earlier) return true;
      left.push(need.node);
    }
  }
  return false;
}

test("whatever runs forward fits into the budget with all that may have to be undone (rule 14)", () => {
  check((world) => {
    if (!world.plan.guardrails.some(({ rules }) => rules.some(({ kind }) => kind === "bound"))) return;
    let state = runMachine.empty;
    world.events.forEach((event, seq) => {
      state = runMachine.evolve(world.plan, state, event, seq);
      if (!isForward(event) || state.root.callee?.frame === undefined) return;
      // An attempt without cost may begin, even if the tries of an undo have passed the limit meanwhile.
      if (event.worst.cost?.amount === "0" && event.undoWorst === undefined) return;
      if (state.frames.get(state.root.callee.frame)?.status !== "forward") return;
      const { spent, reserved, undo, last } = state.ledgers.get(-1) ?? {
        spent: { cost: [] },
        reserved: { cost: [] },
        undo: { cost: [] },
        last: { cost: [] },
      };
      const cents = [spent, reserved, undo, last]
        .flatMap(({ cost }) => cost)
        .reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
      expect(cents, world.story().join("\n")).toBeLessThanOrEqual(40);
    });
  }, 120);
});

test("time does not run backwards (rule 5)", () => {
  check((world) => {
    world.events.forEach((event, seq) => {
      expect(event.at).toBeGreaterThanOrEqual(world.events[seq - 1]?.at ?? 0);
    });
  }, 40);
});

test("any prefix that was a turn, with what was pending, comes to an end (rule 1)", () => {
  fc.assert(
    fc.property(sketches, adversities, fc.nat(), (sketch, adversity, cut) => {
      const whole = live(worldOf(sketch, adversity), adversity);
      const starts = whole.events.flatMap((event, seq) =>
        ["Started", "Ended", "Lost", "Returned", "Told", "Ordered", "Woke"].includes(event.t) ? [seq] : [],
      );
      const at = starts[cut % starts.length] ?? 0;
      if (at === 0) return;
      const state = whole.folded(whole.events.slice(0, at));
      const { reissue, lost } = recovery(state);
      // Everything that can still move the run is listed: a dispatch, a question, a timer, a person or the operator.
      const moves = reissue.length + lost.length + waitingOf(whole.plan, state).length;
      expect(
        moves + (runMachine.nextWake(state) === undefined ? 0 : 1) + (state.paused ? 1 : 0),
        whole.story().slice(0, at).join("\n"),
      ).toBeGreaterThan(0);
    }),
    { ...cases, numRuns: 30 * times },
  );
});
