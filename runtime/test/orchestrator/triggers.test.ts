import { join } from "node:path";
import { worldOf } from "@orchlang/kernel/testing";
import type { Json, JsonObject } from "@orchlang/plan";
import { describe, expect, test, vi } from "vitest";
import { limits } from "../../src/limits.ts";
import type { OrchestratorOptions } from "../../src/orchestrator/options.ts";
import type { Registration } from "../../src/orchestrator/registry.ts";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import type { IngressRecord } from "../../src/orchestrator-types.ts";
import { localWorld } from "../../src/world/local.ts";
import { folder } from "../journal/streams.ts";
import { stillClock } from "../world/still-clock.ts";
import { accepted, journal, orchestrator } from "./open.ts";

const program = `signal heat: Temperature { from probe.heat  fresh 1h }
signal humid: Ratio { from probe.humid }
signal people: [String] @personal { from wifi }
flag hot = heat > 30C
event boiled(heat: Temperature in 0C..150C, took: Duration, full: Ratio, drew: Power?, note: String?, steam: Speed?, cost: Money?) { from kettle }
type Mill { id: String, charge: Ratio, drawn: Energy?, hours: Duration? }
resource mills: Mill x 2 { at edge }
event shot(level: Int) { from ears  dedupe 1h by level }
service ring(n: Int) -> Int { effect idempotent  latency <= 5s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
plan told(n: Int) -> Int { step r = ring(n)  return r }
trigger on_shot { on event shot where event.level > 3  start p(n: event.level)  overlap queue }
trigger on_heat { on change heat > 30C  start p(n: 100) }
trigger after   { on completed p  start told(n: result + 1) }
trigger asked   { on request "house/ring"  start told(n: 7) }
`;
const compiled = worldOf(program);
const root = "/";

async function house(path: string, ring: Registration["handler"], more: Partial<OrchestratorOptions> = {}) {
  const orch = await orchestrator(path, { capabilities: [{ name: "m.ring", handler: ring }], ...more });
  accepted(await orch.arm({ ...compiled, root }));
  return orch;
}

async function ended(path: string): Promise<readonly string[]> {
  const past = await journal(path);
  const found: string[] = [];
  for await (const { entry, status, run } of past.runs()) {
    const report = accepted(await past.report(run));
    found.push(`${entry} ${status} ${JSON.stringify(report.value)}`);
  }
  await past.close();
  return found.sort();
}

const told = (orch: Orchestrator, record: IngressRecord) => orch.ingest(record);
const shot = (id: string, level: number): IngressRecord => ({
  kind: "occurrence",
  id,
  event: "shot",
  fields: { level },
});

test("an event starts a run, what comes of it starts another; told twice it is once, also after a crash", async () => {
  const path = join(folder(), "journal.db");
  let held: (() => void) | undefined;
  const first = await house(path, async ({ n }: { readonly n: number }) => {
    await new Promise<void>((resolve) => {
      held = resolve;
    });
    return n;
  });
  accepted(await told(first, shot("s1", 5)));
  accepted(await told(first, shot("s1", 5)));
  accepted(await told(first, shot("low", 2)));
  await vi.waitFor(() => expect(held).toBeDefined(), { timeout: 10_000 });
  await first.close();
  held?.();

  const second = await house(path, ({ n }: { readonly n: number }) => n);
  accepted(await second.resume());
  accepted(await told(second, shot("s1", 5)));
  await vi.waitFor(async () => expect(await ended(path)).toEqual(["m.p completed 5", "m.told completed 6"]), {
    timeout: 20_000,
    interval: 100,
  });
  expect(second.around().tallies).toMatchObject({ "m.on_shot fired": 1, "m.after fired": 1 });
});

test("a change, a request and a hand; what control decides is told as soon as it is durable", async () => {
  const path = join(folder(), "journal.db");
  const orch = await house(path, ({ n }: { readonly n: number }) => n);
  const seen: string[] = [];
  orch.listen(({ event }) => seen.push(event.t));
  accepted(await told(orch, { kind: "reading", id: "h1", name: "probe.heat", value: "95F" }));
  accepted(await told(orch, { kind: "request", id: "q", path: "house/ring", request: {} }));
  accepted(await told(orch, { kind: "pull", id: "x", trigger: "asked" }));
  await vi.waitFor(
    async () =>
      expect(await ended(path)).toEqual([
        "m.p completed 100",
        "m.told completed 101",
        "m.told completed 7",
        "m.told completed 7",
      ]),
    { timeout: 20_000, interval: 100 },
  );
  expect(seen).toEqual(expect.arrayContaining(["Sensed", "Turned", "Stood", "Fired", "Admitted", "Forgot"]));
});

test("what is known is told, and nothing personal", async () => {
  const orch = await house(join(folder(), "journal.db"), () => 1);
  accepted(await told(orch, { kind: "reading", id: "1", name: "heat", value: { value: 40, unit: "C" } }));
  accepted(await told(orch, { kind: "reading", id: "2", name: "wifi", value: ["ada"], confidence: 0.5 }));
  accepted(await told(orch, { kind: "reading", id: "3", name: "probe.humid", value: "80%" }));
  expect(orch.around()).toMatchObject({
    armed: true,
    signals: [
      { name: "m.heat", value: 313.15, sources: ["m.heat"] },
      { name: "m.humid", value: 0.8 },
      { name: "m.people", value: "‹personal›", confidence: 0.5 },
    ],
    flags: [{ name: "m.hot", value: true }],
    refused: {},
  });
});

test("a member's fields may be told in any unit too; a pool that nobody declared is refused", async () => {
  const orch = await house(join(folder(), "journal.db"), () => 1);
  const word = (pool: string, fields: JsonObject): IngressRecord => ({
    kind: "member",
    id: JSON.stringify([pool, fields]),
    member: "mills[1]",
    pool,
    fields,
  });
  const heard: unknown[] = [];
  orch.listen(({ event }) => event.t === "Member" && heard.push(event.fields));
  accepted(await told(orch, word("mills", { charge: "80%", drawn: "1.5kWh", hours: "1h 30m", note: "5m" })));
  expect(heard).toEqual([{ charge: 0.8, drawn: 5_400_000, hours: 5_400_000, note: "5m" }]);
  expect(await told(orch, word("mills", { charge: "full" }))).toMatchObject({ refused: "shape" });
  expect(await told(orch, word("mils", {}))).toMatchObject({ refused: "unknown" });
});

test("a flag is told to be true or false, and nothing else", async () => {
  const orch = await house(join(folder(), "journal.db"), () => 1);
  const hot = (id: string, value: Json): IngressRecord => ({ kind: "reading", id, name: "m.hot", value });
  expect(await told(orch, hot("1", "maybe"))).toMatchObject({ refused: "shape" });
  accepted(await told(orch, hot("2", true)));
  expect(orch.around().flags).toMatchObject([{ name: "m.hot", value: true }]);
});

test("the fields of an event may be told in any unit of their kind", async () => {
  const orch = await house(join(folder(), "journal.db"), () => 1);
  const happened: unknown[] = [];
  orch.listen(({ event }) => event.t === "Occurred" && happened.push(event.fields));
  const boiled = (id: string, fields: JsonObject) =>
    told(orch, { kind: "occurrence", id, event: "boiled", fields });
  accepted(
    await boiled("1", {
      heat: "212F",
      took: "4m",
      full: "80%",
      drew: "2.2kW",
      note: "5m",
      steam: "7.2 km / h",
      cost: "$2.50",
    }),
  );
  accepted(await boiled("2", { heat: { value: 50, unit: "C" }, took: 900, full: 0.5 }));
  expect(happened).toEqual([
    {
      heat: expect.closeTo(373.15),
      took: 240_000,
      full: 0.8,
      drew: 2_200,
      note: "5m",
      steam: expect.closeTo(2),
      cost: { amount: "2.5", currency: "USD" },
    },
    { heat: 323.15, took: 900, full: 0.5, drew: null, note: null, steam: null, cost: null },
  ]);
  expect(await boiled("3", { heat: "20C", took: "1s", full: "1%", steam: "fast" })).toMatchObject({
    details: ["steam: a Speed (a number, in m/s) was expected, got text; give it in km/h"],
  });
  for (const wrong of [
    { heat: "212km" },
    { steam: "3km/kg" },
    { took: "4 weeks of" },
    { full: "80C" },
    { heat: "400F" },
  ])
    expect(await boiled("3", { heat: "20C", took: "1s", full: "1%", ...wrong })).toMatchObject({
      refused: "shape",
      message: "This is no m.boiled.",
    });
});

describe("at the door", () => {
  const refused: readonly (readonly [string, IngressRecord, string, RegExp])[] = [
    ["an unknown source", { kind: "reading", id: "a", name: "nobody", value: 1 }, "unknown", /nobody/],
    ["another unit", { kind: "reading", id: "a", name: "heat", value: "5km" }, "shape", /heat/],
    ["no number", { kind: "reading", id: "a", name: "heat", value: Number.NaN }, "shape", /heat/],
    [
      "an impossible confidence",
      { kind: "reading", id: "a", name: "heat", value: 1, confidence: 2 },
      "shape",
      /0 and 1/,
    ],
    [
      "what is still to come",
      { kind: "reading", id: "a", name: "heat", value: 1, when: "2999-01-01T00:00Z" },
      "shape",
      /still to come/,
    ],
    ["no time", { kind: "reading", id: "a", name: "heat", value: 1, when: "yesterday" }, "shape", /no time/],
    ["an unknown event", { kind: "occurrence", id: "a", event: "shots", fields: {} }, "unknown", /shots/],
    [
      "a field of another type",
      { kind: "occurrence", id: "a", event: "shot", fields: { level: "x" } },
      "shape",
      /m\.shot/,
    ],
    [
      "a field that is none",
      { kind: "occurrence", id: "a", event: "shot", fields: { level: 1, b: 2 } },
      "shape",
      /m\.shot/,
    ],
    ["a missing field", { kind: "occurrence", id: "a", event: "shot", fields: {} }, "shape", /m\.shot/],
    ["a path that nobody listens to", { kind: "request", id: "a", path: "x", request: {} }, "unknown", /x/],
    ["an unknown trigger", { kind: "pull", id: "a", trigger: "x" }, "unknown", /x/],
  ];
  test.each(refused)("%s is refused, counted, and disturbs nothing", async (_, record, why, says) => {
    const orch = await house(join(folder(), "journal.db"), () => 1);
    const answer = await told(orch, record);
    expect(answer).toMatchObject({ refused: why, message: expect.stringMatching(says) });
    expect(orch.around().refused).toEqual({ [why]: 1 });
    expect(accepted(await told(orch, { kind: "reading", id: "b", name: "heat", value: 300 }))).toEqual({
      done: true,
    });
  });

  test("a storm is refused past its bound, and others are heard", async () => {
    // All within one second, however long it takes.
    const world = localWorld({ threads: 1, output: () => undefined }, stillClock(Date.UTC(2026, 0, 1)));
    const orch = await house(join(folder(), "journal.db"), () => 1, { world });
    const all = await Promise.all(
      Array.from({ length: 12_000 }, (_, n) =>
        told(orch, { kind: "reading", id: `r${n}`, name: "heat", value: 300 }),
      ),
    );
    const many = all.filter((one) => "refused" in one).length;
    expect(many).toBe(12_000 - limits.ingressPerSecondMax);
    expect(orch.around().refused.too_often).toBe(many);
    accepted(await told(orch, { kind: "reading", id: "b", name: "humid", value: 0.5 }));
  });
});

test("a trigger's priority is that of the runs that it starts", async () => {
  const path = join(folder(), "journal.db");
  const orch = await orchestrator(path, { capabilities: [{ name: "m.ring", handler: () => 1 }] });
  const urgent = worldOf(`type Desk { id: String }
resource desks: Desk { at edge }
event shot(level: Int)
service ring(n: Int) -> Int { effect idempotent  latency <= 5s }
plan p() { priority low
  with d = desks for 1m { step r = ring(1) } }
trigger a { on event shot where event.level == 1  start p()  priority critical }
trigger b { on event shot where event.level == 2  start p() }`);
  const asked: string[] = [];
  orch.listen(({ event }) => {
    if (event.t === "Heard" && event.ask.ask === "hold") asked.push(event.ask.hold.priority);
  });
  accepted(await orch.arm({ ...urgent, root }));
  for (const level of [1, 2]) accepted(await told(orch, shot(`u${level}`, level)));
  await vi.waitFor(() => expect(asked.toSorted()).toEqual(["critical", "low"]), { timeout: 10_000 });
});

test("plans whose handlers are not there are refused as they are armed", async () => {
  const orch = await orchestrator(join(folder(), "journal.db"));
  expect(await orch.arm({ ...compiled, root })).toMatchObject({ refused: "handlers" });
});

test("triggers that a process armed do not count in the next before it arms them", async () => {
  const path = join(folder(), "journal.db");
  const first = await house(path, ({ n }: { readonly n: number }) => n);
  await first.close();
  const second = await orchestrator(path);
  expect(second.around()).toMatchObject({ armed: false });
  accepted(await told(second, shot("s", 9)));
  expect(second.around().tallies).toEqual({});
});

test("the library's events are those of runs that triggers start, too", async () => {
  const orch = await house(join(folder(), "journal.db"), ({ n }: { n: number }) => n);
  const seen: string[] = [];
  for (const type of ["execution_started", "step_completed", "execution_completed"] as const)
    orch.on(type, (event) =>
      seen.push(`${event.type} ${event.type === "execution_started" ? JSON.stringify(event.input) : ""}`),
    );
  await told(orch, shot("a", 4));
  await expect.poll(() => seen.filter((one) => one.startsWith("execution_completed"))).toHaveLength(2);
  expect(seen.filter((one) => one.startsWith("execution_started"))).toEqual([
    'execution_started {"n":4}',
    'execution_started {"n":5}',
  ]);
  await orch.close();
});
