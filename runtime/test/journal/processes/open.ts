/** Opens a journal and tells what came of it, as JSON: `node open.ts <journal> read|write`. */
import { openSqliteStore } from "../../../src/journal/stores/sqlite.ts";

const [path = "", mode] = process.argv.slice(2);
const store = openSqliteStore(path, mode === "write" ? { mode } : "read");
if ("fault" in store) {
  process.stdout.write(JSON.stringify(store));
} else {
  const streams = [];
  for await (const head of store.streams("all")) streams.push(head.stream);
  process.stdout.write(JSON.stringify({ streams }));
  await store.close();
}
