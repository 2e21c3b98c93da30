import { campaign, contacts, given } from "@orchlang/kernel/testing";
import { type JsonObject, planId } from "@orchlang/plan";
import { expect, test } from "vitest";
import { judgeRun, type SimulatedWorld, scenarioOfRun, simulate } from "../../src/index.ts";

const file = { plan: campaign, id: planId(campaign) };

function played(isGranted: boolean) {
  const answers: SimulatedWorld["answers"] = {
    segment_list: () => ({ ok: { id: "s1", contacts: contacts(2) } }),
    approve_design: () => ({ ok: { granted: isGranted }, after: 5_000 }),
  };
  return simulate(file, { input: given as JsonObject, answers });
}

test("a run is held against a scenario by its events alone", () => {
  const [agreed, refused] = [played(true), played(false)];
  const scenario = scenarioOfRun(campaign, agreed.events);
  const statuses = judgeRun(scenario, file, agreed.events).map(({ status }) => status);
  expect(statuses.length).toBeGreaterThan(0);
  expect(new Set(statuses)).toEqual(new Set(["met"]));
  const other = judgeRun(scenario, file, refused.events).filter(({ status }) => status === "unmet");
  expect(other.map(({ because }) => because)).toContainEqual(expect.stringContaining("it failed"));
});
