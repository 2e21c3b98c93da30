/**
 * Opens a journal and prints the result as JSON: `node open.ts <journal> read|write [<uid>]`. It becomes another user
 * only once its sources are loaded, which that user may not be able to read.
 */
import { openRestateStore } from "../../../src/journal/stores/restate.ts";
import { openSqliteStore } from "../../../src/journal/stores/sqlite.ts";

const [path = "", mode, uid] = process.argv.slice(2);
if (uid !== undefined) process.setuid?.(Number(uid));
const how = mode === "write" ? ({ mode } as const) : "read";
const store = path.startsWith("restate://") ? await openRestateStore(path, how) : openSqliteStore(path, how);
if ("fault" in store) {
  process.stdout.write(JSON.stringify(store));
} else {
  const streams = [];
  for await (const head of store.streams("all")) streams.push(head.stream);
  process.stdout.write(JSON.stringify({ streams }));
  await store.close();
}
