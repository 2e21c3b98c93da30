import type { Obligation, PlanFile, RuleSource } from "@orchlang/plan";
import { shortName } from "../4-analyse/words.ts";
import { isRule } from "../preview/preview.ts";
import type { DutyChange } from "./model.ts";
import type { KeyPairs } from "./rules.ts";

/**
 * What steps, capabilities and resources ask by themselves, matched by what they speak of: results that are as ensured,
 * data that is released, what stays standing, how long something is held. Consent is told as a scope.
 */
export function dutyChanges(old: PlanFile, now: PlanFile, keys: KeyPairs): readonly DutyChange[] {
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
