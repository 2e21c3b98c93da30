import type { EventsPage, LoggedEvent } from "../../server/types.ts";

/** The events that were read so far, newest first, without a hole. */
export interface KnownEvents {
  readonly events: readonly LoggedEvent[];
  /** Where older ones begin; undefined: all are there. */
  readonly next: number | undefined;
}

/**
 * The newest page put over what is known. Where it does not reach what is known, more has come than a page holds: the
 * older ones are dropped, and read again when somebody scrolls to them. An event may have led to something since.
 */
export function withNewest(known: KnownEvents | undefined, { events, next }: EventsPage): KnownEvents {
  const last = events.at(-1)?.seq;
  const newest = known?.events[0]?.seq;
  if (
    known === undefined ||
    next === undefined ||
    last === undefined ||
    newest === undefined ||
    last > newest
  )
    return { events, next };
  return { events: [...events, ...known.events.filter(({ seq }) => seq < last)], next: known.next };
}

/** A page of older ones after what is known. */
export function withOlder(known: KnownEvents, { events, next }: EventsPage): KnownEvents {
  const last = known.events.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  return { events: [...known.events, ...events.filter(({ seq }) => seq < last)], next };
}
