import * as v from "valibot";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { type Registration, Registry } from "../../src/orchestrator/registry.ts";
import type { PlainPlan } from "../../src/plain/plan.ts";
import { accepted, orchestrator } from "../orchestrator/open.ts";

const handler = (args: object): object => ({ got: args });

async function called(registration: Partial<Registration>, params: object, more: Partial<Registration> = {}) {
  const orch = await orchestrator(openMemoryStore(), {
    capabilities: [{ name: "x", effect: "pure", handler, ...registration, ...more }],
  });
  const plan = { steps: [{ id: "a", type: "tool", tool: "x", params }] } as PlainPlan;
  return await orch.executor.execute(plan);
}

const schemas = {
  zod: z.object({
    n: z.number().int().min(1),
    s: z.string().trim().default("none"),
    maybe: z.string().optional(),
  }),
  valibot: v.object({
    n: v.pipe(v.number(), v.integer(), v.minValue(1)),
    s: v.optional(v.pipe(v.string(), v.trim()), "none"),
    maybe: v.optional(v.string()),
  }),
};

describe.each(Object.entries(schemas))("a schema of %s", (library, inputSchema) => {
  test("fills in and transforms what the handler is given", async () => {
    expect(await called({ inputSchema }, { n: 2, s: " a " })).toMatchObject({
      output: { got: { n: 2, s: "a" } },
    });
    expect(await called({ inputSchema }, { n: 2 })).toMatchObject({ output: { got: { n: 2, s: "none" } } });
  });

  test("refuses other arguments: not reached, and never tried again", async () => {
    const done = accepted(await called({ inputSchema }, { n: 0 }));
    expect(done).toMatchObject({
      status: "failed",
      error: { class: "invalid_input", message: expect.stringContaining("n: ") },
    });
  });

  test("refuses another result, and gives on what it makes of the right one", async () => {
    const outputSchema = library === "zod" ? z.object({ got: z.number() }) : v.object({ got: v.number() });
    expect(await called({ outputSchema }, {}, { handler: () => ({ got: "3" }) })).toMatchObject({
      status: "failed",
      error: { class: "invalid_output", message: expect.stringContaining("got: ") },
    });
    expect(await called({ outputSchema }, {}, { handler: () => ({ got: 3, more: 1 }) })).toMatchObject({
      output: { got: 3 },
    });
  });
});

test("a refinement that JSON Schema cannot say holds all the same", async () => {
  const inputSchema = z
    .object({ a: z.number(), b: z.number() })
    .refine(({ a, b }) => a < b, "a has to be less than b");
  expect(await called({ inputSchema }, { a: 1, b: 2 })).toMatchObject({ status: "completed" });
  expect(await called({ inputSchema }, { a: 2, b: 1 })).toMatchObject({
    error: { class: "invalid_input", message: expect.stringContaining("a has to be less than b") },
  });
});

test("what a library cannot describe is known at run time only", async () => {
  const inputSchema = z.object({ at: z.coerce.date() });
  const registered = new Registry([{ name: "x", inputSchema, handler }]).get("x");
  expect(registered?.input?.json).toBeUndefined();
  const at = (args: { at: Date }) => ({ year: args.at.getUTCFullYear() });
  expect(await called({ inputSchema }, { at: "2026-12-01" }, { handler: at })).toMatchObject({
    output: { year: 2026 },
  });
});

test("a JSON Schema may refer to its own definitions, and to itself", async () => {
  const inputSchema = {
    type: "object",
    properties: { name: { $ref: "#/$defs/name" }, children: { type: "array", items: { $ref: "#" } } },
    required: ["name"],
    $defs: { name: { type: "string", minLength: 2 } },
  } as const;
  const tree = { name: "root", children: [{ name: "leaf" }] };
  expect(await called({ inputSchema }, tree)).toMatchObject({ output: { got: tree } });
  const wrong = accepted(await called({ inputSchema }, { name: "root", children: [{ name: "x" }] }));
  expect(wrong).toMatchObject({ error: { class: "invalid_input" } });
});

test("two capabilities' definitions of one name do not meet", async () => {
  const schema = (type: string) => ({
    type: "object",
    properties: { v: { $ref: "#/$defs/value" } },
    $defs: { value: { type } },
  });
  const orch = await orchestrator(openMemoryStore(), {
    capabilities: [
      { name: "a.x", inputSchema: schema("string"), handler },
      { name: "b.x", inputSchema: schema("number"), handler },
    ],
  });
  const plan: PlainPlan = {
    steps: [
      { id: "one", type: "tool", capability: "a.x", params: { v: "text" } },
      { id: "two", type: "tool", capability: "b.x", params: { v: 1 } },
    ],
  };
  expect(await orch.executor.execute(plan)).toMatchObject({ status: "completed" });
});

test("what is registered can be looked at, switched off and on again", async () => {
  const orch = await orchestrator(openMemoryStore(), {
    capabilities: [
      {
        name: "x",
        type: "tool",
        description: "Does it",
        metadata: { owner: "ops", version: "2" },
        inputSchema: { type: "object", properties: {} },
        handler,
      },
    ],
  });
  expect(orch.capabilities.get("x")).toEqual({
    name: "x",
    type: "tool",
    description: "Does it",
    version: "2",
    enabled: true,
    metadata: { owner: "ops", version: "2" },
    inputSchema: { type: "object", properties: {} },
  });
  expect(orch.capabilities.list().map(({ name }) => name)).toEqual(["x"]);
  const plan: PlainPlan = { steps: [{ id: "a", type: "tool", tool: "x" }] };
  const file = accepted(orch.executor.prepare(plan) as { id: string });
  expect(orch.capabilities.disable("x")).toBe(true);
  expect(await orch.executor.execute(plan)).toMatchObject({ refused: "plan" });
  expect(await orch.executor.execute(file as never)).toMatchObject({
    refused: "handlers",
    details: ["x: it is disabled"],
  });
  expect(orch.capabilities.enable("x")).toBe(true);
  expect(await orch.executor.execute(plan)).toMatchObject({ status: "completed" });
  expect(orch.capabilities.disable("y")).toBe(false);
  expect(orch.capabilities.get("y")).toBeUndefined();
});

test.each([
  [{ type: "human" }, 'is of the type "human"'],
  [{ effect: "twice" }, 'has the effect "twice"'],
  [{ enabled: "yes" }, "is enabled by true or false"],
  [{ metadata: { at: new Date(0) } }, "has metadata that are not JSON"],
  [{ cost: { amount: "-1", currency: "USD" } }, "has a cost that is not"],
  [{ latency: Number.NaN }, "has a `latency` that is not a number of ms from 0"],
  [{ inputSchema: "string" }, "The input schema of the capability x is none."],
  [{ outputSchema: { at: 1n } }, "The output schema of the capability x is none."],
])("%o is no registration", (registration, why) => {
  expect(() => new Registry([{ name: "x", handler, ...registration } as unknown as Registration])).toThrow(
    why,
  );
});

test.each([
  ["an unknown type", { type: "objekt" }],
  ["a reference that leads nowhere", { $ref: "#/$defs/none" }],
  ["a pattern that is none", { type: "string", pattern: "(" }],
])("a JSON Schema with %s is refused as it is registered, not at the first call", (_, schema) => {
  const registry = new Registry();
  for (const side of ["inputSchema", "outputSchema"] as const) {
    expect(() => registry.register({ name: "x", handler, [side]: schema })).toThrow(TypeError);
    expect(() => registry.register({ name: "x", handler, [side]: schema })).toThrow(
      `The ${side.slice(0, -6)} schema of the capability x is none. Nothing can be held against it: `,
    );
  }
  expect(registry.list()).toEqual([]);
});

test.each([
  [{ type: "object", requierd: ["at"] }, "`requierd`, which"],
  [{ properties: { seats: { type: "integer", min: 1 } } }, "`min` at properties.seats, which"],
  [{ anyOf: [{}, { type: "string", nullable: true }] }, "`nullable` at anyOf[1], which"],
  [{ items: { $defs: { min: { maxLen: 3 } } } }, "`maxLen` at items.$defs.min, which"],
])("a keyword that there is not asks for nothing, and is refused: %j", (inputSchema, what) => {
  expect(() => new Registry([{ name: "x", handler, inputSchema }])).toThrow(
    `The input schema of the capability x is none. Nothing is checked by ${what} is no keyword of JSON Schema; one of your own begins with \`x-\`.`,
  );
});

test("what only looks like a keyword is none, and what says something about values is passed over", () => {
  const inputSchema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $comment: "a form",
    title: "Form",
    type: "object",
    properties: { min: { const: { requierd: 1 }, examples: [{ nullable: 1 }] }, nullable: true },
    default: { maxLen: 1 },
    "x-order": ["min"],
  };
  expect(new Registry([{ name: "x", handler, inputSchema }]).list()).toHaveLength(1);
});

test("a field that a registration does not have is refused: misspelt, it would say nothing", () => {
  expect(() => new Registry([{ name: "x", handler, efect: "pure" } as Registration])).toThrow(
    "The capability x has `efect`, which says nothing here: there are name, handler, version, ",
  );
});

test("nobody listens in vain to an event that there is not", async () => {
  const orch = await orchestrator(openMemoryStore(), {});
  expect(() => orch.on("step_done" as never, () => undefined)).toThrow(
    /there are plan_created, .*step_completed/u,
  );
});
