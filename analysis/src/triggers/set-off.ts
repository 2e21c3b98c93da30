import type { EventDeclaration, TriggerSource } from "@orchlang/plan/context";

/* Which events fire what: shared by the diagnostics and the trigger matrix. */

type Joins = Pick<EventDeclaration, "name" | "joins">;

/**
 * Whether what comes of a run sets a trigger off. A plan that another calls is a part of that one's run: only what was
 * started itself is an outcome.
 *
 * @param target what the run was started of
 * @param events what may happen in it, the fusions with it
 */
export function isSetOffBy(source: TriggerSource, target: string, events: ReadonlySet<string>): boolean {
  if (source.kind === "outcome") return source.target === target;
  return source.kind === "event" && events.has(source.event);
}

/** Events, and the fusions that they may be part of. */
export function eventsAround(declared: readonly Joins[], names: Iterable<string>): ReadonlySet<string> {
  const all = new Set(names);
  for (let before = -1; before !== all.size; ) {
    before = all.size;
    for (const { name, joins = [] } of declared) {
      if (joins.some(({ event }) => all.has(event))) all.add(name);
    }
  }
  return all;
}

/** Events, and the fusions of which every part is one of them: what can happen where nothing else does. */
export function eventsFrom(declared: readonly Joins[], names: Iterable<string>): ReadonlySet<string> {
  const all = new Set(names);
  for (let before = -1; before !== all.size; ) {
    before = all.size;
    for (const { name, joins = [] } of declared) {
      if (joins.length > 0 && joins.every(({ event }) => all.has(event))) all.add(name);
    }
  }
  return all;
}
