import { expect, test } from "vitest";
import { endLine, endOf } from "../../src/workers/thread-end.ts";
import { job } from "./jobs.ts";

test.each([
  [
    "it ran out of memory",
    Object.assign(new Error("Worker terminated"), { code: "ERR_WORKER_OUT_OF_MEMORY" }),
  ],
  ["something on it called `process.exit(7)`", new Error("worker exited with code: 7")],
  ["Cannot find module", new Error("Cannot find module")],
  [undefined, Object.assign(new Error("The task has been aborted"), { name: "AbortError" })],
])("a thread has ended: %s", (why, error) => {
  expect(endOf(error)).toBe(why);
});

test("whose it was is told where there was but one call on it", () => {
  const one = job("shop.sell");
  const other = job("shop.buy");
  const told = (...jobs: readonly (typeof one)[]) =>
    endLine(
      "it ran out of memory",
      jobs.map((each) => ({ job: each })),
    );
  expect(told(one)).toEqual({ job: one, by: "stderr", text: "Its thread has ended: it ran out of memory." });
  expect(told()).toEqual({ by: "stderr", text: "A thread has ended: it ran out of memory." });
  expect(told(one, other, other)).toEqual({
    by: "stderr",
    text: "A thread has ended: it ran out of memory. 3 calls were on it, of shop.buy, shop.sell.",
  });
});
