import type { AnalysedRoutine } from "../../analysis.ts";
import { inScopeOf, type Located } from "../../tree.ts";
import { listed, shortName } from "../../words.ts";
import { actionText, selectorText } from "../occurrence.ts";
import type { Missing } from "./missing.ts";
import type { OrderRule, Place } from "./places.ts";

/* The advice of ORCH4101, by the reason why the nearest candidate does not count. */

const nearestFirst = ["unordered", "may fail", "has failed", "other round", "other side", "later"] as const;

/** The reason for a place with several candidates: that of the nearest one. */
export function whyOf(missing: readonly Missing[]): Missing["why"] | "nothing" {
  const found = nearestFirst.find((why) => missing.some((each) => each.why === why));
  return found ?? "nothing";
}

export function nearestOf(missing: readonly Missing[]): Missing | undefined {
  const why = whyOf(missing);
  return missing.find((each) => each.why === why);
}

export function isGranted({ firsts }: OrderRule): boolean {
  return firsts.some(({ outcome }) => outcome === "granted");
}

/** The value that shows whether the answer to a question was yes. */
export function answerOf({ id, statement }: Located): string {
  return statement.type.kind === "bool" ? id : `${id}.granted`;
}

export function helpText(
  place: Place,
  root: AnalysedRoutine,
  rule: OrderRule,
  missing: readonly Missing[],
): string {
  const { located, routine } = place;
  const why = whyOf(missing);
  const nearest = nearestOf(missing);
  const candidate = nearest?.candidate.located;
  const firsts = listed(
    rule.firsts.map((action) => selectorText(action.selector)),
    "or",
  );
  if (nearest === undefined || candidate === undefined || why === "later")
    return callFirst(routine, root, firsts);
  if (why === "other side") return `Call ${firsts} first on this side too.`;
  if (why === "other round") return namePlan(rule, place, nearest);
  if (why === "may fail" && candidate.blocks.some(({ role }) => role?.kind === "rescue"))
    return `The value that the handler of \`${candidate.id}\` gives lets it happen: give another value there, or \`fail\`.`;
  if (isGranted(rule))
    return `Wait for the answer, and act on it: \`when ${answerOf(candidate)} { step ${located.id} = … }\`.`;
  if (why === "has failed") return `Call ${firsts} first in the handler too.`;
  if (why === "may fail" && located.block.inFinally)
    return `\`finally\` runs after failures too: ask \`outcome.status\`, or take it out of there.`;
  if (why === "may fail")
    return `Run it only where there is something of \`${candidate.id}\`: \`when ${candidate.id} is some { step ${located.id} = … }\`.`;
  return `Make it wait: \`{ after ${candidate.id} }\`.`;
}

/** A plan that others call is checked as a run of its own too, where nothing of theirs comes before it; no part is. */
function callFirst({ checked }: AnalysedRoutine, root: AnalysedRoutine, firsts: string): string {
  const plan = `\`${shortName(checked.name)}\``;
  if (checked !== root.checked) return `Call ${firsts} first in ${plan}, or wherever ${plan} is called.`;
  return `Call ${firsts} first in ${plan} itself, which can start alone${unlessPrivate(checked)}.`;
}

export function unlessPrivate({ isPrivate }: AnalysedRoutine["checked"]): string {
  return isPrivate === true ? "" : " unless it is `private`";
}

/** Whether a called plan does what has to come first, in rounds of its own: those end with the call. */
export function isInRoundsOfCalled(
  { firsts }: OrderRule,
  { located }: Place,
  { candidate, why }: Missing,
): boolean {
  const isNamed = firsts.some(({ selector }) => "name" in selector && selector.name === candidate.capability);
  return why === "other round" && !isNamed && inScopeOf(candidate.located, located);
}

function namePlan(rule: OrderRule, place: Place, nearest: Missing): string {
  if (!isInRoundsOfCalled(rule, place, nearest))
    return "Put the loop in a plan of its own, and let the rule ask for that plan.";
  const plan = shortName(nearest.candidate.capability);
  const isNamed = [rule.second, ...rule.firsts].every(({ selector }) => "name" in selector);
  if (!isNamed) return `The loop is in a plan of its own: let the rule ask for \`${plan}\` too.`;
  const named = rule.firsts.map(actionText).join(" or ").replaceAll("`", "");
  const second = actionText(rule.second).replaceAll("`", "");
  return `The loop is in a plan of its own, so let the rule ask for that too: \`every ${second} preceded by ${named} or ${plan}\`.`;
}
