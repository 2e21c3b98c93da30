import type { Compliance, Moderation, Verdict } from "../../server/types.ts";

type Place = { readonly workflow: string; readonly steps: readonly string[] };

/** A rule over all plans: those in which it is proved, checked or refused, and its decisions in runs. */
export type RuleRow = Readonly<Record<Verdict["verdict"], readonly Place[]>> & {
  readonly rule: string;
  readonly severity: Verdict["severity"];
  /** Left out: it was not asked. */
  readonly counted?: Moderation["rules"][number];
};

const gravity = { refused: 0, checked: 1, proved: 2 } as const;

/** Rules of one name and severity together: refused ones first, then those that are checked in runs. */
export function byRule(plans: readonly Compliance[], counted: Moderation["rules"]): readonly RuleRow[] {
  const all = plans.flatMap(({ workflow, rules }) => rules.map((one) => ({ workflow, ...one })));
  const groups = Map.groupBy(all, ({ rule, severity }) => `${severity} ${rule}`);
  const rows = [...groups.values()].flatMap((group): readonly RuleRow[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { rule, severity } = first;
    const result = counted.find((one) => one.rule === rule);
    const places = (verdict: Verdict["verdict"]): readonly Place[] =>
      group.filter((one) => one.verdict === verdict).map(({ workflow, steps }) => ({ workflow, steps }));
    return [
      {
        ...{ rule, severity },
        ...{ proved: places("proved"), checked: places("checked"), refused: places("refused") },
        ...(result === undefined ? {} : { counted: result }),
      },
    ];
  });
  const gravityOf = ({ refused, checked }: RuleRow): number =>
    refused.length > 0 ? gravity.refused : checked.length > 0 ? gravity.checked : gravity.proved;
  return rows.toSorted(
    (one, other) => gravityOf(one) - gravityOf(other) || one.rule.localeCompare(other.rule, "en"),
  );
}

export function totalOf(plans: readonly Compliance[], verdict: Verdict["verdict"]): number {
  return plans.reduce((sum, plan) => sum + plan[verdict], 0);
}
