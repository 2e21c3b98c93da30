import { type CheckedProgram, calleesFirst } from "@orchlang/checker";
import type { AnalysedRoutine, Analysis, Variants } from "../analysis.ts";
import type { BoundsContext, CallableBounds } from "../bounds/context.ts";
import { routineBounds } from "../bounds/routine.ts";
import { selects } from "../selects.ts";
import { type Approving, type InForce, inForceAt } from "./in-force.ts";

/*
 * Plans as a run goes through them in which more is asked than in a run of them alone: the same plans, with other
 * bounds. Most runs have none.
 */

export const noVariants: Variants = new Map();

/** The analysed callees. */
export interface Known {
  readonly program: CheckedProgram;
  routine(name: string): AnalysedRoutine | undefined;
  inForce(plan: string): InForce;
  callees(plan: string): readonly string[];
  callable: BoundsContext["callable"];
  /** A goal's summary, if some of its plans are these variants. */
  goalSummary(name: string, variants: Variants): CallableBounds | undefined;
}

/** The plans that these lead to, as they are in a run in which `inForce` is asked. */
export function variantsIn(names: readonly string[], inForce: InForce, known: Known): Variants {
  if (inForce.uneven === undefined) return noVariants;
  const analysedRoutines = new Map<string, AnalysedRoutine>();
  for (const name of calleesFirst(names, known.callees)) {
    const routine = known.routine(name);
    if (routine === undefined) continue;
    const approving = inForceAt(inForce, name);
    const alone = inForceAt(known.inForce(name), name);
    const more = approving.filter(
      (policy) => !alone.some(({ name: one }) => one === policy.name) && speaksOf(policy, routine, known),
    );
    if (more.length === 0 && !known.callees(name).some((callee) => analysedRoutines.has(callee))) continue;
    analysedRoutines.set(name, asCalled(routine, approving, callableAmong(analysedRoutines, known)));
  }
  return analysedRoutines;
}

/** The summaries of callees, with the variants of the caller's run. */
export function callableAmong(variants: Variants, known: Known): BoundsContext["callable"] {
  if (variants.size === 0) return known.callable;
  return (name): CallableBounds | undefined =>
    variants.get(name)?.bounds.summary ??
    (known.program.goals.has(name) ? known.goalSummary(name, variants) : known.callable(name));
}

function speaksOf({ on }: Approving, { tree }: AnalysedRoutine, { program }: Known): boolean {
  return tree.all.some(({ attempts }) =>
    attempts.some(({ attempt: { target } }) => {
      return (
        "capability" in target && on.some((selector) => selects({ program }, selector, target.capability))
      );
    }),
  );
}

function asCalled(
  routine: AnalysedRoutine,
  approving: readonly Approving[],
  callable: BoundsContext["callable"],
): AnalysedRoutine {
  const context: BoundsContext = { ...routine.context, approving, callable, attempts: new Map() };
  const bounds = routineBounds(context, routine.precedence);
  const { checked, tree, needs, precedence, values, variants } = routine;
  return { checked, tree, needs, precedence, values, variants, context, bounds };
}

/** The analysis of a program with the plans and goals as they are in a run of one entry. */
export function asInRunOf(analysis: Analysis, entry: string): Analysis {
  const { variants = noVariants } = analysis.routines.get(entry) ?? analysis.goals.get(entry) ?? {};
  if (variants.size === 0) return analysis;
  const { routines, goals } = analysis;
  return {
    ...analysis,
    routines: changed(routines, (name, routine) => variants.get(name) ?? routine),
    goals: changed(goals, (_, goal) => ({
      ...goal,
      alternatives: goal.alternatives.map((one) => variants.get(one.checked.name) ?? one),
    })),
    summaries: new Map(),
  };
}

/** A map with other values in it; whoever asks for one entry has asked the map itself for that one alone. */
function changed<V>(
  map: ReadonlyMap<string, V>,
  change: (key: string, value: V) => V,
): ReadonlyMap<string, V> {
  return new Changed(map, change);
}

class Changed<V> implements ReadonlyMap<string, V> {
  readonly #map: ReadonlyMap<string, V>;
  readonly #change: (key: string, value: V) => V;

  constructor(map: ReadonlyMap<string, V>, change: (key: string, value: V) => V) {
    this.#map = map;
    this.#change = change;
  }

  get(key: string): V | undefined {
    const value = this.#map.get(key);
    return value === undefined ? undefined : this.#change(key, value);
  }

  has(key: string): boolean {
    return this.#map.has(key);
  }

  get size(): number {
    return this.#map.size;
  }

  *entries(): MapIterator<[string, V]> {
    for (const [key, value] of this.#map) yield [key, this.#change(key, value)];
  }

  keys(): MapIterator<string> {
    return this.#map.keys();
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
