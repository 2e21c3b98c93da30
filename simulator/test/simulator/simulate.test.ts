import { redecide } from "@orchlang/kernel/run";
import { campaign, contacts, given } from "@orchlang/kernel/testing";
import { type Json, type JsonObject, planId } from "@orchlang/plan";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Behaviour, expectRun, journalOf, type SimulatedWorld, simulate } from "../../src/index.ts";

const file = { plan: campaign, id: planId(campaign) };
const works = new Map<string, Json>([
  ["write_content", { id: "d1", subject: "Lamp", body: "Buy it" }],
  ["render_design", { id: "x1", preview: "https://example.com/x1" }],
  ["segment_list", { id: "s1", contacts: contacts(3) }],
  ["approve_design", { granted: true }],
  ["schedule_campaign", { id: "j1", status: "scheduled" }],
  ["cancel_campaign", null],
]);

type Wrong = (nth: number) => Behaviour | undefined;

/** The campaign in a world where all is well, but for what goes wrong. */
function world(wrong: Readonly<Record<string, Wrong>> = {}, more: SimulatedWorld = {}): SimulatedWorld {
  const answers = [...works].map(([name, ok]) => {
    const answer = ({ nth }: { readonly nth: number }): Behaviour => wrong[name]?.(nth) ?? { ok };
    return [name, answer] as const;
  });
  return { input: given as JsonObject, answers: Object.fromEntries(answers), ...more };
}

const behaviours = fc.constantFrom<Behaviour | undefined>(
  undefined,
  { never: true },
  { fails: "transient" },
  { fails: "permanent", reach: "not_reached" },
  { cooperates: true, twice: true },
  { returns: { id: "x", contacts: [], status: "scheduled" }, after: 3_600_000, stubborn: true },
);
const wrongs = fc
  .record(Object.fromEntries([...works.keys()].map((name) => [name, fc.array(behaviours, { maxLength: 3 })])))
  .map((lists) =>
    Object.fromEntries(
      Object.entries(lists).map(([name, list]) => [name, ((nth) => list[nth - 1]) satisfies Wrong] as const),
    ),
  );
const deaths = fc.array(
  fc.record({
    moment: fc.constantFrom("before" as const, "during" as const, "after" as const, "worker" as const),
    step: fc.constantFrom(...works.keys()).map((capability) => ({ capability })),
  }),
  { maxLength: 3 },
);
const happenings = fc.array(
  fc.record({ at: fc.integer({ min: 0, max: 200_000 }), does: fc.constant("crashes" as const) }),
  { maxLength: 2 },
);

describe("a simulated run", () => {
  test("says what became of it", () => {
    expectRun(simulate(file, world()))
      .completed()
      .once("schedule_campaign")
      .never({ name: "cancel_campaign" });
    const refused = simulate(file, world({ approve_design: () => ({ ok: { granted: false }, after: 1 }) }));
    expectRun(refused).failed().never({ name: "schedule_campaign" });
    expect(() => expectRun(refused).once("schedule_campaign")).toThrow(
      /^expected schedule_campaign once, but/u,
    );
    expect(() => expectRun(refused).never({ any: true })).toThrow(/^expected never anything, but/u);
    expect(() => expectRun(refused).completed()).toThrow(/^expected completed, but it failed as/);
  });

  test("a crash while it is scheduled: sent again under its key, done once", () => {
    const run = simulate(
      file,
      world({}, { deaths: [{ moment: "during", step: { capability: "schedule_campaign" } }] }),
    );
    expectRun(run).completed().once("schedule_campaign");
    const kinds = run.events.map(({ t }) => t);
    expect(kinds.filter((kind) => kind === "Lost" || kind === "Dispatched")).toEqual(["Lost", "Dispatched"]);
  });

  test("a crash while a person is asked: one task, and the same limit", () => {
    const run = simulate(
      file,
      world({}, { deaths: [{ moment: "during", step: { capability: "approve_design" } }] }),
    );
    expectRun(run).completed();
    expect(run.controlEvents.filter(({ t }) => t === "Opened")).toHaveLength(1);
  });

  test("the same world gives the same run, byte for byte; decided again it is the same", () => {
    fc.assert(
      fc.property(wrongs, deaths, happenings, (wrong, dies, crashes) => {
        const one = simulate(file, world(wrong, { deaths: dies, happenings: crashes }));
        const other = simulate(file, world(wrong, { deaths: dies, happenings: crashes }));
        expect(journalOf(other)).toBe(journalOf(one));
        expect(redecide(campaign, one.events)).toEqual({ same: true, events: one.events.length });
      }),
      { numRuns: 100 },
    );
  });

  test("whatever goes wrong, it schedules no more than once, and never unasked", () => {
    fc.assert(
      fc.property(wrongs, deaths, happenings, (wrong, dies, crashes) => {
        const { events, state } = simulate(file, world(wrong, { deaths: dies, happenings: crashes }));
        const scheduled = [...state.intents.values()].filter(
          ({ capability, standing }) => capability === "schedule_campaign" && standing === "applied",
        );
        expect(scheduled.length).toBeLessThanOrEqual(1);
        const began = events.findIndex(
          (event) => event.t === "Began" && event.capability === "schedule_campaign",
        );
        const agreed = events.findIndex((event) => event.t === "Told" && event.say.say === "answered");
        if (began >= 0) expect(agreed >= 0 && agreed < began).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test("another seed is another run", () => {
    const flaky = {
      write_content: (nth: number) => (nth < 3 ? ({ fails: "transient" } as const) : undefined),
    };
    const one = simulate(file, world(flaky, { seed: "0000000000000001" }));
    const other = simulate(file, world(flaky, { seed: "0000000000000002" }));
    expect(journalOf(other)).not.toBe(journalOf(one));
  });
});
