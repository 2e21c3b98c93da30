import type { Resource } from "@orchlang/plan/rules";
import type { Claim, Monitor, Played } from "../claim.ts";
import { actsOf, placeAt } from "./acts.ts";
import { outsideCharges, outsideCounts } from "./assumptions.ts";
import { isMore, quantityText, type UpperBound, upperBounds } from "./bounded.ts";
import { chargesOf, sumOf } from "./charges.ts";
import { numberOf } from "./journal.ts";
import { type ProvedRule, type RuleOf, ruleClaims } from "./rules.ts";
import { begins } from "./truth.ts";

type Spendable = Exclude<Resource, "latency">;

/** `cost <= q` and its like: what is charged, undoing included, is never more. */
export const spending: Monitor = (subject) =>
  upperBounds(subject).flatMap((bound): Claim[] => {
    const { of } = bound;
    if (of === "latency") return [];
    return [
      {
        kind: of,
        says: bound.says,
        breach: (played) => {
          const says = breach(bound, of, played);
          return says === undefined ? undefined : { says };
        },
      },
    ];
  });

function breach(bound: UpperBound, of: Spendable, played: Played): string | undefined {
  if (outsideCharges(bound.assumes)(played) !== undefined) return undefined;
  const { run } = played;
  for (const { limit, stretch } of bound.limits(run)) {
    const charges = chargesOf(run).filter(({ call, seq }) => stretch.has(call, seq));
    const used = sumOf(run.file.plan, charges)[of];
    if (isMore(used, limit))
      return `${stretch.name} was charged ${quantityText(of, used)}, and ${quantityText(of, limit)} is the most`;
  }
  return undefined;
}

/** `at most n A [per D]`: no window has more than n begins of A, every attempt of it counted. */
export const count: Monitor = (subject) => ruleClaims(subject, "count", ["atMost"], countBreach);

function countBreach(
  { rule, part, obligation }: ProvedRule<RuleOf<"atMost">>,
  played: Played,
): string | undefined {
  if (outsideCounts(obligation.assumes)(played) !== undefined) return undefined;
  const { run } = played;
  const window = rule.per === undefined ? Number.POSITIVE_INFINITY : numberOf(rule.per, {});
  if (window === undefined) return undefined;
  const times = new Map<string, number[]>();
  for (const act of actsOf(run)) {
    for (const begin of act.begins) {
      const name = part.of(placeAt(act, begin.seq));
      if (name === undefined || !begins(run, rule.of, act, begin)) continue;
      times.set(name, [...(times.get(name) ?? []), begin.at]);
    }
  }
  for (const all of times.values()) {
    all.sort((one, other) => one - other);
    // A window is open at one end: what begins a whole D later lies in the next.
    const first = all.find((from, place) => (all[place + rule.count] ?? Number.NaN) - from < window);
    if (first !== undefined) {
      const many = all.filter((at) => at >= first && at - first < window).length;
      return `it began ${many} times within ${window === Number.POSITIVE_INFINITY ? "the run" : `${window} ms`}, and ${rule.count} are the most`;
    }
  }
  return undefined;
}
