import { expect, test } from "vitest";
import { endLine, exitOf, wordsOf } from "../../src/workers/thread-end.ts";
import { job } from "./jobs.ts";

test.each([
  [
    "it ran out of memory",
    Object.assign(new Error("Worker terminated"), { code: "ERR_WORKER_OUT_OF_MEMORY" }),
  ],
  ["Cannot find module", new Error("Cannot find module")],
  ["something was thrown on it: a text", "a text"],
  ["something was thrown on it: { toString: 1 }", { toString: 1 }],
  ["{ toString: 1 }", Object.assign(new Error("x"), { message: { toString: 1 } })],
  ["x".repeat(2_000), new Error("x".repeat(1_000_000))],
])("a thread has ended: %s", (why, error) => {
  expect(wordsOf(error)).toBe(why);
});

test("a thread has ended by itself", () => {
  expect(exitOf(7, true)).toBe("something on it called `process.exit(7)`");
  expect(exitOf(1, true)).toBe("something on it called `process.exit(1)`, or closed its connection");
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
