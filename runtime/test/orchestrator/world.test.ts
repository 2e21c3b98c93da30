import { join } from "node:path";
import { giveBack, node, parameter, plan, routine, withHold } from "@orchlang/kernel/testing";
import { expect, test, vi } from "vitest";
import { folder } from "../journal/streams.ts";
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
  expect(await second.rest(two.run, 500_000)).toMatchObject({ status: "completed" });
  expect(new Set(book.lines().map((line) => line.split(" ")[1])).size).toBe(2);
});

test("a wait goes on when something happens, told twice or across processes", async () => {
  const path = join(folder(), "journal.db");
  const waits = planFile(
    plan(
      [
        routine("main", [
          {
            id: "e",
            kind: "wait",
            block: "root",
            needs: [],
            for: { kind: "occurrence", event: "rain", next: false },
            rescues: [],
          },
          giveBack(node("e"), { needs: ["e"] }),
        ]),
      ],
      [],
      {
        events: {
          rain: {
            name: "rain",
            fields: [
              { name: "mm", schema: true, label: { confidentiality: "internal", integrity: "trusted" } },
            ],
          },
        },
      },
    ),
  );
  const first = await orchestrator(path);
  const { run } = accepted(await first.start({ plan: waits, input: {}, root }));
  expect(await first.rest(run)).toEqual({
    status: "waiting",
    waiting: [{ for: "event", step: "e", event: "rain" }],
  });
  await first.close();
  const second = await orchestrator(path);
  accepted(await second.resume());
  for (const mm of [3, 4]) {
    accepted(await second.ingest({ kind: "occurrence", id: "cloud-1", event: "rain", fields: { mm } }));
  }
  expect(await second.rest(run)).toEqual({ status: "completed", value: { mm: 3 } });
});
