import { unmet } from "../distance.ts";
import { Given } from "../given.ts";
import { wants } from "../goal.ts";
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
