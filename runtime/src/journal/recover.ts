import type { Seq, StreamId } from "@orchlang/kernel";
import { begunAt, keptBeginning } from "./beginning.ts";
import { type AnyEvent, type Break, checked, ended, eventOf, genesis, isBreak, type Link } from "./chain.ts";
import { keptSnapshot, type Snapshot, type SnapshotForm } from "./snapshot.ts";
import { DamagedJournal, type Record, type Store } from "./store.ts";

/** A stream's state as its events make it. */
interface Recovered<State> {
  readonly state: State;
  readonly link: Link;
  /** The `at` of the last event; 0 for a stream without any. */
  readonly at: number;
  readonly closed: boolean;
  /** How many events were not folded, since a snapshot holds them. */
  readonly from: Seq;
}

/** The part of a machine that folding needs. */
interface Folding<Plan, State, Event> {
  readonly empty: State;
  evolve(plan: Plan, state: State, event: Event, seq: Seq): State;
  readonly snapshot?: SnapshotForm<State, Event>;
}

/**
 * Every record of a stream, each checked against the chain, the last against the stream's head.
 * Throws {@link DamagedJournal} at the first that is not as it was written.
 */
export async function* verified(store: Store, stream: StreamId): AsyncGenerator<Record, Link> {
  const pages = verifiedPages(store, stream);
  for (;;) {
    const next = await pages.next();
    if (next.done) return next.value;
    yield* next.value;
  }
}

/**
 * The same a page at a time. Records before a damaged one in a page are yielded before the error is thrown. `from`: left
 * out: where the stream begins.
 */
export async function* verifiedPages(
  store: Store,
  stream: StreamId,
  from?: Link,
): AsyncGenerator<readonly Record[], Link> {
  // The head is read on both sides of the records: a writer beside us may add some meanwhile.
  const before = await store.head(stream);
  if (before?.pruned) throw prunedStream(stream);
  let link = from ?? genesis(stream);
  if (before === undefined && link.length === 0) return link;
  for await (const page of store.pages(stream, link.length)) {
    if (from === undefined && link.length === 0 && page[0]!.seq > 0) link = await begunAt(store, stream);
    for (let index = 0; index < page.length; index++) {
      const next = checked(link, page[index]!);
      if (isBreak(next)) {
        yield page.slice(0, index);
        const begun = await begunAt(store, stream);
        if (begun.length > Math.min(link.length, page[index]!.seq)) throw new BegunLater(stream);
        throw damaged(stream, next);
      }
      link = next;
    }
    yield page;
  }
  const after = await store.head(stream);
  if (after?.pruned) throw prunedStream(stream);
  if (from === undefined && link.length === 0) link = await begunAt(store, stream);
  const wrong = ended(link, before, after ?? { length: 0, hash: genesis(stream).hash });
  if (wrong !== undefined) throw damaged(stream, wrong);
  return link;
}

/**
 * Folds a stream up to and with `until`, page by page, verifying its chain; from where it begins, if its first events were
 * pruned. Throws {@link DamagedJournal}.
 */
export async function recover<Plan, State, Event extends AnyEvent>(
  store: Store,
  stream: StreamId,
  machine: Folding<Plan, State, Event>,
  plan: Plan,
  until: Seq = Number.POSITIVE_INFINITY,
): Promise<Recovered<State>> {
  return await again(() => recoverOnce(store, stream, machine, plan, until));
}

/** Repeats a reading during which first events were pruned: that happens once in a while at most. */
async function again<T>(read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof BegunLater) || tries === 3) throw error;
    }
  }
}

async function recoverOnce<Plan, State, Event extends AnyEvent>(
  store: Store,
  stream: StreamId,
  machine: Folding<Plan, State, Event>,
  plan: Plan,
  until: Seq,
): Promise<Recovered<State>> {
  const whole = until === Number.POSITIVE_INFINITY;
  const kept = whole && machine.snapshot ? await keptSnapshot(store, stream, machine.snapshot) : undefined;
  const quick = kept && (await sinceSnapshot(store, stream, { machine, plan, kept }));
  if (quick !== undefined) return quick;
  const later = machine.snapshot && (await keptBeginning(store, stream, machine.snapshot));
  const begun = later ?? { state: machine.empty, link: genesis(stream), at: 0 };
  const { vouched: _, ...found } = await folded(store, stream, { machine, plan, begun, until });
  return found;
}

/** From a snapshot on; undefined where the stream does not vouch for it, or does not go with it. */
async function sinceSnapshot<Plan, State, Event extends AnyEvent>(
  store: Store,
  stream: StreamId,
  {
    machine,
    plan,
    kept,
  }: { readonly machine: Folding<Plan, State, Event>; readonly plan: Plan; readonly kept: Snapshot<State> },
): Promise<Recovered<State> | undefined> {
  try {
    const until = Number.POSITIVE_INFINITY;
    const { vouched, ...found } = await folded(store, stream, { machine, plan, begun: kept, until });
    const own = vouched.some(({ length, digest }) => length === kept.link.length && digest === kept.digest);
    return own ? found : undefined;
  } catch (error) {
    // Reading the journal itself shows whether it or the snapshot is damaged.
    if (error instanceof ChainBroken || error instanceof BegunLater) return undefined;
    throw error;
  }
}

type Vouched = NonNullable<ReturnType<SnapshotForm<never, never>["vouched"]>>;

async function folded<Plan, State, Event extends AnyEvent>(
  store: Store,
  stream: StreamId,
  {
    machine,
    plan,
    begun,
    until,
  }: {
    readonly machine: Folding<Plan, State, Event>;
    readonly plan: Plan;
    readonly begun: Pick<Recovered<State>, "state" | "link" | "at">;
    readonly until: Seq;
  },
): Promise<Recovered<State> & { readonly vouched: readonly Vouched[] }> {
  let { state, link, at } = begun;
  const vouched: Vouched[] = [];
  reading: for await (const page of verifiedPages(store, stream, link)) {
    for (const record of page) {
      if (record.seq > until) break reading;
      const event = eventOf<Event>(record, store.sealer);
      if (event === undefined) throw damaged(stream, { seq: record.seq, why: "it is no event" });
      state = machine.evolve(plan, state, event, record.seq);
      link = { length: record.seq + 1, hash: record.hash };
      at = event.at;
      const vouches = machine.snapshot?.vouched(event);
      if (vouches !== undefined) vouched.push(vouches);
    }
  }
  const head = await store.head(stream);
  return { state, link, at, closed: head?.closed ?? false, from: begun.link.length, vouched };
}

/** Verifies that a stream is whole, without folding it. */
export async function verify(store: Store, stream: StreamId): Promise<Link | Break> {
  try {
    return await again(async () => {
      const pages = verifiedPages(store, stream);
      for (;;) {
        const next = await pages.next();
        if (next.done) return next.value;
      }
    });
  } catch (error) {
    if (error instanceof ChainBroken) return error.at;
    throw error;
  }
}

class ChainBroken extends DamagedJournal {
  readonly at: Break;

  constructor(stream: StreamId, at: Break) {
    super({ fault: "corrupt", message: `The journal was altered: event ${at.seq} of ${stream}: ${at.why}.` });
    this.at = at;
  }
}

/** First events were pruned while they were read. */
class BegunLater extends DamagedJournal {
  constructor(stream: StreamId) {
    super({
      fault: "missing",
      message: `Events of ${stream} were pruned while they were read: read them again.`,
    });
  }
}

function prunedStream(stream: StreamId): DamagedJournal {
  return new DamagedJournal({ fault: "missing", message: `The events of ${stream} were pruned.` });
}

/** The error for an altered record. */
export function damaged(stream: StreamId, at: Break): DamagedJournal {
  return new ChainBroken(stream, at);
}
