import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { acceptLoss } from "../../src/journal/stores/sqlite/accept.ts";
import { anchorPlaceOf } from "../../src/journal/stores/sqlite/integrity.ts";
import { rotateJournalKey } from "../../src/journal/stores/sqlite/key.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { fill, folder, opened } from "./streams.ts";

const write = { mode: "write", ownThread: "always" } as const;

/** The mode of each file of a folder, in octal digits. */
function modes(place: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(place).map((file) => [file, (statSync(join(place, file)).mode & 0o777).toString(8)]),
  );
}

function only(...ends: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(ends.map((end) => [`journal.db${end}`, "600"]));
}

test("every file of a journal is its owner's alone, whatever the umask allows", async () => {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const place = folder();
  const path = join(place, "journal.db");
  const store = opened(openSqliteStore(path, write));
  await fill(store, "run/a", 3);
  store.sealer?.seal("a secret", "here");
  const beside = only("", "-anchor", "-key", "-lock", "-lock-journal", "-shm", "-wal");
  expect(modes(place)).toEqual(beside);
  expect(rotateJournalKey(path)).toEqual({ keys: 2 });
  expect(modes(place)).toEqual(beside);
  await store.close();
  writeFileSync(anchorPlaceOf(path), "no anchor");
  expect(acceptLoss(path, { by: "ada", why: "a trial" })).toHaveProperty("why", "a trial");
  expect(modes(place)).toEqual(only("", "-anchor", "-key", "-lock"));
});
