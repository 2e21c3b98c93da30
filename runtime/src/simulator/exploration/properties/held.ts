import type { Call } from "../../../kernel/identity.ts";
import { stepName } from "../../../kernel/run/view.ts";
import type { Trial } from "../case.ts";
import { completed, short, type Violation } from "../violation.ts";

/** What is held is held long enough, and let go of at the end. */
export function held(trial: Trial): readonly Violation[] {
  const { run, one } = trial;
  const { closed } = run.state;
  const found: Violation[] = [];
  if (closed !== undefined) {
    for (const hold of run.state.holds.values()) {
      if (hold.status === "held") {
        const about = short(hold.pool);
        found.push({
          property: "held",
          about,
          says: `The run is over, and still holds a member of ${about}.`,
          expect: completed,
        });
      }
    }
  }
  if (
    closed?.outcome.status === "completed" ||
    [...one.faults.values()].some((kind) => kind.startsWith("loses "))
  )
    return found;
  const had = new Set<string>();
  for (const event of run.events) {
    if (event.t === "Told" && event.say.say === "held") {
      const asked = run.events[event.say.ref.seq];
      if (asked?.t === "Asked" && asked.ask.ask === "hold") had.add(placeOf(asked.ask.call));
    }
    if (event.t !== "Settled" || event.failure?.class !== "resource_lost") continue;
    if (!had.has(placeOf(event.call))) continue;
    found.push({
      property: "held",
      about: `${event.call.routine}/${event.call.node}`,
      says: `${stepName(event.call)} lasts longer than what it needs is held: ${event.failure.message}.`,
      expect: completed,
    });
  }
  return found;
}

function placeOf({ routine, site, node }: Call): string {
  return `${routine} ${JSON.stringify(site)} ${node}`;
}
