import type { Json, Plan, Tier } from "@orchlang/plan";
import type { GuardrailRule, Selector } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Breach, Claim, Monitor, Played, Subject } from "../../claim.ts";
import { isBehindAWait, isBehindAWinner, isCutOffBeside } from "./cut-off.ts";
import {
  callsAt,
  callsOf,
  chosenFor,
  type Difference,
  differences,
  emittedAs,
  givenTo,
  type Place,
  shownTo,
} from "./observe.ts";
import { isCutByTime, isDeniedAtAnotherTime, isTimed, outsideOf } from "./outside.ts";
import { isEqual, type Kept, keptFrom, type Released, releasedIn } from "./released.ts";
import type { Observed, Play, Varied } from "./scene.ts";
import { isInGoal, routineOf, siteOf } from "./site.ts";
import { sourcesOf } from "./sources.ts";
import { type Pairs, pairsOf } from "./starts.ts";

/** A label, and a place where it never comes. */
export interface Flow {
  readonly says: string;
  readonly kept: Kept;
  readonly place: Place;
  /** It is a rule of its own, which holds for a run's start as well; of a clearance that is told at the trigger (rule 48). */
  readonly isRule: boolean;
}

/** Worlds that each claim is held against, beside the one that was played. */
const pairsDefault = 24;

/**
 * Finds false proofs about labels by noninterference (J. A. Goguen and J. Meseguer, “Security Policies and Security
 * Models”, 1982): two runs that differ only in values that a label is kept from a place with do the same there.
 */
export const flowMonitor: Monitor = (subject) => flowClaims(subject, flowsOf(subject));

/** Claims of a subject that values so labelled never come to a place. */
export function flowClaims(
  subject: Subject,
  flows: readonly Flow[],
  pairs: number = pairsDefault,
): readonly Claim[] {
  const sources = sourcesOf(subject);
  const known = new WeakMap<object, readonly Pairs[]>();
  const pairsIn = (played: Played, play: Play): readonly Pairs[] => {
    const before = known.get(played.world);
    if (before !== undefined) return before;
    const results = pairsOf(subject, sources, played, play);
    known.set(played.world, results);
    return results;
  };
  return flows.map((flow): Claim => {
    const released = releasedIn(subject, flow.kept);
    return {
      kind: "flow",
      says: flow.says,
      breach: (played, play) => {
        if (released.elsewhere) return undefined;
        for (const one of pairsIn(played, play)) {
          const breach = breachOf(subject, flow, released, one, pairs);
          if (breach !== undefined) return breach;
        }
        return undefined;
      },
    };
  });
}

function breachOf(
  { file: { plan } }: Subject,
  { kept, place, isRule }: Flow,
  released: Released,
  scene: Pairs,
  pairs: number,
): Breach | undefined {
  // Here nothing shows whether the other run let something pass.
  const isReleased = released.nodes.size > 0 || (!isRule && kept !== "untrusted");
  if (scene.isOfAnother === true && isReleased) return undefined;
  for (const varied of scene.others(kept, pairs)) {
    const token = released.nodes.size === 0 ? tokenAt(place, varied) : undefined;
    if (token !== undefined) return { says: token, other: varied.world };
    const result = differences(place, scene.first.run, varied.run).find(
      (difference) =>
        !isTimed(plan, difference, scene.first.run, varied.run) &&
        !isAskedAgain(difference, varied) &&
        (isRule || !isCutOffBeside(plan, difference, scene.first.run, varied.run)) &&
        (isRule || !isCutByTime(plan, difference, scene.first.run, varied.run)) &&
        (isRule || !isDeniedAtAnotherTime(difference, scene.first.run, varied.run)) &&
        (kept === "untrusted" || isRule || !isByEnding(plan, difference, scene.first.run, varied.run)),
    );
    if (result === undefined) continue;
    if (!isRule && startedAt(scene.first) !== startedAt(varied)) continue;
    if (outsideOf(plan, scene.first, varied, released) !== undefined) continue;
    return {
      says: `${place.says} sees ${result.says}, where only ${varied.says} differs`,
      other: varied.world,
    };
  }
  return undefined;
}

/** A person who is asked again learns nothing but the outcome of their own answer. */
function isAskedAgain({ lacks, request, call, of }: Difference, { answered }: Varied): boolean {
  return lacks !== undefined && request > 1 && answered.has(`${siteOf(call)} ${of}`);
}

/** For a clearance, the trigger reports what decides that a run starts, and by which data. */
function startedAt({ run }: Observed): number | undefined {
  return run.events.find(({ t }) => t === "Started")?.at;
}

/** A token that has come to the place: an explicit flow, whatever else the two runs do otherwise. */
function tokenAt(place: Place, { run, tokens, says }: Varied): string | undefined {
  for (const { value, site } of place.seen(run)) {
    const text = JSON.stringify(value);
    const token = tokens.find((one) => text.includes(one));
    if (token !== undefined) return `${place.says} is handed ${text} at ${site}, with a token of ${says}`;
  }
  return undefined;
}

/** The compiler's claims about a subject: proved rules, and every clearance of a program without errors. */
function flowsOf(subject: Subject): readonly Flow[] {
  const { plan } = subject.file;
  const isSound = subject.compiled.diagnostics.every(({ severity }) => severity !== "error");
  return [...provedFlows(plan), ...(isSound ? clearances(plan) : [])];
}

function provedFlows(plan: Plan): readonly Flow[] {
  return plan.obligations.flatMap(({ source, verdict, id }): readonly Flow[] => {
    if (verdict !== "proved" || isElsewhereOpen(plan, source)) return [];
    if ("guardrail" in source) {
      const rule = plan.guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule];
      if (rule?.kind !== "flow") return [];
      return [{ says: `${id} is proved`, kept: rule.label, place: placeOf(plan, rule.to), isRule: true }];
    }
    if (!("goal" in source) || source.clause !== "keep") return [];
    const keep = plan.goals[source.goal]?.keep[source.index];
    if (keep === undefined) return [];
    const anywhere = callsAt(plan, `a tier other than the ${keep.at}`, (tier) => tier !== keep.at);
    const place: Place = {
      ...anywhere,
      seen: (run) => anywhere.seen(run).filter(({ call }) => isInGoal(plan, call, source.goal)),
    };
    return [{ says: `${id} is proved`, kept: keep.label, place, isRule: true }];
  });
}

/** Each plan of a goal has its own obligation for one rule. */
function isElsewhereOpen({ obligations }: Plan, source: Plan["obligations"][number]["source"]): boolean {
  return obligations.some((other) => other.verdict !== "proved" && isEqual(other.source, source));
}

/** The target of a rule `never L to …`. */
export function placeOf(plan: Plan, to: Extract<GuardrailRule, { kind: "flow" }>["to"]): Place {
  if ("tier" in to) return callsAt(plan, `the ${to.tier}`, (tier) => tier === to.tier);
  return callsOf(wordsOf(to.selector), (capability) => selects(plan, to.selector, capability));
}

function selects(plan: Plan, selector: Selector, capability: string): boolean {
  if ("any" in selector) return true;
  if ("name" in selector) return selector.name === capability;
  const { kind, tags = [] } = plan.capabilities[capability] ?? {};
  return "kind" in selector ? kind === selector.kind : tags.includes(selector.tagged);
}

function wordsOf(selector: Selector): string {
  if ("name" in selector) return `\`${selector.name}\``;
  return "tagged" in selector ? `what is tagged ${selector.tagged}` : JSON.stringify(selector);
}

function clearances(plan: Plan): readonly Flow[] {
  return [
    ...ofCapabilities(plan),
    ...ofTiers(plan),
    ...Object.entries(plan.roles).flatMap(([role, { clearance }]) =>
      above(clearance, `role ${role}`, shownTo(role)),
    ),
    ...ofParameters(plan),
    ...ofEvents(plan),
  ];
}

function above(clearance: Parameters<typeof keptFrom>[0], of: string, place: Place): readonly Flow[] {
  const kept = keptFrom(clearance);
  return kept === undefined
    ? []
    : [{ says: `${of} is cleared for ${clearance}`, kept, place, isRule: false }];
}

function ofCapabilities(plan: Plan): readonly Flow[] {
  return Object.values(plan.capabilities).flatMap(({ name, clearance, params, human }) => {
    const isIt = (capability: string): boolean => capability === name;
    const trusted = params
      .filter(({ trusted }) => trusted !== undefined)
      .map((param): Flow => {
        const says = `\`${param.name}\` of \`${name}\``;
        const place =
          param.trusted === "value" ? chosenFor(says, name, param.name) : callsOf(says, isIt, param.name);
        return {
          says: `parameter ${param.name} of ${name} is trusted`,
          kept: "untrusted",
          place,
          isRule: false,
        };
      });
    // A person may be shown what their role is cleared for.
    const cleared =
      human === undefined ? above(clearance.confidentiality, name, callsOf(`\`${name}\``, isIt)) : [];
    return [...cleared, ...trusted];
  });
}

function ofTiers(plan: Plan): readonly Flow[] {
  const tiers: readonly Tier[] = ["device", "edge", "cloud"];
  return tiers.flatMap((tier) => {
    const place = callsAt(plan, `the ${tier}`, (one) => one === tier);
    return above(plan.settings.clearances[tier], `the ${tier} tier`, place);
  });
}

/** For a called plan, the caller is responsible for the labels of the parameters. */
function ofParameters(plan: Plan): readonly Flow[] {
  return Object.values(plan.routines).flatMap(({ name, params }) =>
    params.flatMap(({ name: param, label, trusted, schema }) => {
      const place = givenTo(name, param);
      const untrusted = {
        says: `parameter ${param} of ${name} is trusted`,
        kept: "untrusted",
        place,
        isRule: false,
      } as const;
      // A part may have a higher label than the whole.
      const isPlain =
        !JSON.stringify(schema).includes('"x-labels"') && !JSON.stringify(schema).includes('"$ref"');
      return [
        ...(isPlain ? above(label.confidentiality, `parameter ${param} of ${name}`, place) : []),
        ...(trusted === undefined ? [] : [untrusted]),
      ];
    }),
  );
}

function ofEvents(plan: Plan): readonly Flow[] {
  return Object.entries(plan.events).flatMap(([event, said]) => {
    const { fields = [] } = said as unknown as {
      readonly fields?: Plan["routines"][string]["params"];
    };
    return fields.flatMap(({ name, label, schema }) => {
      const isPlain =
        !JSON.stringify(schema).includes('"x-labels"') && !JSON.stringify(schema).includes('"$ref"');
      return isPlain ? above(label.confidentiality, `${name} of ${event}`, emittedAs(plan, event, name)) : [];
    });
  });
}

/**
 * True if something is done in one run only since failures, or a `return`, were others, since a wait came true, or as an
 * undo: that counts for a rule, and for what is untrusted; for what a place is cleared for conditions count alone
 * (semantics, rule 48).
 */
function isByEnding(plan: Plan, difference: Difference, one: SimulatedRun, other: SimulatedRun): boolean {
  const { lacks, call } = difference;
  if (lacks === undefined) return false;
  if (call.slot === "undo" || !isEqual(endingsOf(plan, one), endingsOf(plan, other))) return true;
  if (isInRoundOfEvents(plan, call) || isBehindAWinner(plan, difference, one, other)) return true;
  return isBehindAWait(plan, difference, one, other);
}

/** A round begins with an occurrence, where that repeats none: which a clearance does not ask for, as it does not for waits. */
function isInRoundOfEvents(plan: Plan, call: Difference["call"]): boolean {
  const repeating = Object.values(plan.events).some((event) => "dedupe" in event);
  if (!repeating) return false;
  const loops = new Set(call.site.loops.map(([loop]) => loop));
  return Object.values(plan.routines).some(({ nodes }) =>
    nodes.some((node) => node.kind === "loop" && node.over.kind === "occurrences" && loops.has(node.id)),
  );
}

function endingsOf(plan: Plan, { events }: SimulatedRun): Json {
  // A run that waits for ever has no end.
  const open = events.some(({ t }) => t === "Closed") ? [] : ["open"];
  const endings = events.flatMap((event): readonly string[] => {
    if (event.t === "Closed") return event.failure === undefined ? [] : [`closed ${event.failure.name}`];
    if (event.t !== "Settled") return [];
    const { call, status, failure } = event;
    const isReturn = call.node.startsWith("return@") && plan.routines[routineOf(plan, call)] !== undefined;
    return status === "failed" || isReturn ? [`${siteOf(call)} ${status} ${failure?.name ?? ""}`] : [];
  });
  return [...open, ...endings].sort();
}
