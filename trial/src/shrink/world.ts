import type { Json, JsonObject } from "@orchlang/plan";
import type { DrawnWorld } from "../world/drawn.ts";

/** The plainest world found of which `holds` is true. */
export function shrinkWorld(
  world: DrawnWorld,
  holds: (world: DrawnWorld) => boolean,
  { tries }: { readonly tries: number },
): DrawnWorld {
  let best = world;
  let left = tries;
  for (let isPlainer = true; isPlainer && left > 0; ) {
    isPlainer = false;
    for (const other of plainer(best)) {
      if (left <= 0) break;
      left -= 1;
      if (!holds(other)) continue;
      best = other;
      isPlainer = true;
      break;
    }
  }
  return best;
}

function plainer(world: DrawnWorld): readonly DrawnWorld[] {
  const { behaviours, happenings, deaths, readings, input } = world;
  return [
    ...without(world, "now"),
    ...(world.refuses ? [{ ...world, refuses: false }] : []),
    ...(happenings.length > 1 ? [{ ...world, happenings: [] }] : []),
    ...happenings.map((_, at) => ({ ...world, happenings: happenings.filter((_one, nth) => nth !== at) })),
    ...deaths.map((_, at) => ({ ...world, deaths: deaths.filter((_one, nth) => nth !== at) })),
    ...(Object.keys(behaviours).length > 1 ? [{ ...world, behaviours: {} }] : []),
    ...Object.keys(behaviours).map((point) => ({ ...world, behaviours: lacking(behaviours, point) })),
    ...Object.keys(readings).map((signal) => ({ ...world, readings: lacking(readings, signal) })),
    ...plainerBehaviours(world),
    ...plainerValues(input).map((one) => ({ ...world, input: one as JsonObject })),
    ...happenings.flatMap((one, at) =>
      one.does === "occurs"
        ? plainerValues(one.fields).map((fields) => ({
            ...world,
            happenings: happenings.map((each, nth) => (nth === at ? { ...one, fields } : each)),
          }))
        : [],
    ),
  ];
}

function without(world: DrawnWorld, key: "now"): readonly DrawnWorld[] {
  if (world[key] === undefined) return [];
  const { [key]: _, ...rest } = world;
  return [rest];
}

function lacking<T>(of: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(of).filter(([name]) => name !== key));
}

/** Simplifies a call: no time of its own, and a plainer value. */
function plainerBehaviours(world: DrawnWorld): readonly DrawnWorld[] {
  return Object.entries(world.behaviours).flatMap(([point, behaviour]) => {
    const { after, ...rest } = behaviour;
    const values = "ok" in rest ? plainerValues(rest.ok).map((ok) => ({ ...behaviour, ok })) : [];
    const others = [...(after === undefined ? [] : [rest]), ...values];
    return others.map((other) => ({ ...world, behaviours: { ...world.behaviours, [point]: other } }));
  });
}

/** Smaller by one thing. */
function plainerValues(value: Json): readonly Json[] {
  if (typeof value === "number")
    return [0, 1, Math.trunc(value / 2)].filter((one) => Math.abs(one) < Math.abs(value));
  if (typeof value === "string") return ["", "a"].filter((one) => one.length < value.length);
  if (typeof value !== "object" || value === null) return value === true ? [false] : [];
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return [
      ...items.map((_, at) => items.filter((_one, nth) => nth !== at)),
      ...items.flatMap((item, at) =>
        plainerValues(item).map((one) => items.map((each, nth) => (nth === at ? one : each))),
      ),
    ];
  }
  return Object.entries(value).flatMap(([name, item]) =>
    plainerValues(item as Json).map((one) => ({ ...value, [name]: one })),
  );
}
