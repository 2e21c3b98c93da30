/**
 * The kernel itself on trial: its laws hold of every run of plans in which everything is to be found, with every fault
 * and by chance; and a kernel with one of eleven mistakes is caught. `npm run trial` looks at a million runs.
 */

import { wholeRun } from "@orchlang/kernel/run";
import { constant, routine, templateOf } from "@orchlang/kernel/testing";
import type { Plan, Routine } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { explore } from "../../../src/exploration/explore.ts";
import { wander } from "../../../src/exploration/wander.ts";
import { kernel, type Machines } from "../../../src/machines.ts";

import { everything } from "./everything.ts";
import { Judged, type Tried } from "./judged.ts";
import { throughRandom } from "./part.ts";
import { plainest } from "./plainest.ts";
import { walk } from "./walk.ts";

const times = Number(process.env.LAWS ?? 1);

interface Verdict {
  readonly broken: readonly string[];
  /** Nothing was cut of the sets of faults. */
  readonly exhaustive: boolean;
  readonly sets: Tried;
  readonly byChance: Tried;
}

/** Every set of so many faults, then worlds by chance and walks: up to the first law that breaks. */
function putOnTrial(one: Plan, machines: Machines, runs: number, byChance = runs / 2): Verdict {
  const stage = new Judged(one, machines);
  const isOver = (): boolean => stage.broken.size > 0;
  const { ways, exhaustive } = explore(stage, { faults: 2, runsMax: runs, isOver });
  const sets = stage.tried;
  wander(stage, { seed: 7, runsMax: byChance, isOver, ways, isKnown: () => false });
  if (!isOver()) walk(stage, stage.play(plainest), { seed: 7, runs: byChance });
  const { runs: all, withFaults } = stage.tried;
  const others = { runs: all - sets.runs, withFaults: withFaults - sets.withFaults };
  return { broken: [...stage.broken], exhaustive, sets, byChance: others };
}

test(
  "the kernel keeps its laws, whatever goes wrong (rule 61)",
  () => {
    const { broken, exhaustive, sets, byChance } = putOnTrial(
      everything(),
      kernel,
      1_200 * times,
      200 * times,
    );
    console.info(
      `every set of two faults: ${sets.runs} runs, ${sets.withFaults} with faults; by chance: ${byChance.runs}, ${byChance.withFaults}`,
    );
    expect(broken).toEqual([]);
    expect(exhaustive).toBe(true);
    expect(sets.withFaults).toBeGreaterThan(600);
    expect(byChance.withFaults).toBeGreaterThan(200 * times);
  },
  600_000 * times,
);

test(
  "it keeps them in plans of any shape, sound or not",
  () => {
    const plans = Array.from({ length: 10 * times }, (_, plan) => plan);
    const tried = plans.map((plan) => ({ plan, stage: throughRandom({ plan, runs: 42 }) }));
    const broken = tried.flatMap(({ plan, stage }) =>
      [...stage.broken].map((says) => `plan ${plan}: ${says}`),
    );
    expect(broken).toEqual([]);
    const withFaults = tried.reduce((sum, { stage }) => sum + stage.tried.withFaults, 0);
    console.info(`${plans.length} random plans: ${withFaults} runs with faults`);
    expect(withFaults).toBeGreaterThan(200 * times);
  },
  600_000 * times,
);

const { run, control } = kernel;

/** A kernel with one mistake. `plan`: what it takes the plan for. */
interface Mistake {
  readonly machines: Machines;
  readonly plan?: (plan: Plan) => void;
}

const mistakes: Readonly<Record<string, () => Mistake>> = {
  "an event is lost": () => {
    const turn: typeof run.turn = (plan, state, input) => {
      const turned = run.turn(plan, state, input);
      return { ...turned, events: turned.events.filter(({ t }) => t !== "TimerSet") };
    };
    return { machines: { control, run: { ...run, turn } } };
  },
  "a dispatch is sent twice": () => {
    const command: typeof run.command = (plan, state, event, seq) => {
      if (event.t !== "Settled" || event.key === undefined) return run.command(plan, state, event, seq);
      const intent = state.intents.get(event.key);
      if (intent === undefined || intent.role !== "do") return run.command(plan, state, event, seq);
      const { capability: name, key, args } = intent;
      return { do: "dispatch", capability: name, key, attempt: 1, dispatch: 1, args };
    };
    return { machines: { control, run: { ...run, command } } };
  },
  "what was done first is undone first": () => ({
    machines: kernel,
    plan: (one) => {
      const template = templateOf(one, "main");
      for (const laid of template?.nodes ?? []) {
        (laid as { undoneBefore: readonly number[] }).undoneBefore = [];
        (laid as { after: readonly number[] }).after = [];
      }
    },
  }),
  "a lease is given out again with an old fence": () => {
    const command: typeof control.command = (plan, state, event, seq) => {
      const said = control.command(plan, state, event, seq);
      if (said?.do !== "send" || said.body.say !== "held") return said;
      const members = said.body.members.map((member) => ({ ...member, fence: 0 }));
      return { ...said, body: { ...said.body, members } };
    };
    return { machines: { run, control: { ...control, command } } };
  },
  "a check is skipped": () => {
    const turn: typeof run.turn = (plan, state, input) => run.turn(unchecked(plan), state, input);
    return { machines: { control, run: { ...run, turn } } };
  },
  "a timer is lost at restart": () => {
    const evolve: typeof run.evolve = (plan, state, event, seq) =>
      event.t === "TimerSet" ? { ...state, length: state.length + 1 } : run.evolve(plan, state, event, seq);
    return { machines: { control, run: { ...run, evolve } } };
  },
  "what was heard before is taken again": () => {
    const turn: typeof run.turn = (plan, state, input) => {
      const turned = run.turn(plan, state, input);
      return turned.events.length > 0 || input.t !== "Ended" ? turned : { ...turned, events: [input] };
    };
    return { machines: { control, run: { ...run, turn } } };
  },
  "a key is made anew for another try": () => {
    const turn: typeof run.turn = (plan, state, input) => {
      const turned = run.turn(plan, state, input);
      const events = turned.events.map((event) =>
        event.t === "Began" && event.attempt > 1
          ? { ...event, intent: { ...event.intent, key: `${event.intent.key}x` } }
          : event,
      );
      return { ...turned, events };
    };
    return { machines: { control, run: { ...run, turn } } };
  },
  "what was set aside is never given back": () => {
    const turn: typeof run.turn = (plan, state, input) => {
      const turned = run.turn(plan, state, input);
      const [before, after] = [state.ledgers.get(wholeRun), turned.state.ledgers.get(wholeRun)];
      if (input.t !== "Ended" || before === undefined || after === undefined) return turned;
      const ledgers = turned.state.ledgers.set(wholeRun, { ...after, reserved: before.reserved });
      return {
        ...turned,
        state: Object.assign(Object.create(Object.getPrototypeOf(turned.state)), turned.state, { ledgers }),
      };
    };
    return { machines: { control, run: { ...run, turn } } };
  },
  "an undo comes after its hold": () => {
    const turn: typeof run.turn = (plan, state, input) => run.turn(unnoticed(plan), state, input);
    const evolve: typeof run.evolve = (plan, ...rest) => run.evolve(unnoticed(plan), ...rest);
    return { machines: { control, run: { ...run, turn, evolve } } };
  },
  "a message is skipped over a gap": () => {
    const lost = new WeakSet<object>();
    const command: typeof control.command = (plan, state, event, seq) => {
      const said = control.command(plan, state, event, seq);
      if (said?.do !== "send" || said.body.say !== "held" || lost.has(event)) return said;
      lost.add(event);
      return undefined;
    };
    const turn: typeof run.turn = (plan, state, input) => {
      if (input.t !== "Told") return run.turn(plan, state, input);
      const mark = state.marks.get(input.from.stream);
      const { prev: _, ...from } = input.from;
      return run.turn(plan, state, { ...input, from: mark === undefined ? from : { ...from, prev: mark } });
    };
    return { machines: { run: { ...run, turn }, control: { ...control, command } } };
  },
};

const plans = new WeakMap<Plan, Plan>();
const blind = new WeakMap<Plan, Plan>();

/** The member's name is written down, so that nobody notices that the undo needs it. */
function unnoticed(one: Plan): Plan {
  let known = blind.get(one);
  if (known === undefined) {
    const main = one.routines.main as Routine;
    const nodes = main.nodes.map((each) =>
      each.id === "grip" && each.kind === "call"
        ? { ...each, attempt: { ...each.attempt, args: { at: constant("arms[1]") } } }
        : each,
    );
    known = { ...one, routines: { main: routine("main", nodes) } };
    blind.set(one, known);
  }
  return known;
}

function unchecked(one: Plan): Plan {
  let known = plans.get(one);
  if (known === undefined) {
    known = JSON.parse(JSON.stringify(one).replaceAll('"checks":["first"]', '"checks":[]')) as Plan;
    plans.set(one, known);
  }
  return known;
}

describe("a kernel with one mistake is caught (rule 61)", () => {
  test.each(Object.keys(mistakes))("%s", (name) => {
    const { machines, plan: change } = mistakes[name]?.() ?? { machines: kernel };
    const one = name === "a check is skipped" ? unasked() : everything();
    change?.(one);
    expect(putOnTrial(one, machines, 1_500).broken.length, name).toBeGreaterThan(0);
  });
});

/** The same, where nobody asks: what the rule wants does not happen. */
function unasked(): Plan {
  const one = everything();
  const main = one.routines.main;
  if (main === undefined) throw new Error("there is a main plan");
  const nodes = main.nodes
    .filter(({ id }) => id !== "ok")
    .map((each) => ({
      ...each,
      needs: each.needs.map((need) => (need.node === "ok" ? { ...need, node: "with@1" } : need)),
    }));
  return { ...one, routines: { main: routine("main", nodes) } };
}
