import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { worldOf } from "@orchlang/kernel/testing";
import { expect, test } from "vitest";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import type { IngressRecord } from "../../src/orchestrator-types.ts";
import { localWorld } from "../../src/world/local.ts";
import { recordedClock } from "../../src/world/recorded-clock.ts";
import { folder } from "../journal/streams.ts";
import { accepted, orchestrator } from "./open.ts";

/* How often a source of events may tell something, as the project says. */

const compiled = worldOf(`event knock(door: String) { from doorbell, camera.front }
event rain(mm: Int) { from gauge }
event smoke(n: Int) { category alarm }
event heat(n: Int) { category alarm  priority info }
event hum(n: Int) { category noise }
signal weight: Int { from scales.floor }
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p() { step a = ring(1) }
trigger t { on every 1h  start p() }`);

async function house(sources: unknown, categories?: unknown) {
  const root = folder();
  writeFileSync(join(root, "orch.json"), JSON.stringify({ sources, categories }));
  const orch = await orchestrator(join(root, "journal.db"), {
    capabilities: [{ name: "m.ring", handler: () => null }],
  });
  return { orch, armed: await orch.arm({ ...compiled, root }) };
}

let ids = 0;
const knock = (source?: string): IngressRecord => ({
  kind: "occurrence",
  id: `k${++ids}`,
  event: "knock",
  fields: { door: "front" },
  ...(source === undefined ? {} : { source }),
});
const outcome = async (orch: Orchestrator, record: IngressRecord) => {
  const answer = await orch.ingest(record);
  return "refused" in answer ? answer.refused : "done";
};

test("debounce: each source by itself, and again only once it was quiet", async () => {
  const { orch, armed } = await house({ doorbell: { debounce: "1h" }, gauge: { debounce: "1h" } });
  accepted(armed);
  const told = [];
  for (const source of ["doorbell", "camera.front", "doorbell", "camera.front"])
    told.push(await outcome(orch, knock(source)));
  expect(told).toEqual(["done", "done", "debounced", "done"]);
  const rain = (): IngressRecord => ({
    kind: "occurrence",
    id: `r${++ids}`,
    event: "rain",
    fields: { mm: 3 },
  });
  // It can come from one source alone, so nobody has to say which.
  expect([await outcome(orch, rain()), await outcome(orch, rain())]).toEqual(["done", "debounced"]);
  expect(orch.around().refused).toEqual({ debounced: 2 });
});

test("a restart does not make it quiet, nor does another way to call the event", async () => {
  const root = folder();
  writeFileSync(join(root, "orch.json"), JSON.stringify({ sources: { doorbell: { debounce: "1h" } } }));
  let now = Date.UTC(2026, 0, 1);
  const open = async () => {
    const world = localWorld({ threads: 1 }, recordedClock(now));
    const orch = await orchestrator(join(root, "journal.db"), {
      world,
      capabilities: [{ name: "m.ring", handler: () => null }],
    });
    accepted(await orch.arm({ ...compiled, root }));
    return orch;
  };
  const told: string[] = [];
  for (const minutes of [0, 20, 45, 90, 50]) {
    now += minutes * 60_000;
    const orch = await open();
    told.push(await outcome(orch, knock("doorbell")));
    told.push(await outcome(orch, { ...knock("doorbell"), event: "m.knock" } as IngressRecord));
    await orch.close();
  }
  // Told after 20, 65 and 155 minutes, it was quiet before the third of these alone.
  expect(told).toEqual([
    ...["done", "debounced"],
    ...["debounced", "debounced"],
    ...["debounced", "debounced"],
    ...["done", "debounced"],
    ...["debounced", "debounced"],
  ]);
});

test("so many a second; the others are not disturbed", async () => {
  const { orch, armed } = await house({ doorbell: { perSecond: 3 } });
  accepted(armed);
  const bells = await Promise.all(Array.from({ length: 30 }, () => outcome(orch, knock("doorbell"))));
  const cameras = await Promise.all(Array.from({ length: 30 }, () => outcome(orch, knock("camera.front"))));
  expect(cameras.every((one) => one === "done")).toBe(true);
  const refused = bells.filter((one) => one === "too_often").length;
  // The second may end in between.
  expect(refused).toBeGreaterThanOrEqual(24);
  expect(orch.around().refused.too_often).toBe(refused);
});

test("a second goes on across a restart, for sources and for categories", async () => {
  const root = folder();
  const sources = { doorbell: { perSecond: 3 }, "scales.floor": { perSecond: 2 } };
  const categories = { alarm: { perSecond: 2 } };
  writeFileSync(join(root, "orch.json"), JSON.stringify({ sources, categories }));
  let now = Date.UTC(2026, 0, 1);
  const said: string[][] = [];
  for (const ms of [0, 400, 900]) {
    now += ms;
    const at = now;
    const world = localWorld({ threads: 1 }, { ...recordedClock(at), now: () => at });
    const orch = await orchestrator(join(root, "journal.db"), {
      world,
      capabilities: [{ name: "m.ring", handler: () => null }],
    });
    accepted(await orch.arm({ ...compiled, root }));
    const told: string[] = [];
    const weight = (name: string): IngressRecord => ({ kind: "reading", id: `w${++ids}`, name, value: 3 });
    for (const record of [knock("doorbell"), knock("doorbell"), weight("scales.floor"), weight("floor")])
      told.push(await outcome(orch, record));
    for (const event of ["smoke", "heat", "hum"]) told.push(await outcome(orch, happened(event)));
    said.push(told);
    await orch.close();
  }
  const [first, second, third] = said;
  expect(first).toEqual(Array.from({ length: 7 }, () => "done"));
  expect(second).toEqual(["done", "too_often", "too_often", "too_often", "too_often", "too_often", "done"]);
  expect(third).toEqual(first);
});

test("a source that the event is not from is refused", async () => {
  const { orch } = await house({});
  expect(await orch.ingest(knock("a stranger"))).toMatchObject({
    refused: "unknown",
    message: "m.knock does not come from a stranger, but from doorbell, camera.front.",
  });
});

test.each([
  [{ doorbell: { debounce: "often" } }, /`debounce` is a time/],
  [{ doorbell: { perSecond: 0.5 } }, /whole number/],
  [{ doorbell: { perMinute: 3 } }, /no `perMinute`/],
  [[1], /record by source/],
])("what can't be read of %j is said as it is armed", async (sources, says) => {
  const { armed } = await house(sources);
  expect(armed).toMatchObject({ refused: "shape", details: [expect.stringMatching(says)] });
});

const happened = (event: string): IngressRecord => ({
  kind: "occurrence",
  id: `c${++ids}`,
  event,
  fields: { n: 1 },
});

test("so many of a category a second, whoever tells them; other categories are not disturbed", async () => {
  const { orch, armed } = await house({}, { alarm: { perSecond: 4 } });
  accepted(armed);
  const kinds = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? "smoke" : "heat"));
  const alarms = await Promise.all(kinds.map((event) => outcome(orch, happened(event))));
  const noises = await Promise.all(kinds.map(() => outcome(orch, happened("hum"))));
  // The second may end in between.
  expect(alarms.filter((one) => one === "too_often").length).toBeGreaterThanOrEqual(12);
  expect(noises.every((one) => one === "done")).toBe(true);
});

test("events that say no priority have that of their category: when all places are taken they go in first", async () => {
  const { orch, armed } = await house({}, { alarm: { priority: "critical" }, noise: { priority: "info" } });
  accepted(armed);
  expect(orch.shown({ t: "Occurred", at: 0, id: "1", event: "m.smoke", fields: { n: 1 } })).toMatchObject({
    category: "alarm",
  });
  const hums = Array.from(
    { length: 20_000 },
    (_, n) => ({ ...happened("hum"), source: `s${n % 100}` }) as IngressRecord,
  );
  const all = hums.map((record) => outcome(orch, record));
  const smokes = Array.from({ length: 50 }, () => outcome(orch, happened("smoke")));
  expect((await Promise.all(smokes)).every((one) => one === "done")).toBe(true);
  expect((await Promise.all(all)).filter((one) => one === "busy").length).toBeGreaterThan(0);
});

test.each([
  [{ alarm: { priority: "loud" } }, /`priority` is one of/],
  [{ alarm: { perSecond: 0 } }, /whole number/],
  [{ alarm: { debounce: "1s" } }, /no `debounce`/],
  [[1], /record by category/],
])("what can't be read of the categories %j is said as it is armed", async (categories, says) => {
  const { armed } = await house({}, categories);
  expect(armed).toMatchObject({ refused: "shape", details: [expect.stringMatching(says)] });
});
