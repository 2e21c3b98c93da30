import type { Expression } from "@orchlang/plan/expressions";
import type { Action } from "@orchlang/plan/rules";
import { some } from "../../facts/choice.ts";
import type { Known } from "../../facts/formula.ts";
import { implies } from "../../facts/implication.ts";
import { casesOf, type PlanCall } from "../../graph/called-cases.ts";
import { completionsOf } from "../../graph/completions.ts";
import type { Located } from "../../tree.ts";
import type { Occurrence } from "../occurrence.ts";
import type { Run } from "../run.ts";
import type { Available } from "./available.ts";

/* Whether something stands in any case, by what is known and by what called plans say. */

/** A place, or the end of a round, and what is known there. */
export interface Asked {
  readonly run: Pick<Run, "analysis">;
  readonly firsts: readonly Action[];
  readonly facts: readonly Expression[];
  readonly known: Known;
  /** Whether a call has settled by then, in every run in which it is on. */
  isOver(located: Located): boolean;
}

/** Beyond so many choices of how calls end it is left open. */
export const casesMax = 64;

/** The number of calls that are tried one by one. */
const alonesMax = 32;

/** Those of which one always stands; the one alone, where one does. */
export function provedBy(asked: Asked, available: Available): readonly Occurrence[] | undefined {
  if (available.size === 0) return undefined;
  const { facts, known } = asked;
  const stands = (conditions: readonly Expression[]) => implies(facts, some(conditions), known);
  const whole = stands([...available.values()]);
  // A question that is too large as a whole may still be decided for one of them.
  if (whole !== false) {
    const alone = [...available].find(([, condition]) => stands([condition]) === true);
    if (alone !== undefined) return alone[0].by;
    if (whole === true) return [...available.keys()].flatMap(({ by }) => by);
  }
  return provedByCalls(asked, available);
}

/** The calls after which something stands however they end, together with what the plan itself did. */
function provedByCalls(
  { run, firsts, facts, known, isOver }: Asked,
  available: Available,
): readonly Occurrence[] | undefined {
  const seen = [...available.keys()].flatMap(({ by, call }) =>
    call !== undefined && isOver(call.located) ? [{ by, call }] : [],
  );
  const isProved = (calls: readonly PlanCall[]): boolean => {
    const cases = casesOf(calls, (called) => completionsOf(run, called, firsts), casesMax);
    return (
      cases?.every(({ facts: more, within }) => {
        const goal = some([...available.values()].map(within));
        return implies([...facts.map(within), ...more], goal, known) === true;
      }) === true
    );
  };
  // The nearest is the likeliest.
  const alone = seen.slice(-alonesMax).findLast(({ call }) => isProved([call]));
  if (alone !== undefined) return alone.by;
  const together = seen.map(({ call }) => call);
  return together.length > 1 && isProved(together) ? seen.flatMap(({ by }) => by) : undefined;
}
