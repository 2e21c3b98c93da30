import { hash } from "node:crypto";
import type { Seq, StreamId } from "@orchlang/kernel";
import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import { unsealedEvent } from "./sealed.ts";
import type { Sealer } from "./sealer.ts";
import type { Record } from "./store.ts";

/**
 * The chain: every record's hash covers its body and, through the hash before it, everything earlier in its stream.
 * So one altered, missing or exchanged record shows at its place, and one head hash stands for a whole stream.
 */
export interface Link {
  /** How many records lie before the next one. */
  readonly length: Seq;
  readonly hash: string;
}

/** Where a stream first differs from what was written. */
export interface Break {
  readonly seq: Seq;
  readonly why: string;
}

/** The link that a stream starts from. Streams differ in it, so that records cannot be moved from one to another. */
export function genesis(stream: StreamId): Link {
  return { length: 0, hash: hash("sha256", stream, "hex") };
}

function chained(before: Link, body: string): Link {
  return { length: before.length + 1, hash: hash("sha256", before.hash + body, "hex") };
}

/** The link after `record`, or why it does not fit there. */
export function checked(before: Link, record: Record): Link | Break {
  const seq = before.length;
  if (record.seq > seq) {
    const gap = record.seq - seq;
    return { seq, why: gap === 1 ? "it is missing" : `it is missing, as are the ${gap - 1} after it` };
  }
  if (record.seq < seq) return { seq: record.seq, why: "it is there twice" };
  const link = chained(before, record.body);
  if (link.hash === record.hash) return link;
  return { seq, why: "its text or its hash was altered, or one before it was taken out" };
}

/**
 * After the last record: whether the stream ends where its head says. `before` and `after`: the head as it was when
 * reading began and when it was over.
 */
export function ended(link: Link, before: Link | undefined, after: Link): Break | undefined {
  const least = before?.length ?? 0;
  if (link.length < least) {
    return { seq: link.length, why: `the stream was cut: ${link.length} of ${least} events are left` };
  }
  if (link.length > after.length) {
    return { seq: after.length, why: `the stream has events beyond its ${after.length}` };
  }
  if (link.length === after.length && link.hash !== after.hash) {
    return { seq: Math.max(0, link.length - 1), why: "the hash kept for the whole stream is another" };
  }
  return undefined;
}

export function isHash(found: unknown): found is string {
  return typeof found === "string" && /^[0-9a-f]{64}$/u.test(found);
}

export function isBreak(found: Link | Break): found is Break {
  return "why" in found;
}

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
