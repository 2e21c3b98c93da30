import { calleesFirst, callersFirst } from "@orchlang/checker";
import type { GuardrailRule } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../../analysis.ts";
import { not } from "../../facts/logic.ts";
import { isFalse } from "../../facts/met.ts";
import { contextsFrom, perRoutine } from "../../graph/call-graph.ts";
import { isComeTo } from "../../graph/come-to.ts";
import { isUnreachable } from "../../graph/reachability.ts";
import { selects } from "../../selects.ts";
import { betterOf, worseOf } from "../finding.ts";
import type { GuardrailSite } from "../guardrail.ts";
import { leadsTo } from "../in-reach.ts";
import { type Occurrence, occurrencesIn } from "../occurrence.ts";
import type { Run } from "../run.ts";
import { guardsIn } from "./guard.ts";
import type { Guarded, OrderRule, Place } from "./missing.ts";
import { conditionOf } from "./standing.ts";

/* Where what a rule of order asks about can begin, and whether what has to come first stands there. */

export function orderRule(rule: GuardrailRule & { readonly kind: "before" | "preceded" }): OrderRule {
  return rule.kind === "before"
    ? { second: rule.second, firsts: [rule.first] }
    : { second: rule.every, firsts: rule.by };
}

/**
 * Those of a plan and of all that it calls. Each plan is looked into once, and is handed what the worst of the ways to
 * it leaves open: ways may be many where plans call plans.
 */
export function placesOf(site: GuardrailSite, rule: OrderRule): readonly Place[] {
  const { run, root, guardrail } = site;
  const below = (routine: AnalysedRoutine): readonly AnalysedRoutine[] => leadsTo(run, routine, guardrail);
  const inText = callersFirst([root], below);
  // A search for mistakes alone has not looked for proofs.
  const question = `${run.mistakesOnly === true ? "unguarded" : "all"} places ${JSON.stringify(rule)}`;
  const places = new Map(inText.map((routine) => [routine, ownPlaces(run, routine, rule, question)]));
  // A check at run time is no mistake, whatever precedes the calls that lead there.
  const isSettled = ({ verdict }: Guarded): boolean =>
    verdict === "proved" || (run.mistakesOnly === true && verdict === "checked");
  const open = new Set<AnalysedRoutine>();
  for (const routine of calleesFirst([root], below)) {
    const isOpen = places.get(routine)?.some(({ guarded }) => !isSettled(guarded)) === true;
    if (isOpen || below(routine).some((called) => open.has(called))) open.add(routine);
  }
  const outer = contextsFrom<Guarded>(run.analysis, root, {
    below: (routine) => below(routine).filter((each) => open.has(each)),
    isReached: ({ caller, linked }) => !isUnreachable(run.analysis, caller, linked),
    from: (routine, around) => {
      const guards = guardsIn(run, routine, rule.firsts);
      return ({ linked, slot }) => {
        const here = guards(linked, [], slot);
        return around === undefined ? here : betterOf(here, around);
      };
    },
    join: worseOf,
  });
  return inText.flatMap((routine) => {
    const around = outer.get(routine);
    const own = places.get(routine) ?? [];
    if (routine === root) return own;
    return own.map((place) => {
      const guarded =
        around === undefined
          ? place.guarded
          : betterOf(place.guarded, whileUndoing(run, rule, around, place));
      const isOff = !isSettled(guarded) && !isComeTo(run.analysis, root, place);
      return { ...place, guarded: isOff ? { verdict: "proved", by: [] } : guarded };
    });
  });
}

/** The places of a plan's own statements. */
function ownPlaces(run: Run, routine: AnalysedRoutine, rule: OrderRule, question: string): readonly Place[] {
  return perRoutine(run.analysis, question, routine, () => findPlaces(run, routine, rule));
}

function findPlaces(run: Run, routine: AnalysedRoutine, rule: OrderRule): readonly Place[] {
  const occurrences = occurrencesIn(run.analysis, routine, rule.second.selector);
  if (occurrences.length === 0) return [];
  const guards = guardsIn(run, routine, rule.firsts);
  return occurrences.map((occurrence): Place => {
    const { linked, slot, way } = occurrence;
    const begins =
      rule.second.when === undefined ? [] : [conditionOf(not(isFalse(rule.second.when)), occurrence)];
    const guarded = whileUndoing(run, rule, guards(linked, begins, slot), occurrence);
    return { routine, linked, slot, way, guarded: atSlot(guarded, occurrence) };
  });
}

/**
 * A call that is undone or confirmed was begun before. Whether it had to be guarded is left to its gate, except where
 * the action can never be available: the run would wait for an operator each time.
 */
function atSlot(guarded: Guarded, occurrence: Occurrence): Guarded {
  if (guarded.verdict !== "refused" || !isAbout(occurrence)) return guarded;
  if (guarded.missing.every(({ why }) => why === "other side" || why === "other round")) return guarded;
  return { verdict: "checked", because: onlyWhen(occurrence) };
}

/** A plan that a rule names stands no longer where the plan that called it is undone. */
function whileUndoing(
  { analysis }: Run,
  { firsts }: OrderRule,
  guarded: Guarded,
  place: Pick<Occurrence, "slot" | "linked">,
): Guarded {
  if (guarded.verdict !== "proved" || !isAbout(place)) return guarded;
  const isByPlan = guarded.by.some(
    ({ attempt: { target }, capability }) =>
      !("capability" in target) && firsts.some(({ selector }) => selects(analysis, selector, capability)),
  );
  return isByPlan ? { verdict: "checked", because: onlyWhen(place) } : guarded;
}

function isAbout({ slot }: Pick<Occurrence, "slot">): boolean {
  return slot === "undo" || slot === "confirm";
}

function onlyWhen({ slot, linked }: Pick<Occurrence, "slot" | "linked">): string {
  return `it is only called when \`${linked.id}\` is ${slot === "undo" ? "undone" : "in doubt"}`;
}
