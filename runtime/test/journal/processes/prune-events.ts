/**
 * Prunes the first events of control, seven a commit, all but the last ten, printing where it begins then:
 * `node prune-events.ts <journal> <own thread>`.
 */
import { writeSync } from "node:fs";
import { openSqliteStore } from "../../../src/journal/stores/sqlite.ts";

const [path = "", ownThread = "never"] = process.argv.slice(2);
const store = openSqliteStore(path, {
  mode: "write",
  command: "prune",
  ownThread: ownThread === "always" ? "always" : "never",
});
if ("fault" in store) throw new Error(store.message);
const stream = "control/main";
const hashes = new Map<number, string>();
for await (const { seq, hash } of store.read(stream, 0)) hashes.set(seq, hash);
const end = ((await store.head(stream))?.length ?? 0) - 10;
let [from = end] = hashes.keys();
while (from < end) {
  from = Math.min(from + 7, end);
  const text = `${JSON.stringify({ shape: 0, length: from, hash: hashes.get(from - 1), at: 0 })}\nstate`;
  const done = await store.prune?.({ streams: [], documents: [], beginnings: [{ stream, from, text }] });
  if (done?.ok !== true) throw new Error(done?.message ?? "it does not prune");
  writeSync(1, `${from}\n`);
}
await store.close();
