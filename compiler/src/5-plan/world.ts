import type { CheckedProgram } from "@orchlang/checker";
import type { PlanFile } from "@orchlang/plan";
import type { EventDeclaration, Trigger, World } from "@orchlang/plan/context";
import { ofNames, withoutOrigin } from "./context.ts";
import { schemasOf } from "./used.ts";

/** The triggers of a program, and the plans that they start. */
export interface CompiledWorld {
  readonly world: World;
  readonly plans: readonly PlanFile[];
}

/**
 * The complete world of a program: triggers, signals, flags, events, pools. Includes only triggers whose target has a
 * plan file.
 */
export function assembleWorld(
  program: CheckedProgram,
  zone: string,
  planned: (target: string) => PlanFile | undefined,
): CompiledWorld {
  const plans = new Map<string, PlanFile>();
  const triggers = (program.triggers ?? []).flatMap(
    ({ origin: _, label: __, starts, ...said }): Trigger[] => {
      const plan = starts && (plans.get(starts.target) ?? planned(starts.target));
      if (starts === undefined || plan === undefined) return [];
      plans.set(starts.target, plan);
      // A goal has none: `overlap` of its plans counts for runs of these alone.
      const { entry, routines } = plan.plan;
      const overlap = routines[entry]?.overlap;
      return [{ ...said, starts: overlap === undefined ? starts : { ...starts, overlap } }];
    },
  );
  const { signals = {}, flags = {}, events = {}, pools = {} } = program;
  const world: World = {
    signals: ofNames(Object.keys(signals), (name) => withoutOrigin(signals[name])),
    flags: ofNames(Object.keys(flags), (name) => withoutOrigin(flags[name])),
    events: ofNames(Object.keys(events), (name) => events[name]) as unknown as Readonly<
      Record<string, EventDeclaration>
    >,
    pools: ofNames(Object.keys(pools), (name) => pools[name]?.pool) as unknown as World["pools"],
    kinds: ofNames(Object.keys(pools), (name) => pools[name]?.member) as unknown as World["kinds"],
    memberUnits: ofNames(Object.keys(pools), (name) => pools[name]?.units),
    triggers,
    schemas: schemasOf(program, [
      ...Object.values(signals),
      ...Object.values(events),
      ...Object.values(pools).map(({ member }) => member),
    ]),
    targets: Object.fromEntries([...plans].map(([name, { id }]) => [name, id])),
    zone,
  };
  return { world, plans: [...plans.values()] };
}

/** Joins the worlds of several projects: names are qualified, so they do not collide. */
export function joinWorlds(worlds: readonly CompiledWorld[]): CompiledWorld {
  const all = worlds.map(({ world }) => world);
  const merged = <
    K extends "signals" | "flags" | "events" | "pools" | "kinds" | "memberUnits" | "schemas" | "targets",
  >(
    key: K,
  ): Required<World>[K] => Object.assign({}, ...all.map((world) => world[key])) as Required<World>[K];
  return {
    world: {
      signals: merged("signals"),
      flags: merged("flags"),
      events: merged("events"),
      pools: merged("pools"),
      kinds: merged("kinds"),
      memberUnits: merged("memberUnits"),
      triggers: all.flatMap(({ triggers }) => triggers),
      schemas: merged("schemas"),
      targets: merged("targets"),
      zone: all[0]?.zone ?? "UTC",
    },
    plans: worlds.flatMap(({ plans }) => plans),
  };
}
