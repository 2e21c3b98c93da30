import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StreamId } from "@orchlang/kernel";
import { describe, expect, onTestFinished, test } from "vitest";
import { genesis } from "../../src/journal/chain.ts";
import { verify } from "../../src/journal/recover.ts";
import { DamagedJournal, type Store, type StoreFault } from "../../src/journal/store.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { output, start } from "./process.ts";
import { all, appendOf, events, fill, folder, opened } from "./streams.ts";

const stream: StreamId = "run/a";
const write = { mode: "write" } as const;

/** A closed journal of `count` events, all of it in its one file. */
async function written(count: number): Promise<string> {
  const path = join(folder(), "journal.db");
  const store = opened(openSqliteStore(path, write));
  await fill(store, stream, count);
  await store.close();
  return path;
}

function fault(store: Store | StoreFault): StoreFault {
  if ("fault" in store) return store;
  throw new Error("It was opened.");
}

test.each(["read", write] as const)("a folder is none, and that is said", (mode) => {
  const path = folder();
  expect(fault(openSqliteStore(path, mode))).toEqual({
    fault: "unreadable",
    message: `${path} is a folder: a journal is a file. Name one.`,
  });
});

test.each(["read", write] as const)("a link to a file that is gone is none, and is left as it is", (mode) => {
  const path = join(folder(), "journal.db");
  symlinkSync(join(folder(), "gone.db"), path);
  const found = fault(openSqliteStore(path, mode));
  expect(found.message).toContain("is a link to");
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(readdirSync(dirname(path))).toEqual(["journal.db"]);
});

describe("a journal in use", () => {
  test("is refused to a second writer that comes by a link", async () => {
    const path = join(folder(), "journal.db");
    const link = join(folder(), "link.db");
    symlinkSync(path, link);
    const first = opened(openSqliteStore(path, write));
    expect(fault(openSqliteStore(link, write)).fault).toBe("locked");
    await first.close();
    await opened(openSqliteStore(link, write)).close();
  });

  test("is refused to a second writer of the same process, until the first closes", async () => {
    const path = join(folder(), "journal.db");
    const first = opened(openSqliteStore(path, { ...write, command: "orch run launch.orch" }));
    const second = fault(openSqliteStore(path, write));
    expect(second.fault).toBe("locked");
    expect(second.message).toContain(`orch run launch.orch (process ${process.pid}, since 20`);
    expect(second).toHaveProperty("holder", expect.stringContaining("orch run launch.orch"));
    await first.close();
    await opened(openSqliteStore(path, write)).close();
  });

  test("is refused to another process, which may read it; free as soon as the writer is killed", async () => {
    const path = join(folder(), "journal.db");
    const other = start("append-for-ever", [path]);
    for await (const length of other.lines) if (Number(length) >= 3) break;
    const refused = fault(openSqliteStore(path, write));
    expect(refused.fault).toBe("locked");
    expect(refused.message).toContain(`append for ever (process ${other.child.pid}`);
    const reader = opened(openSqliteStore(path, "read"));
    expect((await all(reader.read(stream, 0))).length).toBeGreaterThanOrEqual(3);
    await reader.close();
    other.child.kill("SIGKILL");
    await other.ended;
    const next = opened(openSqliteStore(path, write));
    expect(next.epoch).toBe(2);
    await next.close();
  });

  test("refuses a writer whose epoch has passed (rule 10)", async () => {
    const path = join(folder(), "journal.db");
    const store = opened(openSqliteStore(path, write));
    const db = new DatabaseSync(path);
    db.exec("UPDATE writer SET epoch = epoch + 1");
    db.close();
    const { append } = appendOf(stream, genesis(stream), events(0, 1));
    expect(await store.append([append])).toMatchObject({ ok: false, why: "stale_epoch" });
    expect(await store.put("x", "y")).toMatchObject({ ok: false, why: "stale_epoch" });
    expect(await store.head(stream)).toBeUndefined();
    await store.close();
  });
});

describe("a file that cannot be used", () => {
  test("is not there", () => {
    const path = join(folder(), "none.db");
    expect(fault(openSqliteStore(path, "read"))).toEqual({
      fault: "missing",
      message: `There is no journal at ${path}.`,
    });
    expect(existsSync(path)).toBe(false);
  });

  test("is something else", () => {
    const text = "not a journal\n".repeat(100);
    const path = join(folder(), "journal.db");
    writeFileSync(path, text);
    for (const mode of ["read", write] as const) {
      const told = fault(openSqliteStore(path, mode));
      expect(told.fault).toBe("unreadable");
      expect(told.message).toContain("is not a journal");
    }
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("is another program's database", () => {
    const path = join(folder(), "journal.db");
    const db = new DatabaseSync(path);
    db.exec("CREATE TABLE cats (name TEXT)");
    db.close();
    for (const mode of ["read", write] as const) {
      expect(fault(openSqliteStore(path, mode)).message).toContain("is not a journal");
    }
  });

  test.each([0, 1, 50])("holds no more than %d bytes, though a journal was made there", async (length) => {
    const path = await written(2);
    truncateSync(path, length);
    for (const mode of ["read", write] as const) {
      expect(fault(openSqliteStore(path, mode))).toMatchObject({ fault: "corrupt" });
    }
    expect(readFileSync(path).length).toBe(length);
  });

  test("was written by a newer release", async () => {
    const path = await written(2);
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 99");
    db.close();
    for (const mode of ["read", write] as const) {
      const told = fault(openSqliteStore(path, mode));
      expect(told.fault).toBe("newer");
      expect(told.message).toContain("newer release");
    }
  });

  test("lies where a folder is, or below a file", () => {
    const path = folder();
    expect(fault(openSqliteStore(path, write)).fault).toBe("unreadable");
    writeFileSync(join(path, "file"), "");
    expect(fault(openSqliteStore(join(path, "file", "journal.db"), write)).fault).toBe("unreadable");
  });

  // Nothing is read-only to root: then another user tries.
  const unprivileged = process.getuid?.() === 0 ? ["65534"] : [];

  test.each(["the file", "the folder"])("is read-only: %s", async (which) => {
    const path = await written(2);
    const place = join(path, "..");
    const [file, dir] = which === "the file" ? [0o444, 0o777] : [0o444, 0o555];
    chmodSync(path, file);
    chmodSync(`${path}-lock`, 0o666);
    chmodSync(place, dir);
    onTestFinished(() => chmodSync(place, 0o755));
    const told = JSON.parse(await output("open", [path, "write", ...unprivileged])) as StoreFault;
    expect(told.fault).toBe("read_only");
    expect(told.message).toContain("read-only");
    expect(JSON.parse(await output("open", [path, "read", ...unprivileged]))).toEqual({ streams: [stream] });
  });

  test("is new, in a folder that is read-only", async () => {
    const place = folder();
    chmodSync(place, 0o555);
    const told = JSON.parse(
      await output("open", [join(place, "journal.db"), "write", ...unprivileged]),
    ) as StoreFault;
    expect(told.fault).toBe("read_only");
  });

  test("may be read by another user than its writer's while it is written", async () => {
    const place = folder();
    chmodSync(place, 0o755);
    // Only its owner may at first: who wants others to says so.
    await opened(openSqliteStore(join(place, "journal.db"), write)).close();
    expect(statSync(join(place, "journal.db")).mode & 0o777).toBe(0o600);
    chmodSync(join(place, "journal.db"), 0o644);
    const store = opened(openSqliteStore(join(place, "journal.db"), write));
    await fill(store, stream, 2);
    const read = await output("open", [join(place, "journal.db"), "read", ...unprivileged]);
    expect(JSON.parse(read)).toEqual({ streams: [stream] });
    await store.close();
  });
});

describe("a file that was cut or altered", () => {
  test.each([0.2, 0.5, 0.9, 0.99])("is told: cut to %d of its length", async (share) => {
    const path = await written(400);
    truncateSync(path, Math.floor(readFileSync(path).length * share));
    for (const mode of ["read", write] as const) {
      expect(fault(openSqliteStore(path, mode))).toMatchObject({ fault: "corrupt" });
    }
  });

  test("is told by the chain: one letter of an event changed in the file", async () => {
    const path = await written(50);
    overwrite(path, '"n":31,', '"n":13,');
    const store = opened(openSqliteStore(path, write));
    expect(await verify(store, stream)).toMatchObject({ seq: 31, why: expect.stringContaining("altered") });
    await store.close();
  });

  test("is told by the chain: the last events deleted", async () => {
    const path = await written(50);
    const db = new DatabaseSync(path);
    db.exec("DELETE FROM records WHERE place & 4294967295 >= 45");
    db.close();
    const store = opened(openSqliteStore(path, "read"));
    expect(await verify(store, stream)).toEqual({
      seq: 45,
      why: "the stream was cut: 45 of 50 events are left",
    });
    await store.close();
  });

  test("is told on opening: a page overwritten", async () => {
    const path = await written(400);
    const file = openSync(path, "r+");
    const pages = Math.floor(readFileSync(path).length / 4096);
    for (let page = 2; page < pages; page++) writeSync(file, Buffer.alloc(40, 0xff), 0, 40, page * 4096);
    expect(fault(openSqliteStore(path, write)).fault).toBe("corrupt");
  });

  test.each(["read", write] as const)("is told on opening: a column has another name", async (mode) => {
    const path = await written(2);
    overwrite(path, "length INTEGER NOT NULL", "lengtj INTEGER NOT NULL");
    expect(fault(openSqliteStore(path, mode))).toMatchObject({
      fault: "corrupt",
      message: expect.stringContaining("no such column"),
    });
  });

  test("is told while it is read: a page overwritten under an open journal", async () => {
    const path = await written(4000);
    const store = opened(openSqliteStore(path, "read"));
    truncateSync(path, 8 * 4096);
    await expect(all(store.read(stream, 0))).rejects.toThrow(DamagedJournal);
    await store.close();
  });

  /** Everywhere: pages keep remains of what they held before. */
  function overwrite(path: string, was: string, is: string): void {
    const before = readFileSync(path, "latin1");
    expect(before).toContain(was);
    writeFileSync(path, before.replaceAll(was, is), "latin1");
  }
});

describe("a full disk", () => {
  const big = { t: "Woke", at: 1, text: "x".repeat(20_000) };

  async function untilFull(store: Store): Promise<void> {
    let link = genesis(stream);
    for (;;) {
      const next = appendOf(stream, link, [big, big]);
      const done = await store.append([next.append]);
      if (!done.ok) {
        expect(done).toMatchObject({ ok: false, why: "full", message: expect.stringContaining("is full") });
        break;
      }
      link = next.link;
    }
    // Nothing of the refused turn is there, and all of those before it.
    expect(link.length).toBeGreaterThan(0);
    expect(await verify(store, stream)).toEqual(link);
  }

  test("refuses an append: the file's own limit", async () => {
    const path = join(folder(), "journal.db");
    const store = opened(openSqliteStore(path, { ...write, pagesMax: 64 }));
    await untilFull(store);
    await store.close();
    const roomier = opened(openSqliteStore(path, write));
    expect(await verify(roomier, stream)).toHaveProperty("length");
    await roomier.close();
  });

  test("refuses an append, and later the opening: a small disk", async (context) => {
    const place = folder();
    mkdirSync(join(place, "disk"));
    const disk = join(place, "disk");
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", disk]);
    if (mounted.status !== 0) return context.skip("a small file system cannot be mounted here");
    onTestFinished(() => {
      spawnSync("umount", [disk]);
    });
    const path = join(disk, "journal.db");
    const store = opened(openSqliteStore(path, write));
    await untilFull(store);
    await store.close();
    const new_ = openSqliteStore(join(disk, "other.db"), write);
    expect(fault(new_)).toMatchObject({ fault: "full", message: expect.stringContaining("is full") });
    // Data that could not be moved into the file itself is in the log beside it.
    const elsewhere = folder();
    cpSync(disk, elsewhere, { recursive: true });
    const copy = opened(openSqliteStore(join(elsewhere, "journal.db"), write));
    expect(await verify(copy, stream)).toHaveProperty("length");
    await copy.close();
  });
});

test("an append that the file refuses for another reason leaves nothing behind, and the next is taken", async () => {
  const store = opened(openSqliteStore(join(folder(), "journal.db"), write));
  const good = appendOf(stream, genesis(stream), events(0, 2));
  const [first] = good.append.records;
  const twice = { ...good.append, records: [first!, first!] };
  const beside = appendOf("run/b", genesis("run/b"), events(0, 1)).append;
  expect(await store.append([beside, twice])).toMatchObject({ ok: false, why: "unknown" });
  expect(await all(store.streams("all"))).toEqual([]);
  expect(await store.append([good.append])).toEqual({ ok: true });
  expect(await verify(store, stream)).toEqual(good.link);
  await store.close();
});

test("a journal opened for reading takes nothing", async () => {
  const path = await written(2);
  const store = opened(openSqliteStore(path, "read"));
  const { append } = appendOf("run/b", genesis("run/b"), events(0, 1));
  expect(await store.append([append])).toMatchObject({ ok: false, why: "read_only" });
  expect(await store.put("x", "y")).toMatchObject({ ok: false, why: "read_only" });
  expect(store.epoch).toBeUndefined();
  await store.close();
});
