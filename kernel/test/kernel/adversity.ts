/** Adversity for a run, and an operator who resolves doubts truthfully. */
import type { Json } from "@orchlang/plan";
import fc from "fast-check";
import { chance } from "../../src/chance.ts";
import { waitingOf } from "../../src/run/view.ts";
import { planOf } from "./random-plans/plan.ts";
import type { Sketch } from "./random-plans/sketch.ts";
import { type Handlers, type Happening, type Job, TestWorld } from "./world.ts";

export interface Adversity {
  readonly seed: number;
  /** How likely each dispatch comes to harm, from 0 to 1. */
  readonly harm: number;
  /** Steps of the world after which the process is killed. */
  readonly kills: readonly number[];
  /** Steps whose decisions are journalled, and nothing more: then the process is killed. */
  readonly cuts: readonly number[];
  /** Members that are lost at a step, and are there again some steps later. */
  readonly losses: readonly { readonly at: number; readonly member: number; readonly for: number }[];
  /** Steps at which the event comes that interrupts work. */
  readonly stops: readonly number[];
  /** Steps at which a condition ceases to hold. */
  readonly drifts: readonly number[];
  readonly cancelAt: number | undefined;
  readonly pauseAt: number | undefined;
}

export const adversities: fc.Arbitrary<Adversity> = fc.record({
  seed: fc.nat(),
  harm: fc.constantFrom(0, 0.1, 0.4),
  kills: fc.array(fc.nat(25), { maxLength: 3 }),
  cuts: fc.array(fc.nat(25), { maxLength: 3 }),
  losses: fc.array(fc.record({ at: fc.nat(25), member: fc.integer({ min: 1, max: 2 }), for: fc.nat(20) }), {
    maxLength: 3,
  }),
  stops: fc.array(fc.nat(25), { maxLength: 3 }),
  drifts: fc.array(fc.nat(25), { maxLength: 3 }),
  cancelAt: fc.option(fc.nat(30), { nil: undefined }),
  pauseAt: fc.option(fc.nat(20), { nil: undefined }),
});

const undos = new Set(["unmake", "shut", "recall", "refund", "was_charged"]);

/** The fate of a dispatch depends on its identity alone. */
function fate(job: Job, { seed, harm }: Adversity): Happening {
  const roll = (purpose: string): number =>
    chance(String(seed), { key: `${job.key}.${job.dispatch}`, attempt: job.attempt, purpose });
  const after = 1 + Math.floor(roll("after") * 1_500);
  const kind = roll("kind");
  // Undos and confirms suffer faults as well, but not for ever.
  if (roll("harm") >= (undos.has(job.capability) && job.attempt > 2 ? 0 : harm))
    return { after, ok: { id: job.key } };
  if (kind < 0.3) return { after, fails: "transient" };
  if (kind < 0.45) return { after, fails: "transient", reach: "not_reached" };
  if (kind < 0.55) return { after, fails: "permanent", reach: "reached" };
  if (kind < 0.8) return roll("done") < 0.5 ? { after, lost: true } : { after, lost: true, done: true };
  return { after: 30_000, ok: { id: job.key } };
}

export function worldOf(sketch: Sketch, adversity: Adversity): TestWorld {
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
    returns: ({ capability: name, key }) => (name === "order" ? { after: 700, value: key } : undefined),
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
export function live(world: TestWorld, adversity: Adversity): TestWorld {
  const killed = new Set(adversity.kills);
  for (let steps = 0; steps < 3_000 && world.closed === undefined; steps++) {
    if (steps === adversity.pauseAt) world.order({ order: "pause" });
    if (adversity.pauseAt !== undefined && steps === adversity.pauseAt + 5) world.order({ order: "unpause" });
    if (steps === adversity.cancelAt) world.order({ order: "cancel", undo: true });
    if (adversity.stops.includes(steps)) world.happen("stop", {});
    if (steps === 0) world.sense("calm", true);
    // Known to be otherwise, or not known any more.
    if (adversity.drifts.includes(steps)) world.sense("calm", ...(steps % 2 === 0 ? [false] : []));
    if (adversity.cuts.includes(steps)) {
      world.mute().step();
      world.crash();
    }
    for (const { at, member, for: time } of adversity.losses) {
      if (at === steps) world.member("p", `p[${member}]`, { health: "lost" });
      if (at + time + 1 === steps) world.member("p", `p[${member}]`, { health: "ready" });
    }
    if (killed.has(steps))
      world.crash(
        ({ key, dispatch }) => chance("kill", { key: key, attempt: dispatch, purpose: "done" }) < 0.5,
      );
    if (!world.step() && !operate(world)) break;
  }
  return world;
}

/** The operator's word, in truth; another try for what could not be undone; the event that is waited for without end. */
function operate(world: TestWorld): boolean {
  if (world.state.paused) {
    world.order({ order: "unpause" });
    return true;
  }
  const [waiting] = waitingOf(world.plan, world.state);
  if (waiting?.for === "callback") {
    world.order({ order: "skip", key: waiting.key });
    return true;
  }
  if (waiting?.for === "event") {
    world.happen("stop", {});
    return true;
  }
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
