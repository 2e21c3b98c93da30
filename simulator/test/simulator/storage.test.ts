import { campaign, given } from "@orchlang/kernel/testing";
import { type JsonObject, type Plan, planId } from "@orchlang/plan";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Trial } from "../../src/exploration/case.ts";
import { brokenLaws } from "../../src/exploration/laws.ts";
import { Stage } from "../../src/exploration/stage.ts";
import { journalOf, type StorageFault } from "../../src/index.ts";
import { everything } from "./trial/everything.ts";
import { plainest } from "./trial/plainest.ts";

/* The disk under the journals: what is lost at any place of them is made good, and nothing is done twice. */

const context = { flags: [], kinds: {}, schemas: {} };
const plans: Readonly<Record<string, readonly [Plan, JsonObject]>> = {
  campaign: [campaign, given as JsonObject],
  everything: [everything(), {}],
};

function stageOf(name: string): { readonly stage: Stage; play(faults: readonly StorageFault[]): Trial } {
  const [plan, input] = plans[name] ?? [];
  if (plan === undefined || input === undefined) throw new Error(`no plan is called ${name}`);
  const stage = new Stage({ plan, id: planId(plan) }, context);
  return {
    stage,
    play: (faults) => stage.play({ ...plainest, input }, undefined, undefined, { storage: { faults } }),
  };
}

const streams = ["run", "control"] as const;
/** No run here appends more often than this. */
const appendsMax = 60;

describe.each(Object.keys(plans))("%s", (name) => {
  const { play } = stageOf(name);
  const well = play([]);
  const wellDone = new Set(well.run.done);
  const wellStatus = well.run.state.closed?.outcome.status;

  test.each(
    streams.flatMap((stream) =>
      [true, false].flatMap((kept) => [true, false].map((dies) => [stream, kept, dies] as const)),
    ),
  )("at every append of the %s, kept %s, dying %s: it ends as it does without", (stream, kept, dies) => {
    let hit = 0;
    for (let append = 1; append <= appendsMax; append++) {
      const trial = play([{ stream, append, kept, dies }]);
      const { run } = trial;
      expect([append, brokenLaws(trial)]).toEqual([append, []]);
      expect([append, run.state.closed?.outcome.status]).toEqual([append, wellStatus]);
      expect([append, run.state.closed?.outcome.value]).toEqual([
        append,
        well.run.state.closed?.outcome.value,
      ]);
      // One key each, sent again or not.
      expect([append, run.done]).toEqual([append, wellDone]);
      if (journalOf(run) !== journalOf(well.run)) hit += 1;
    }
    // Something was to be made good in some of them, unless all of it was on the disk and the process lived.
    if (dies && stream === "run") expect(hit).toBeGreaterThan(0);
  });

  test("however often, in whatever order: the laws hold, the same each time", () => {
    const faults = fc.array(
      fc.record({
        stream: fc.constantFrom(...streams),
        append: fc.integer({ min: 1, max: 30 }),
        kept: fc.boolean(),
        dies: fc.boolean(),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(faults, (some) => {
        const trial = play(some);
        expect(brokenLaws(trial)).toEqual([]);
        expect(trial.run.state.closed).toBeDefined();
        expect(journalOf(play(some).run)).toBe(journalOf(trial.run));
      }),
      { numRuns: 60 },
    );
  });
});

test("a slow disk holds up everything, and changes nothing of what is done", () => {
  const { stage } = stageOf("everything");
  const quick = { ...plainest, pace: "quick" } as const;
  const slow = stage.play(quick, undefined, undefined, { storage: { slow: 50 } });
  expect(brokenLaws(slow)).toEqual([]);
  const well = stage.play(quick);
  expect(slow.run.done).toEqual(well.run.done);
  expect(slow.run.ended - slow.run.started).toBeGreaterThan(well.run.ended - well.run.started);
});
