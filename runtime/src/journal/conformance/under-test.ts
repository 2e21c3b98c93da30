import type { StreamId } from "@orchlang/kernel";
import type { Json } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import { genesis, type Link, recorded } from "../chain.ts";
import type { Head } from "../ledger.ts";
import type { Append, Appended, Record, Store } from "../store.ts";

/** Opens a store for one case: fresh storage, which `reopen` opens again as the next writer would. */
export interface StoreUnderTest {
  readonly store: Store;
  /** A second writer of the same storage; the first may still be open. */
  reopen(): Promise<Store>;
  /** Alterations of the closed storage behind the store's back; absent: none are tried. */
  readonly alterations?: { readonly [what: string]: () => Promise<void> };
  /** After the case, whatever came of it. */
  dispose?(): Promise<void>;
}

/** One thing that a store has to do. Rejects with what it does instead, in words. */
export interface StoreCase {
  readonly name: string;
  check(open: () => Promise<StoreUnderTest>): Promise<void>;
}

export function using(check: (under: StoreUnderTest) => Promise<void>): StoreCase["check"] {
  return async (open) => {
    const under = await open();
    try {
      await check(under);
    } finally {
      await under.store.close();
      await under.dispose?.();
    }
  };
}

/** Appends so many events, and gives where the stream then ends. */
export async function appended(
  store: Store,
  stream: StreamId,
  count: number,
  {
    link = genesis(stream),
    closed = false,
    due,
  }: { readonly link?: Link; readonly closed?: boolean; readonly due?: number | null } = {},
): Promise<Link> {
  const made = turn(stream, link, count);
  same(
    `appending to ${stream}`,
    why(await store.append([{ ...made.append, closed, ...(due === undefined ? {} : { due }) }])),
    "ok",
  );
  return made.link;
}

export function turn(
  stream: StreamId,
  from: Link,
  count: number,
  more: object = {},
): { readonly append: Append; readonly link: Link } {
  const events = Array.from({ length: count }, (_, index) => ({
    at: 1_000 + from.length + index,
    n: from.length + index,
    t: "Woke",
    ...more,
  }));
  const { records: made, link } = recorded(stream, from, events);
  return { append: { stream, expected: from.length, records: made }, link };
}

export function rest(stream: StreamId, expected: number, due: number): Append {
  return { stream, expected, records: [], due };
}

export async function records(store: Store, stream: StreamId, from: number): Promise<readonly Record[]> {
  return await gathered(store.read(stream, from));
}

export async function heads(
  store: Store,
  which: "open" | "all",
  beginning?: string,
): Promise<readonly Head[]> {
  return await gathered(store.streams(which, beginning));
}

export async function gathered<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for await (const item of items) results.push(item);
  return results;
}

export function why(answer: Appended): string {
  return answer.ok ? "ok" : answer.why;
}

/** Throws, in words, where it is not the same: for any test framework, and for none. */
export function same(what: string, is: unknown, wanted: unknown): void {
  if (equal(is as Json, wanted as Json)) return;
  throw new Error(`${what}: ${shown(wanted)} was expected, and it is ${shown(is)}`);
}

export function ok(what: string, holds: boolean): void {
  if (!holds) throw new Error(`${what}: it does not`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 400 ? text : `${text.slice(0, 400)} …`;
}
