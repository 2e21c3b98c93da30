import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type Route, routes } from "../src/index.ts";
import { type Reply, type Started, started } from "./started.ts";

/* Requests drawn from the schemas of the OpenAPI document, and near misses of them: no answer is a 500. */

const base = "/api/orchestration";

/** `LAWS=50` sends fifty times as many requests. */
const laws = Number(process.env.LAWS ?? 1);

type Schema = { readonly [name: string]: unknown };

/** Values that are well known here, so that requests get further than the first look-up. */
const known = fc.constantFrom(
  "pay",
  "quick",
  "dear",
  "shop.order",
  "shop.boss",
  "shop.charge",
  "tills",
  "shop.tills[1]",
  "web",
  "ok",
  "paid",
  "",
  "x",
  "__proto__",
  "constructor",
  "\u0000",
  "‮",
  "a".repeat(300),
);

function drawnFrom(schema: Schema): fc.Arbitrary<unknown> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if ("const" in schema) return fc.constant(schema.const);
  switch (schema.type) {
    case "string":
      return typeof schema.pattern === "string" ? fc.stringMatching(new RegExp(schema.pattern, "u")) : known;
    case "integer":
      return fc.integer({ min: Number(schema.minimum ?? 0), max: Number(schema.maximum ?? 2 ** 31) });
    case "number":
      return fc.integer({ min: -1000, max: 1000 });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(drawnFrom((schema.items ?? {}) as Schema), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: 4,
      });
    case "object":
      return schema.properties === undefined
        ? fc.dictionary(known, anything, { maxKeys: 4 })
        : recordOf(schema);
    default:
      return anything;
  }
}

const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  known,
  fc.record({ id: known }),
  fc.record({ event: known, from: known, fields: fc.record({ id: known }) }),
  fc.record({ pool: known, member: known, health: known }),
  fc.record({ signal: known, value: fc.jsonValue() }),
);

function recordOf({ properties, required = [] }: Schema): fc.Arbitrary<object> {
  const arbitraries = Object.fromEntries(
    Object.entries(properties as Record<string, Schema>).map(([name, one]) => [name, drawnFrom(one)]),
  );
  return fc.record(arbitraries, { requiredKeys: required as string[] });
}

/** Mostly what the schema says; sometimes anything. */
function near(schema: Schema | undefined): fc.Arbitrary<unknown> {
  if (schema === undefined) return fc.constant(undefined);
  return fc.oneof({ weight: 6, arbitrary: drawnFrom(schema) }, { weight: 1, arbitrary: anything });
}

interface Request {
  readonly url: string;
  readonly body: unknown;
  readonly key: string;
}

/** `run` is a run that there is. */
function requestOf(route: Route, run: string): fc.Arbitrary<Request> {
  const names = [...new Set(route.path.match(/:\w+/gu) ?? [])];
  return fc
    .record({
      params: fc.tuple(...names.map((name) => (name === ":run" ? fc.constantFrom(run, "none") : known))),
      query: near(route.query as Schema | undefined),
      body: route.method === "GET" ? fc.constant(undefined) : near((route.body ?? {}) as Schema),
      key: fc
        .string({ minLength: 1, maxLength: 8 })
        .map((text) => `k${encodeURIComponent(text.toWellFormed())}`),
    })
    .map(({ params, query, body, key }) => {
      const path = route.path.replace(/:\w+/gu, (name) =>
        encodeURIComponent(String(params[names.indexOf(name)]).toWellFormed()),
      );
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries((query ?? {}) as object))
        search.set(name, String(value).toWellFormed());
      return { url: `${base}${path}?${search}`, body, key };
    });
}

/** They would end what the other requests need. */
const ending = new Set(["revokeToken", "stopKernel"]);

/** What is paused stays so, and on a slow machine a simulation may not end within its time. */
function isKnown({ status, body: { code } }: Reply): boolean {
  return status === 503 && (code === "paused" || code === "simulation_limit");
}

async function answeredWell(route: Route, server: Started, run: string): Promise<void> {
  await fc.assert(
    fc.asyncProperty(requestOf(route, run), async (drawn) => {
      const reply = await server.ask("admin", route.method, drawn.url, drawn.body, drawn.key);
      expect(reply.status < 500 || isKnown(reply), JSON.stringify(reply)).toBe(true);
    }),
    { numRuns: 4 * laws },
  );
}

async function runOn(server: Started): Promise<string> {
  const start = { workflow_name: "pay", input: { id: "7" } };
  const { body } = await server.ask("operator", "POST", `${base}/workflow/execute`, start, "start");
  return String(body.run);
}

const isReading = ({ method }: Route): boolean => method === "GET";

describe("no request drawn from the schemas, or near them, gets a 500:", () => {
  const asked = routes.filter(({ operation }) => !ending.has(operation));

  describe("where it only reads", () => {
    // What reads changes nothing for others: one server is enough.
    let shared: { readonly server: Started; readonly run: string } | undefined;
    let end: (() => Promise<void>) | undefined;
    afterAll(() => end?.());

    test.each(asked.filter(isReading))("$method $path", async (route) => {
      if (shared === undefined) {
        const server = await started({
          ends: (ended) => {
            end = ended;
          },
        });
        shared = { server, run: await runOn(server) };
      }
      // So that none is refused for coming too soon after others.
      shared.server.advance(60_000);
      await answeredWell(route, shared.server, shared.run);
    });
  });

  test.each(asked.filter((route) => !isReading(route)))("$method $path", async (route) => {
    const server = await started();
    await answeredWell(route, server, await runOn(server));
  });
});
