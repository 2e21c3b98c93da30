import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { worldOf } from "@orchlang/kernel/testing";
import type { JsonObject } from "@orchlang/plan";
import { expect, test, vi } from "vitest";
import { sealerOf } from "../../src/journal/sealer.ts";
import { rotateJournalKey } from "../../src/journal/stores/sqlite/key.ts";
import type { Entry } from "../../src/orchestrator-types.ts";
import { folder } from "../journal/streams.ts";
import { accepted, journal, orchestrator } from "./open.ts";

/* The journal contains no secret that can be read without its key (semantics, rule 50). */

const compiled = worldOf(`signal code: String @secret { from pad  fresh 1h }
signal guests: [String] @personal { from wifi  fresh 1h }
type Caller { name: String  pin: String @secret }
event knock(caller: Caller, word: String @secret, door: String)
flag right = code != "0000-0000"
service opens(pin: String @secret, door: String) -> { token: String @secret } {
  effect idempotent  latency <= 1s  clearance secret
}
service shuts(token: String @secret) { effect idempotent  latency <= 1s  clearance secret }
plan enter(caller: Caller, door: String) -> { token: String @secret } {
  step opened = opens(pin: caller.pin, door: door)
  step shut   = shuts(opened.token)
  return opened
}
plan open_house(n: Int) {
  step opened = noted(n)
}
service noted(n: Int) { effect idempotent  latency <= 1s }
trigger knocks { on event knock where event.door == "front"  start enter(caller: event.caller, door: event.door) }
trigger by_code { on change right  start open_house(n: 1) }`);

const secrets = ["0815-4711", "pin-99", "sesame", "token-of"];

async function open(root: string, calls: JsonObject[] = []) {
  const opens = (args: unknown) => {
    calls.push(args as JsonObject);
    return { token: `token-of-${(args as { readonly door: string }).door}` };
  };
  const orch = await orchestrator(join(root, "journal.db"), {
    capabilities: [
      { name: "m.opens", handler: opens },
      { name: "m.shuts", handler: (args) => void calls.push(args as JsonObject) },
      { name: "m.noted", handler: () => undefined },
    ],
  });
  accepted(await orch.arm({ ...compiled, root }));
  return orch;
}

async function lived(root: string) {
  const calls: JsonObject[] = [];
  const orch = await open(root, calls);
  const tell = async (record: Parameters<typeof orch.ingest>[0]) => accepted(await orch.ingest(record));
  await tell({ kind: "reading", id: "1", name: "pad", value: "0815-4711" });
  await tell({ kind: "reading", id: "2", name: "wifi", value: ["ada"] });
  const caller = { name: "Ada", pin: "pin-99" };
  await tell({
    kind: "occurrence",
    id: "3",
    event: "knock",
    fields: { caller, word: "sesame", door: "front" },
  });
  await orch.settled();
  return { orch, calls };
}

/** Everything that lies in a folder. */
function bytesIn(root: string): string {
  return readdirSync(root)
    .filter((name) => !name.endsWith("-key"))
    .map((name) => readFileSync(join(root, name), "latin1"))
    .join("\n");
}

async function runsIn(path: string): Promise<readonly string[]> {
  const read = await journal(path);
  const found: string[] = [];
  for await (const { run } of read.runs()) found.push(run);
  return found;
}

test("neither readings nor what happens nor what runs are given and give; what is personal stays", async () => {
  const root = folder();
  const { orch, calls } = await lived(root);
  expect(calls).toEqual([{ pin: "pin-99", door: "front" }, { token: "token-of-front" }]);
  await orch.close();
  const bytes = bytesIn(root);
  expect(secrets.filter((one) => bytes.includes(one))).toEqual([]);
  const open = ['"ada"', "‹secret›"].map((one) => Buffer.from(one).toString("latin1"));
  expect(open.filter((one) => bytes.includes(one))).toEqual(open);
  expect(statSync(join(root, "journal.db-key")).mode & 0o777).toBe(0o600);
});

test("whoever watches from the beginning sees what was sealed", async () => {
  const root = folder();
  const { orch } = await lived(root);
  const seen: string[] = [];
  const runs = await runsIn(join(root, "journal.db"));
  for (const run of runs) orch.watch(run, 0, ({ event }) => seen.push(JSON.stringify(event)));
  await vi.waitFor(() => expect(seen.filter((one) => one.includes('"t":"Closed"'))).toHaveLength(2));
  expect(seen.some((one) => one.includes("token-of-front"))).toBe(true);
  expect(seen.some((one) => one.includes("sealed"))).toBe(false);
});

test("who goes on with the journal and its key knows what was known", async () => {
  const root = folder();
  const { orch } = await lived(root);
  await orch.close();
  const again = await open(root);
  expect(again.context.now("secret").find(({ name }) => name === "m.code")?.value).toBe("0815-4711");
  const path = join(root, "journal.db");
  const read = await journal(path);
  for (const run of await runsIn(path)) {
    expect(await read.replay(run)).not.toHaveProperty("differs");
    expect(await read.report(run)).toMatchObject({ status: "completed" });
  }
});

test("under a new key: what was sealed before is read, what comes is not read with the old one", async () => {
  const root = folder();
  const path = join(root, "journal.db");
  const { orch } = await lived(root);
  await orch.close();
  const old = readFileSync(`${path}-key`);
  expect(rotateJournalKey(path)).toEqual({ keys: 2 });
  expect(statSync(`${path}-key`).mode & 0o777).toBe(0o600);
  const code = (of: typeof orch) => of.context.now("secret").find(({ name }) => name === "m.code")?.value;
  const again = await open(root);
  expect(code(again)).toBe("0815-4711");
  accepted(await again.ingest({ kind: "reading", id: "new", name: "pad", value: "0900-1234" }));
  await again.close();
  expect(bytesIn(root)).not.toContain("0900-1234");
  const third = await open(root);
  expect(code(third)).toBe("0900-1234");
  await third.close();
  writeFileSync(`${path}-key`, old);
  expect(await (await journal(path)).context(Date.now())).toMatchObject({ refused: "journal" });
});

test("a key that is not there is not turned, nor one that somebody else is turning", async () => {
  const root = folder();
  const path = join(root, "journal.db");
  expect(rotateJournalKey(path)).toEqual({ fault: expect.stringContaining("nothing secret was kept yet") });
  const { orch } = await lived(root);
  await orch.close();
  const before = readFileSync(`${path}-key`, "utf8");
  writeFileSync(`${path}-key.next`, "");
  expect(rotateJournalKey(path)).toEqual({ fault: expect.stringContaining("is there") });
  expect(readFileSync(`${path}-key`, "utf8")).toBe(before);
});

test("a copy without the key is verified and tells no secret; what is sealed can't be read, which is said", async () => {
  const root = folder();
  const { orch } = await lived(root);
  await orch.close();
  const copy = folder();
  for (const name of readdirSync(root))
    if (!name.endsWith("-key")) copyFileSync(join(root, name), join(copy, name));
  const read = await journal(join(copy, "journal.db"));
  const all: Entry[] = [];
  const statuses: string[] = [];
  const runs = await runsIn(join(root, "journal.db"));
  for (const run of runs) expect(await read.verify(run)).toMatchObject({ whole: true });
  const reading = async () => {
    for (const run of runs) for await (const entry of read.events(run)) all.push(entry);
  };
  for await (const { status } of read.runs()) statuses.push(status);
  expect(statuses.toSorted()).toEqual(["completed", "damaged"]);
  await expect(reading()).rejects.toThrow(/can't be read: the journal's key is missing or differs/);
  expect(await read.context(Date.now())).toMatchObject({ refused: "journal" });
  expect(JSON.stringify(all)).not.toMatch(/pin-99|token-of/);
  expect(runs).toHaveLength(2);
});

test("where nothing is secret there is no key", async () => {
  const root = folder();
  const plain = worldOf(`event knock(door: String)
service noted(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step a = noted(n) }
trigger t { on event knock  start p(n: 1) }`);
  const orch = await orchestrator(join(root, "journal.db"), {
    capabilities: [{ name: "m.noted", handler: () => undefined }],
  });
  accepted(await orch.arm({ ...plain, root }));
  accepted(await orch.ingest({ kind: "occurrence", id: "1", event: "knock", fields: { door: "front" } }));
  await orch.settled();
  expect(existsSync(join(root, "journal.db-key"))).toBe(false);
});

test("what is sealed is opened with its key and at its place alone", () => {
  const sealer = sealerOf(new Uint8Array(32).fill(7));
  const sealed = sealer.seal("a word", "run/x#1");
  expect(sealer.seal("a word", "run/x#1")).toBe(sealed);
  expect(sealer.seal("a word", "run/x#2")).not.toBe(sealed);
  expect(sealer.open(sealed, "run/x#1")).toBe("a word");
  expect(sealer.open(sealed, "run/x#2")).toBeUndefined();
  expect(sealerOf(new Uint8Array(32).fill(8)).open(sealed, "run/x#1")).toBeUndefined();
  const at = sealed.length - 5;
  const altered = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
  expect(sealer.open(altered, "run/x#1")).toBeUndefined();
  expect(sealer.open("v1.", "run/x#1")).toBeUndefined();
});
