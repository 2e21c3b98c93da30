import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { resultOf, workFolder } from "./orch.ts";

test("a sentence is previewed with its goal, parameters and privacy, and nothing runs", async () => {
  const cwd = workFolder();
  const ended = await orch(["intent", "please say hello to Ada", "evening.orch"], { cwd });
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(ended.stdout).toContain('welcome (name: "Ada")');
  expect(ended.stdout).toMatch(/by_voice|greet/);
  expect(ended.stdout).toContain("consent         none needed\nkept on device  1 of 1 step (100%)\n");
  const runs = await orch(["runs"], { cwd });
  expect(runs.stdout).not.toContain("welcome");
});

test("as JSON, with its share of steps on the device and the preview", async () => {
  const cwd = workFolder();
  const words = "welcome Ada Lovelace in the living room";
  const ended = await orch(["intent", words, "evening.orch", "--format", "json"], { cwd });
  expect(ended.code).toBe(0);
  expect(JSON.parse(ended.stdout)).toMatchObject({
    understood: "goal",
    goal: "demo.evening.welcome",
    phrase: `welcome \${name} in the \${room}`,
    input: { name: "Ada Lovelace", room: "living_room" },
    kept: { onDevice: 1, steps: 1, share: 1 },
    consent: [],
    preview: { plan: "demo.evening.welcome" },
  });
});

test("with --run it runs as orch run would", async () => {
  const cwd = workFolder();
  const ended = await orch(["intent", "say hello to Ada", "evening.orch", "--run", "--format", "json"], {
    cwd,
  });
  expect(ended.code).toBe(0);
  expect(resultOf(ended)).toMatchObject({ status: "completed", output: { text: "Hello AdaHello Ada" } });
});

test("what is not sure asks back with 1 and never runs", async () => {
  const cwd = workFolder();
  const ended = await orch(["intent", "welcome Ada in the attic", "evening.orch", "--run"], { cwd });
  expect(ended).toMatchObject({ code: 1, stderr: "" });
  expect(ended.stdout).toContain("The sentence is not certain.");
  expect(ended.stdout).toContain('`room` is not "attic": living_room, hall');
  const json = await orch(["intent", "do not say hello to Ada", "evening.orch", "--format", "json"], { cwd });
  expect(json.code).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({
    understood: "unsure",
    readings: [{ goal: "demo.evening.welcome", input: { name: "Ada" }, extra: ["do", "not"] }],
  });
});

test("--input completes what the words leave open, and contradicts nothing", async () => {
  const cwd = workFolder();
  const ask = (words: string, input: string) =>
    orch(["intent", words, "evening.orch", "--input", input, "--format", "json"], { cwd });
  expect(JSON.parse((await ask("welcome Ada", '{"room": "hall"}')).stdout)).toMatchObject({
    understood: "goal",
    input: { name: "Ada", room: "hall" },
  });
  expect(JSON.parse((await ask("say hello", '{"name": "Ada"}')).stdout)).toMatchObject({
    understood: "goal",
    input: { name: "Ada" },
  });
  const other = await ask("welcome Ada in the hall", '{"room": "living_room"}');
  expect([other.code, JSON.parse(other.stdout).understood]).toEqual([1, "unsure"]);
  const stranger = await ask("say hello to Ada", '{"roof": 1}');
  expect([stranger.code, stranger.stderr]).toEqual([
    2,
    expect.stringContaining("`roof` is not a parameter of `welcome`"),
  ]);
  expect((await ask("say hello to Ada", "[]")).code).toBe(2);
});

test("words in no phrase are told with what can be asked for", async () => {
  const cwd = workFolder();
  const ended = await orch(["intent", "feed the cat", "evening.orch"], { cwd });
  expect(ended).toMatchObject({ code: 1, stderr: "" });
  expect(ended.stdout).toBe(
    `No goal matches these words. You can ask for:\n  welcome \${name} in the \${room}\n  say hello to \${name}\n`,
  );
});

test("a program with errors, or none at all, is told as everywhere", async () => {
  const cwd = workFolder();
  expect((await orch(["intent", "say hello", "nowhere.orch"], { cwd })).code).toBe(2);
  expect((await orch(["intent", "say hello", "greet.orch"], { cwd })).stdout).toBe(
    "No goal here has an `intent`.\n",
  );
});

const garden = `module garden
service pump(bed: Int) { effect idempotent latency <= 10m cost <= $2 }
service carry(bed: Int) { effect idempotent latency <= 2h cost <= $0.50 }
goal watered(bed: Int in 1..9) { intent "water bed \${bed}"  optimize latency }
plan by_pump(bed: Int in 1..9) achieves watered { step p = pump(bed) }
plan by_hand(bed: Int in 1..9) achieves watered { step p = carry(bed) }
`;

describe("limits and a strategy of the request", () => {
  const asked = async (...options: readonly string[]) => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "garden.orch"), garden);
    return orch(["intent", "water bed 3", "garden.orch", ...options], { cwd });
  };

  test("order the plans, and leave out those that can't keep the limits", async () => {
    const cheap = await asked("--optimize", "cost");
    expect(cheap.stdout.indexOf("by_hand")).toBeLessThan(cheap.stdout.indexOf("by_pump"));
    const limited = await asked("--budget", "cost <= $1");
    expect([limited.code, limited.stderr]).toEqual([0, ""]);
    expect(limited.stdout).toContain("over the limits by_pump: not tried\n");
    expect(limited.stdout).toContain("● watered cost   worst case $0.50 ≤ $1\n");
    const single = await asked("--alternatives", "1");
    expect([single.code, single.stdout.includes("by_hand")]).toEqual([0, true]);
    expect(single.stdout).toContain("no more than 1 is tried");
  });

  test("that no plan keeps, or that can't be read, are refused before anything runs", async () => {
    const none = await asked("--budget", "cost <= $0.10", "--run");
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("ORCH4104")]);
    const unread = await asked("--budget", "money <= $1");
    expect([unread.code, unread.stderr]).toEqual([
      2,
      expect.stringContaining("can't be read as clauses of a goal"),
    ]);
  });
});
