import { join } from "node:path";
import { expect, test } from "vitest";
import { isBreak } from "../../src/journal/chain.ts";
import { verify } from "../../src/journal/recover.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { start } from "./process.ts";
import { all, folder, opened } from "./streams.ts";

test.each([
  ["by the thread that asks", ["never", "1"]],
  ["by a thread of its own", ["always", "1"]],
  ["by a thread of its own, several appends at once", ["always", "4"]],
])(
  "whenever the writer is killed, all that was acknowledged is there, and whole turns only: written %s",
  async (_, how) => {
    const path = join(folder(), "journal.db");
    const perTurn = 3;
    for (const [round, after] of [1, 2, 5, 11, 23, 47].entries()) {
      const other = start("append-for-ever", [path, String(perTurn), ...how]);
      let acknowledged = 0;
      let seen = 0;
      for await (const length of other.lines) {
        acknowledged = Number(length);
        seen += 1;
        // Killed while it writes on: lines that were under way are still read.
        if (seen === after) other.child.kill("SIGKILL");
      }
      expect(await other.ended).toMatchObject({ signal: "SIGKILL", errors: "" });
      const store = opened(openSqliteStore(path, { mode: "write" }));
      expect(store.epoch).toBe(2 * round + 2);
      const lengths = await Promise.all(
        (["run/a", "control/main"] as const).map((stream) => verify(store, stream)),
      );
      for (const link of lengths) {
        if (isBreak(link)) throw new Error(link.why);
        expect(link.length).toBeGreaterThanOrEqual(acknowledged);
        expect(link.length % perTurn).toBe(0);
      }
      expect(lengths[0]).toHaveProperty("length", (lengths[1] as { length: number }).length);
      const numbers = (await all(store.read("run/a", 0))).map(
        ({ body }) => (JSON.parse(body) as { n: number }).n,
      );
      expect(numbers).toEqual(numbers.map((_n, index) => index));
      await store.close();
    }
  },
);
