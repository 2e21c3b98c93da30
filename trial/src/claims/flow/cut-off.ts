import type { Plan } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Difference } from "./observe.ts";
import { isEqual } from "./released.ts";
import { type Call, routineOf, siteOf } from "./site.ts";

type Event = SimulatedRun["events"][number];
type Region = Extract<Event, { t: "Unwinding" }>["region"];

/**
 * Whether a call is lacking since something beside it, which it does not wait for, has failed first. That tells of an
 * order in time alone (semantics, rule 51): rules count it, clearances do not.
 */
export function isCutOffBeside(
  plan: Plan,
  { lacks, call }: Difference,
  one: SimulatedRun,
  other: SimulatedRun,
) {
  if (lacks === undefined) return false;
  const { events } = lacks === "first" ? one : other;
  return events.some((event, at) => {
    if (event.t !== "Unwinding" || !covers(plan, event.region, call)) return false;
    const { routine } = event.region;
    const own = { ...call, routine, node: stepIn(routine, call) };
    // The statements around the call fail with the failure inside it.
    const failed = events
      .slice(0, at)
      .findLast(
        (before) =>
          before.t === "Settled" &&
          before.status === "failed" &&
          before.call.routine === routine &&
          !isWithin(plan, own, before.call.node),
      );
    if (failed?.t !== "Settled") return false;
    return isInOtherRound(call, failed.call) || !waitsFor(plan, own, failed.call.node);
  });
}

/**
 * True if a call is lacking since what it waits for waited itself, and was broken off before that came true: for a clearance
 * conditions count alone (semantics, rule 48), and not that a wait came true.
 */
export function isBehindAWait(
  plan: Plan,
  { lacks, call }: Difference,
  one: SimulatedRun,
  other: SimulatedRun,
): boolean {
  if (lacks === undefined) return false;
  const { events } = lacks === "first" ? one : other;
  const completed = new Set(
    events.flatMap((event) =>
      event.t === "Settled" && event.status === "completed" ? [siteOf(event.call)] : [],
    ),
  );
  return events.some((event) => {
    if (event.t !== "Awaited" || event.call === undefined || completed.has(siteOf(event.call))) return false;
    const { routine, node } = event.call;
    if (call.routine !== routine && !call.routine.startsWith(`${routine}/`)) return false;
    return waitsFor(plan, { ...call, routine, node: stepIn(routine, call) }, node);
  });
}

/**
 * True if a call is lacking since another branch of its race was first, or others of its quorum have agreed before it: rules
 * count that, clearances do not.
 */
export function isBehindAWinner(
  plan: Plan,
  { lacks, call }: Difference,
  one: SimulatedRun,
  other: SimulatedRun,
): boolean {
  if (lacks === undefined) return false;
  return (lacks === "first" ? one : other).events.some((event) => {
    if (event.t === "Unwinding") return event.why === "lost the race" && covers(plan, event.region, call);
    const isAsk = event.t === "Settled" && event.status === "cancelled" && call.slot.startsWith("ask");
    return isAsk && siteOf(event.call) === siteOf(call);
  });
}

/** True if they are in two rounds of one loop: what waits for something waits for that of its own round. */
function isInOtherRound({ site: { loops: own } }: Call, { site: { loops: other } }: Call): boolean {
  const at = own.findIndex((round, nth) => !isEqual([...round], [...(other[nth] ?? [])]));
  return at >= 0 && own[at]?.[0] === other[at]?.[0];
}

/** True if a statement, or what it stands in, waits for another, by itself or through others. */
function waitsFor(plan: Plan, at: Call, other: string): boolean {
  const { nodes = [], blocks = [] } = plan.routines[routineOf(plan, at)] ?? {};
  const owners = new Map(blocks.map(({ id, owner }) => [id, owner]));
  const byId = new Map<string, Node>(nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const open = [at.node];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === other) return true;
    const node = byId.get(id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    open.push(...node.needs.map((need) => need.node));
    const owner = owners.get(node.block);
    if (owner !== undefined) open.push(owner);
  }
  return false;
}

/** The statement of a routine that a call is, or is made by. */
function stepIn(routine: string, call: Call): string {
  return call.routine === routine ? call.node : (call.routine.slice(routine.length + 1).split(">")[0] ?? "");
}

/** True if a call stands in what is stopped: in a round, in a branch of a race, or in what that calls. */
export function covers(plan: Plan, region: Region, call: Call): boolean {
  const { routine, site, node } = region;
  const isHere = call.routine === routine;
  if (!isHere && !call.routine.startsWith(`${routine}/`)) return false;
  if (site.plan !== call.site.plan && isHere) return false;
  const isRound = site.loops.every((round, nth) => isEqual([...round], [...(call.site.loops[nth] ?? [])]));
  if (!isRound) return false;
  return node === undefined || isWithin(plan, { routine, site, node: stepIn(routine, call) }, node);
}

function isWithin(plan: Plan, from: Pick<Call, "routine" | "site" | "node">, node: string): boolean {
  const { nodes = [], blocks = [] } = plan.routines[routineOf(plan, from)] ?? {};
  for (let at: string | undefined = from.node; at !== undefined; ) {
    if (at === node) return true;
    const block = nodes.find(({ id }) => id === at)?.block;
    at = blocks.find(({ id }) => id === block)?.owner;
  }
  return false;
}
