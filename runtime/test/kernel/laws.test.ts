/** The laws of semantics, rule 61, over random plans and random adversities. */
import type { Json } from "@orchlang/plan";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chance } from "../../src/kernel/chance.ts";
import type { RunEvent } from "../../src/kernel/run/events.ts";
import { runMachine } from "../../src/kernel/run/machine.ts";
import { recovery } from "../../src/kernel/run/pending.ts";
import { redecide } from "../../src/kernel/run/redecide.ts";
import { waitingOf } from "../../src/kernel/run/view.ts";
import { planOf, type Sketch, sketches } from "./random-plans.ts";
import { type Handlers, type Happening, type Job, TestWorld } from "./world.ts";

interface Adversity {
  readonly seed: number;
  /** How likely each dispatch comes to harm, from 0 to 1. */
  readonly harm: number;
  /** Steps of the world after which the process is killed. */
  readonly kills: readonly number[];
  /** Steps whose decisions are journalled, and nothing more: then the process is killed. */
  readonly cuts: readonly number[];
  readonly cancelAt: number | undefined;
  readonly pauseAt: number | undefined;
}

const adversities: fc.Arbitrary<Adversity> = fc.record({
  seed: fc.nat(),
  harm: fc.constantFrom(0, 0.1, 0.4),
  kills: fc.array(fc.nat(25), { maxLength: 3 }),
  cuts: fc.array(fc.nat(25), { maxLength: 3 }),
  cancelAt: fc.option(fc.nat(30), { nil: undefined }),
  pauseAt: fc.option(fc.nat(20), { nil: undefined }),
});

const undos = new Set(["unmake", "shut", "recall", "refund", "was_charged"]);

/** What becomes of a dispatch hangs on which it is, and on nothing else. */
function fate(job: Job, { seed, harm }: Adversity): Happening {
  const roll = (purpose: string): number =>
    chance(String(seed), `${job.key}.${job.dispatch}`, job.attempt, purpose);
  const after = 1 + Math.floor(roll("after") * 1_500);
  const kind = roll("kind");
  // What takes back or asks is harmed as well, but not so that nothing ever comes of it.
  if (roll("harm") >= (undos.has(job.capability) && job.attempt > 2 ? 0 : harm))
    return { after, ok: { id: job.key } };
  if (kind < 0.3) return { after, fails: "transient" };
  if (kind < 0.45) return { after, fails: "transient", reach: "not_reached" };
  if (kind < 0.55) return { after, fails: "permanent", reach: "reached" };
  if (kind < 0.8) return roll("done") < 0.5 ? { after, lost: true } : { after, lost: true, done: true };
  return { after: 30_000, ok: { id: job.key } };
}

function worldOf(sketch: Sketch, adversity: Adversity): TestWorld {
  const plan = planOf(sketch);
  const names = Object.keys(plan.capabilities);
  const handlers: Handlers = Object.fromEntries(
    names.map((name) => [
      name,
      (job: Job) => (name === "was_charged" ? truth(world, job, adversity) : fate(job, adversity)),
    ]),
  );
  const people = { ask: { after: 400, value: "yes" } };
  const world: TestWorld = new TestWorld(plan, {
    handlers,
    people,
    obedient: true,
    seed: adversity.seed.toString(16),
  });
  return world;
}

/** A confirm knows what is so. */
function truth(world: TestWorld, job: Job, adversity: Adversity): Happening {
  const happening = fate(job, adversity);
  if (!("ok" in happening)) return happening;
  const done = world.effects.some(({ key }) => key === job.of);
  return { ...happening, ok: done ? { state: "done", value: "receipt" } : { state: "not_done" } };
}

/** Lives through it, with an operator who says what is so. */
function live(world: TestWorld, adversity: Adversity): TestWorld {
  const killed = new Set(adversity.kills);
  for (let steps = 0; steps < 3_000 && world.closed === undefined; steps++) {
    if (steps === adversity.pauseAt) world.order({ order: "pause" });
    if (adversity.pauseAt !== undefined && steps === adversity.pauseAt + 5) world.order({ order: "unpause" });
    if (steps === adversity.cancelAt) world.order({ order: "cancel", undo: true });
    if (adversity.cuts.includes(steps)) {
      world.mute().step();
      world.crash();
    }
    if (killed.has(steps)) world.crash(({ key, dispatch }) => chance("kill", key, dispatch, "done") < 0.5);
    if (!world.step() && !operate(world)) break;
  }
  return world;
}

/** The operator's word, in truth; another try for what could not be undone. */
function operate(world: TestWorld): boolean {
  if (world.state.paused) {
    world.order({ order: "unpause" });
    return true;
  }
  const [waiting] = waitingOf(world.plan, world.state);
  if (waiting?.for !== "operator") return false;
  const intent = world.state.intents.get(waiting.key);
  if (intent?.status === "stuck") world.order({ order: "retry", key: waiting.key });
  else {
    const done = world.effects.some(({ key }) => key === waiting.key);
    const as = done ? { completed: { id: waiting.key } as Json } : { failed: "it is not there" };
    world.order({ order: "resolve", key: waiting.key, as });
  }
  return true;
}

/** More of each, for a long search: `LAWS=50 npx vitest run runtime/test/kernel/laws.test.ts`. */
const times = Number(process.env.LAWS ?? 1);

function check(law: (world: TestWorld) => void, runs = 400): void {
  fc.assert(
    fc.property(sketches, adversities, (sketch, adversity) => {
      const world = live(worldOf(sketch, adversity), adversity);
      law(world);
    }),
    { numRuns: runs * times },
  );
}

const isForward = (event: RunEvent): event is Extract<RunEvent, { t: "Began" }> =>
  event.t === "Began" && event.intent.call.slot !== "undo" && event.intent.call.slot !== "confirm";

/** Without what the plan gives anyway. */
const bare = (state: unknown): string =>
  JSON.stringify(state, (key, value: unknown) => (key === "template" || key === "plan" ? undefined : value));

test("every run comes to its end, with nothing running, doubted, owed or waiting", () => {
  check((world) => {
    expect(world.closed, world.story().join("\n")).toBeDefined();
    expect(world.state.live).toBe(0);
    expect(world.state.flying).toBe(0);
    expect([...world.state.intents.values()].every(({ status }) => status === "ended")).toBe(true);
    expect([...world.control.tasks.values()]).toEqual([]);
  });
});

test("the fold of the journal is the state, at every prefix that was one", () => {
  check((world) => {
    expect(bare(world.folded())).toBe(bare(world.state));
  }, 200);
});

test("decided again from what was observed, it is the same", () => {
  check((world) => {
    const journal = JSON.parse(JSON.stringify(world.events)) as RunEvent[];
    expect(redecide(world.plan, journal)).toEqual({ same: true, events: journal.length });
  });
});

test("what was taken once is not taken again", () => {
  check((world) => {
    for (const input of world.inputs) expect(runMachine.decide(world.plan, world.state, input)).toEqual([]);
  }, 100);
  fc.assert(
    fc.property(sketches, adversities, (sketch, adversity) => {
      const world = worldOf(sketch, adversity);
      for (let steps = 0; steps < 60 && world.closed === undefined && world.step(); steps++) {
        for (const input of world.inputs) {
          if (input.t !== "Woke") expect(runMachine.decide(world.plan, world.state, input)).toEqual([]);
        }
      }
    }),
    { numRuns: 60 * times },
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

test("one key for one intent, and no other", () => {
  check((world) => {
    const keys = new Map<string, string>();
    for (const event of world.events) {
      if (event.t !== "Began") continue;
      const { call, key, generation, request = 1 } = event.intent;
      const meant = JSON.stringify([call, generation, request, event.of ?? null]);
      expect(keys.get(meant) ?? key).toBe(key);
      keys.set(meant, key);
      expect(key).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    }
    expect(new Set(keys.values()).size).toBe(keys.size);
  }, 200);
});

test("what can happen once only happens once a key", () => {
  check((world) => {
    const made = world.effects.filter(({ capability }) => capability === "send" || capability === "charge");
    expect(new Set(made.map(({ key }) => key)).size, world.story().join("\n")).toBe(made.length);
  });
});

test("nothing begins after a cancel or a failure of the run, but what undoes, asks or is last", () => {
  check((world) => {
    const from = world.events.findIndex(
      (event) =>
        event.t === "Unwinding" &&
        event.region.routine === "main" &&
        event.region.node === undefined &&
        event.region.site.loops.length === 0,
    );
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
      const taken = world.effects.some(
        (effect) => effect.of === key && effect.capability === undo.capability,
      );
      expect(taken, `${capability} ${node} stays\n${world.story().join("\n")}`).toBe(true);
    }
  });
});

test("what is undone is undone before what came before it", () => {
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

test("whatever runs forward fits into the budget with all that may have to be undone", () => {
  check((world) => {
    if (world.plan.guardrails.length === 0) return;
    let state = runMachine.empty;
    world.events.forEach((event, seq) => {
      state = runMachine.evolve(world.plan, state, event, seq);
      if (!isForward(event) || state.root.callee?.frame === undefined) return;
      // What uses nothing may begin, even where the tries of an undo have passed the limit meanwhile.
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
  }, 300);
});

test("time does not run backwards", () => {
  check((world) => {
    world.events.forEach((event, seq) => {
      expect(event.at).toBeGreaterThanOrEqual(world.events[seq - 1]?.at ?? 0);
    });
  }, 100);
});

test("any prefix that was a turn, with what was pending, comes to an end", () => {
  fc.assert(
    fc.property(sketches, adversities, fc.nat(), (sketch, adversity, cut) => {
      const whole = live(worldOf(sketch, adversity), adversity);
      const starts = whole.events.flatMap((event, seq) =>
        ["Started", "Ended", "Lost", "Told", "Ordered", "Woke"].includes(event.t) ? [seq] : [],
      );
      const at = starts[cut % starts.length] ?? 0;
      if (at === 0) return;
      const state = whole.folded(whole.events.slice(0, at));
      const { reissue, lost } = recovery(state);
      // Whatever can still move the run is told: a dispatch, a question, a time, a person or the operator.
      const moves = reissue.length + lost.length + waitingOf(whole.plan, state).length;
      expect(
        moves + (runMachine.nextWake(state) === undefined ? 0 : 1) + (state.paused ? 1 : 0),
        whole.story().slice(0, at).join("\n"),
      ).toBeGreaterThan(0);
    }),
    { numRuns: 200 * times },
  );
});
