import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Json, Label } from "@orchlang/plan";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Call, type Operation, perform } from "../../src/operations.ts";
import { overwrite } from "../../src/store/erase.ts";
import { openMemory } from "../../src/store/open.ts";

let folder: string;
let db: DatabaseSync;
const file = () => join(folder, "m", "memory.db");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "memory-"));
  db = openMemory(file());
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const internal: Label = { confidentiality: "internal", integrity: "untrusted" };
const personal: Label = { confidentiality: "personal", integrity: "untrusted" };
const trusted: Label = { confidentiality: "internal", integrity: "trusted" };

let calls = 0;
/** A call at `now`, with a key of its own. */
function call(now: number, label: Label = internal): Call {
  calls += 1;
  return { key: `key-${calls}`, run: "R", now, written: label, read: () => label, open: () => db };
}

const act = (operation: Operation, args: Readonly<Record<string, Json>>, its: Call): Json =>
  perform(operation, args, its) as Json;
const remember = (text: string, more: Readonly<Record<string, Json>> = {}, its = call(0)) =>
  act("remember", { topic: "t", lesson: text, ...more }, its);
const texts = (found: Json) => (found as { text: string }[]).map(({ text }) => text);
const search = (question = "", its = call(0), more = {}) =>
  texts(act("search", { topic: "t", question, at_most: 10, ...more }, its));

describe("long-term memory", () => {
  test("gives the newest texts of a topic alone", async () => {
    remember("old", {}, call(1));
    remember("new", {}, call(2));
    act("remember", { topic: "other", lesson: "elsewhere" }, call(3));
    expect(await perform("recall", { topic: "t" }, call(9))).toEqual(["new", "old"]);
    expect(await perform("recall", { topic: "t", at_most: 1 }, call(9))).toEqual(["new"]);
  });

  test("finds texts of a topic by their words, then the newest", () => {
    remember("The lamp sells best in winter.", {}, call(1));
    remember("Grüße schreiben wir kurz.", {}, call(2));
    remember("Kettles sell, the lamp does not.", {}, call(3));
    act("remember", { topic: "other", lesson: "The lamp is elsewhere." }, call(4));
    expect(search("winter lamp", call(9))).toEqual([
      "The lamp sells best in winter.",
      "Kettles sell, the lamp does not.",
      "Grüße schreiben wir kurz.",
    ]);
    expect(search("GRUßE", call(9))[0]).toBe("Grüße schreiben wir kurz.");
    expect(search("", call(9), { at_most: 2 })).toEqual([
      "Kettles sell, the lamp does not.",
      "Grüße schreiben wir kurz.",
    ]);
  });

  test("says of each text its source, and its relevance against the best", () => {
    remember("lamp lamp", { origin: "person" }, call(1000));
    remember("nothing", {}, call(2000));
    expect(act("search", { topic: "t", question: "lamp" }, call(9000))).toMatchObject([
      { text: "lamp lamp", origin: "person", kept: "1970-01-01T00:00:01.000Z", run: "R", relevance: 1 },
      { text: "nothing", origin: "program", relevance: 0 },
    ]);
  });

  test("takes any question for words", () => {
    remember("a text");
    for (const question of ['"', "text OR", "NEAR(a b)", "te*", "-text", "text:a", "(", "\0", "^text"])
      expect(search(question)).toEqual(["a text"]);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (question) => {
        expect(search(question)).toEqual(["a text"]);
      }),
    );
  });

  test("keeps a text once, for as long as the longest wish", () => {
    expect(remember("a", { keep: 1000 }, call(0))).toMatchObject({ fresh: true });
    expect(remember("a", { keep: 1000 }, call(500))).toMatchObject({ fresh: false });
    expect(remember("a", { keep: 10 }, call(600))).toMatchObject({ fresh: false });
    expect(search("", call(1499))).toEqual(["a"]);
    expect(search("", call(1500))).toEqual([]);
  });

  test("does a call once, however often it is repeated, also after it was erased", () => {
    const its = call(0);
    const first = remember("a", { about: "ada" }, its);
    expect(remember("a", { about: "ada" }, { ...its, now: 7 })).toEqual(first);
    act("forget", { about: "ada" }, call(1));
    expect(remember("a", { about: "ada" }, its)).toEqual(first);
    expect(search("", call(2))).toEqual([]);
  });

  test("goes by the time of the call, not by a clock", () => {
    const at = (time: number) => new Date(time).toISOString();
    act("remember", { topic: "t", lesson: "old", keep: 1000, at: at(0) }, call(Date.now()));
    expect(search("", call(Date.now()), { at: at(999) })).toEqual(["old"]);
    expect(search("", call(0), { at: at(1000) })).toEqual([]);
  });
});

describe("working and session memory", () => {
  const put = (value: Json, its: Call, more = {}) =>
    act("put", { space: "s", name: "n", value, ...more }, its);
  const get = (its: Call) => act("get", { space: "s", name: "n" }, its) as { value: Json } | null;

  test("has the last value of a name until it expires", () => {
    expect(get(call(0))).toBeNull();
    put({ a: [1, "ü", null] }, call(1));
    put("second", call(2), { keep: 100 });
    expect(get(call(101))).toMatchObject({ value: "second", origin: "program", run: "R" });
    expect(get(call(102))).toBeNull();
  });

  test("deletes what has expired at the next change", () => {
    put("a", call(0), { keep: 10 });
    remember("b", {}, call(10));
    expect(db.prepare("SELECT count(*) AS n FROM cell").get()?.n).toBe(0);
    expect(act("changes", {}, call(11))).toMatchObject([
      { did: "remember", count: 1 },
      { did: "expired", count: 1 },
      { did: "put", count: 1 },
    ]);
  });

  test("ends with its space", () => {
    put(1, call(0));
    act("put", { space: "other", name: "n", value: 2 }, call(0));
    expect(act("clear", { space: "s" }, call(1))).toEqual({ cleared: 1 });
    expect(get(call(2))).toBeNull();
    expect(act("get", { space: "other", name: "n" }, call(2))).toMatchObject({ value: 2 });
  });
});

describe("labels", () => {
  test("stay with a value: no reader finds what is above its own", () => {
    remember("about everybody", {}, call(1, internal));
    remember("about Ada", {}, call(2, personal));
    remember("from a person", {}, call(3, trusted));
    expect(search("Ada", call(9, internal))).toEqual(["from a person", "about everybody"]);
    expect(search("Ada", call(9, personal))).toEqual(["about Ada", "from a person", "about everybody"]);
    expect(search("Ada", call(9, trusted))).toEqual(["from a person"]);
  });

  test("are part of a value's place: nobody replaces or clears what they may not see", () => {
    const put = (value: Json, its: Call) => act("put", { space: "s", name: "n", value }, its);
    put("personal", call(1, personal));
    put("internal", call(2, internal));
    act("clear", { space: "s" }, call(3, internal));
    const get = (label: Label) => act("get", { space: "s", name: "n" }, call(4, label));
    expect(get(personal)).toMatchObject({ value: "personal" });
    expect(get(internal)).toBeNull();
  });
});

describe("erasing", () => {
  /** The bytes of all files of the memory. */
  const bytes = () =>
    Buffer.concat(readdirSync(join(folder, "m")).map((name) => readFileSync(join(folder, "m", name))));
  // The end of a word: the index leaves out a beginning that it shares with the word before.
  const has = (text: string) =>
    bytes().includes(text) || bytes().toString("latin1").toLowerCase().includes(text);

  test("leaves no byte of a subject, and all of the others", () => {
    const secrets: string[] = [];
    const word = (seed: string) => createHash("sha256").update(seed).digest("hex").slice(0, 24);
    for (let index = 0; index < 150; index += 1) {
      const own = word(`${index}`);
      const isAda = index % 3 === 0;
      if (isAda) secrets.push(own.slice(-16));
      const text = `${own} ${"and so on ".repeat(index % 7 === 0 ? 900 : index % 40)}`;
      remember(
        text,
        { about: isAda ? "subject-ada" : `s${index}` },
        call(index, index % 2 ? personal : internal),
      );
      const value = { own: `v${own}`, more: "x".repeat(index * 20) };
      act("put", { space: "s", name: `n${index}`, value, about: isAda ? "subject-ada" : null }, call(index));
    }
    expect(secrets.every(has)).toBe(true);
    const { erased } = act("forget", { about: "subject-ada" }, call(900)) as { erased: number };
    expect(erased).toBe(2 * secrets.length);
    expect(secrets.filter(has)).toEqual([]);
    expect(has("subject-ada")).toBe(false);
    expect(has(word("1").slice(-16))).toBe(true);
    expect(search(word("1"), call(901, personal))[0]).toContain(word("1"));
  });

  test("fails while another process reads, and is done by the same call later", () => {
    remember("unmistakable", { about: "ada" });
    const reader = new DatabaseSync(file());
    reader.exec("BEGIN");
    reader.prepare("SELECT * FROM entry").get();
    const its = call(1);
    expect(() => act("forget", { about: "ada" }, its)).toThrow("locked");
    reader.close();
    expect(act("forget", { about: "ada" }, its)).toEqual({ erased: 1 });
    expect(has("unmistakable")).toBe(false);
  });

  test("that was interrupted before bytes were overwritten is ended by the next who opens the file", () => {
    remember("unmistakable", { about: "ada" });
    db.exec("PRAGMA secure_delete = OFF; DELETE FROM entry; INSERT INTO owed VALUES (1)");
    expect(has("unmistakable")).toBe(true);
    db.close();
    db = openMemory(file());
    overwrite(db);
    expect(has("unmistakable")).toBe(false);
  });
});

describe("the file", () => {
  test("keeps a record of changes that nobody changes, without what was changed", () => {
    remember("unmistakable", { about: "ada" }, call(5));
    expect(act("changes", {}, call(6))).toEqual([
      { at: "1970-01-01T00:00:00.005Z", run: "R", did: "remember", count: 1 },
    ]);
    expect(() => db.exec("UPDATE act SET count = 0")).toThrow("never changed");
    expect(() => db.exec("DELETE FROM act")).toThrow("never deleted");
  });

  test("is opened again with all that it has", () => {
    remember("a");
    db.close();
    db = openMemory(file());
    expect(search()).toEqual(["a"]);
  });

  test("of another program, or damaged, is not touched", () => {
    const other = join(folder, "other.db");
    const foreign = new DatabaseSync(other);
    foreign.exec("CREATE TABLE a (b)");
    foreign.close();
    const before = readFileSync(other);
    expect(() => openMemory(other)).toThrow("is not a memory");
    expect(readFileSync(other)).toEqual(before);
    writeFileSync(
      join(folder, "text"),
      "no database, but a text that is long enough to be read as one".repeat(99),
    );
    expect(() => openMemory(join(folder, "text"))).toThrow("not a database");
    appendFileSync(join(folder, "empty"), "");
    openMemory(join(folder, "empty")).close();
  });

  test("takes no text that is longer than a question has room for, and no missing argument", () => {
    expect(() => remember("x".repeat(100_001))).toThrow("over the limit of 100000");
    expect(() => act("put", { space: "s" }, call(0))).toThrow("parameter `name`");
  });
});
