/* The output of a thread's handlers has a limit. Lines above it are dropped, and their number is written in their place. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { limits } from "../../src/limits.ts";
import { newOutbox } from "../../src/workers/outbox.ts";
import { newFlood, outputLine } from "../../src/workers/output.ts";

const most = limits.logCharsPerSecondMax;

test("within a second of its first line no more passes than the limit, and nothing is dropped uncounted", () => {
  const lines = fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 60 }), size: fc.integer({ min: 0, max: most / 2 }) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(lines, (written) => {
      let now = 5;
      const flood = newFlood(() => now);
      const passed: { readonly at: number; readonly size: number }[] = [];
      let dropped = 0;
      for (const { after, size } of written) {
        now += after;
        if (flood.take(size)) passed.push({ at: now, size });
        dropped += flood.dropped();
      }
      expect(passed.length + dropped).toBe(written.length);
      // A window of any second overlaps two of the limit's own at most.
      for (const { at } of passed) {
        const within = passed.filter((one) => one.at >= at && one.at < at + 1_000);
        expect(within.reduce((sum, one) => sum + one.size, 0)).toBeLessThanOrEqual(2 * most);
      }
    }),
  );
});

test("the last character of a second's limit passes, the next is dropped until the second is over", () => {
  let now = 0;
  const flood = newFlood(() => now);
  expect([flood.take(most - 1), flood.take(1), flood.take(1)]).toEqual([true, true, false]);
  expect([flood.dropped(), flood.dropped()]).toEqual([1, 0]);
  now = 999;
  expect(flood.take(1)).toBe(false);
  now = 1_000;
  expect([flood.take(most), flood.dropped()]).toEqual([true, 1]);
});

test("a thread sends no more than that, and says how many lines are missing", () => {
  let now = 0;
  const sent: string[] = [];
  const outbox = newOutbox(
    (text) => sent.push(text),
    () => now,
  );
  const line = "x".repeat(limits.logCharsMax);
  const writes = 3 * Math.ceil(most / line.length);
  for (let nth = 0; nth < writes; nth++) outbox.output(outputLine("log", line, 0));
  // A message is sent once it is due.
  now = limits.outboxMs;
  outbox.settled('{"slot":0,"skipped":true}');
  const output = sent.flatMap(
    (text) => (JSON.parse(text) as { output: { by: string; text: string }[] }).output,
  );
  const kept = output.filter(({ by }) => by === "log");
  const chars = kept.reduce((sum, { text }) => sum + text.length, 0);
  expect(chars).toBeLessThanOrEqual(most);
  expect(chars).toBeGreaterThan(most - line.length);
  expect(output.filter(({ by }) => by === "stderr").map(({ text }) => text)).toEqual([
    `${writes - kept.length} lines were dropped: more than ${most} characters in a second`,
  ]);
});
