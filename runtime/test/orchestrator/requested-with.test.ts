/** A run's request, and the transaction that records it. */
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Append, Store } from "../../src/journal/store.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { limits } from "../../src/limits.ts";
import { folder, opened } from "../journal/streams.ts";
import { root } from "./campaign.ts";
import { accepted, journal, orchestrator } from "./open.ts";
import { does, newBook, work, workFile } from "./work.ts";

const plan = workFile([work("one", "once", "done")], [does("a", "one")]);

function heard(inner: Store): { readonly store: Store; readonly appends: Append[]; readonly puts: string[] } {
  const appends: Append[] = [];
  const puts: string[] = [];
  const store: Store = {
    ...inner,
    append: (turn) => {
      appends.push(...turn);
      return inner.append(turn);
    },
    put: (id, text) => {
      puts.push(id);
      return inner.put(id, text);
    },
  };
  return { store, appends, puts };
}

test("a request goes into the journal with the event by which control hears of it", async () => {
  const { store, appends, puts } = heard(openMemoryStore());
  const orch = await orchestrator(store);
  const { run } = accepted(await orch.start({ plan, input: { book: newBook().path }, root }));
  expect(await orch.rest(run)).toMatchObject({ status: "completed" });
  expect(puts).toEqual([plan.id]);
  const [first] = appends;
  expect(first?.documents?.map(({ id }) => id)).toEqual([`request/${run}`]);
  expect(first?.records[0]?.body).toContain('"t":"Requested"');
});

test("one that others may have made before is there before control is asked", async () => {
  const { store, appends, puts } = heard(openMemoryStore());
  const orch = await orchestrator(store);
  const wanted = { plan, input: { book: newBook().path }, root, request: "order 7" };
  const { run } = accepted(await orch.start(wanted));
  expect(await orch.rest(run)).toMatchObject({ status: "completed" });
  expect(puts).toEqual([plan.id, `request/${run}`]);
  expect(appends.every(({ documents }) => documents === undefined)).toBe(true);
});

test("a long one for which there is no room is refused, and nothing else is disturbed", async () => {
  const path = join(folder(), "journal.db");
  const orch = await orchestrator(opened(openSqliteStore(path, { mode: "write", pagesMax: 100 })));
  const { path: book } = newBook();
  const long = `${book}${"x".repeat(limits.documentAlongCharsMax * 100)}`;
  expect(await orch.start({ plan, input: { book: long }, root })).toMatchObject({
    refused: "journal",
    message: expect.stringContaining("is full"),
  });
  const { run } = accepted(await orch.start({ plan, input: { book }, root }));
  expect(await orch.rest(run)).toMatchObject({ status: "completed" });
  await orch.close();
  expect(await (await journal(path)).replay(run)).toMatchObject({ same: true });
});
