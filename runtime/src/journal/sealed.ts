/**
 * Sealing of secrets at rest (semantics, rule 50): an event's full text is stored encrypted beside its public form, and
 * the chain covers both, so it can be verified without the key.
 */

import type { Seq, StreamId } from "@orchlang/kernel";
import type { Json } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";
import type { Sealer } from "./sealer.ts";
import { DamagedJournal } from "./store.ts";

interface Place {
  readonly stream: StreamId;
  readonly seq: Seq;
}

/** `shown`: what everybody may read of it. */
export function sealedEvent(sealer: Sealer, event: object, shown: object, { stream, seq }: Place): object {
  // An event is JSON by its type; `object` because interfaces without index signatures are not assignable to Json.
  return { ...shown, sealed: sealer.seal(canonical(event as Json), `${stream}#${seq}`) };
}

/** A value that was read from the journal, as it was before it was sealed. */
export function unsealedEvent(found: unknown, sealer: Sealer | undefined, { stream, seq }: Place): unknown {
  if (typeof found !== "object" || found === null || !("sealed" in found)) return found;
  if (typeof found.sealed !== "string") return found;
  return JSON.parse(openedText(sealer, found.sealed, `${stream}#${seq}`)) as unknown;
}

const mark = "sealed ";

/** A whole text, as a document or a snapshot. */
export function sealedText(sealer: Sealer | undefined, text: string, place: string): string {
  return sealer === undefined ? text : mark + sealer.seal(text, place);
}

export function unsealedText(sealer: Sealer | undefined, text: string, place: string): string {
  return text.startsWith(mark) ? openedText(sealer, text.slice(mark.length), place) : text;
}

/** Throws {@link DamagedJournal} where the key is not there or is another. */
function openedText(sealer: Sealer | undefined, sealed: string, place: string): string {
  const text = sealer?.open(sealed, place);
  if (text !== undefined) return text;
  throw new DamagedJournal({
    fault: "unreadable",
    message: `The secret data at ${place} can't be read: the journal's key is missing or differs.`,
  });
}
