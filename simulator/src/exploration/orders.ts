/** Finds calls of a run that could have ended in another order, with another outcome (semantics, rule 59). */

import { valueOfNode } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";
import type { GuardrailRule, Selector } from "@orchlang/plan/rules";
import { selects } from "../expect/actions.ts";
import type { Case, SeenCall, Trial } from "./case.ts";
import { callerOf, distinguishesFailures, leavesSomething, nodeOf, poolsAround } from "./plan-facts.ts";

/** A world in which two calls that ended one after the other end the other way round. */
export interface Reversal {
  readonly one: Case;
  /** The ends up to the second one, as an order reduced to what matters. */
  readonly order: string;
}

export function reversals(trial: Trial): readonly Reversal[] {
  const { one, run } = trial;
  const spans = spansOf(trial);
  const pasts = pastsOf(run, spans);
  const results: Reversal[] = [];
  for (const first of spans) {
    for (const second of spans) {
      if (first === second || first.end > second.end || second.call.at >= first.end - 1) continue;
      if (endsWithItsTime(second.call) || commute(run, first.call, second.call)) continue;
      const shorter = Math.max(1, Math.floor((first.end - second.call.at) / 2));
      const end = second.call.at + shorter;
      if (end >= first.end) continue;
      // The ends before the new one are before the old one too, and have the same past.
      const next = spans.findIndex((each) => each.end > end);
      results.push({
        one: { ...one, durations: new Map(one.durations).set(second.call.point, shorter) },
        order: pastOf(run, second, spans.slice(0, next), pasts),
      });
    }
  }
  return results;
}

/** The reduced orders after each end of a run, as reversals produce them. */
export function ordersIn(trial: Trial): readonly string[] {
  return pastsOf(trial.run, spansOf(trial));
}

interface Span {
  readonly call: SeenCall;
  readonly end: number;
}

/** Later ends of a run are not put into other orders: what each may hang on grows with the cube of how many there are. */
const endsMax = 100;

/** True if a run has more ends than are put into other orders. */
export function hasEndsLeftOut(trial: Trial): boolean {
  return endsOf(trial).length > endsMax;
}

function spansOf(trial: Trial): readonly Span[] {
  return endsOf(trial).slice(0, endsMax);
}

function endsOf({ calls }: Trial): readonly Span[] {
  return calls
    .flatMap((call) => {
      const end = endOf(call);
      return end === undefined ? [] : [{ call, end }];
    })
    .sort((one, other) => one.end - other.end);
}

/** The past of each end, in the order of the ends. */
function pastsOf(run: Trial["run"], spans: readonly Span[]): readonly string[] {
  const pasts: string[] = [];
  for (const [at, span] of spans.entries()) pasts.push(pastOf(run, span, spans.slice(0, at), pasts));
  return pasts;
}

/**
 * The past of an end: all earlier ends that do not commute with it, each with its own past. Two orders in which every
 * end has the same past are equivalent (A. Mazurkiewicz, Trace Theory, 1987).
 */
function pastOf(
  run: Trial["run"],
  { call }: Span,
  before: readonly Span[],
  pasts: readonly string[],
): string {
  const causes = before.flatMap((earlier, at) => (commute(run, earlier.call, call) ? [] : (pasts[at] ?? [])));
  return fingerprint([call.point, ...causes.sort()].join("|"));
}

/** 53 bits of a text (cyrb53): only whether two pasts are the same is asked. */
function fingerprint(text: string): string {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 2_654_435_761);
    other = Math.imul(other ^ code, 1_597_334_677);
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(other ^ (other >>> 13), 3_266_489_909);
  other = Math.imul(other ^ (other >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & other) + (one >>> 0)).toString(36);
}

function endsWithItsTime({ fault }: SeenCall): boolean {
  return fault === "times out" || fault === "late";
}

function endOf(call: SeenCall): number | undefined {
  const { at, due, duration, fault } = call;
  if (endsWithItsTime(call)) return due;
  if (fault === "cancel" || fault === "crash" || fault === "crash before") return undefined;
  return at + duration;
}

const commuting = new WeakMap<SeenCall, WeakMap<SeenCall, boolean>>();

/** Asked of every two calls of a run for every end: found once. */
function commute(run: Trial["run"], one: SeenCall, other: SeenCall): boolean {
  let ofOne = commuting.get(one);
  if (ofOne === undefined) {
    ofOne = new WeakMap();
    commuting.set(one, ofOne);
  }
  let known = ofOne.get(other);
  if (known === undefined) {
    known = areIndependent(run, one, other);
    ofOne.set(other, known);
  }
  return known;
}

function areIndependent(run: Trial["run"], one: SeenCall, other: SeenCall): boolean {
  const { plan } = run.file;
  const reaches = [one, other].some((call) => call.fault !== undefined && !staysInRace(run, call));
  if (reaches && !failAlike(plan, one, other)) return false;
  if (areRivals(plan, one, other)) return false;
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
  if (!areFailures || (faults.length > 1 && distinguishesFailures(plan))) return false;
  return !Object.keys(plan.capabilities).some((name) => leavesSomething(plan, name));
}

const ordering = new WeakMap<Plan, readonly (readonly Selector[])[]>();

/** The selectors of order rules that are not proved. */
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

/** A fault inside a race that still completes has no effect outside of it. */
function staysInRace(run: Trial["run"], call: SeenCall): boolean {
  const [race] = racesAround(run.file.plan, call);
  return race !== undefined && !failedIn(run).has(race);
}

const failed = new WeakMap<Trial["run"], ReadonlySet<string>>();

function failedIn(run: Trial["run"]): ReadonlySet<string> {
  let known = failed.get(run);
  if (known === undefined) {
    known = new Set(
      run.events.flatMap((event) =>
        event.t === "Settled" && event.status === "failed"
          ? [raceName(event.call.routine, event.call.node, event.call.site.loops)]
          : [],
      ),
    );
    failed.set(run, known);
  }
  return known;
}

function raceName(routine: string, node: string, loops: SeenCall["intent"]["call"]["site"]["loops"]): string {
  return `${routine}/${node} ${JSON.stringify(loops)}`;
}

/** True if what two calls are for runs against one another. */
function areRivals(plan: Plan, one: SeenCall, other: SeenCall): boolean {
  const races = racesAround(plan, one);
  return races.length > 0 && racesAround(plan, other).some((race) => races.includes(race));
}

const around = new WeakMap<SeenCall, readonly string[]>();

/** The races and quorums that a call stands in, in whatever plan, each in its own round. */
function racesAround(plan: Plan, call: SeenCall): readonly string[] {
  let known = around.get(call);
  if (known === undefined) {
    known = findRaces(plan, call);
    around.set(call, known);
  }
  return known;
}

function findRaces(plan: Plan, { intent }: SeenCall): readonly string[] {
  const races: string[] = [];
  let { loops } = intent.call.site;
  let at: { readonly routine: string; readonly node: string } | undefined = intent.call;
  while (at !== undefined) {
    const { routine } = at;
    const placed = nodeOf(plan, routine, at.node);
    for (const node of placed === undefined ? [] : [placed.node, ...placed.around]) {
      if (node.kind === "quorum" || node.kind === "race") races.push(raceName(routine, node.id, loops));
      if (node.kind === "loop" && node !== placed?.node) loops = loops.slice(0, -1);
    }
    at = callerOf(routine);
  }
  return races;
}

function selectorsOf(rule: GuardrailRule): readonly Selector[] {
  switch (rule.kind) {
    case "before":
      return [rule.first.selector, rule.second.selector];
    case "preceded":
    case "followed":
      return [rule.every.selector, ...rule.by.map(({ selector }) => selector)];
    case "atMost":
    case "never":
    case "bound":
    case "flow":
      return [];
  }
}

/** The course of a plan: every choice that it made, and how each step ended. */
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

/** The awaited occurrences that came. */
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
