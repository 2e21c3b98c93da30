/**
 * Where a stream begins whose first events were pruned: the state that they led to and the end of their chain, as a
 * document that the ledger vouches for. No cache: nothing else has that state.
 */
import type { StreamId } from "@orchlang/kernel";
import { genesis, isHash, type Link } from "./chain.ts";
import { sealedText, unsealedText } from "./sealed.ts";
import type { Sealer } from "./sealer.ts";
import { headOfSnapshot, type Snapshot, type SnapshotForm, snapshotOf } from "./snapshot.ts";
import { DamagedJournal, type Store } from "./store.ts";

type Begun<State> = Omit<Snapshot<State>, "digest">;

/** The state after the last event that goes. What it stands on may be read without the key, so that the chain can be verified. */
export function beginningText<State>(
  form: Pick<SnapshotForm<State, never>, "shape" | "write">,
  stream: StreamId,
  held: Begun<State>,
  sealer: Sealer | undefined,
): string {
  const { text } = snapshotOf(form, held);
  const line = text.indexOf("\n");
  return `${text.slice(0, line)}\n${sealedText(sealer, text.slice(line + 1), placeOf(stream, held.link))}`;
}

/** Undefined: the stream has all of its events. Throws {@link DamagedJournal} where this release can't read the state. */
export async function keptBeginning<State>(
  store: Store,
  stream: StreamId,
  form: Pick<SnapshotForm<State, never>, "shape" | "read">,
): Promise<Begun<State> | undefined> {
  const text = await store.beginning?.(stream);
  if (text === undefined) return undefined;
  const { shape, link, at } = headIn(text, stream);
  if (shape !== form.shape)
    throw new DamagedJournal({
      fault: "newer",
      message: `The first events of ${stream} were pruned by a release that keeps their outcome in another form (${shape}; this one reads ${form.shape}): open the journal with that release.`,
    });
  const written = unsealedText(store.sealer, text.slice(text.indexOf("\n") + 1), placeOf(stream, link));
  const state = form.read(written);
  if (state === undefined) throw unreadable(stream);
  return { state, link, at };
}

/** The link that the first event of a stream is chained to. */
export async function begunAt(store: Store, stream: StreamId): Promise<Link> {
  const text = await store.beginning?.(stream);
  return text === undefined ? genesis(stream) : headIn(text, stream).link;
}

function headIn(
  text: string,
  stream: StreamId,
): { readonly shape: unknown; readonly link: Link; readonly at: number } {
  const { shape, length, hash, at } = headOfSnapshot(text) ?? {};
  if (typeof length !== "number" || !isHash(hash) || typeof at !== "number") throw unreadable(stream);
  return { shape, link: { length, hash }, at };
}

function unreadable(stream: StreamId): DamagedJournal {
  return new DamagedJournal({
    fault: "corrupt",
    message: `The journal was altered: the document that stands for the pruned events of ${stream} can't be read.`,
  });
}

function placeOf(stream: StreamId, { length }: Link): string {
  return `beginning ${stream}#${length}`;
}
