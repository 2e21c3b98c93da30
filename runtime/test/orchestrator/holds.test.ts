import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { folder } from "../journal/streams.ts";
import { parameter, plan, routine, withHold } from "../kernel/building.ts";
import { planFile, root } from "./campaign.ts";
import { accepted, orchestrator } from "./open.ts";
import { does, newBook, work } from "./work.ts";

const file = planFile(
  plan(
    [
      routine(
        "work.main",
        [
          withHold("with@1", "desk", { pool: "work.desks" }, 3_600_000),
          does("a", "write", undefined, { block: "with@1/held" }),
        ],
        { params: [parameter("book", { schema: { type: "string" } })], result: null },
      ),
    ],
    [work("write", "idempotent", "holding")],
    { pools: { "work.desks": { name: "work.desks", kind: "Desk", count: 1 } } },
  ),
);

test("two runs want the one desk: the second has it when the first is done, across processes", async () => {
  const path = join(folder(), "journal.db");
  const book = newBook();
  book.hold();
  const first = await orchestrator(path);
  const one = accepted(await first.start({ plan: file, input: { book: book.path }, root }));
  await vi.waitFor(() => expect(book.lines()).toHaveLength(1), { timeout: 10_000 });
  const two = accepted(await first.start({ plan: file, input: { book: book.path }, root }));
  expect(await first.rest(two.run)).toEqual({
    status: "waiting",
    waiting: [{ for: "resource", step: "with@1", pool: "work.desks" }],
  });
  await first.close();
  book.release();

  const second = await orchestrator(path);
  accepted(await second.resume());
  expect(await second.rest(one.run)).toMatchObject({ status: "completed" });
  expect(await second.rest(two.run, 10_000)).toMatchObject({ status: "completed" });
  expect(new Set(book.lines().map((line) => line.split(" ")[1])).size).toBe(2);
});
