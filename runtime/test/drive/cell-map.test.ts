import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { CellMap } from "../../src/drive/cell-map.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options?: { readonly type: "minor" }) => void;

interface Keeper {
  set(key: string, value: object): unknown;
  delete(key: string): boolean;
}

/** MB that are still in use, without a full collection, after so much has come and gone through an old map. */
function leftBy(map: Keeper): number {
  for (let each = 0; each < 64; each++) map.set(`${each}`, {});
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let each = 64; each < 6_000; each++) {
    map.set(
      `${each}`,
      Array.from({ length: 500 }, () => ({})),
    );
    map.delete(`${each - 64}`);
    if (each % 500 === 0) collect({ type: "minor" });
  }
  return (process.memoryUsage().heapUsed - before) / 1e6;
}

test("what has gone through it is not kept until the next full collection, as a map keeps it", () => {
  const kept = leftBy(new Map());
  const left = leftBy(new CellMap());
  expect(left).toBeLessThan(kept / 2);
});

test("it keeps the order in which things came, but for those that are moved to its end", () => {
  const map = new CellMap<string, { readonly n: number }>();
  for (const n of [1, 2, 3]) map.set(`${n}`, { n });
  map.set("2", { n: 20 });
  map.moveToEnd("1");
  map.moveToEnd("nobody");
  expect([...map.values()]).toEqual([{ n: 20 }, { n: 3 }, { n: 1 }]);
  expect([map.delete("3"), map.delete("3"), map.has("3"), map.get("3"), map.size]).toEqual([
    true,
    false,
    false,
    undefined,
    2,
  ]);
});

test("whoever goes through it may change it", () => {
  const map = new CellMap<number, { readonly n: number }>();
  for (const n of [1, 2, 3]) map.set(n, { n });
  const seen: number[] = [];
  for (const { n } of map.values()) {
    seen.push(n);
    if (n === 1) map.delete(2);
    if (n === 3) map.clear();
  }
  expect([seen, map.size]).toEqual([[1, 3], 0]);
});
