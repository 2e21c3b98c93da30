import type { JsonObject, PlanFile, World } from "@orchlang/plan";
import { type SimulatedCall, simulate } from "@orchlang/runtime/simulator";
import type { Story } from "./story.ts";
import { behaviourOf, type TwinWorld } from "./world.ts";

/** The story as the simulator plays it. */
export function simulatedStory(armed: World, [file, ...plans]: readonly PlanFile[], world: TwinWorld): Story {
  if (file === undefined) return { runs: new Map(), control: [] };
  const answer = (call: SimulatedCall) => behaviourOf(world, { ...call, timed: call.due !== undefined });
  const names = [file, ...plans].flatMap(({ plan }) => Object.keys(plan.capabilities));
  const { start, until, readings, happenings } = world;
  const first = simulate(file, {
    armed,
    plans,
    until,
    now: start,
    readings,
    happenings,
    variation: 0,
    answers: Object.fromEntries(names.map((name) => [name, answer])),
  });
  const runs = [first, ...first.others].flatMap(({ state, events }) =>
    state.start === undefined ? [] : [[state.start.run, events as unknown as readonly JsonObject[]] as const],
  );
  return { runs: new Map(runs), control: first.controlEvents as unknown as readonly JsonObject[] };
}
