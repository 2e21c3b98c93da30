import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StreamId } from "@orchlang/kernel";
import { onTestFinished } from "vitest";
import { type AnyEvent, genesis, type Link, recorded } from "../../src/journal/chain.ts";
import type { Append, Record, Store, StoreFault } from "../../src/journal/store.ts";

/** Small events, distinguished by `n`. */
export function events(from: number, count: number): readonly AnyEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    t: "Woke",
    at: 1000 + from + index,
    n: from + index,
  }));
}

/** The append of `events` onto a stream that ends at `before`. */
export function appendOf(
  stream: StreamId,
  before: Link,
  what: readonly object[],
  closed?: boolean,
): { readonly append: Append; readonly link: Link } {
  const { records, link } = recorded(stream, before, what);
  return {
    append: { stream, expected: before.length, records, ...(closed === undefined ? {} : { closed }) },
    link,
  };
}

/** Writes `count` events to a new stream, each in a turn of its own. */
export async function fill(store: Store, stream: StreamId, count: number, closed = false): Promise<Link> {
  let link = genesis(stream);
  for (let n = 0; n < count; n++) {
    const next = appendOf(stream, link, events(n, 1), closed && n === count - 1);
    const done = await store.append([next.append]);
    if (!done.ok) throw new Error(done.message);
    link = next.link;
  }
  return link;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

export function bodies(records: readonly Record[]): readonly string[] {
  return records.map((record) => record.body);
}

export function opened(store: Store | StoreFault): Store {
  if ("fault" in store) throw new Error(`${store.fault}: ${store.message}`);
  return store;
}

/** A folder of its own for one test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "orch-journal-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
