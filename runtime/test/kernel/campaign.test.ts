import { expect, test } from "vitest";
import { redecide } from "../../src/kernel/run/redecide.ts";
import { spentOf } from "../../src/kernel/run/view.ts";
import { campaign, given, handlers } from "./campaign.ts";
import { TestWorld } from "./world.ts";

const granted = { approve_design: { after: 3_600_000, value: { granted: true } } };

test("it runs from draft to job", () => {
  const world = new TestWorld(campaign, { input: given, handlers, people: granted }).go();
  expect(world.story()).toEqual([
    "Started",
    "Began draft write_content attempt 1",
    "Began list segment_list attempt 1",
    "Ended ok",
    "Ended ok",
    "Began design render_design attempt 1",
    "Ended ok",
    "Asked task",
    "Told answered",
    "Branched when@1 0",
    "Began job schedule_campaign attempt 1",
    "Ended ok",
    "Settled return@1 completed none",
    "Closed completed",
  ]);
  expect(world.closed?.outcome).toEqual({ status: "completed", value: { id: "j1", status: "scheduled" } });
  expect(redecide(campaign, world.events)).toEqual({ same: true, events: 14 });
});
