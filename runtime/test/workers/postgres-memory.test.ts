import { type Call, type Operation, PostgresMemory, perform } from "@orchlang/memory";
import type { Json, Label } from "@orchlang/plan";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { memoryDatabase } from "../../src/workers/memory-database.ts";
import { type PostgresServer, postgresServer } from "../journal/postgres-server.ts";

/* A memory in a real PostgreSQL server does as one in a file. */

let server: PostgresServer;
beforeAll(async () => {
  server = await postgresServer();
});
afterAll(() => server?.close());

let url = "";
let memory: PostgresMemory;
beforeEach(async () => {
  url = await server.database();
  memory = opened();
});

function opened(): PostgresMemory {
  const database = memoryDatabase(url);
  onTestFinished(() => database.close());
  return new PostgresMemory(database);
}

const internal: Label = { confidentiality: "internal", integrity: "untrusted" };
const personal: Label = { confidentiality: "personal", integrity: "untrusted" };
const trusted: Label = { confidentiality: "internal", integrity: "trusted" };

let calls = 0;
function call(now: number, label: Label = internal, more: Partial<Call> = {}): Call {
  calls += 1;
  return {
    key: `key-${calls}`,
    run: "R",
    now,
    written: label,
    read: () => label,
    open: () => memory,
    ...more,
  };
}

const act = (operation: Operation, args: Readonly<Record<string, Json>>, its: Call): Json | Promise<Json> =>
  perform(operation, args, its);
const texts = (found: Json) => (found as { text: string }[]).map(({ text }) => text);

test("values are put, replaced, read within their label, and cleared; they expire", async () => {
  const put = { space: "s", name: "n", value: { n: 1 }, keep: 1_000 };
  await act("put", put, call(0));
  await act("put", { ...put, value: { n: 2 } }, call(1));
  await act("put", { ...put, value: "of Ada" }, call(2, personal));
  const get = (label: Label, now = 5) => act("get", { space: "s", name: "n" }, call(now, label));
  expect(await get(internal)).toMatchObject({ value: { n: 2 }, run: "R", kept: "1970-01-01T00:00:00.001Z" });
  expect(await get(personal)).toMatchObject({ value: "of Ada" });
  expect(await get(trusted)).toBeNull();
  expect(await get(internal, 1_001)).toBeNull();
  expect(await act("clear", { space: "s" }, call(6))).toEqual({ cleared: 1 });
  expect(await get(internal)).toBeNull();
  expect(await get(personal)).toMatchObject({ value: "of Ada" });
});

test("a change is made once for each key, also by two processes at once", async () => {
  const its = call(0);
  const args = { topic: "t", lesson: "Rye needs water." };
  const [one, other] = [memory, opened()];
  const both = await Promise.all(
    [one, other].map((store) => act("remember", args, { ...its, open: () => store })),
  );
  expect(both[0]).toMatchObject({ fresh: true });
  expect(both[1]).toEqual(both[0]);
  expect(await act("remember", args, call(1))).toMatchObject({ fresh: false });
  expect(await act("recall", { topic: "t" }, call(2))).toEqual(["Rye needs water."]);
  expect(await act("changes", {}, call(3))).toMatchObject([
    { did: "remember", count: 0 },
    { did: "remember", count: 1 },
  ]);
});

test("texts are found by their words first, then the newest, and never above a label", async () => {
  const remember = (lesson: string, now: number, label?: Label, more = {}) =>
    act("remember", { topic: "t", lesson, ...more }, call(now, label));
  await remember("The lamp sells best in winter.", 1);
  await remember("We write short letters.", 2);
  await remember("Kettles sell, the lamp does not.", 3);
  await remember("Ada wants a lamp.", 4, personal);
  await remember("It is gone.", 5, internal, { keep: 1 });
  const search = (question: string, label?: Label) =>
    act("search", { topic: "t", question, at_most: 10 }, call(9, label));
  expect(texts(await search("winter lamp"))).toEqual([
    "The lamp sells best in winter.",
    "Kettles sell, the lamp does not.",
    "We write short letters.",
  ]);
  expect(texts(await search("lamp Ada", personal))[0]).toBe("Ada wants a lamp.");
  expect(await search("lamp", trusted)).toEqual([]);
});

test("with vectors, meaning counts as much as words; those of another model don't", async () => {
  const vectors: Readonly<Record<string, readonly number[]>> = {
    "Water the rye.": [1, 0],
    "Moisten the dough.": [0.8, 0.6],
    "Sweep the floor.": [0, 1],
    question: [0.6, 0.8],
  };
  const meaning = (model: string) => async (text: string) => ({
    model,
    vector: new Float32Array(vectors[text] ?? [0, 0]),
  });
  for (const lesson of ["Water the rye.", "Moisten the dough.", "Sweep the floor."])
    await act("remember", { topic: "t", lesson }, call(1, internal, { meaning: meaning("m") }));
  const search = (model: string) =>
    act(
      "search",
      { topic: "t", question: "question", at_most: 3 },
      call(2, internal, { meaning: meaning(model) }),
    );
  expect(await search("m")).toMatchObject([
    { text: "Moisten the dough.", relevance: expect.closeTo(0.48, 5) },
    { text: "Sweep the floor.", relevance: expect.closeTo(0.4, 5) },
    { text: "Water the rye.", relevance: expect.closeTo(0.3, 5) },
  ]);
  expect(await search("other")).toMatchObject([{ relevance: 0 }, { relevance: 0 }, { relevance: 0 }]);
});

/* npm's PostgreSQL has no pgvector; ORCH_TEST_POSTGRES may name one that has it. */
test("with pgvector the nearest text is found however many newer ones there are; without, among the newest", async () => {
  const database = memoryDatabase(url);
  onTestFinished(() => database.close());
  const [found] = await database.query(
    "SELECT count(*) AS n FROM pg_available_extensions WHERE name = 'vector'",
  );
  const hasPgvector = Number(found?.n) === 1;
  const meaning = async (text: string) => ({
    model: "m",
    vector: new Float32Array(text === "near" || text === "question" ? [1, 0] : [0, 1]),
  });
  for (const lesson of ["near", "far"])
    await act("remember", { topic: "t", lesson }, call(1, internal, { meaning }));
  await server.run(
    url,
    "INSERT INTO orch_memory.entry (name, topic, text, origin, confidentiality, untrusted, kept, expires, run)" +
      " SELECT 'n' || n, 't', 'new ' || n, 'person', 1, 1, 10 + n, 1e12, 'r' FROM generate_series(1, 2005) AS n",
  );
  const args = { topic: "t", question: "question", at_most: 1 };
  expect(texts(await act("search", args, call(9_000, internal, { meaning })))).toEqual([
    hasPgvector ? "near" : "new 2005",
  ]);
});

test("everything about a subject is erased, whatever its label, and nothing else", async () => {
  await act("remember", { topic: "t", lesson: "Ada likes tea.", about: "ada" }, call(1, personal));
  await act("put", { space: "s", name: "n", value: 1, about: "ada" }, call(1));
  await act("remember", { topic: "t", lesson: "Tea is hot.", about: "bob" }, call(1));
  expect(await act("forget", { about: "ada" }, call(2))).toEqual({ erased: 2 });
  expect(await act("recall", { topic: "t" }, call(3, personal))).toEqual(["Tea is hot."]);
  expect(await act("get", { space: "s", name: "n" }, call(3))).toBeNull();
});

test("a database that is not reached is a failure that may pass, and the next call tries again", async () => {
  const database = memoryDatabase("postgres://nobody@127.0.0.1:1/none");
  onTestFinished(() => database.close());
  const nowhere = new PostgresMemory(database);
  const its = call(1, internal, { open: () => nowhere });
  for (const _ of [1, 2])
    await expect(act("recall", { topic: "t" }, its)).rejects.toMatchObject({ failure: "transient" });
});
