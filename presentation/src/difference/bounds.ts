import { shortName } from "@orchlang/analysis";
import type { Bounds, Limit, Money, Plan } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { compareMoney, formatDuration, formatMoney, ratioOfMoney } from "@orchlang/plan/quantities";
import type { Resource } from "@orchlang/plan/rules";
import { quantityText } from "../explain/rule-text.ts";
import { countText, energyText } from "../preview/measures.ts";
import type { BoundChange } from "./model.ts";

/** The changed bounds of a whole run: cost and time. */
export function boundChanges(old: Plan, now: Plan): readonly BoundChange[] {
  const [from, to] = [old.bounds, now.bounds];
  const changes = [
    moneyChange("worst", from.cost.worst, to.cost.worst),
    moneyChange("best", { value: from.cost.best }, { value: to.cost.best }),
    ...numberChanges("time", from.latency, to.latency, formatDuration),
    ...numberChanges("energy", from.energy, to.energy, energyText),
    ...numberChanges("tokens", from.tokens, to.tokens, countText),
  ];
  return changes.flatMap((change) => {
    if (change === undefined) return [];
    return [change.end === "worst" ? { ...change, within: keptLimits(now, change.of) } : change];
  });
}

function moneyChange(end: BoundChange["end"], from: Limit<Money>, to: Limit<Money>): BoundChange | undefined {
  if ("value" in from && "value" in to) {
    if (from.value.currency !== to.value.currency) {
      // The compiler does not compare amounts of two currencies: a build that checks the cost stops.
      return {
        of: "cost",
        end,
        from: formatMoney(from.value),
        to: formatMoney(to.value),
        direction: "up",
        within: [],
      };
    }
    const order = compareMoney(from.value, to.value);
    if (order === 0) return undefined;
    const ratio = from.value.amount === "0" ? undefined : ratioOfMoney(to.value, from.value);
    return changeOf("cost", end, [formatMoney(from.value), formatMoney(to.value)], order < 0, ratio);
  }
  return unboundedChange("cost", end, from, to, formatMoney);
}

function numberChanges(
  of: BoundChange["of"],
  from: Bounds["energy"],
  to: Bounds["energy"],
  text: (value: number) => string,
): readonly (BoundChange | undefined)[] {
  const one = (
    end: BoundChange["end"],
    left: Limit<number>,
    right: Limit<number>,
  ): BoundChange | undefined => {
    if (!("value" in left && "value" in right)) return unboundedChange(of, end, left, right, text);
    if (left.value === right.value) return undefined;
    const ratio = left.value === 0 ? undefined : right.value / left.value;
    return changeOf(of, end, [text(left.value), text(right.value)], left.value < right.value, ratio);
  };
  return [one("worst", from.worst, to.worst), one("best", { value: from.best }, { value: to.best })];
}

function unboundedChange<T>(
  of: BoundChange["of"],
  end: BoundChange["end"],
  from: Limit<T>,
  to: Limit<T>,
  text: (value: T) => string,
): BoundChange | undefined {
  if ("value" in from === "value" in to) return undefined;
  const word = (limit: Limit<T>): string => ("value" in limit ? text(limit.value) : "no bound");
  return changeOf(of, end, [word(from), word(to)], "value" in from, undefined);
}

function changeOf(
  of: BoundChange["of"],
  end: BoundChange["end"],
  [from, to]: readonly [string, string],
  up: boolean,
  ratio: number | undefined,
): BoundChange {
  const change: BoundChange = { of, end, from, to, direction: up ? "up" : "down", within: [] };
  return ratio === undefined ? change : { ...change, by: shareText(Math.abs(ratio - 1)) };
}

function shareText(share: number): string {
  const percent = share * 100;
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(1))} %`;
}

/** The limits that are proved to hold of it: `affordable ($1)`. */
function keptLimits(
  { obligations, guardrails, goals, routines, entry }: Plan,
  of: BoundChange["of"],
): readonly string[] {
  const resource: Resource = of === "time" ? "latency" : of;
  const text = (limit: Expression): string => quantityText(resource, limit);
  const kept = obligations.flatMap(({ source, verdict }): readonly string[] => {
    if (verdict !== "proved") return [];
    if ("guardrail" in source) {
      const rule = guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule];
      return rule?.kind === "bound" && rule.of === resource
        ? [`${shortName(source.guardrail)} (${text(rule.limit)})`]
        : [];
    }
    if (!("goal" in source) || source.clause !== "budget") return [];
    // The budget of a called goal is no limit of the whole.
    if (source.goal !== entry && source.goal !== routines[entry]?.achieves) return [];
    const budget = goals[source.goal]?.budget[source.index];
    return budget?.of === resource ? [`${shortName(source.goal)}'s budget (${text(budget.limit)})`] : [];
  });
  return [...new Set(kept)];
}
