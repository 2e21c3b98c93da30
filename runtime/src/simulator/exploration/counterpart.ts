import { canonical, type Json, type Plan } from "@orchlang/plan";
import type { IntentState } from "../../kernel/run/state.ts";
import type { Trial } from "./case.ts";
import { attemptsOf, meantBy, type PlacedNode } from "./plan-facts.ts";

/** Words of names that say the opposite of each other. */
const opposites: readonly (readonly [string, string])[] = [
  ["on", "off"],
  ["start", "stop"],
  ["open", "close"],
  ["open", "shut"],
  ["raise", "lower"],
  ["enable", "disable"],
  ["attach", "detach"],
  ["freeze", "thaw"],
  ["pause", "resume"],
  ["suspend", "resume"],
  ["hold", "release"],
  ["acquire", "release"],
  ["enter", "leave"],
  ["show", "hide"],
];
const opposing = ["un", "dis"];

/**
 * What ends what a call has begun, `fog_off` of `fog_on`, of the same thing, and is only done where all goes well: as a
 * step of the plan, in no handler and not at the end. In this run nobody came to it. Only their names tell that the one
 * ends the other, so those alone count that are opposites and are told the same.
 */
export function counterpartNotCome(
  trial: Trial,
  { intent, capability }: IntentState,
  { routine, inFinally }: PlacedNode,
): string | undefined {
  const { plan } = trial.run.file;
  const meant = meantBy(plan, { intent });
  if (meant === undefined || inFinally) return undefined;
  const ending = routine.nodes.find(
    (node) =>
      node.kind === "call" &&
      "capability" in node.attempt.target &&
      areOpposites(capability, node.attempt.target.capability) &&
      isToldOf(plan, node.attempt.target.capability, node.attempt.args as Json, meant.args as Json),
  );
  if (ending?.kind !== "call" || !("capability" in ending.attempt.target)) return undefined;
  const { capability: other } = ending.attempt.target;
  const places = Object.values(plan.routines).flatMap(({ nodes }) =>
    nodes.flatMap((node) =>
      attemptsOf(node).filter(({ target }) => "capability" in target && target.capability === other),
    ),
  );
  const isCome = trial.calls.some((call) => call.capability === other);
  return places.length === 1 && !isCome ? other : undefined;
}

/** All that the one is told the other was told, by the same names. */
function isToldOf(plan: Plan, capability: string, told: Json, of: Json): boolean {
  const params = plan.capabilities[capability]?.params ?? [];
  const [own, other] = [told, of].map((args) => args as Readonly<Record<string, Json>>);
  return (
    params.length > 0 &&
    params.every(({ name }) => canonical(own?.[name] ?? null) === canonical(other?.[name] ?? null))
  );
}

/** `fog_on` and `fog_off`, `lock` and `unlock`: all words but one are the same, and these are opposites. */
function areOpposites(one: string, other: string): boolean {
  const [own, its] = [one, other].map((name) => name.slice(name.lastIndexOf(".") + 1).split("_"));
  if (own === undefined || its === undefined || own.length !== its.length) return false;
  const apart = own.flatMap((word, at) => (word === its[at] ? [] : [[word, its[at] ?? ""] as const]));
  const [first] = apart;
  return first !== undefined && apart.length === 1 && (opposed(...first) || opposed(first[1], first[0]));
}

function opposed(one: string, other: string): boolean {
  return (
    opposites.some(([each, against]) => one === each && other === against) ||
    opposing.some((prefix) => other === `${prefix}${one}`)
  );
}
