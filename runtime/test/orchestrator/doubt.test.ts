import { join } from "node:path";
import { constant } from "@orchlang/kernel/testing";
import { describe, expect, test, vi } from "vitest";
import type { Store } from "../../src/journal/store.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { folder, opened } from "../journal/streams.ts";
import { root } from "./campaign.ts";
import { accepted, journal, orchestrator } from "./open.ts";
import { does, newBook, work, workFile } from "./work.ts";

/** A run of one `once` step whose process ends while it is under way; gone on with by another. */
async function doubtful(diskOf: (store: Store) => Store = (store) => store) {
  const path = join(folder(), "journal.db");
  const book = newBook();
  book.hold();
  const plan = workFile(
    [work("send", "once", "holding"), work("note", "pure", "done")],
    [does("sent", "send"), does("noted", "note", "sent")],
  );
  const first = await orchestrator(path);
  const { run } = accepted(await first.start({ plan, input: { book: book.path }, root }));
  await vi.waitFor(() => expect(book.lines()).toHaveLength(1), { timeout: 20_000 });
  await first.close();
  book.release();
  const orch = await orchestrator(diskOf(opened(openSqliteStore(path, { mode: "write" }))));
  accepted(await orch.resume());
  return { path, book, orch, run };
}

/** The first append to a run comes to nothing, and nobody says so. */
function forgetful(store: Store): Store {
  let has = false;
  return {
    ...store,
    append: async (turn) => {
      if (has || !turn.some(({ stream }) => stream.startsWith("run/"))) return await store.append(turn);
      has = true;
      return { ok: false, why: "unknown", message: "no word from the disk" };
    },
  };
}

describe("a step that may have been done when its process died", () => {
  test("is in doubt: the run waits for the operator, and nothing is sent twice", async () => {
    const { orch, run, book } = await doubtful();
    expect(await orch.rest(run)).toMatchObject({
      status: "waiting",
      waiting: [{ for: "operator", step: "sent", why: expect.stringContaining("may have happened") }],
    });
    expect(book.lines()).toHaveLength(1);
  });

  test("is so as well where the disk forgets what the next process says of it first", async () => {
    const { orch, run, book } = await doubtful(forgetful);
    expect(await orch.rest(run)).toMatchObject({
      status: "waiting",
      waiting: [{ for: "operator", step: "sent" }],
    });
    expect(book.lines()).toHaveLength(1);
  });

  test("is done, if the operator says so with a value that fits", async () => {
    const { path, orch, run, book } = await doubtful();
    await orch.rest(run);
    expect(
      await orch.order(run, "sent", "resolve", { completed: { book: 3 } }, "looked it up"),
    ).toMatchObject({
      refused: "shape",
      details: [expect.stringMatching(/^book: /)],
    });
    expect(await orch.order(run, "sent", "resolve", "perhaps", "?")).toMatchObject({ refused: "shape" });
    expect(await orch.order(run, "noted", "resolve", "retry", "?")).toMatchObject({
      refused: "unknown_step",
    });
    expect(await orch.order(run, undefined, "resolve", "retry", "?")).toMatchObject({
      refused: "unknown_step",
    });
    accepted(await orch.order(run, "sent", "resolve", { completed: { book: book.path } }, "looked it up"));
    expect(await orch.rest(run)).toMatchObject({ status: "completed" });
    expect(book.lines().map((line) => line.split(" ")[0])).toEqual(["send", "note"]);
    await orch.close();
    expect(await (await journal(path)).replay(run)).toMatchObject({ same: true });
  });

  test("is tried again under its key, if the operator says so", async () => {
    const { orch, run, book } = await doubtful();
    await orch.rest(run);
    accepted(await orch.order(run, "sent", "resolve", "retry", "not in the outbox"));
    expect(await orch.rest(run)).toMatchObject({ status: "completed" });
    const [first, second] = book.lines();
    expect(second).toBe(first);
    expect(await orch.order(run, "sent", "resolve", "retry", "once more")).toMatchObject({
      refused: "closed",
    });
  });

  test("has failed, if the operator says so", async () => {
    const { orch, run, book } = await doubtful();
    await orch.rest(run);
    accepted(
      await orch.order(run, "sent", "resolve", { failed: "the queue was purged" }, "asked the provider"),
    );
    expect(await orch.rest(run)).toMatchObject({
      status: "failed",
      failure: { message: "the queue was purged" },
    });
    expect(book.lines()).toHaveLength(1);
  });
});

describe("the operator's other words", () => {
  test("cancel ends a run that waits", async () => {
    const { orch, run } = await doubtful();
    await orch.rest(run);
    accepted(await orch.order(run, undefined, "cancel", null, "no longer wanted"));
    accepted(await orch.order(run, undefined, "cancel", { force: true }, "really"));
    expect(await orch.rest(run)).toMatchObject({ status: "cancelled" });
  });

  test("pause holds what has not begun, unpause lets it go on", async () => {
    const book = newBook();
    book.hold();
    const plan = workFile(
      [work("send", "once", "holding"), work("note", "pure", "done")],
      [does("sent", "send"), does("noted", "note", "sent")],
    );
    const orch = await orchestrator(join(folder(), "journal.db"));
    const { run } = accepted(await orch.start({ plan, input: { book: book.path }, root }));
    await vi.waitFor(() => expect(book.lines()).toHaveLength(1), { timeout: 20_000 });
    accepted(await orch.order(run, undefined, "pause", null, "lunch"));
    book.release();
    expect(await orch.rest(run)).toMatchObject({ status: "waiting" });
    expect(book.lines()).toHaveLength(1);
    accepted(await orch.order(run, undefined, "unpause", null, "back"));
    expect(await orch.rest(run)).toMatchObject({ status: "completed" });
    expect(book.lines()).toHaveLength(2);
  });
});

describe("a handler that does not behave", () => {
  test.each([
    ["exits", "pure", { status: "failed", failure: { class: "crashed" } }, 4],
    [
      "fails",
      "pure",
      { status: "failed", failure: { class: "transient", message: expect.stringContaining("it broke") } },
      1,
    ],
  ] as const)("%s", async (handler, effect, rest, calls) => {
    const book = newBook();
    const orch = await orchestrator(join(folder(), "journal.db"));
    const plan = workFile([work("bad", effect, handler)], [does("one", "bad")]);
    const { run } = accepted(await orch.start({ plan, input: { book: book.path }, root }));
    expect(await orch.rest(run, 500_000)).toMatchObject(rest);
    // Once, and as often again as a lost dispatch may be sent once more.
    expect(book.lines()).toHaveLength(calls);
    expect(new Set(book.lines()).size).toBe(1);
  });

  test.each(["never", "spins"])("%s returns: its time is up, its thread ended", async (handler) => {
    const book = newBook();
    const orch = await orchestrator(join(folder(), "journal.db"));
    const options = { timeout: constant(1_000) };
    // The first step has the thread started and the module loaded, so that the second's time is its own.
    const plan = workFile(
      [work("warm_up", "pure", "done"), work("bad", "pure", handler)],
      [does("warm", "warm_up"), does("one", "bad", "warm", { options })],
    );
    const { run } = accepted(await orch.start({ plan, input: { book: book.path }, root }));
    expect(await orch.rest(run, 500_000)).toMatchObject({ status: "failed", failure: { class: "timeout" } });
    expect(book.lines()).toHaveLength(2);
  });

  test("exits, when it must not be done twice: in doubt", async () => {
    const book = newBook();
    const orch = await orchestrator(join(folder(), "journal.db"));
    const plan = workFile([work("bad", "once", "exits")], [does("one", "bad")]);
    const { run } = accepted(await orch.start({ plan, input: { book: book.path }, root }));
    expect(await orch.rest(run)).toMatchObject({
      status: "waiting",
      waiting: [{ for: "operator", step: "one" }],
    });
    expect(book.lines()).toHaveLength(1);
  });
});
