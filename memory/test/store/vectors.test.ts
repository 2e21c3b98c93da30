import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Json, Label } from "@orchlang/plan";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Call, perform } from "../../src/operations.ts";
import { steps } from "../../src/store/definition.ts";
import { openMemory } from "../../src/store/open.ts";
import { compared, keepVector, type Meaning, nearest } from "../../src/store/vectors.ts";

let folder: string;
let db: DatabaseSync;
const file = () => join(folder, "memory.db");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vectors-"));
  db = openMemory(file());
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const internal: Label = { confidentiality: "internal", integrity: "untrusted" };
const personal: Label = { confidentiality: "personal", integrity: "untrusted" };
/** A model that knows two things: how much a text is about light, and how much about water. */
const meanings: Readonly<Record<string, readonly number[]>> = {
  lantern: [1, 0.01],
  "a lamp": [0.9, 0.1],
  kettle: [0.1, 0.9],
};
const meaning = (text: string): Promise<Meaning> =>
  Promise.resolve({ model: "m", vector: unit(meanings[text] ?? [0.5, 0.5]) });
let calls = 0;
function call(label: Label = internal, its: NonNullable<Call["meaning"]> = meaning): Call {
  calls += 1;
  return {
    key: `k${calls}`,
    run: "R",
    now: calls,
    written: label,
    read: () => label,
    open: () => db,
    meaning: its,
  };
}

function unit(parts: readonly number[]): Float32Array {
  const length = Math.hypot(...parts);
  return Float32Array.from(parts, (part) => part / length);
}

const remember = (text: string, its = call()) =>
  perform("remember", { topic: "t", lesson: text, about: "ada" }, its);
async function search(question: string, its = call()): Promise<readonly string[]> {
  const found = await perform("search", { topic: "t", question, at_most: 9 }, its);
  return (found as readonly { readonly text: string }[]).map(({ text }) => text);
}

test("a text is found by its meaning, where no word is the same", async () => {
  for (const text of ["a lamp", "kettle", "other"]) await remember(text);
  expect(await search("lantern")).toEqual(["a lamp", "other", "kettle"]);
  const { meaning: _, ...withoutVectors } = call();
  expect(await search("lantern", withoutVectors)).toEqual(["other", "kettle", "a lamp"]);
});

test("words and meaning count alike, and relevance is a share", async () => {
  for (const text of ["a lamp", "kettle"]) await remember(text);
  const found = (await perform("search", { topic: "t", question: "kettle" }, call())) as Json[];
  expect(found.map((one) => (one as { text: string }).text)).toEqual(["kettle", "a lamp"]);
  for (const { relevance } of found as unknown as { relevance: number }[]) {
    expect(relevance).toBeGreaterThanOrEqual(0);
    expect(relevance).toBeLessThanOrEqual(1);
  }
});

test("labels, expiry and other models' vectors hold for meanings too", async () => {
  await remember("a lamp", call(personal));
  expect(await search("lantern", call(internal))).toEqual([]);
  expect(await search("lantern", call(personal))).toEqual(["a lamp"]);
  const other = (): Promise<Meaning> => Promise.resolve({ model: "other", vector: unit([1, 0, 0]) });
  expect(await perform("search", { topic: "t", question: "lantern" }, call(personal, other))).toMatchObject([
    { relevance: 0 },
  ]);
});

test("an erased subject's vectors go with it", async () => {
  await remember("a lamp");
  const bytes = Buffer.from(unit(meanings["a lamp"] ?? []).buffer);
  expect(readFileSync(file()).includes(bytes)).toBe(true);
  await perform("forget", { about: "ada" }, call());
  expect(readFileSync(file()).includes(bytes)).toBe(false);
});

test("sqlite-vec and the comparison without it find the same", () => {
  const parts = fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 })
    .filter((all) => all.some(Boolean));
  let entry = 0;
  // One transaction, so that the disk is waited for once.
  db.exec("BEGIN");
  fc.assert(
    fc.property(fc.array(parts, { minLength: 1, maxLength: 20 }), parts, (all, wanted) => {
      db.exec("DELETE FROM entry; DELETE FROM vector");
      for (const one of all) {
        entry += 1;
        db.prepare("INSERT INTO entry VALUES (?, ?, 't', 'x', NULL, 'model', 1, 1, 0, 9, 'R')").run(
          entry,
          `n${entry}`,
        );
        keepVector(db, entry, { model: "m", vector: unit(one) });
      }
      const vector = unit(wanted);
      const by = nearest(db, { model: "m", vector }, { where: "topic = :topic", values: { topic: "t" } });
      const plain = new Map(compared(db.prepare("SELECT entry, value FROM vector").all(), vector));
      expect(by.size).toBe(plain.size);
      for (const [id, cosine] of by) expect(plain.get(id)).toBeCloseTo(cosine, 5);
    }),
    { numRuns: 50 },
  );
  db.exec("COMMIT");
});

test("a memory without vectors, of an earlier version, is opened with all that it has", async () => {
  db.close();
  rmSync(file());
  const old = new DatabaseSync(file());
  old.exec(steps[0] ?? "");
  old.exec("PRAGMA application_id = 1869767533; PRAGMA user_version = 1");
  old.exec("INSERT INTO entry VALUES (1, 'n', 't', 'old lamp', NULL, 'model', 1, 1, 0, 99999, 'R')");
  old.close();
  db = openMemory(file());
  await remember("a lamp");
  expect(await search("lantern")).toEqual(["a lamp", "old lamp"]);
});
