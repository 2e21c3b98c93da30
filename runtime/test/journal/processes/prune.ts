/**
 * Prunes closed runs of a journal, two a commit, printing how many it has pruned: `node prune.ts <journal> <own thread>`.
 */
import { writeSync } from "node:fs";
import type { StreamId } from "@orchlang/kernel";
import { openSqliteStore } from "../../../src/journal/stores/sqlite.ts";

const [path = "", ownThread = "never"] = process.argv.slice(2);
const store = openSqliteStore(path, {
  mode: "write",
  command: "prune",
  ownThread: ownThread === "always" ? "always" : "never",
});
if ("fault" in store) throw new Error(store.message);
const left: StreamId[] = [];
for await (const { stream, closed, pruned } of store.streams("all", "run/"))
  if (closed && !pruned) left.push(stream);
for (let pruned = 0; pruned < left.length; pruned += 2) {
  const streams = left.slice(pruned, pruned + 2);
  const documents = streams.map((stream) => stream.replace("run/", "request/"));
  const done = await store.prune?.({ streams, documents });
  if (done?.ok !== true) throw new Error(done?.message ?? "it does not prune");
  writeSync(1, `${pruned + streams.length}\n`);
}
await store.close();
