import type { BranchNode } from "@orchlang/plan/nodes";
import type { Case, Trial } from "./case.ts";
import { acceptedIn, awaitedIn } from "./exits/attempts.ts";
import { deniedIn } from "./exits/denied.ts";
import { type Exit, type ExitsIn, orNone } from "./exits/exit.ts";
import { failuresAround, handlersIn } from "./exits/handlers.ts";
import { eventLoopsIn, loopsIn } from "./exits/loops.ts";
import { quorumsIn, racesIn } from "./exits/races.ts";
import { Given } from "./given.ts";
import { wants } from "./goal.ts";
import { leadToArm } from "./goals.ts";
import { lead, leadStepwise } from "./leading.ts";
import type { Place } from "./origin.ts";
import { nodeOf, routineAt } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** The arms of a choice, and -1 where it may be that none is taken. */
const choicesIn: ExitsIn = (stage, trial) =>
  trial.run.events.flatMap((event): readonly Exit[] => {
    if (event.t !== "Branched" && event.t !== "Settled") return [];
    // One that asks for something that is not known takes no arm, and has failed.
    const place = event.t === "Branched" ? event : event.call;
    const node = nodeOf(stage.plan, place.routine, place.node)?.node;
    if (node?.kind !== "branch" || (event.t === "Settled" && event.status !== "failed")) return [];
    return waysOut(node).map((arm) => {
      const name = `${routineAt(place.routine)}/${node.id}=${arm}`;
      if (event.t === "Branched" && arm === event.took) return { name };
      return { name, lead: () => leadOut(stage, trial, place, { node, arm }) };
    });
  });

/** A choice in the block of a handler may also depend on the error. */
function leadOut(
  stage: Stage,
  trial: Trial,
  { routine, site }: Place,
  { node, arm }: { readonly node: BranchNode; readonly arm: number },
): readonly Case[] {
  const place: Place = { routine, site };
  const asked = node.arms.flatMap(({ condition }) => (condition === undefined ? [] : [condition]));
  const failures = failuresAround(stage, trial, place, node, asked);
  if (failures.length === 0) return orNone(leadToArm(stage, trial, place, { node, arm }));
  for (const { error, faults } of failures) {
    const local = new Map([["error", error]]);
    const one = leadToArm(stage, trial, { ...place, local }, { node, arm });
    if (one !== undefined) return [{ ...one, faults }];
  }
  return [];
}

/** A `match` covers its subject, and an arm that asks nothing takes all that is left. */
function waysOut({ subject, arms }: BranchNode): readonly number[] {
  const covers = subject !== undefined || arms.at(-1)?.condition === undefined;
  return covers ? [...arms.keys()] : [...arms.keys(), -1];
}

/** Awaited conditions: becoming true, and not becoming true. */
const conditionsIn: ExitsIn = (stage, trial) =>
  trial.run.events.flatMap((event): readonly Exit[] => {
    if (event.t !== "Settled" || event.status !== "completed" || typeof event.value !== "boolean") return [];
    const { routine, site, node: id } = event.call;
    const node = nodeOf(stage.plan, routine, id)?.node;
    if (node?.kind !== "wait" || node.for.kind !== "condition") return [];
    const { condition } = node.for;
    const place: Place = { routine, site };
    // Each round may ask about another of a family.
    const rounds = site.loops.map(([, round]) => round).join(" ");
    return [true, false].map((wanted) => {
      const name = `${routineAt(routine)}/${id} ${rounds} comes true=${wanted}`;
      if (wanted === event.value) return { name };
      return {
        name,
        lead: () => {
          const [given, other] = [new Given(stage, trial), new Given(stage, trial)];
          return [
            ...orNone(lead(given, wants(given, condition, wanted, place))),
            ...orNone(leadStepwise(other, wants(other, condition, wanted, place))),
          ];
        },
      };
    });
  });

// The ways out of what a plan asks: which were taken, and data that leads a run out another way.

/** In so many runs a way out that nobody has taken is looked for. */
const looksMax = 4;

const kinds: readonly ExitsIn[] = [
  choicesIn,
  handlersIn,
  loopsIn,
  eventLoopsIn,
  awaitedIn,
  conditionsIn,
  acceptedIn,
  racesIn,
  quorumsIn,
  deniedIn,
];

export class Exits {
  readonly #taken = new Set<string>();
  readonly #looks = new Map<string, number>();

  take(stage: Stage, trial: Trial): void {
    for (const exitsIn of kinds)
      for (const { name, lead } of exitsIn(stage, trial)) if (lead === undefined) this.#taken.add(name);
  }

  /** Data that may lead a run out of what it came to by ways that no run has taken: each is asked for as it is wanted. */
  *leadingOn(stage: Stage, trial: Trial): Generator<Case> {
    for (const exitsIn of kinds)
      for (const { name, lead } of exitsIn(stage, trial))
        if (lead !== undefined && !stage.isOver() && this.#isWanted(name)) yield* lead();
  }

  #isWanted(exit: string): boolean {
    const looks = this.#looks.get(exit) ?? 0;
    if (this.#taken.has(exit) || looks >= looksMax) return false;
    this.#looks.set(exit, looks + 1);
    return true;
  }
}
