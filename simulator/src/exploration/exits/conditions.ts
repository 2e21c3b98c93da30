import { Given } from "../given.ts";
import { wants } from "../goal.ts";
import { lead, leadStepwise } from "../leading.ts";
import type { Place } from "../origin.ts";
import { nodeOf, routineAt } from "../plan-facts.ts";
import { type Exit, type ExitsIn, orNone } from "./exit.ts";

/** Awaited conditions: becoming true, and not becoming true. */
export const conditionsIn: ExitsIn = (stage, trial) =>
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
