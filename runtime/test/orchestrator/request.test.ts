import { encodePlanFile } from "@orchlang/plan";
import { expect, test } from "vitest";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { keepPlan, keptPlan } from "../../src/orchestrator/request.ts";
import { campaignFile } from "./campaign.ts";

const file = campaignFile();
const other = campaignFile((plan) => ({ ...plan, settings: { ...plan.settings, zone: "Europe/Berlin" } }));

test("a plan file comes back as it was kept", async () => {
  const store = openMemoryStore();
  await keepPlan(store, file);
  expect(await keptPlan(store, file.id)).toEqual(file);
});

test("another one in its place is told, whole as it is", async () => {
  const store = openMemoryStore();
  await store.put(file.id, encodePlanFile(other.plan, other.about));
  expect(await keptPlan(store, file.id)).toEqual({
    refused: "journal",
    message: `The journal's plan file ${file.id} was altered.`,
    details: [`it is the plan ${other.id}`],
  });
});

test("one that is not there is told", async () => {
  expect(await keptPlan(openMemoryStore(), file.id)).toMatchObject({ refused: "journal" });
});
