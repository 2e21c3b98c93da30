import { shortName } from "@orchlang/analysis";
import type { Json, Manifest, Plan, PlanFile } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { Obligation, RuleSource } from "@orchlang/plan/rules";
import { isRule, previewOf } from "../preview/preview.ts";
import { boundChanges } from "./bounds.ts";
import { declarationChanges } from "./declarations.ts";
import { matchNodes, matchRoutines, type Pairs } from "./match.ts";
import type { Difference, DutyChange, Finding, ReachChange, StepChange } from "./model.ts";
import { type KeyPairs, ruleChanges } from "./rules.ts";
import { stepChanges, wholeChange } from "./steps.ts";

/** The correspondence of routines and nodes of an old and a new plan. */
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

/** The relevant difference between two plans. Both are plan files that were decoded or compiled. */
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

/** True if no run could show a difference. */
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

/** The changes of what a run may reach. Names as readers use them, untrusted text as `capability.parameter`. */
function reachChanges(
  old: Manifest & { readonly untrustedWords: readonly string[] },
  now: Manifest & { readonly untrustedWords: readonly string[] },
): readonly ReachChange[] {
  const compare = (
    of: ReachChange["of"],
    from: readonly string[],
    to: readonly string[],
  ): readonly ReachChange[] => [
    ...to.filter((name) => !from.includes(name)).map((name): ReachChange => ({ kind: "gained", of, name })),
    ...from.filter((name) => !to.includes(name)).map((name): ReachChange => ({ kind: "lost", of, name })),
  ];
  const short = (names: readonly string[]): readonly string[] => names.map(shortName);
  return [
    ...compare("scope", old.scopes, now.scopes),
    ...compare("address", old.addresses, now.addresses),
    // Public data is no reach.
    ...compare("data", old.labels.filter(isKept), now.labels.filter(isKept)),
    ...compare("tier", old.tiers, now.tiers),
    ...compare("untrusted text", old.untrustedWords, now.untrustedWords),
    ...compare("person", short(old.humans), short(now.humans)),
    ...compare("resource", short(old.pools), short(now.pools)),
    ...compare("failure", old.failures, now.failures),
    ...compare("capability", short(old.capabilities), short(now.capabilities)),
  ];
}

function isKept(label: string): boolean {
  return label !== "public";
}

/** True if a run reaches more than before: a reviewer would have to permit it anew. */
function widens({ kind, of }: ReachChange): boolean {
  return (
    kind === "gained" &&
    (of === "scope" || of === "address" || of === "data" || of === "tier" || of === "untrusted text")
  );
}

/**
 * The changed requirements of steps, capabilities and resources themselves, matched by their subject: ensured results,
 * releases of data, standing effects, times of holds. Consent is reported as a scope.
 */
function dutyChanges(old: PlanFile, now: PlanFile, keys: KeyPairs): readonly DutyChange[] {
  const olds = dutiesOf(old, (key) => keys.get(key) ?? key);
  const news = dutiesOf(now, (key) => key);
  const gone = [...olds].filter(([key]) => !news.has(key));
  const changed = [...news].flatMap(([key, { rule, verdict, source, evidence }]): readonly DutyChange[] => {
    const before = olds.get(key);
    if (before === undefined) {
      return [{ kind: "added", duty: rule, says: `${verdict}: ${evidence}`, releases: isRelease(source) }];
    }
    if (before.verdict === verdict) return [];
    return [
      { kind: "changed", duty: rule, says: `${before.verdict} → ${verdict}: ${evidence}`, releases: false },
    ];
  });
  return [
    ...changed,
    ...gone.map(
      ([, { rule }]): DutyChange => ({ kind: "lost", duty: rule, says: "no longer there", releases: false }),
    ),
  ];
}

type Duty = Obligation & { readonly evidence: string };

/** By what they speak of; what speaks twice of the same is counted. */
function dutiesOf({ plan, about }: PlanFile, mapped: (key: string) => string): ReadonlyMap<string, Duty> {
  const duties = new Map<string, Duty>();
  for (const obligation of plan.obligations) {
    const subject = isRule(obligation) ? undefined : subjectOf(obligation.source, mapped);
    if (subject === undefined) continue;
    let key = subject;
    for (let count = 2; duties.has(key); count++) key = `${subject} ${count}`;
    duties.set(key, { ...obligation, evidence: about.evidence[obligation.id] ?? "" });
  }
  return duties;
}

function subjectOf(source: RuleSource, mapped: (key: string) => string): string | undefined {
  if ("step" in source) return `${source.clause} ${mapped(source.step)}`;
  if ("pool" in source) return `${source.clause} ${shortName(source.pool)}`;
  if (!("capability" in source) || source.clause === "scope") return undefined;
  return `${source.clause} ${shortName(source.capability)} ${source.index}`;
}

/** Its author lifts what labels would have kept back. */
function isRelease(source: RuleSource): boolean {
  return "step" in source && (source.clause === "declassify" || source.clause === "endorse");
}
