/** Which of the calls of a run could have ended in another order, with another outcome (semantics, rule 59). */
import type { GuardrailRule, Plan, Selector } from "@orchlang/plan";
import { valueOfNode } from "../../kernel/run/view.ts";
import { selects } from "../expect/actions.ts";
import type { Case, SeenCall, Trial } from "./case.ts";
import { leavesSomething, nodeOf, poolsAround, tellsFailuresApart } from "./plan-facts.ts";

/** Worlds in which two calls that ended one after the other end the other way round. */
export function reversals(trial: Trial): readonly Case[] {
  const { one, run, calls } = trial;
  const { plan } = run.file;
  const spans = calls.flatMap((call) => {
    const end = endOf(call);
    return end === undefined ? [] : [{ call, end }];
  });
  const found: Case[] = [];
  for (const first of spans) {
    for (const second of spans) {
      if (first === second || first.end > second.end || second.call.at >= first.end - 1) continue;
      if (commute(plan, first.call, second.call)) continue;
      const shorter = Math.max(1, Math.floor((first.end - second.call.at) / 2));
      if (second.call.at + shorter >= first.end) continue;
      found.push({ ...one, durations: new Map(one.durations).set(second.call.point, shorter) });
    }
  }
  return found;
}

function endOf({ at, due, duration, fault }: SeenCall): number | undefined {
  if (fault === "times out" || fault === "late") return due;
  if (fault === "cancel" || fault === "crash" || fault === "crash before") return undefined;
  return at + duration;
}

function commute(plan: Plan, one: SeenCall, other: SeenCall): boolean {
  if ((one.fault !== undefined || other.fault !== undefined) && !failAlike(plan, one, other)) return false;
  if (inRace(plan, one) && inRace(plan, other)) return false;
  const pools = poolsAround(plan, one);
  if (pools.some((pool) => poolsAround(plan, other).includes(pool))) return false;
  return !orderRules(plan).some((selectors) =>
    selectors.some(
      (selector) => selects(selector, one.capability, plan) || selects(selector, other.capability, plan),
    ),
  );
}

/** How far others get before something fails is nothing to anybody, where nothing that is done leaves anything. */
function failAlike(plan: Plan, ...calls: readonly SeenCall[]): boolean {
  const faults = calls.flatMap(({ fault }) => fault ?? []);
  const areFailures = faults.every((fault) => fault.startsWith("fails ") || fault === "times out");
  if (!areFailures || (faults.length > 1 && tellsFailuresApart(plan))) return false;
  return !Object.keys(plan.capabilities).some((name) => leavesSomething(plan, name));
}

const ordering = new WeakMap<Plan, readonly (readonly Selector[])[]>();

/** What the rules speak of that are kept by an order which is not proved. */
function orderRules(plan: Plan): readonly (readonly Selector[])[] {
  let known = ordering.get(plan);
  if (known === undefined) {
    known = plan.guardrails.flatMap(({ name, rules }) =>
      rules.flatMap((rule, index) => {
        const proved = plan.obligations.some(
          ({ source, verdict }) =>
            verdict === "proved" &&
            "guardrail" in source &&
            source.guardrail === name &&
            source.rule === index,
        );
        return proved ? [] : [selectorsOf(rule)];
      }),
    );
    ordering.set(plan, known);
  }
  return known;
}

function inRace(plan: Plan, { intent }: SeenCall): boolean {
  const found = nodeOf(plan, intent.call.routine, intent.call.node);
  return found?.node.kind === "quorum" || found?.around.some(({ kind }) => kind === "race") === true;
}

function selectorsOf(rule: GuardrailRule): readonly Selector[] {
  switch (rule.kind) {
    case "before":
      return [rule.first.selector, rule.second.selector];
    case "preceded":
    case "followed":
      return [rule.every.selector, ...rule.by.map(({ selector }) => selector)];
    default:
      return [];
  }
}

/** In which order things ended, as far as that can matter; and which way the plan went. */
export function orderOf({ run }: Trial): string {
  return run.events
    .flatMap((event) => {
      if (event.t === "Ended")
        return "ok" in event.outcome ? [`+${event.key.slice(0, 8)}`] : [`-${event.key.slice(0, 8)}`];
      if (event.t === "Branched") return [`${event.node}=${event.took}`];
      return [];
    })
    .join(" ");
}

/** Which way a plan went: every choice that it made, and what became of it. */
export function wayOf({ run }: Trial): string {
  const way: string[] = takenIn(run);
  for (const event of run.events) {
    if (event.t === "Branched") way.push(`${event.routine}/${event.node}${site(event.site)}=${event.took}`);
    else if (event.t === "Settled" && (event.next !== undefined || event.failure !== undefined))
      way.push(
        `${event.call.node}${event.call.slot}${site(event.call.site)} ${event.status} ${event.failure?.class ?? ""}`,
      );
    else if (event.t === "Chose") way.push(`${event.goal}=${event.plan}`);
    else if (event.t === "Doubted") way.push("doubt");
    else if (event.t === "Told" && event.say.say === "refused") way.push("refused");
  }
  const { closed } = run.state;
  way.push(closed === undefined ? "open" : `${closed.outcome.status} ${closed.outcome.failure?.class ?? ""}`);
  return [...new Set(way)].sort().join("|");
}

/** What was waited for and came. */
function takenIn({ file, state }: Trial["run"]): string[] {
  if (Object.keys(file.plan.events).length === 0) return [];
  return Object.values(file.plan.routines)
    .flatMap(({ nodes }) => nodes)
    .flatMap((node) => {
      const isAwaited = node.kind === "wait" || (node.kind === "loop" && node.over.kind === "occurrences");
      const value = isAwaited ? valueOfNode(state, node.id) : undefined;
      if (value === undefined || value === null) return [];
      return [`${node.id} came ${Array.isArray(value) ? value.length : ""}`];
    });
}

function site({ plan, loops }: { readonly plan: number; readonly loops: readonly unknown[] }): string {
  return `${plan}${loops.length === 0 ? "" : JSON.stringify(loops)}`;
}
