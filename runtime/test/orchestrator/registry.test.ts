import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { worldOf } from "@orchlang/kernel/testing";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import type { IngressRecord } from "../../src/orchestrator-types.ts";
import { followRegistryFile } from "../../src/resources/registry-file.ts";
import { folder } from "../journal/streams.ts";
import { accepted, orchestrator } from "./open.ts";

/* Resources reported by a registry as a whole, by a program's call or in a file. */

const compiled = worldOf(`type Press { id: String, tons: Int }
resource presses: Press { at edge  members [{ id: "old" }, { id: "new" }] }
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p() { step a = ring(1) }
trigger t { on every 1h  start p() }`);

async function shop(path = join(folder(), "journal.db")) {
  const orch = await orchestrator(path, { capabilities: [{ name: "m.ring", handler: () => null }] });
  accepted(await orch.arm({ ...compiled, root: "/" }));
  return orch;
}

let ids = 0;
const registry = (members: readonly unknown[], more: object = {}): IngressRecord =>
  ({
    kind: "registry",
    id: `r${++ids}`,
    registry: "plant",
    pools: { presses: { members, ...more } },
  }) as IngressRecord;
const members = (orch: Orchestrator) => orch.around().pools[0]?.members;

function heardBy(orch: Orchestrator): () => readonly string[] {
  const heard: string[] = [];
  orch.listen(({ event }) => {
    if (event.t !== "Member") return;
    heard.push(`${event.member} ${event.gone === true ? "gone" : event.health}`);
  });
  return () => heard.splice(0);
}

test("members come, change and go as the registry says; what stays as it was is not said over", async () => {
  const path = join(folder(), "journal.db");
  const orch = await shop(path);
  expect(members(orch)).toEqual({ ready: 2 });
  const heard = heardBy(orch);
  accepted(await orch.ingest(registry(["old", { id: "big", fields: { tons: 400 }, health: "maintenance" }])));
  expect(heard()).toEqual(["old ready", "big maintenance"]);
  expect(members(orch)).toEqual({ ready: 2, maintenance: 1 });
  accepted(await orch.ingest(registry(["old", { id: "big", fields: { tons: 400 } }])));
  expect(heard()).toEqual(["big ready"]);
  accepted(await orch.ingest(registry(["old"], { capacity: 1 })));
  expect(heard()).toEqual(["big gone"]);
  expect(orch.around().pools).toEqual([
    { name: "m.presses", members: { ready: 2 }, held: 0, waiting: 0, capacity: 1 },
  ]);
  await orch.close();

  const again = await shop(path);
  const heardAgain = heardBy(again);
  accepted(await again.ingest(registry(["old"], { capacity: 1 })));
  expect(heardAgain()).toEqual([]);
  accepted(await again.ingest(registry([], { capacity: 1 })));
  expect(heardAgain()).toEqual(["old gone"]);
  expect(members(again)).toEqual({ ready: 1 });
});

describe("a registry is taken whole or not at all", () => {
  const wrong: readonly (readonly [string, IngressRecord, RegExp])[] = [
    ["a field of another type", registry(["a", { id: "b", fields: { tons: "many" } }]), /presses b: tons/],
    [
      "another name than its own",
      registry(["a", { id: "b", fields: { id: "c" } }]),
      /presses b: id: it is the member's name/,
    ],
    ["a word that it does not know", registry([{ id: "b", helth: "lost" }]), /presses\.members/],
    ["a health that there is not", registry([{ id: "b", health: "fine" }]), /presses\.members/],
    ["a member that is there twice", registry(["a", "a"]), /m\.presses a: is there twice/],
    ["no duration", registry([{ id: "a", beats: "often" }]), /often/],
    ["a capacity below nothing", registry([], { capacity: -1 }), /presses\.capacity/],
  ];
  test.each(wrong)("%s", async (_, record, says) => {
    const orch = await shop();
    accepted(await orch.ingest(registry(["a"])));
    const before = members(orch);
    const answer = await orch.ingest(record);
    expect(answer).toMatchObject({ refused: "shape" });
    expect(JSON.stringify(answer)).toMatch(says);
    expect(members(orch)).toEqual(before);
    expect(orch.around().refused).toEqual({ shape: 1 });
  });
});

test("pools that the program does not have are taken, since a registry may serve several, and told", async () => {
  const orch = await shop();
  const pools = { presses: { members: ["old"] }, preses: { members: ["new"] } };
  expect(await orch.ingest({ kind: "registry", id: "s1", registry: "plant", pools })).toEqual({
    done: true,
    notes: [
      "No resource of the program is called preses (it has m.presses): what is said of it counts for nobody here.",
    ],
  });
  expect(await orch.ingest(registry(["old", "new"]))).toEqual({ done: true });
  const file = join(folder(), "other.json");
  writeFileSync(file, JSON.stringify({ pools: { cranes: { capacity: 1 } } }));
  const told: string[] = [];
  const followed = followRegistryFile(orch, file, {
    freshId: () => `f${++ids}`,
    tell: (why) => told.push(why),
  });
  onTestFinished(() => followed.close());
  expect(await followed.first).toBeUndefined();
  expect(told).toEqual([expect.stringMatching(/^No resource of the program is called cranes /)]);
});

test("a registry file half-written: it is said, counted, and what it said before stays", async () => {
  const orch = await shop();
  const file = join(folder(), "plant.json");
  const put = (text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const whole = JSON.stringify({ pools: { presses: { members: ["a", "b"] } } });
  put(whole);
  const told: string[] = [];
  const followed = followRegistryFile(orch, file, {
    freshId: () => `f${++ids}`,
    tell: (why) => told.push(why),
  });
  onTestFinished(() => followed.close());
  expect(await followed.first).toBeUndefined();
  expect(members(orch)).toEqual({ ready: 4 });
  for (const [at, text] of [whole.slice(0, 30), "", '{"pools": []}', "null"].entries()) {
    writeFileSync(file, text);
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(at));
  }
  expect(told[0]).toMatch(/plant\.json can't be read; what it said before stays\. it is no JSON/);
  // It may have been read once more while it was empty, on the way from one text to the next.
  await vi.waitFor(() => {
    expect(told.at(-1)).toMatch(/it has no `pools`/);
    expect(orch.around().refused.shape).toBe(told.length);
  });
  expect(members(orch)).toEqual({ ready: 4 });
  put(JSON.stringify({ pools: { presses: { members: ["a"] } } }));
  await vi.waitFor(() => expect(members(orch)).toEqual({ ready: 3 }));
  rmSync(file);
  const gone = expect.stringMatching(/^It can't be read; what it said before stays\./);
  await vi.waitFor(() => expect(told.at(-1)).toEqual(gone));
  expect(members(orch)).toEqual({ ready: 3 });
});

test("signs of life that come sooner than they have to and say nothing new are not journalled", async () => {
  const orch = await shop();
  const heard = heardBy(orch);
  const beat = (more: object = {}) =>
    orch.ingest({ kind: "member", id: `b${++ids}`, pool: "presses", member: "old", ...more });
  accepted(await beat({ beats: "1h" }));
  for (let times = 0; times < 20; times++) accepted(await beat());
  accepted(await beat({ beats: "1h", health: "ready" }));
  expect(heard()).toEqual(["old undefined"]);
  accepted(await beat({ health: "degraded" }));
  accepted(await beat({ fields: { tons: 3 } }));
  expect(heard()).toHaveLength(2);
  expect(await beat({ fields: { tons: "x" } })).toMatchObject({ refused: "shape", details: [/tons/] });
  expect(await beat({ beats: "now and then" })).toMatchObject({ refused: "shape" });
});
