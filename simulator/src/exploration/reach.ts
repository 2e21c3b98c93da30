/** The parts of a plan that runs have reached: its steps, the arms of its choices, its handlers. */

import type { RunEvent } from "@orchlang/kernel/run";
import type { Plan, Routine } from "@orchlang/plan";
import type { BlockId, Node } from "@orchlang/plan/nodes";
import type { SimulatedRun } from "../simulate.ts";
import type { FaultKind, SeenApproval } from "./case.ts";
import { kindsAt } from "./kinds.ts";
import { routineAt } from "./plan-facts.ts";

/** `routine/step`, `routine/when@1 way 2`, `routine/when@1 no way`, `routine/step else 1`. */
type PlaceName = string;

interface Place {
  readonly routine: Routine;
  readonly node: Node;
  /** For an arm: the block that it leads to, if any. */
  readonly way?: { readonly block: BlockId | undefined };
}

/** A place that no run comes to, whatever its data are and whatever goes wrong, and why. */
export interface ProvedUnreachable {
  readonly place: PlaceName;
  readonly why: string;
}

export class Reach {
  readonly #plan: Plan;
  readonly #places: ReadonlyMap<PlaceName, Place>;
  readonly #missing: Set<PlaceName>;
  /** Those that no run is to come to. One that a run has come to after all is none of them. */
  readonly #proved: ReadonlyMap<PlaceName, ProvedUnreachable>;
  /** Runs in which what is explored began. */
  started = 0;
  /** By role: which faults of its approvals some run had. */
  readonly #approvals = new Map<string, Map<FaultKind, boolean>>();
  /** Runs that completed. */
  completed = 0;

  constructor(plan: Plan, proved: readonly ProvedUnreachable[] = []) {
    this.#plan = plan;
    this.#places = placesOf(plan);
    this.#missing = new Set(this.#places.keys());
    this.#proved = new Map(
      proved.filter(({ place }) => this.#places.has(place)).map((one) => [one.place, one] as const),
    );
  }

  /** True if the run came where none had come before. */
  take(
    { state, events }: Pick<SimulatedRun, "state" | "events">,
    approvals: readonly SeenApproval[] = [],
  ): boolean {
    if (state.start !== undefined) this.started += 1;
    if (state.closed?.outcome.status === "completed") this.completed += 1;
    const before = this.#missing.size;
    if (before > 0) for (const event of events) this.#come(event);
    for (const approval of approvals) this.#approve(approval);
    return this.#missing.size < before;
  }

  #approve(approval: SeenApproval): void {
    const ofRole = this.#approvals.get(approval.role) ?? new Map<FaultKind, boolean>();
    for (const kind of kindsAt(this.#plan, approval).filter((one) => one !== "cancel"))
      ofRole.set(kind, ofRole.get(kind) === true || approval.fault === kind);
    this.#approvals.set(approval.role, ofRole);
  }

  /** Roles whose approval policies required, and whose refusal, or silence until its time is over, no run explored. */
  get granting(): readonly string[] {
    return [...this.#approvals]
      .flatMap(([role, ofRole]) => ([...ofRole.values()].every(Boolean) ? [] : [role]))
      .toSorted();
  }

  #come(event: RunEvent): void {
    switch (event.t) {
      case "Began":
      case "Deferred":
        this.#missing.delete(spotOf(event.intent.call));
        return;
      case "Asked":
        if (event.intent !== undefined) this.#missing.delete(spotOf(event.intent.call));
        return;
      case "Entered":
      case "Awaited":
        this.#missing.delete(spotOf(event.call));
        return;
      case "TimerSet":
        if (event.call !== undefined) this.#missing.delete(spotOf(event.call));
        return;
      case "Branched": {
        const spot = spotOf(event);
        this.#missing.delete(spot);
        this.#missing.delete(`${spot} ${armName(event.took)}`);
        const other = `${spot} else ${event.took}`;
        if (this.#places.get(other)?.node.kind === "hold") this.#missing.delete(other);
        return;
      }
      case "Settled": {
        const { call, next, status } = event;
        if (status === "completed") this.#missing.delete(spotOf(call));
        if (next !== undefined && next !== call.slot)
          this.#missing.delete(`${spotOf(call)} else ${next.slice(4)}`);
        return;
      }
      default:
        // Nothing to do.
        return;
    }
  }

  /** How many places no run came to, ways included, and may come to. */
  get left(): number {
    let left = this.#missing.size;
    for (const name of this.#proved.keys()) if (this.#missing.has(name)) left -= 1;
    return left;
  }

  /** Places proved unreachable, and reached by no run. */
  get unreachable(): readonly ProvedUnreachable[] {
    const names = new Set([...this.#proved.keys()].filter((name) => this.#missing.has(name)));
    return this.#listed(names).flatMap((name) => this.#proved.get(name) ?? []);
  }

  /** Places proved unreachable, and reached all the same: the proof is wrong. */
  get refuted(): readonly PlaceName[] {
    return [...this.#proved.keys()].filter((name) => !this.#missing.has(name));
  }

  /**
   * Places reached by no run and not proved unreachable. Arms of unreached choices are omitted, and arms that lead to
   * listed steps.
   */
  get missing(): readonly PlaceName[] {
    return this.#listed(this.#missing).filter((name) => !this.#proved.has(name));
  }

  #listed(names: ReadonlySet<PlaceName>): readonly PlaceName[] {
    const missing = [...names].map((name) => ({ name, place: this.#places.get(name) }));
    const steps = missing.flatMap(({ place }) =>
      place === undefined || place.way !== undefined ? [] : [place],
    );
    return missing.flatMap(({ name, place }) => {
      if (place?.way === undefined) return [name];
      const { routine, node, way } = place;
      const isKnown = steps.some(
        (step) => step.routine === routine && (step.node === node || standsIn(step, way.block)),
      );
      return isKnown || !this.#isCome(routine, node) ? [] : [name];
    });
  }

  /** Rules that speak only of what no run came to. */
  get untried(): readonly string[] {
    const rules = this.#plan.obligations.flatMap(({ source, nodes }) => {
      const name = "guardrail" in source ? source.guardrail : "policy" in source ? source.policy : undefined;
      return name === undefined || nodes.length === 0 ? [] : [{ name, nodes }];
    });
    const byName = Map.groupBy(rules, ({ name }) => name);
    return [...byName].flatMap(([name, ofIt]) =>
      ofIt.every(({ nodes }) => nodes.every((node) => this.#missing.has(node))) &&
      ofIt.some(({ nodes }) => nodes.some((node) => !this.#proved.has(node)))
        ? [name]
        : [],
    );
  }

  #isCome(routine: Routine, node: Node): boolean {
    const spot = `${routine.name}/${node.id}`;
    if (this.#places.has(spot)) return !this.#missing.has(spot);
    return [...this.#places.keys()].some((name) => name.startsWith(`${spot} `) && !this.#missing.has(name));
  }
}

function standsIn({ routine, node }: Place, block: BlockId | undefined): boolean {
  for (let at: BlockId | undefined = node.block; at !== undefined; ) {
    if (at === block) return true;
    const owner = routine.blocks.find(({ id }) => id === at)?.owner;
    at = routine.nodes.find(({ id }) => id === owner)?.block;
  }
  return false;
}

function placesOf({ routines }: Plan): ReadonlyMap<PlaceName, Place> {
  const all = Object.values(routines).flatMap((routine) =>
    routine.nodes.flatMap((node): readonly (readonly [PlaceName, Place])[] => {
      const spot = `${routine.name}/${node.id}`;
      const own = isStep(node) ? [[spot, { routine, node }] as const] : [];
      const ways = waysOut(node).map(
        ([name, block]) => [`${spot} ${name}`, { routine, node, way: { block } }] as const,
      );
      return [...own, ...ways];
    }),
  );
  return new Map(all);
}

function isStep({ kind }: Node): boolean {
  return kind === "call" || kind === "quorum" || kind === "wait" || kind === "loop" || kind === "race";
}

function waysOut(node: Node): readonly (readonly [string, BlockId | undefined])[] {
  switch (node.kind) {
    case "branch": {
      const arms = node.arms.map(({ block }, arm) => [armName(arm), block] as const);
      const covers = node.subject !== undefined || node.arms.at(-1)?.condition === undefined;
      return covers ? arms : [...arms, [armName(-1), undefined]];
    }
    case "hold":
      return node.otherwise === undefined ? [] : [["else 1", node.otherwise]];
    case "call":
    case "quorum":
    case "wait":
    case "loop":
    case "race":
      return node.rescues.map(
        (rescue, at) => [`else ${at + 1}`, "block" in rescue ? rescue.block : undefined] as const,
      );
    default:
      return [];
  }
}

function armName(arm: number): string {
  return arm < 0 ? "no way" : `way ${arm + 1}`;
}

function spotOf({ routine, node }: { readonly routine: string; readonly node: string }): PlaceName {
  return `${routineAt(routine)}/${node}`;
}
