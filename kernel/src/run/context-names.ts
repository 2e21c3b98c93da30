import type { Json, Plan, PlanId } from "@orchlang/plan";

const results = new WeakMap<object, readonly string[]>();

/** True if a name of the context stays the same as long as a run lasts. */
export function isOfRun(name: string): boolean {
  return name === "user" || name === "run";
}

/** The signals and flags that a part of a plan reads, sorted. */
export function contextNames(part: object): readonly string[] {
  let names = results.get(part);
  if (names === undefined) {
    const all = new Set<string>();
    collect(part as Json, all);
    names = [...all].filter((name) => name !== "now" && !isOfRun(name)).sort();
    results.set(part, names);
  }
  return names;
}

function collect(part: Json | undefined, names: Set<string>): void {
  if (typeof part !== "object" || part === null) return;
  if (Array.isArray(part)) {
    for (const item of part) collect(item as Json, names);
    return;
  }
  const fields = part as Readonly<Record<string, Json>>;
  if (fields.op === "read" && fields.from === "context" && typeof fields.name === "string")
    names.add(fields.name);
  for (const value of Object.values(fields)) collect(value, names);
}

const awaited = new WeakMap<Plan, readonly string[]>();

/** The events that a plan's routines wait for, sorted: they are listened to from the start. */
export function awaitedEvents(plan: Plan): readonly string[] {
  let events = awaited.get(plan);
  if (events === undefined) {
    const nodes = Object.values(plan.routines).flatMap((routine) => routine.nodes);
    const all = nodes.flatMap((node) => {
      if (node.kind === "wait" && node.for.kind === "occurrence") return [node.for.event];
      return node.kind === "loop" && node.over.kind === "occurrences" ? [node.over.event] : [];
    });
    events = [...new Set(all)].sort();
    awaited.set(plan, events);
  }
  return events;
}

/** The same by plan, for triggers: only plans that wait for some. */
export function awaitedByPlan(
  files: readonly { readonly id: PlanId; readonly plan: Plan }[],
): Readonly<Record<PlanId, readonly string[]>> {
  return Object.fromEntries(
    files.map(({ id, plan }) => [id, awaitedEvents(plan)] as const).filter(([, events]) => events.length > 0),
  );
}
