import { canonical, type Json, type Plan, type PlanFile } from "@orchlang/plan";
import { shortName } from "../4-analyse/words.ts";
import { previewOf } from "../preview/preview.ts";
import { boundChanges } from "./bounds.ts";
import { declarationChanges } from "./declarations.ts";
import { dutyChanges } from "./duties.ts";
import { matchNodes, matchRoutines, type Pairs } from "./match.ts";
import type { Difference, Finding, StepChange } from "./model.ts";
import { reachChanges, widens } from "./reach.ts";
import { type KeyPairs, ruleChanges } from "./rules.ts";
import { stepChanges, wholeChange } from "./steps.ts";

/** Which routines and nodes of an old plan are which of a new one. */
export interface Match {
  /** Old routine to new routine. */
  readonly routines: ReadonlyMap<string, string>;
  /** By the old routine. */
  readonly nodes: ReadonlyMap<string, Pairs>;
}

export function matchPlans(old: Plan, now: Plan): Match {
  const routines = matchRoutines(old, now);
  const nodes = new Map<string, Pairs>();
  for (const [from, to] of routines) {
    const [before, after] = [old.routines[from], now.routines[to]];
    if (before !== undefined && after !== undefined) nodes.set(from, matchNodes(before, after));
  }
  return { routines, nodes };
}

/** What matters of how a plan is otherwise than it was. Both are plan files that were decoded or compiled. */
export function differenceOf(earlier: PlanFile, later: PlanFile): Difference {
  const [old, now] = [inOrder(earlier), inOrder(later)];
  const match = matchPlans(old.plan, now.plan);
  const [before, after] = [previewOf(old), previewOf(now)];
  const difference = {
    name: after.name,
    ...(before.name === after.name ? {} : { was: before.name }),
    from: old.id,
    to: now.id,
    steps: allStepChanges(old.plan, now.plan, match),
    bounds: boundChanges(old.plan, now.plan),
    reach: reachChanges(
      { ...old.plan.manifest, untrustedWords: before.untrusted },
      { ...now.plan.manifest, untrustedWords: after.untrusted },
    ),
    rules: ruleChanges(old, now, keysOf(match)),
    duties: dutyChanges(old, now, keysOf(match)),
    declarations: declarationChanges(old.plan, now.plan),
  };
  return { ...difference, findings: findingsOf(difference, old.plan, now.plan) };
}

/** As it is read from a file: what has just been compiled has its records in the order of the text. */
function inOrder(file: PlanFile): PlanFile {
  return { ...file, plan: JSON.parse(canonical(file.plan as unknown as Json)) as Plan };
}

/** Nothing that a run could tell. */
export function isSame({ from, to }: Difference): boolean {
  return from === to;
}

function allStepChanges(old: Plan, now: Plan, { routines, nodes }: Match): readonly StepChange[] {
  const kept = new Set(routines.values());
  const compared = [...routines].flatMap(([from, to]) => {
    const [before, after] = [old.routines[from], now.routines[to]];
    if (before === undefined || after === undefined) return [];
    return stepChanges({ old, now }, before, after, nodes.get(from) ?? new Map());
  });
  const added = Object.values(now.routines).filter(({ name }) => !kept.has(name));
  const removed = Object.values(old.routines).filter(({ name }) => !routines.has(name));
  return [
    ...compared,
    ...added.flatMap((routine) => routine.nodes.map((node) => wholeChange("added", now, routine, node))),
    ...removed.flatMap((routine) => routine.nodes.map((node) => wholeChange("removed", old, routine, node))),
  ];
}

function keysOf({ routines, nodes }: Match): KeyPairs {
  const keys = new Map<string, string>();
  for (const [from, pairs] of nodes) {
    for (const [node, other] of pairs) keys.set(`${from}/${node}`, `${routines.get(from) ?? ""}/${other}`);
  }
  return keys;
}

function findingsOf(
  { bounds, reach, rules, duties, declarations }: Omit<Difference, "findings">,
  old: Plan,
  now: Plan,
): readonly Finding[] {
  const costs = bounds.filter(
    ({ of, end, direction }) => of === "cost" && end === "worst" && direction === "up",
  );
  const lost = rules.filter(({ kind }) => kind === "lost" || kind === "weakened");
  return [
    ...costs.map(({ from, to }): Finding => ({ kind: "cost-up", because: `worst cost ${from} → ${to}` })),
    ...reach
      .filter(widens)
      .map(({ of, name }): Finding => ({ kind: "scope-gained", because: `${of} ${name}` })),
    ...lost.map(({ rule, says }): Finding => ({ kind: "guard-lost", because: `${rule}: ${says}` })),
    ...duties
      .filter(({ releases }) => releases)
      .map(({ duty, says }): Finding => ({ kind: "guard-lost", because: `${duty}: ${says}` })),
    ...declarations
      .filter(({ weaker }) => weaker)
      .map(({ of, says }): Finding => ({ kind: "guard-lost", because: `${of}: ${says}` })),
    ...uncovered(old, now),
  ];
}

/** Risky capabilities that have more ways without a guard than they had. */
function uncovered({ coverage: old }: Plan, { coverage: now }: Plan): readonly Finding[] {
  return now.capabilities.flatMap(({ capability, paths, guarded }) => {
    const before = old.capabilities.find((each) => shortName(each.capability) === shortName(capability));
    const open = paths - guarded;
    if (open === 0 || (before !== undefined && open <= before.paths - before.guarded)) return [];
    const ways = `${open} of ${paths} ${paths === 1 ? "way" : "ways"} to ${shortName(capability)}`;
    return [{ kind: "guard-lost", because: `no rule guards ${ways}` } as const];
  });
}
