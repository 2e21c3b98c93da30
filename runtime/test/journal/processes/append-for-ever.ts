/**
 * Appends to a journal until it is killed, printing each acknowledged length: `node append-for-ever.ts <journal>
 * <events a turn> <own thread> <appends at once>`. A journal is a file, or on Restate.
 */
import { writeSync } from "node:fs";
import type { StreamId } from "@orchlang/kernel";
import { genesis, recorded } from "../../../src/journal/chain.ts";
import { recover } from "../../../src/journal/recover.ts";
import type { Append, Store } from "../../../src/journal/store.ts";
import { openRestateStore } from "../../../src/journal/stores/restate.ts";
import { openSqliteStore } from "../../../src/journal/stores/sqlite.ts";

const [path = "", perTurn = "1", thread = "never", atOnce = "1"] = process.argv.slice(2);
const streams: readonly StreamId[] = ["run/a", "control/main"];
const ownThread = thread === "always" ? "always" : "never";
const opened = path.startsWith("restate://")
  ? await openRestateStore(path, { mode: "write", takeOver: true })
  : openSqliteStore(path, { mode: "write", command: "append for ever", ownThread });
if ("fault" in opened) throw new Error(opened.message);
const store: Store = opened;
const counting = { empty: 0, evolve: (_plan: null, state: number) => state + 1 };
const links = new Map(
  await Promise.all(
    streams.map(async (stream) => [stream, (await recover(store, stream, counting, null)).link] as const),
  ),
);
/** The next turn of all streams, and the length that they then have. */
function turn(): { readonly appends: readonly Append[]; readonly length: number } {
  const appends = streams.map((stream) => {
    const before = links.get(stream) ?? genesis(stream);
    const events = Array.from({ length: Number(perTurn) }, (_, index) => ({
      t: "Woke",
      at: before.length + index,
      n: before.length + index,
    }));
    const { records, link } = recorded(stream, before, events);
    links.set(stream, link);
    return { stream, expected: before.length, records };
  });
  return { appends, length: links.get("run/a")?.length ?? 0 };
}

async function lasting(): Promise<never> {
  for (;;) {
    const { appends, length } = turn();
    const done = await store.append(appends);
    if (!done.ok) throw new Error(done.message);
    writeSync(1, `${length}\n`);
  }
}

await Promise.all(Array.from({ length: Number(atOnce) }, lasting));
