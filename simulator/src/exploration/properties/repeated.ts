import type { Call } from "@orchlang/kernel";
import { stepName } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { SimulatedRun } from "../../simulate.ts";
import { type Trial, turnOf } from "../case.ts";
import { type Effect, effectsOf } from "../effects.ts";
import { attemptsOf, callerOf, isUndo, nodeOf, withoutEntries } from "../plan-facts.ts";
import { givenUp } from "../stranded.ts";
import { short, type Violation } from "../violation.ts";

/** A call takes effect once: not again under another key, whether because of a retry around it or a person's order. */
export function once(trial: Trial): readonly Violation[] {
  const { run } = trial;
  const standing = new Map<string, number>();
  const violations: Violation[] = [];
  for (const { intent, stands } of effectsOf(trial)) {
    if (!stands) continue;
    const { routine, site, node, slot } = intent.intent.call;
    // `attempts` are new requests, and meant to be.
    const request = intent.intent.request ?? 1;
    const written = withoutEntries(run.file.plan, routine);
    const place = `${written} ${site.plan} ${JSON.stringify(site.loops)} ${node} ${slot} ${request}`;
    const times = (standing.get(place) ?? 0) + 1;
    standing.set(place, times);
    if (times !== 2) continue;
    violations.push({
      property: "once",
      about: `${written}/${node}`,
      says: `${stepName(intent.intent.call)} is done twice: ${short(intent.capability)} under two keys, and both stay.`,
      expect: { kind: "expect", expects: "once", target: intent.capability, each: site.loops.length > 0 },
    });
  }
  return violations;
}

/** A repeated report has effects once: no other round and no other run repeats them. */
export function doubled(trial: Trial): readonly Violation[] {
  const again = [...trial.one.faults].find(([, kind]) => kind === "reported again");
  if (again === undefined || trial.calm === undefined) return [];
  const before = standing(trial.calm);
  const all = [...standing(trial)].filter(([what, { times }]) => exceeds(before, what, times));
  // Another fault may repeat it as well.
  const without = all.length === 0 ? undefined : trial.unreported?.();
  const known = without === undefined ? before : standing(without);
  const event = trial.one.occurrences[Number(again[0].split(" ")[1])]?.event ?? "";
  return all.flatMap(([what, { capability, times }]): readonly Violation[] => {
    if (!exceeds(known, what, times)) return [];
    const how = trial.run.others.length > 0 ? "starts another run" : "is taken for another";
    return [
      {
        property: "doubled",
        about: capability,
        says: `${short(event)}, reported once more, ${how}: ${short(capability)} is done ${times} times for one thing that happened.`,
        expect: { kind: "expect", expects: "once", target: capability, each: false },
      },
    ];
  });
}

/** A signal that turns back and again has nothing done a second time beside the first, where that counts. */
export function besideItself(trial: Trial): readonly Violation[] {
  const { calm, run, one } = trial;
  const signal = [...one.faults].find(([, kind]) => turnOf(kind) !== undefined)?.[0];
  const isBeside = run.others.some(({ started }) => started < run.ended);
  if (signal === undefined || calm === undefined || !isBeside) return [];
  const before = standing(calm);
  return [...standing(trial)].flatMap(([what, { capability, times }]): readonly Violation[] => {
    const isOnce = run.file.plan.capabilities[capability]?.effect.kind === "once";
    if (!isOnce || !exceeds(before, what, times)) return [];
    return [
      {
        property: "doubled",
        about: capability,
        says: `${short(signal)}, which turns back and again, starts another run beside the first: ${short(capability)} is done ${times} times. The trigger has no \`overlap\`.`,
        expect: { kind: "expect", expects: "once", target: capability, each: false },
      },
    ];
  });
}

/** True if something is done, and more often than it was. */
function exceeds(before: ReadonlyMap<string, Standing>, what: string, times: number): boolean {
  const known = before.get(what)?.times ?? 0;
  return known > 0 && times > known;
}

interface Standing {
  readonly capability: string;
  readonly times: number;
}

/** The effects that stand after all runs, by capability and arguments. */
function standing(trial: Trial): ReadonlyMap<string, Standing> {
  const standings = new Map<string, Standing>();
  const runs = [trial, ...trial.run.others.map((run) => asTrial(trial, run))];
  for (const { intent, stands } of runs.flatMap(effectsOf)) {
    if (!stands) continue;
    const { capability, args } = intent;
    const what = `${capability} ${canonical(args)}`;
    standings.set(what, { capability, times: (standings.get(what)?.times ?? 0) + 1 });
  }
  return standings;
}

function asTrial({ context, one }: Trial, run: SimulatedRun): Trial {
  return { context, one, run, calls: [], approvals: [], calm: undefined };
}

/** A replacement is not done beside the original: a handler, the winner of a race, the next plan of a goal. */
export function twice(trial: Trial): readonly Violation[] {
  const all = effectsOf(trial).filter(({ stands }) => stands);
  if (all.length < 2) return [];
  const { plan } = trial.run.file;
  // An undo may be done twice.
  const standing = all.filter(
    ({ irreversible, intent }) => !irreversible && !isUndo(plan, intent.capability),
  );
  return [...paidAgain(trial, all), ...replaced(trial, standing), ...besideNextPlan(trial, standing)];
}

/** That something can't be undone is accepted once: the plan that takes over does not do it once more. */
function paidAgain({ run }: Trial, all: readonly Effect[]): readonly Violation[] {
  const { capabilities } = run.file.plan;
  const isGivenUp = givenUp(run);
  const [before, after] = [true, false].map((over) =>
    all.filter(
      ({ intent, irreversible }) =>
        irreversible &&
        capabilities[intent.capability]?.effect.kind === "once" &&
        isGivenUp(intent.intent.call, intent.key) === over,
    ),
  );
  return (before ?? []).flatMap((first) =>
    (after ?? [])
      .filter((second) => second.intent.capability === first.intent.capability)
      .map((second) => ({
        ...violation(first, second, "is of the plan that took its place"),
        expect: {
          kind: "expect" as const,
          expects: "once" as const,
          target: first.intent.capability,
          each: false,
        },
      })),
  );
}

/** A call that failed, and so made its goal choose another plan, was not known to have taken effect. */
function besideNextPlan({ run }: Trial, standing: readonly Effect[]): readonly Violation[] {
  if (run.state.closed?.outcome.status !== "completed") return [];
  const isGivenUp = givenUp(run);
  const isOf = ({ intent }: Effect): boolean => isGivenUp(intent.intent.call, intent.key);
  // Where nothing is undone, all of it is meant to stay.
  const next = standing.find((one) => !isOf(one) && one.intent.outcome === "completed" && one.hasUndo);
  if (next === undefined) return [];
  return standing
    .filter((one) => one.intent.outcome !== "completed" && isOf(one))
    .map((one) => violation(one, next, "is of the plan that took its place"));
}

/** Only what happens at one site, such as in one round of a loop, replaces another. */
function replaced(trial: Trial, standing: readonly Effect[]): readonly Violation[] {
  const atSite = Map.groupBy(standing, ({ intent }) => JSON.stringify(intent.intent.call.site));
  return [...atSite.values()].flatMap((alike) =>
    alike.flatMap((first) =>
      alike.flatMap((second) => (first === second ? [] : (besides(trial, first, second) ?? []))),
    ),
  );
}

function besides(trial: Trial, first: Effect, second: Effect): Violation | undefined {
  const [one, other] = [first.intent.intent.call, second.intent.intent.call];
  if (one.routine !== other.routine) return besideCalled(trial, first, second);
  if (one.node === other.node) {
    const replaced = rank(one.slot) < rank(other.slot) && !one.slot.startsWith("ask");
    return replaced ? violation(first, second, "stands in for it") : undefined;
  }
  const handles = nodeOf(trial.run.file.plan, other.routine, other.node)?.around.some(
    ({ id, kind }) =>
      id === one.node && kind !== "hold" && kind !== "branch" && kind !== "loop" && kind !== "race",
  );
  if (handles === true && first.intent.outcome !== "completed")
    return violation(first, second, "stands in for it");
  return inRace(trial, first, second) ? violation(first, second, "wins") : undefined;
}

/** One of them, or both, in a plan that is called for a step: the first by what failed, the second by what took over. */
function besideCalled({ run }: Trial, first: Effect, second: Effect): Violation | undefined {
  if (first.intent.outcome === "completed") return undefined;
  const { plan } = run.file;
  const [one, other] = [first, second].map(({ intent }) => waysTo(plan, intent.intent.call));
  const replaced = one?.some(({ step, way }) =>
    other?.some((each) => each.step === step && each.way > way && way >= 0),
  );
  return replaced === true ? violation(first, second, "stands in for it") : undefined;
}

/** The steps that a call is made for, its own first, and which of their ways it is of: 0 for `do`. */
function waysTo(
  plan: Plan,
  { routine, node, slot, site }: Call,
): readonly { readonly step: string; readonly way: number }[] {
  const ways = [{ step: stepAt(routine, node, site), way: rank(slot) }];
  for (let call = callerOf(routine); call !== undefined; call = callerOf(call.routine)) {
    const caller = nodeOf(plan, call.routine, call.node);
    const attempts = caller === undefined ? [] : attemptsOf(caller.node);
    const way = attempts.findIndex(({ target }) => "routine" in target && target.routine === call?.entered);
    ways.push({ step: stepAt(call.routine, call.node, site), way });
  }
  return ways;
}

/** A loop's rounds count separately. */
function stepAt(routine: string, node: string, site: Call["site"]): string {
  return `${routine}/${node} ${JSON.stringify(site)}`;
}

function rank(slot: string): number {
  return slot === "do" ? 0 : slot.startsWith("else") ? Number(slot.slice(4)) : 0;
}

/** The first lost a race that the second won. What an event begins answers the work that it interrupts; it is no second way to do it. */
function inRace({ run }: Trial, first: Effect, second: Effect): boolean {
  if (first.intent.outcome !== "cancelled" || second.intent.outcome !== "completed") return false;
  const { plan } = run.file;
  const [one, other] = [first, second].map(({ intent }) =>
    nodeOf(plan, intent.intent.call.routine, intent.intent.call.node),
  );
  const race = one?.around.find((node) => node.kind === "race");
  return (
    race?.kind === "race" &&
    race.losers === "cancel" &&
    race.settles !== true &&
    other?.around.includes(race) === true
  );
}

function violation(first: Effect, second: Effect, how: string): Violation {
  const [one, other] = [first.intent, second.intent];
  return {
    property: "twice",
    about: `${one.intent.call.routine}/${one.intent.call.node}`,
    says: `${short(one.capability)} is done and stays, and ${short(other.capability)}, which ${how}, is done as well.`,
    expect: { kind: "expect", expects: "undone", target: one.capability },
  };
}
