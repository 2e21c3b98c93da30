import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { worldOf } from "@orchlang/kernel/testing";
import { describe, expect, test } from "vitest";
import type { Delta } from "../../src/context/view.ts";
import { folder } from "../journal/streams.ts";
import { accepted, journal, orchestrator } from "./open.ts";
import { Stage } from "./stage.ts";

const program = `module m
signal heat: Float { from a, b  fuse mean  fresh 1m }
signal home: [String] @personal { from wifi }
flag hot = heat > 30 { hold 10s }
flag somebody = home.size > 0
service ring(n: Int) -> Int { effect idempotent  latency <= 1s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
trigger t { on change hot  start p(n: 1) }
`;

async function house(history?: Record<string, string>, text = program) {
  const root = folder();
  writeFileSync(join(root, "orch.json"), JSON.stringify(history === undefined ? {} : { history }));
  const one = new Stage(text, "2026-11-22T12:00Z", { "m.ring": () => 1 });
  one.root = root;
  await one.open();
  const heat = (value: number, name = "a") => one.tell({ kind: "reading", name, value });
  return { one, heat };
}

test("a snapshot: what is true, since when, who says so, and why", async () => {
  const { one, heat } = await house();
  const start = one.clock.at;
  await heat(20);
  await one.until(start + 5_000);
  await heat(50, "b");
  await one.tell({ kind: "reading", name: "wifi", value: ["ada"], confidence: 0.5 });
  await one.until(start + 20_000);
  expect(one.orch.context.now()).toEqual([
    {
      name: "m.heat",
      kind: "signal",
      label: "internal",
      value: 35,
      confidence: 1,
      since: start + 5_000,
      sources: [
        { source: "a", value: 20, when: start },
        { source: "b", value: 50, when: start + 5_000 },
      ],
    },
    {
      name: "m.home",
      kind: "signal",
      label: "personal",
      value: "‹personal›",
      confidence: 0.5,
      since: start + 5_000,
      sources: [{ source: "wifi", value: "‹personal›", when: start + 5_000 }],
    },
    {
      name: "m.hot",
      kind: "flag",
      label: "internal",
      value: true,
      confidence: 1,
      since: start + 5_000,
      because: [expect.objectContaining({ name: "m.heat", value: 35 })],
    },
    {
      name: "m.somebody",
      kind: "flag",
      label: "personal",
      value: "‹personal›",
      confidence: 0.5,
      since: start + 5_000,
      because: [expect.objectContaining({ name: "m.home", value: "‹personal›" })],
    },
  ]);
  expect(one.orch.context.now("personal")[1]).toMatchObject({ value: ["ada"] });
  // Grown too old, it is unknown, and nobody says it.
  await one.until(start + 120_000);
  expect(one.orch.context.now()[0]).toEqual({ name: "m.heat", kind: "signal", label: "internal" });
});

describe("deltas", () => {
  test("only once a threshold is crossed, from what was told last; unknown is one too", async () => {
    const { one, heat } = await house();
    const seen: Delta[] = [];
    const end = one.orch.context.follow("m.heat", { by: 5 }, (delta) => seen.push(delta));
    if ("refused" in end) throw new Error(end.message);
    for (const value of [20, 22, 24, 24.9, 25, 29, 20]) await heat(value);
    await one.until(one.clock.at + 120_000);
    expect(seen.map(({ from, to }) => [from, to])).toEqual([
      [undefined, 20],
      [20, 25],
      [25, 20],
      [20, undefined],
    ]);
    end();
    await heat(90);
    expect(seen).toHaveLength(4);
  });

  test("nobody is told what they are not cleared for", async () => {
    const { one } = await house();
    expect(one.orch.context.follow("m.home", {}, () => undefined)).toMatchObject({ refused: "clearance" });
    expect(one.orch.context.history("m.home")).toMatchObject({ refused: "clearance" });
    expect(one.orch.context.follow("m.none", {}, () => undefined)).toMatchObject({ refused: "unknown" });
    const seen: Delta[] = [];
    one.orch.context.follow("m.home", { clearance: "personal" }, (delta) => seen.push(delta));
    await one.tell({ kind: "reading", name: "wifi", value: ["ada"] });
    expect(seen).toMatchObject([{ to: ["ada"] }]);
  });
});

describe("history", () => {
  test("is kept for as long as is said, and no longer, also when nothing more is heard", async () => {
    const { one, heat } = await house({ "m.heat": "10m", "m.hot": "1h" });
    const start = one.clock.at;
    const told = (name: string) =>
      accepted(one.orch.context.history(name)).map(({ at, value }) => [(at - start) / 1000, value]);
    for (const value of [20, 20, 40]) {
      await heat(value);
      await one.until(one.clock.at + 30_000);
    }
    await one.until(start + 300_000);
    expect(told("m.heat")).toEqual([
      [0, 20],
      [60, 40],
      [120.001, undefined],
    ]);
    // A flag stays true for its `hold`.
    expect(told("m.hot")).toEqual([
      [0, false],
      [60, true],
      [130.001, undefined],
    ]);
    await one.until(start + 661_000);
    expect(told("m.heat")).toEqual([[120.001, undefined]]);
    await one.until(start + 721_000);
    expect(told("m.heat")).toEqual([]);
    expect(told("m.hot")).toHaveLength(3);
    await one.until(start + 4_000_000);
    expect(one.control.filter(({ t }) => t === "Pruned").length).toBeGreaterThan(0);
    expect(told("m.hot")).toEqual([]);
  });

  test.each([
    ["as the signal says", undefined, 599_000, 601_000],
    ["as the installation says instead", { "m.heat": "20m" }, 1_199_000, 1_201_000],
  ])("is kept %s", async (_, settings, before, after) => {
    const declared = program.replace(/signal heat: ([^{]*)\{/, "signal heat: $1{ history 10m ");
    expect(declared).not.toBe(program);
    const { one, heat } = await house(settings, declared);
    const start = one.clock.at;
    const told = () => accepted(one.orch.context.history("m.heat")).map(({ value }) => value);
    await heat(20);
    await one.until(start + before);
    expect(told()).toContain(20);
    await one.until(start + after);
    expect(told()).not.toContain(20);
  });

  test("nothing is kept of what nobody asked to keep; what can't be read is said", async () => {
    const { one, heat } = await house();
    await heat(20);
    expect(one.orch.context.history("m.heat")).toEqual([]);
    const root = folder();
    writeFileSync(join(root, "orch.json"), JSON.stringify({ history: { "m.heat": "long" } }));
    const orch = await orchestrator(join(root, "journal.db"), {
      capabilities: [{ name: "m.ring", handler: () => 1 }],
    });
    expect(await orch.arm({ ...worldOf(program), root })).toMatchObject({
      refused: "shape",
      details: [/m\.heat/],
    });
  });
});

test("a journal tells it too, beside its writer", async () => {
  const path = join(folder(), "journal.db");
  const orch = await orchestrator(path, { capabilities: [{ name: "m.ring", handler: () => 1 }] });
  accepted(await orch.arm({ ...worldOf(program), root: "/" }));
  accepted(await orch.ingest({ kind: "reading", id: "r", name: "a", value: 12 }));
  const past = await journal(path);
  const now = accepted(await past.context(Date.now()));
  expect(now[0]).toMatchObject({ name: "m.heat", value: 12 });
});

test("a reading that nothing is read from is refused with what there is", async () => {
  const orch = await orchestrator(join(folder(), "journal.db"), {
    capabilities: [{ name: "m.ring", handler: () => 1 }],
  });
  const world = worldOf(`type Side = left | right
signal roof: Float { from detector("roof") }
signal side(side: Side): Float { from probe }
service ring(n: Int) -> Int { effect idempotent  latency <= 1s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
trigger t { on change roof > 3  on change side(left) > 3  start p(n: 1) }
`);
  accepted(await orch.arm({ ...world, root: "/" }));
  const said = async (name: string) => await orch.ingest({ kind: "reading", id: name, name, value: 1 });
  accepted(await said("detector"));
  accepted(await said("probe(left)"));
  expect(await said("detector(roof)")).toMatchObject({
    message: expect.stringMatching(/Readings come under `detector`: /),
  });
  expect(await said("probe(top)")).toMatchObject({
    message: expect.stringMatching(/There are probe\(left\), probe\(right\)\.$/),
  });
  expect(await said("none")).toMatchObject({ message: "No signal is read from none." });
});
