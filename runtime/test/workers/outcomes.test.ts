import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { schemas } from "@orchlang/plan/boundary";
import { describe, expect, test } from "vitest";
import { job, marks, place, pool, run, start } from "./jobs.ts";

const name = { type: "string", minLength: 2 } as const;

describe("a handler that works", () => {
  test("gives its result", async () => {
    expect(await run("well#greet", { params: { name } }, { name: "Ada" })).toEqual({
      outcome: { ok: { text: "Hello Ada" } },
      spent: {},
    });
  });

  test("may return more than its plan knows: the rest is dropped", async () => {
    const result = await run("well#greetAtLength", { params: { name } }, { name: "Ada" });
    expect(result).toEqual({ outcome: { ok: { text: "Hello Ada" } }, spent: {} });
  });

  test("may return anything where no result is declared", async () => {
    expect(await run("well#greet", { result: null })).toMatchObject({ outcome: { ok: null } });
  });

  test("is told what it works for", async () => {
    const more = { key: "K", attempt: 2, dispatch: 3, due: 1e15, fence: 7, of: "J" };
    const result = await run("well#told", {}, {}, more);
    const { text } = (result as unknown as { outcome: { ok: { text: string } } }).outcome.ok;
    expect(JSON.parse(text)).toEqual({
      key: "K",
      run: "R1",
      capability: "it",
      attempt: 2,
      dispatch: 3,
      deadline: 1e15,
      fence: 7,
      of: "J",
    });
  });

  test("has its spending added up", async () => {
    expect(await run("well#spends")).toEqual({
      outcome: { ok: { text: "spent" } },
      spent: { cost: { amount: "0.3", currency: "USD" }, tokens: 15, energy: 1.5 },
    });
    expect(await run("well#spendsNonsense")).toMatchObject({
      outcome: {
        failure: {
          class: "permanent",
          message: expect.stringMatching(/^spend: `tokens` is a number from 0, not -1 \(well\.ts:/u),
        },
      },
    });
  });

  test("may return what becomes JSON", async () => {
    expect(await run("well#dated")).toMatchObject({ outcome: { ok: { text: "1970-01-01T00:00:00.000Z" } } });
  });

  test("prints where its lines are gathered, never into the program's own output", async () => {
    const { workers, output } = pool();
    workers.equip({ prints: place("well#prints") });
    const one = job("prints");
    await start(workers, [one])[0];
    expect(output).toEqual([
      { job: one, by: "stdout", text: "printed" },
      { job: one, by: "stderr", text: "complained" },
      { job: one, by: "stdout", text: "two parts" },
      { job: one, by: "log", text: "logged { n: 1 }" },
      { job: one, by: "stdout", text: "and a rest" },
    ]);
  });
});

describe("arguments that do not fit are told, each with its place, before the handler is called", () => {
  test.each([
    [{}, ["name: is missing"]],
    [{ name: 3 }, [expect.stringMatching(/^name: /)]],
    [{ name: "x" }, [expect.stringMatching(/^name: /)]],
  ])("%j", async (args, details) => {
    expect(await run("well#greet", { params: { name } }, args)).toMatchObject({
      outcome: { failure: { class: "invalid_input", name: "invalid_input", details }, reach: "not_reached" },
    });
  });

  test("a fault inside an argument", async () => {
    const person = { type: "object", properties: { name }, required: ["name"], additionalProperties: false };
    expect(await run("well#greet", { params: { person } }, { person: { name: 1 } })).toMatchObject({
      outcome: { failure: { details: [expect.stringMatching(/^person\.name: /)] } },
    });
  });
});

describe("a handler that cannot be loaded fails for good, the world not reached", () => {
  test.each([
    ["absent#x", /^The handler is not loaded: there is no file \.\/absent\.ts in .*handlers\.$/],
    ["well#absent", /has no export `absent`\. It exports dated, greet, greetAtLength/],
    [
      "well#notAFunction",
      /`notAFunction` of the handler file \.\/well\.ts is of type number, not a function/,
    ],
    ["throws-on-load#x", /failed while it was loaded: Error: no database configured$/],
  ])("%s", async (handler, message) => {
    expect(await run(handler)).toMatchObject({
      outcome: {
        failure: { class: "permanent", message: expect.stringMatching(message) },
        reach: "not_reached",
      },
      spent: {},
    });
  });

  test("a text that is no program", async () => {
    const { broken } = marks("broken");
    writeFileSync(`${broken}.ts`, "export function broken( {");
    const { workers } = pool();
    workers.equip({ it: { ...place("broken#broken"), root: dirname(broken) } });
    expect(await start(workers, [job("it")])[0]).toMatchObject({
      outcome: {
        failure: { class: "permanent", message: expect.stringContaining("failed while it was loaded") },
        reach: "not_reached",
      },
    });
  });

  test("of a kind that is not there yet", async () => {
    const { workers } = pool();
    const handler = { kind: "mcp", server: "files", tool: "read" } as const;
    workers.equip({ it: { ...place("well#greet"), handler } });
    expect(await start(workers, [job("it")])[0]).toMatchObject({
      outcome: {
        failure: { class: "permanent", message: expect.stringContaining("mcp") },
        reach: "not_reached",
      },
    });
  });
});

describe("a result that is not as declared", () => {
  const list = { type: "array" } as const;
  const shape = {
    result: {
      type: "object",
      properties: { text: { type: "string" }, list },
      required: ["text", "list"],
      additionalProperties: false,
    },
  };

  test("is refused with every fault", async () => {
    const result = await run("wrong#shape", shape);
    expect(result).toMatchObject({
      outcome: {
        failure: {
          class: "invalid_output",
          message: expect.stringMatching(
            /^The handler of shape returned something else than declared: (text|list): /,
          ),
          details: [expect.stringMatching(/^(text|list): /), expect.stringMatching(/^(text|list): /)],
        },
        reach: "reached",
      },
    });
  });

  test.each([
    ["nothing", "returned nothing, where a result is declared"],
    ["nothingLater", "returned nothing, where a result is declared"],
    ["nul", "returned null, where a result is declared"],
    ["huge", "returned 47.7 MiB, over the limit of 8 MiB: keep it elsewhere, and return where"],
    ["cyclic", "returned what is no value: result.self: it contains itself, which can't be a value"],
    ["functional", "returned what is no value: result: a function can't be a value"],
  ])("%s", async (handler, says) => {
    expect(await run(`wrong#${handler}`)).toMatchObject({
      outcome: {
        failure: { class: "invalid_output", message: `The handler of ${handler} ${says}` },
        reach: "reached",
      },
    });
  });

  test("nothing is well where the type allows it", async () => {
    expect(await run("wrong#nothing", { result: schemas.optional(schemas.string()) })).toMatchObject({
      outcome: { ok: null },
    });
  });
});

describe("what a handler throws", () => {
  test.each([
    ["text", { class: "transient", message: "It threw no Error but just text" }, "unknown"],
    ["nothingThrown", { class: "transient", message: "It threw no Error but undefined" }, "unknown"],
    ["record", { class: "transient", message: 'It threw no Error but {"code":3}' }, "unknown"],
    ["typo", { class: "permanent", message: "x is not a function (wrong.ts:44:9)" }, "unknown"],
    ["refused", { class: "transient", message: "connect ECONNREFUSED 127.0.0.1:1" }, "not_reached"],
    [
      "fetchRefused",
      { class: "transient", message: expect.stringMatching(/^fetch failed: /) },
      "not_reached",
    ],
    ["long", { class: "transient", message: `${"x".repeat(2000)} …` }, "unknown"],
  ])("%s", async (handler, failure, reach) => {
    expect(await run(`wrong#${handler}`)).toMatchObject({ outcome: { failure, reach } });
  });

  test.each([
    ["transient", "transient", "transient", "unknown"],
    ["not_found", "permanent", "not_found", "unknown"],
    ["unheard_of", "permanent", "permanent", "unknown"],
  ])("a stated failure: %s", async (failure, kind, named, reach) => {
    const shape = { params: { failure: { type: "string" } }, fails: ["not_found"] } as const;
    expect(await run("wrong#stated", shape, { failure })).toMatchObject({
      outcome: {
        failure: { class: kind, name: named, message: expect.stringContaining("as it says") },
        reach,
      },
    });
  });

  test("a stated reach", async () => {
    const shape = { params: { failure: { type: "string" }, reach: { type: "string" } } } as const;
    expect(await run("wrong#stated", shape, { failure: "permanent", reach: "not_reached" })).toMatchObject({
      outcome: { reach: "not_reached" },
    });
  });

  test.each(["throwsInTimer", "rejectsAside"])("outside its own promise: %s", async (handler) => {
    const { workers } = pool();
    workers.equip({ stray: place(`strays#${handler}`), ok: place("strays#ok") });
    const [stray, ok] = start(workers, [job("stray"), job("ok")]);
    expect(await stray).toMatchObject({ outcome: { failure: { class: "transient" }, reach: "unknown" } });
    expect(await ok).toMatchObject({ outcome: { ok: { text: "ok" } } });
  });
});
