import type { RunSummary } from "@orchlang/runtime";
import fc from "fast-check";
import { expect, test } from "vitest";
import { needsAttention, type RunFilter, RunList, shownStatus } from "../src/run-list.ts";

/* The list of runs against a walk over all of them, whatever was written, deleted and asked for before. */

type Summary = Pick<RunSummary, "run" | "entry" | "status" | "waiting">;

const statuses = ["running", "waiting", "completed", "failed", "damaged"] as const;
const entries = ["shop.pay", "shop.quick", "other.pay"];

function runOf(id: number, entry: number, status: number, stuck: boolean): RunSummary {
  const waiting = stuck && status < 2 ? [{ step: "a", for: "operator" }] : [];
  const summary: Summary = {
    run: `R${id}`,
    entry: entries[entry] ?? "",
    status: statuses[status] ?? "running",
    waiting: waiting as unknown as RunSummary["waiting"],
  };
  return { ...summary, plan: "sha256:", started: 0, events: 1 } as RunSummary;
}

const run = fc
  .tuple(fc.nat(30), fc.nat(2), fc.nat(4), fc.boolean())
  .map(([id, entry, status, stuck]) => runOf(id, entry, status, stuck));
const change = fc.oneof(
  { weight: 5, arbitrary: run.map((set) => ({ set })) },
  { weight: 1, arbitrary: fc.nat(30).map((id) => ({ gone: `R${id}` })) },
);
const filter = fc.record(
  {
    status: fc.constantFrom(...statuses, "attention"),
    entry: fc.constantFrom(...entries, "pay", "ay"),
    attention: fc.boolean(),
    open: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<RunFilter>;
const sight = fc.subarray(entries);

function fitting(all: readonly RunSummary[], wanted: RunFilter, seen: readonly string[]): RunSummary[] {
  const isOpen = ({ status }: RunSummary): boolean => status === "running" || status === "waiting";
  return all
    .toReversed()
    .filter((one) => seen.includes(one.entry))
    .filter((one) => wanted.open === undefined || isOpen(one) === wanted.open)
    .filter((one) => [undefined, shownStatus(one), one.status].includes(wanted.status))
    .filter(({ entry }) => wanted.entry === undefined || `.${entry}`.endsWith(`.${wanted.entry}`))
    .filter((one) => wanted.attention === undefined || needsAttention(one) === wanted.attention);
}

test("pages, totals and counts are those of a walk over all runs", () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 120 }),
      filter,
      sight,
      fc.integer({ min: 1, max: 7 }),
      (changes, wanted, seen, size) => {
        const list = new RunList();
        const model = new Map<string, RunSummary>();
        for (const one of changes) {
          if ("gone" in one) {
            list.delete(one.gone);
            model.delete(one.gone);
          } else {
            list.set(one.set);
            model.set(one.set.run, one.set);
          }
        }
        const all = [...model.values()];
        const sees = (entry: string): boolean => seen.includes(entry);
        const expected = fitting(all, wanted, seen);
        const found: RunSummary[] = [];
        for (let from: string | undefined; ; ) {
          const page = list.page(wanted, from, size, sees);
          expect(page?.total).toBe(expected.length);
          expect(page?.runs.length).toBe(Math.min(size, expected.length - found.length));
          found.push(...(page?.runs ?? []));
          from = page?.next;
          if (from === undefined) break;
        }
        expect(found).toEqual(expected);
        const counts: Record<string, number> = {};
        for (const one of fitting(all, {}, seen))
          counts[shownStatus(one)] = (counts[shownStatus(one)] ?? 0) + 1;
        expect(list.counts(sees)).toEqual(counts);
        expect(list.ended()).toEqual(
          all.filter(({ status }) => !["running", "waiting", "damaged"].includes(status)),
        );
      },
    ),
  );
});

test("a page goes on where a run was that fits no longer, and not where one was pruned or is hidden", () => {
  const list = new RunList();
  for (let id = 0; id < 5; id++) list.set(runOf(id, id === 4 ? 1 : 0, 0, false));
  const sees = (entry: string): boolean => entry === "shop.pay";
  expect(list.page({ open: true }, undefined, 2, sees)).toMatchObject({ next: "R1", total: 4 });
  list.set(runOf(1, 0, 2, false));
  expect(list.page({ open: true }, "R1", 2, sees)).toMatchObject({ runs: [{ run: "R0" }], total: 3 });
  expect(list.page({}, "R4", 2, sees)).toBeUndefined();
  list.delete("R1");
  expect(list.page({ open: true }, "R1", 2, sees)).toBeUndefined();
});

test("what is left when most runs were deleted stays in order", () => {
  const list = new RunList();
  for (let id = 0; id < 4_000; id++) list.set(runOf(id, 0, 2, false));
  for (let id = 0; id < 4_000; id++) if (id % 100 !== 0) list.delete(`R${id}`);
  list.set(runOf(4_000, 0, 2, false));
  list.set(runOf(100, 0, 0, false));
  const { runs } = list.page({}, undefined, 100, () => true) ?? { runs: [] };
  expect(runs.map(({ run: id }) => id)).toEqual(Array.from({ length: 41 }, (_, n) => `R${(40 - n) * 100}`));
  expect(list.ended().length).toBe(40);
});
