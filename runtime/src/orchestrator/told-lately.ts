/** Who has told something in the last second, as the journal has it. */

import { eventOf } from "../journal/record.ts";
import type { ControlEvent } from "../kernel/control/events.ts";
import type { Instant } from "../kernel/machine.ts";
import { limits } from "../limits.ts";
import type { Runs } from "./runs.ts";

export interface ToldLately {
  readonly at: Instant;
  readonly source: string;
  /** What happened, if that is what was told. */
  readonly event?: string;
}

/** From the first on. Of very many the newest: no more than those are looked at, so that no start is slow. */
export async function toldLately({ store, control }: Runs, since: Instant): Promise<readonly ToldLately[]> {
  const { id, length } = control;
  for (let back = 256; ; back *= 4) {
    const from = Math.max(0, length - back);
    const told: ToldLately[] = [];
    let isAll = from === 0 || back >= limits.toldLatelyMax;
    for await (const record of store.read(id, from)) {
      const event = eventOf<ControlEvent>(record, store.sealer);
      if (event === undefined) continue;
      isAll ||= event.at <= since;
      if (!isAll) break;
      const source = tellerIn(event);
      if (source !== undefined && event.at > since) told.push({ at: event.at, ...source });
    }
    if (isAll) return told;
  }
}

/** By the name that its limit stands under. */
function tellerIn(event: ControlEvent): Omit<ToldLately, "at"> | undefined {
  switch (event.t) {
    case "Sensed":
      return { source: event.name };
    case "Occurred":
      return { source: event.source ?? event.event, event: event.event };
    case "Member":
      // A registry is told of as a whole, and may have very many.
      return event.registry === undefined ? { source: event.pool } : undefined;
    case "Called":
      return { source: event.path };
    case "Pulled":
      return { source: event.trigger };
    case "User":
    case "Consented":
    case "Withdrew":
      return { source: event.user };
    default:
      return undefined;
  }
}
