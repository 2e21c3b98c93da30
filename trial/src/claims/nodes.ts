import type { Plan } from "@orchlang/plan";
import type { Resource } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Claim, Monitor, Played } from "../claim.ts";
import { type Act, actsOf, placeAt } from "./acts.ts";
import { outsideCharges, outsideTimes } from "./assumptions.ts";
import { assumedByBounds, isMore, quantityText, resources, worstOf } from "./bounded.ts";
import { type Amounts, chargesOf, sumOf } from "./charges.ts";
import type { Call } from "./journal.ts";
import { nodesAround } from "./layout.ts";

/** The printed bound of each step: all attempts and handlers, called plans included. Compensation belongs to the plan. */
export const nodes: Monitor = ({ file: { plan } }) => {
  // Work that is repeated after a process death counts for the run.
  const assumes = [...assumedByBounds(plan), "no redispatch"] as const;
  return resources.map((of): Claim => {
    const outside = of === "latency" ? outsideTimes(assumes) : outsideCharges(assumes);
    return {
      kind: of,
      says: `the printed ${of} of each step`,
      breach: (played) => {
        if (outside(played) !== undefined) return undefined;
        const says = of === "latency" ? tooLong(plan, played) : tooMuch(plan, played, of);
        return says === undefined ? undefined : { says };
      },
    };
  });
};

function boundOf(plan: Plan, name: string, of: Resource): ReturnType<typeof worstOf> {
  const [routine = "", node = ""] = name.split("/");
  const bounds = plan.routines[routine]?.nodeBounds[node];
  return bounds === undefined ? undefined : worstOf(bounds, of);
}

function tooMuch(plan: Plan, { run }: Played, of: Exclude<Resource, "latency">): string | undefined {
  const charges = chargesOf(run).flatMap((charge) => {
    if (charge.role !== "do" && charge.role !== "hold") return [];
    // The next plan of a goal goes on with what it has taken over, by its own retries.
    const act = charge.role === "do" ? actOf(run, charge.seq) : undefined;
    return [act === undefined ? charge : { ...charge, call: placeAt(act, run.events.length) }];
  });
  for (const [{ name }, all] of grouped(plan, charges)) {
    const used = sumOf(plan, all satisfies readonly Amounts[])[of];
    const worst = boundOf(plan, name, of);
    if (worst !== undefined && isMore(used, worst))
      return `${name} was charged ${quantityText(of, used)}, and ${quantityText(of, worst)} is the most`;
  }
  return undefined;
}

function actOf(run: SimulatedRun, seq: number): Act | undefined {
  return actsOf(run).find(({ begins }) => begins.some((begin) => begin.seq === seq));
}

/** From its first beginning to its last end: what it waited for before and after is left out. */
function tooLong(plan: Plan, { run }: Played): string | undefined {
  const spans = spansOf(run);
  for (const [{ name }, all] of grouped(plan, spans, true)) {
    // Inside of others something may wait for what stands around them, and that is no part of them.
    const [routine = "", id = ""] = name.split("/");
    const node = plan.routines[routine]?.nodes.find((each) => each.id === id);
    if (node?.kind !== "call" || node.rescues.some((rescue) => "block" in rescue)) continue;
    const took = Math.max(...all.map(({ to }) => to)) - Math.min(...all.map(({ from }) => from));
    const worst = boundOf(plan, name, "latency");
    if (worst !== undefined && isMore(took, worst))
      return `${name} took ${quantityText("latency", took)}, and ${quantityText("latency", worst)} is the most`;
  }
  return undefined;
}

interface Span {
  readonly call: Call;
  readonly from: number;
  readonly to: number;
}

function spansOf(run: SimulatedRun): readonly Span[] {
  return actsOf(run).flatMap((act): Span[] => {
    const [begin] = act.begins;
    if (begin === undefined || act.end === undefined || (act.role !== "do" && act.role !== "plan")) return [];
    // Calls that the next plan of a goal took over were made before; a plan without result is undone in the end.
    if (act.places.length > 1 || (act.role === "plan" && act.end.status !== "completed")) return [];
    return [{ call: placeAt(act, begin.seq), from: begin.at, to: act.end.at }];
  });
}

/** By each node, in each of its rounds, that something belongs to; `own`: of its plan alone. */
function grouped<T extends { readonly call: Call }>(
  plan: Plan,
  items: readonly T[],
  own = false,
): ReadonlyMap<{ readonly name: string }, readonly T[]> {
  const results = new Map<string, { readonly name: string; readonly items: T[] }>();
  for (const item of items) {
    for (const { id, name, path } of nodesAround(plan, item.call)) {
      if (own && path !== item.call.routine) continue;
      const group = results.get(id) ?? { name, items: [] };
      group.items.push(item);
      results.set(id, group);
    }
  }
  return new Map([...results.values()].map((group) => [{ name: group.name }, group.items] as const));
}
