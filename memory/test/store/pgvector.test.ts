import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import type { Json, Label } from "@orchlang/plan";
import { expect, onTestFinished, test } from "vitest";
import { type Database, PostgresMemory, type Query } from "../../src/index.ts";
import { limits } from "../../src/limits.ts";
import { pgvectorOf } from "../../src/postgres/pgvector.ts";

/* A memory in PostgreSQL with pgvector: PGlite, which is PostgreSQL compiled to WebAssembly, with that extension. */

const label: Label = { confidentiality: "internal", integrity: "untrusted" };

async function database(hasExtension: boolean): Promise<Database & { readonly asked: string[] }> {
  const pg = await PGlite.create(hasExtension ? { extensions: { vector } } : {});
  onTestFinished(() => pg.close());
  const asked: string[] = [];
  const on =
    (one: Pick<PGlite, "query" | "exec">): Query =>
    async (sql, values) => {
      asked.push(sql);
      if (values !== undefined) return (await one.query(sql, [...values])).rows as Awaited<ReturnType<Query>>;
      return ((await one.exec(sql)).at(-1)?.rows ?? []) as Awaited<ReturnType<Query>>;
    };
  return {
    asked,
    query: on(pg),
    transaction: async (work) => await pg.transaction(async (inside) => await work(on(inside as never))),
  };
}

const by = (at: number) => ({ key: `k${at}`, at, run: "r" });

/** A vector of length 1 in the plane. */
function at(degrees: number): { readonly model: string; readonly vector: Float32Array } {
  const angle = (degrees / 180) * Math.PI;
  return { model: "m", vector: new Float32Array([Math.cos(angle), Math.sin(angle)]) };
}

async function filled(memory: PostgresMemory): Promise<void> {
  const entry = { topic: "t", about: null, origin: "person", keep: 1e12 };
  await memory.remember({ ...entry, text: "far", meaning: at(120) }, label, by(1));
  await memory.remember({ ...entry, text: "near", meaning: at(10) }, label, by(2));
  await memory.remember({ ...entry, text: "without words", meaning: undefined }, label, by(3));
  const other = { model: "other", vector: new Float32Array([1, 0, 0]) };
  await memory.remember({ ...entry, text: "of another model", meaning: other }, label, by(4));
}

async function searched(memory: PostgresMemory, most = 4): Promise<readonly (readonly [string, number])[]> {
  const wanted = { topic: "t", question: "zero", most, at: 100, meaning: at(0) };
  const found = (await memory.recall(wanted, label)) as readonly { text: string; relevance: number }[];
  return found.map(({ text, relevance }) => [text, Math.round(relevance * 1_000) / 1_000]);
}

const expected = [
  ["near", 0.492],
  ["of another model", 0],
  ["without words", 0],
  ["far", 0],
];

test("pgvector is created where it is available, and compares exactly as plain SQL does", async () => {
  const [extended, plain] = [await database(true), await database(false)];
  for (const one of [extended, plain]) {
    const memory = new PostgresMemory(one);
    await filled(memory);
    expect(await searched(memory)).toEqual(expected);
  }
  expect(extended.asked.at(-1)).toContain("OPERATOR(public.<#>)");
  expect(plain.asked.at(-1)).not.toContain("<#>");
});

test("with pgvector the nearest text is found however many newer ones there are", async () => {
  const many = limits.textsMax + 5;
  const fill =
    "INSERT INTO orch_memory.entry (name, topic, text, origin, confidentiality, untrusted, kept, expires, run)" +
    ` SELECT 'n' || n, 't', 'new ' || n, 'person', 1, 1, 10 + n, 1e12, 'r' FROM generate_series(1, ${many}) AS n`;
  const found: Json[] = [];
  for (const one of [await database(true), await database(false)]) {
    const memory = new PostgresMemory(one);
    await filled(memory);
    await one.query(fill, []);
    found.push((await searched(memory, 1)).map(([text]) => text));
  }
  expect(found).toEqual([["near"], [expect.stringMatching(/^new /u)]]);
});

test("an extension in another schema is found, and one that may not be created is done without", async () => {
  const moved = await database(true);
  await moved.query('CREATE SCHEMA "Vectors"');
  await moved.query('CREATE EXTENSION vector SCHEMA "Vectors"');
  expect(await pgvectorOf(moved.query)).toEqual({
    type: '"Vectors".vector',
    negativeProduct: 'OPERATOR("Vectors".<#>)',
  });
  const memory = new PostgresMemory(moved);
  await filled(memory);
  expect(await searched(memory)).toEqual(expected);

  const held: Query = async (sql) => {
    if (sql.startsWith("CREATE")) throw new Error("permission denied to create extension");
    return sql.includes("pg_available_extensions") ? [{}] : [];
  };
  expect(await pgvectorOf(held)).toBeUndefined();
});
