import type { Call } from "@orchlang/kernel";
import type { RunEvent } from "@orchlang/kernel/run";
import type { Expression } from "@orchlang/plan/expressions";
import type { Node } from "@orchlang/plan/nodes";
import type { Case, MadeUp } from "../case.ts";
import { unmet } from "../distance.ts";
import { Given } from "../given.ts";
import { wants } from "../goal.ts";
import { oneMore } from "../happen.ts";
import { lead } from "../leading.ts";
import type { Place } from "../origin.ts";
import { nodeOf, routineAt } from "../plan-facts.ts";
import { type Exit, type ExitsIn, orNone } from "./exit.ts";

/** A result that its step accepts, or does not. */
export const acceptedIn: ExitsIn = (stage, trial) =>
  trial.run.events.flatMap((event): readonly Exit[] => {
    const call = event.t === "Began" ? event.intent.call : event.t === "Entered" ? event.call : undefined;
    if (call?.slot !== "do") return [];
    const node = nodeOf(stage.plan, call.routine, call.node)?.node;
    const accept = node?.kind === "call" ? node.attempt.options.accept : undefined;
    if (accept === undefined) return [];
    const place: Place = { routine: call.routine, site: call.site, it: call.node };
    const isAccepted = unmet(new Given(stage, trial), accept, true, place) === 0;
    return [true, false].map((wanted) => {
      const name = `${routineAt(call.routine)}/${call.node} accepted=${wanted}`;
      if (wanted === isAccepted) return { name };
      return {
        name,
        lead: () => {
          const given = new Given(stage, trial);
          return orNone(lead(given, wants(given, accept, wanted, place)));
        },
      };
    });
  });

/** Makes awaited occurrences happen or conditions true: each alone, and beside others that came. */
export const awaitedIn: ExitsIn = (stage, trial) => {
  const { events } = trial.run;
  const ends = new Set(events.flatMap(endOfWait));
  const came = new Set(
    events.flatMap((event) =>
      event.t === "Awaited" && ends.has(placeOf(event.call))
        ? [`${routineAt(event.call.routine)}/${event.call.node}`]
        : [],
    ),
  );
  return events.flatMap((event): readonly Exit[] => {
    if (event.t !== "Awaited") return [];
    const { call } = event;
    const node = nodeOf(stage.plan, call.routine, call.node)?.node;
    const wanted = node === undefined ? undefined : wantedBy(node);
    if (wanted === undefined) return [];
    const spot = `${routineAt(call.routine)}/${call.node}`;
    const others = [...came].filter((one) => one !== spot).sort();
    const name = `${[spot, ...others].join(", ")} came`;
    if (ends.has(placeOf(call))) return [{ name }];
    const { where, event: occurs } = wanted;
    if (occurs === undefined) return [{ name, lead: () => leading(where, call) }];
    const place = { routine: call.routine, site: call.site, heard: trial.one.occurrences.length };
    return oneMore(stage, trial, occurs).map((more) => ({ name, lead: () => leading(where, place, more) }));
  });

  function leading(where: Expression, place: Place, more?: MadeUp): readonly Case[] {
    const given = new Given(stage, trial, more);
    return orNone(lead(given, wants(given, where, true, place)));
  }
};

interface Wanted {
  /** The event that has to occur; absent: `where` has to become true. */
  readonly event?: string;
  readonly where: Expression;
}

function wantedBy(node: Node): Wanted | undefined {
  if (node.kind === "wait" && node.for.kind === "condition") return { where: node.for.condition };
  const over =
    node.kind === "wait" && node.for.kind === "occurrence"
      ? node.for
      : node.kind === "loop" && node.over.kind === "occurrences"
        ? node.over
        : undefined;
  return over?.where === undefined ? undefined : { event: over.event, where: over.where };
}

/** The place whose wait an event of the run ends: an occurrence came, or a condition became true. */
function endOfWait(event: RunEvent): readonly string[] {
  if (event.t === "Branched") return event.occurrence === undefined ? [] : [placeOf(event)];
  if (event.t !== "Settled" || (event.occurrence === undefined && event.value !== true)) return [];
  return [placeOf(event.call)];
}

function placeOf({ routine, node, site }: Pick<Call, "routine" | "node" | "site">): string {
  return `${routine}/${node} ${JSON.stringify(site)}`;
}
