import type { SimulatedRun } from "@orchlang/simulator";
import type { Monitor } from "../../claim.ts";
import { outsideTimes } from "../assumptions.ts";
import type { Call, RunEvent } from "../journal.ts";
import { routineOf } from "../layout.ts";
import { factClaim, first } from "./fact.ts";

/** "Held long enough": what is done while something is held is over before the hold is. */
export const held: Monitor = ({ file: { plan } }) =>
  plan.obligations
    .filter(({ source, verdict }) => verdict === "proved" && "step" in source && source.clause === "held")
    .map(({ id, nodes, assumes }) =>
      factClaim({
        says: `${id} is proved: what is done in ${nodes.join(", ")} is over before the hold is`,
        outside: outsideTimes(assumes),
        contradicts: (run) => ranOut(run, new Set(nodes)),
      }),
    );

/** The hold was given, no member was lost, and all the same what it was for fails as lost. */
function ranOut(run: SimulatedRun, nodes: ReadonlySet<string>): string | undefined {
  const given = new Set<string>();
  const asked = new Map<number, string>();
  return first(run.events.entries(), ([seq, event]) => {
    if (event.t === "Asked" && event.ask.ask === "hold") asked.set(seq, roundOf(event.ask.call));
    if (event.t === "Told" && event.say.say === "held") given.add(asked.get(event.say.ref.seq) ?? "");
    const lost = lostAt(event);
    if (lost === undefined || !nodes.has(nameOf(lost)) || !given.has(roundOf(lost))) return undefined;
    return `${nameOf(lost)} is held no longer at event ${seq}, and what is done in it is not over`;
  });
}

type Place = Pick<Call, "routine" | "site"> & { readonly node?: string };

function nameOf({ routine, node }: Place): string {
  return `${routineOf(routine)}/${node}`;
}

/** In a loop each round has a hold of its own. */
function roundOf({ routine, site, node }: Place): string {
  return JSON.stringify([routine, site.plan, site.loops, node]);
}

function lostAt(event: RunEvent): Place | undefined {
  if (event.t === "Settled" && event.failure?.class === "resource_lost") return event.call;
  if (event.t !== "Unwinding" || typeof event.why !== "object" || !("class" in event.why)) return undefined;
  return event.why.class === "resource_lost" ? event.region : undefined;
}
