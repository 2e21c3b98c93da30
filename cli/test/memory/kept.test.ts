import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { modelServer, sends } from "@orchlang/models/testing";
import { expect, test } from "vitest";
import { inProcess } from "../in-process.ts";
import { resultOf, workFolder } from "../orch.ts";

const program = `module m

import std.memory { get, put, remember, search }
import std.memory.personal { forget, put as put_personal, remember as remember_personal }

service own_put(space: String trusted value, name: String, value: { pin: Int } @personal trusted) idempotent <= 5m { clearance personal }
service own_get(space: String trusted value, name: String) -> { value: { pin: Int } @personal }? pure <= 5m { clearance personal }
service leaky_get(space: String trusted value, name: String) -> { value: { pin: Int } }? pure <= 5m

plan keep(text: String) -> Bool {
  step kept = remember(topic: "t", lesson: text, keep: 1h)
  step own  = own_put(space: "s", name: "pin", value: { pin: 7 })
  return kept.fresh
}

plan personal(text: String @personal, id: String @personal) {
  step kept = remember_personal(topic: "t", lesson: text, about: id)
  step put  = put_personal(space: "s", name: "n", value: text, about: id)
}

plan read() -> { texts: [String], value: Json?, own: Int @personal, leaked: Bool } {
  step found = search(topic: "t", question: "anything", at_most: 9)
  step value = get(space: "s", name: "n")
  step own   = own_get(space: "s", name: "pin")
  step leaky = leaky_get(space: "s", name: "pin")
  return { texts: found.map(one => one.text), value: value?.value, own: own?.value.pin ?? 0, leaked: leaky is some }
}

service open_get(space: String, name: String) -> { value: Json }? @untrusted pure <= 5m
service open_forget(about: String) -> { erased: Int } idempotent <= 5m

plan opened(space: String) { step found = open_get(space, name: "n") }
plan erased(about: String) { step gone = open_forget(about) }

plan gone(id: String @personal) -> Int {
  step done = forget(about: id)
  return done.erased
}
`;

const own = {
  "m.own_put": { run: "std.memory#put" },
  "m.own_get": { run: "std.memory#get" },
  "m.leaky_get": { run: "std.memory#get" },
};

interface Event {
  readonly t?: string;
  readonly at?: number;
  readonly ask?: { readonly capability?: string };
  readonly capability?: string;
  readonly args?: { readonly at: string };
}

function project(settings: unknown) {
  const folder = workFolder();
  writeFileSync(join(folder, "orch.json"), JSON.stringify(settings));
  writeFileSync(join(folder, "m.orch"), program);
  const run = (plan: string, input: unknown, env: NodeJS.ProcessEnv = {}) =>
    inProcess(["run", `m.orch#${plan}`, "--input", JSON.stringify(input), "--format", "json"], {
      cwd: folder,
      env,
    });
  return { folder, run };
}

test("what is personal stays out of sight of what is not cleared for it, and is erased by its subject", async () => {
  const { folder, run } = project({ memory: { file: "${STATE}/m.db" }, handlers: own });
  const env = { STATE: join(folder, "state") };
  await run("keep", { text: "about everybody" }, env);
  await run("personal", { text: "unmistakable", id: "ada" }, env);
  expect(resultOf(await run("read", {}, env)).output).toEqual({
    texts: ["about everybody"],
    value: null,
    own: 7,
    leaked: false,
  });
  const file = join(env.STATE, "m.db");
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(readFileSync(file).includes("unmistakable")).toBe(true);
  expect(resultOf(await run("gone", { id: "ada" }, env)).output).toBe(2);
  expect(readFileSync(file).includes("unmistakable")).toBe(false);
});

test("a value expires by the instant that the journal has for its step", async () => {
  const { run } = project({ memory: { file: "m.db" }, handlers: own });
  const { stdout } = await run("keep", { text: "a" });
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);
  const asked = events.find(({ ask }) => ask?.capability === "std.memory.remember");
  const began = events.find(({ t, capability }) => t === "Began" && capability === "std.memory.remember");
  expect(began?.args?.at).toBe(new Date(asked?.at ?? Number.NaN).toISOString());
});

test("with a model of vectors on this machine, a text is found by its meaning; personal texts are not sent", async () => {
  const light = (text: string) => (/lamp|lantern/u.test(text) ? [1, 0] : [0, 1]);
  const { url, asked } = await modelServer((response, { body }) => {
    const [text = ""] = body.input as readonly string[];
    const data = [{ object: "embedding", index: 0, embedding: light(text) }];
    sends({ object: "list", model: "e", data, usage: { prompt_tokens: 1, total_tokens: 1 } })(response);
  });
  const { folder, run } = project({
    memory: { file: "m.db", vectors: "meaning" },
    models: {
      providers: { local: { kind: "openai-compatible", url } },
      models: { meaning: { provider: "local", model: "e", rates: { input: "0", output: "0" } } },
    },
    handlers: own,
  });
  await run("keep", { text: "a lamp" });
  await run("keep", { text: "a kettle" });
  await run("personal", { text: "Ada has a lamp", id: "ada" });
  writeFileSync(join(folder, "m.orch"), program.replace('"anything"', '"lantern"'));
  expect(resultOf(await run("read", {})).output).toMatchObject({ texts: ["a lamp", "a kettle"] });
  expect(asked.map(({ body }) => body.input)).toEqual([["a lamp"], ["a kettle"], ["lantern"]]);
});

test.each([
  ["no memory", {}, 'names no memory: { "file": ".orch/memory.db" }'],
  ["a memory without a file", { memory: {} }, "has to be"],
  [
    "vectors of a model that costs or is elsewhere",
    {
      memory: { file: "m.db", vectors: "meaning" },
      models: {
        providers: { far: { kind: "openai" } },
        models: { meaning: { provider: "far", model: "text-embedding-3-small" } },
      },
    },
    "which is not on this machine",
  ],
  [
    "an operation that there is not",
    { memory: { file: "m.db" }, handlers: { "m.own_put": { run: "std.memory#set" } } },
    "std.memory has no `set`",
  ],
])("a run with %s is refused", async (_, settings, says) => {
  const { folder, run } = project(settings);
  const { code, stderr, stdout } = await run("keep", { text: "a" });
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain(says);
  expect(existsSync(join(folder, "m.db"))).toBe(false);
});

test.each([
  ["opened", { space: "s" }, "m.open_get: `space` says whose values are found"],
  ["erased", { about: "s" }, "m.open_forget: `about` says whose values are found"],
])("a model may choose neither space nor subject: plan %s is refused", async (plan, input, says) => {
  const handlers = { "m.open_get": { run: "std.memory#get" }, "m.open_forget": { run: "std.memory#forget" } };
  const { run } = project({ memory: { file: "m.db" }, handlers });
  const { code, stderr, stdout } = await run(plan, input);
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain(says);
});

test("a variable that is not set fails the step, and nothing is kept elsewhere", async () => {
  const { run } = project({ memory: { file: "${NOWHERE}/m.db" }, handlers: own });
  const { stdout } = await run("keep", { text: "a" });
  expect(stdout).toContain("NOWHERE, which is not set");
});
