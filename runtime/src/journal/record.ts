import type { StreamId } from "@orchlang/kernel";
import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { chained, type Link } from "./chain.ts";
import { unsealedEvent } from "./sealed.ts";
import type { Sealer } from "./sealer.ts";
import type { Record } from "./store.ts";

/** Events as records, chained onto `before`; and the link that the next ones start from. */
export function recorded(
  stream: StreamId,
  before: Link,
  events: readonly object[],
): { readonly records: readonly Record[]; readonly link: Link } {
  let link = before;
  const records = events.map((event) => {
    // An event is JSON by its type; `object` because interfaces without index signatures are not assignable to Json.
    const body = canonical(event as Json);
    const seq = link.length;
    link = chained(link, body);
    return { stream, seq, body, hash: link.hash };
  });
  return { records, link };
}

/** The common fields of all events. */
export interface AnyEvent {
  readonly t: string;
  readonly at: number;
}

/**
 * The event of a record whose chain holds, or undefined where its body is not an event at all. Throws `DamagedJournal`
 * where it is sealed and the key is not here.
 */
export function eventOf<Event extends AnyEvent>(
  record: Record,
  sealer: Sealer | undefined,
): Event | undefined {
  try {
    const event = unsealedEvent(JSON.parse(record.body), sealer, record) as Partial<Event> | null;
    if (typeof event !== "object" || event === null) return undefined;
    return typeof event.t === "string" && typeof event.at === "number" ? (event as Event) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
