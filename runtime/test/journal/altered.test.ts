/** A journal that differs from its commits is refused to writers, and reported to readers. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { verify } from "../../src/journal/recover.ts";
import type { Store, StoreFault } from "../../src/journal/store.ts";
import { acceptLoss } from "../../src/journal/stores/sqlite/accept.ts";
import { readAnchor, writeAnchor } from "../../src/journal/stores/sqlite/anchor.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { start } from "./process.ts";
import { appendOf, events, fill, folder, opened } from "./streams.ts";

const write = { mode: "write" } as const;

function altered(store: Store | StoreFault): string {
  if ("fault" in store) {
    expect(store.fault).toBe("altered");
    return store.message;
  }
  throw new Error("It was opened.");
}

/** As a process has left it that was killed: its last commits in the log alone, and anchored. */
async function killed(): Promise<string> {
  const path = join(folder(), "journal.db");
  const other = start("append-for-ever", [path, "1"]);
  for await (const length of other.lines) if (Number(length) >= 20 && isAnchored(path, 20)) break;
  other.child.kill("SIGKILL");
  await other.ended;
  return path;
}

function isAnchored(path: string, commits: number): boolean {
  const anchor = readAnchor(`${path}-anchor`);
  return typeof anchor === "object" && anchor.commits > commits;
}

describe("after a kill", () => {
  test("nothing is wrong, though the anchor is behind", async () => {
    const path = await killed();
    await opened(openSqliteStore(path, write)).close();
    await opened(openSqliteStore(path, write)).close();
  });

  test("nothing is wrong where the shared memory is gone", async () => {
    const path = await killed();
    rmSync(`${path}-shm`);
    const store = opened(openSqliteStore(path, write));
    expect(await verify(store, "run/a")).toHaveProperty("hash");
    expect((await store.ledger?.audit())?.altered).toEqual([]);
    await store.close();
  });

  test.each<[string, (wal: string) => void]>([
    ["gone", (wal) => rmSync(wal)],
    ["cut", (wal) => truncateSync(wal, Math.floor(readFileSync(wal).length / 4))],
    ["emptied", (wal) => truncateSync(wal, 0)],
    [
      "altered in one bit",
      (wal) => {
        const bytes = readFileSync(wal);
        const at = Math.floor(bytes.length / 4);
        bytes[at] = bytes[at]! ^ 1;
        writeFileSync(wal, bytes);
      },
    ],
  ])("a log that is %s is told, and what is left of it is left as it is", async (_, spoil) => {
    const path = await killed();
    const wal = `${path}-wal`;
    spoil(wal);
    const before = existsSync(wal) ? readFileSync(wal) : undefined;
    expect(altered(openSqliteStore(path, write))).toMatch(/commits \d+ to \d+ are missing/u);
    if (before !== undefined) expect(readFileSync(wal).equals(before)).toBe(true);
    const reader = opened(openSqliteStore(path, "read"));
    expect(await reader.ledger?.look()).not.toEqual([]);
    expect((await reader.ledger?.audit())?.altered).not.toEqual([]);
    await reader.close();
  });
});

test.each([
  ["as it was made", "DELETE FROM ledger WHERE number > 0", true],
  ["once it was anchored", "DELETE FROM ledger WHERE number > 0", false],
])("a journal whose first process was killed %s is whole", async (_, statement, isWithoutAnchor) => {
  const path = join(folder(), "journal.db");
  await opened(openSqliteStore(path, write)).close();
  const db = new DatabaseSync(path);
  const first = db.prepare("SELECT hash FROM ledger WHERE number = 0").get();
  db.exec(statement);
  const journal = (
    JSON.parse(String(db.prepare("SELECT body FROM ledger").get()?.body)) as { journal: string }
  ).journal;
  db.close();
  if (isWithoutAnchor) rmSync(`${path}-anchor`);
  else writeAnchor(`${path}-anchor`, { journal, commits: 1, head: String(first?.hash) });
  const store = opened(openSqliteStore(path, write));
  await fill(store, "run/a", 2);
  await store.close();
  await opened(openSqliteStore(path, write)).close();
});

/** Closed, and of some commits more than its copy. */
async function withCopy(): Promise<{ readonly path: string; readonly copy: string }> {
  const path = join(folder(), "journal.db");
  const store = opened(openSqliteStore(path, write));
  const link = await fill(store, "run/a", 3);
  await store.close();
  const copy = join(folder(), "copy.db");
  copyFileSync(path, copy);
  copyFileSync(`${path}-anchor`, `${copy}-anchor`);
  const again = opened(openSqliteStore(path, write));
  await again.append([appendOf("run/a", link, events(3, 1)).append]);
  await again.close();
  return { path, copy };
}

test("an older copy in its place is told; with its own anchor it is a journal of its own", async () => {
  const { path, copy } = await withCopy();
  await opened(openSqliteStore(copy, write)).close();
  copyFileSync(copy, path);
  expect(altered(openSqliteStore(path, write))).toContain("older copy");
});

test("a journal that is moved with what belongs to it is as it was", async () => {
  const { path } = await withCopy();
  const place = folder();
  for (const end of ["", "-anchor"]) renameSync(`${path}${end}`, join(place, `moved.db${end}`));
  await opened(openSqliteStore(join(place, "moved.db"), write)).close();
});

test("without its anchor nobody can tell whether something is missing, and that is said", async () => {
  const { path } = await withCopy();
  rmSync(`${path}-anchor`);
  expect(altered(openSqliteStore(path, write))).toContain("anchor");
});

test("an anchor that was kept elsewhere is looked at there", async () => {
  const path = join(folder(), "journal.db");
  const elsewhere = { ...write, anchor: join(folder(), "anchor") };
  const store = opened(openSqliteStore(path, elsewhere));
  await fill(store, "run/a", 3);
  await store.close();
  expect(existsSync(`${path}-anchor`)).toBe(false);
  await opened(openSqliteStore(path, elsewhere)).close();
});

test("a run of another journal, put among its own, is told", async () => {
  const [path, other] = [join(folder(), "journal.db"), join(folder(), "other.db")];
  for (const [at, stream] of [
    [path, "run/a"],
    [other, "run/b"],
  ] as const) {
    const store = opened(openSqliteStore(at, write));
    await fill(store, stream, 3, true);
    await store.close();
  }
  const db = new DatabaseSync(path);
  db.exec(`ATTACH '${other}' AS other;
    INSERT INTO streams SELECT 2, stream, length, hash, closed FROM other.streams;
    INSERT INTO records SELECT place + (1 << 32), body, hash FROM other.records`);
  db.close();
  expect(altered(openSqliteStore(path, write))).toContain("run/b was never committed here");
});

test("a journal of an earlier release is taken up with all that it has, and told from then on", async () => {
  const { path } = await withCopy();
  const db = new DatabaseSync(path);
  db.exec("DROP TABLE ledger; DROP TABLE lines; PRAGMA user_version = 1");
  db.close();
  rmSync(`${path}-anchor`);
  const store = opened(openSqliteStore(path, write));
  expect((await store.ledger?.audit())?.altered).toEqual([]);
  await store.close();
  const again = new DatabaseSync(path);
  again.exec("UPDATE streams SET closed = 1");
  again.close();
  expect(altered(openSqliteStore(path, write))).toContain("run/a: it was marked as ended");
});

test("a loss that somebody accepts is entered with who and why; then the journal goes on", async () => {
  const { path, copy } = await withCopy();
  cpSync(copy, path);
  expect(acceptLoss(path, { by: "ada", why: "the disk died" })).toMatchObject({
    by: "ada",
    why: "the disk died",
    lost: [5, 6],
  });
  const store = opened(openSqliteStore(path, write));
  expect(await store.ledger?.losses()).toMatchObject([{ by: "ada", why: "the disk died" }]);
  const audited = await store.ledger?.audit();
  expect(audited).toMatchObject({ altered: [], accepted: [{ why: "the disk died" }] });
  await fill(store, "run/b", 2);
  await store.close();
  await opened(openSqliteStore(path, write)).close();
  expect(acceptLoss(path, { by: "ada", why: "again" })).toBeUndefined();
});

test.each([
  "UPDATE streams SET closed = 1",
  "DELETE FROM streams",
  "DROP TABLE ledger",
  "DELETE FROM ledger",
])("what was altered can be accepted: %s", async (statement) => {
  const { path } = await withCopy();
  const db = new DatabaseSync(path);
  db.exec(statement);
  db.close();
  altered(openSqliteStore(path, write));
  expect(acceptLoss(path, { by: "ada", why: "so be it" })).toHaveProperty("altered");
  const store = opened(openSqliteStore(path, write));
  expect((await store.ledger?.audit())?.altered).toEqual([]);
  await store.close();
});
