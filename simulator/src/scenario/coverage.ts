/** The parts of a plan that the runs of its scenarios reached. */
import type { Plan } from "@orchlang/plan";
import { attemptsOf, leavesSomething, routineAt } from "../exploration/plan-facts.ts";
import type { SimulatedRun } from "../simulate.ts";

/** The kinds of things that runs may have come to. */
export const covered = ["steps", "branches", "handlers", "undos", "checks"] as const;
/** One of the kinds. */
export type CoverageKind = (typeof covered)[number];

/** For one kind: the number of parts, and those that no run reached, as `routine/node…`. */
export interface CoverageOf {
  readonly all: number;
  readonly uncovered: readonly string[];
}
/** The coverage of each kind of part. */
export type ScenarioCoverage = Readonly<Record<CoverageKind, CoverageOf>>;

/** Over all runs of one plan together. */
export function coverageOf(plan: Plan, runs: readonly SimulatedRun[]): ScenarioCoverage {
  const seen = new Set(runs.flatMap(seenIn));
  const of = (places: readonly string[], kind: string): CoverageOf => ({
    all: places.length,
    uncovered: places.filter((place) => !seen.has(`${kind} ${place}`)),
  });
  const nodes = Object.values(plan.routines).flatMap((routine) =>
    routine.nodes.map((node) => ({ node, place: `${routine.name}/${node.id}` })),
  );
  return {
    steps: of(
      nodes.flatMap(({ node, place }) => (node.kind === "call" ? [place] : [])),
      "step",
    ),
    branches: of(
      nodes.flatMap(({ node, place }) =>
        node.kind === "branch" ? node.arms.map((_, arm) => `${place} way ${arm + 1}`) : [],
      ),
      "branch",
    ),
    handlers: of(
      nodes.flatMap(({ node, place }) =>
        "rescues" in node ? node.rescues.map((_, index) => `${place} else ${index + 1}`) : [],
      ),
      "handler",
    ),
    undos: of(
      nodes.flatMap(({ node, place }) =>
        attemptsOf(node).some(({ target, options }) => {
          if (!("capability" in target) || !leavesSomething(plan, target.capability)) return false;
          return (options.undo ?? plan.capabilities[target.capability]?.undo) !== undefined;
        })
          ? [place]
          : [],
      ),
      "undo",
    ),
    // Those that stand at a gate; what was proved is not decided again.
    checks: of(
      [...new Set(nodes.flatMap(({ node }) => attemptsOf(node).flatMap(({ checks }) => checks)))],
      "check",
    ),
  };
}

function seenIn({ events }: SimulatedRun): readonly string[] {
  return events.flatMap((event): readonly string[] => {
    switch (event.t) {
      case "Began":
        return [begun(event.intent.call), ...event.checks.map(({ check }) => `check ${check}`)];
      case "Asked":
        return event.intent === undefined ? [] : [begun(event.intent.call)];
      case "Entered":
        return [begun(event.call)];
      case "Branched":
        return [`branch ${routineAt(event.routine)}/${event.node} way ${event.took + 1}`];
      case "Settled": {
        const place = `${routineAt(event.call.routine)}/${event.call.node}`;
        const checks = (event.checks ?? []).map(({ check }) => `check ${check}`);
        return event.next === undefined || event.next === event.call.slot
          ? checks
          : [`handler ${place} else ${event.next.slice(4)}`, ...checks];
      }
      default:
        return [];
    }
  });
}

function begun({
  routine,
  node,
  slot,
}: {
  readonly routine: string;
  readonly node: string;
  readonly slot: string;
}) {
  return `${slot === "undo" ? "undo" : "step"} ${routineAt(routine)}/${node}`;
}
