import fc from "fast-check";
import { expect, test } from "vitest";
import { type Frame, greeting, type Position, received, retryDelay } from "../src/server/live.ts";

const frame = (seq: number): Frame => ({ channel: "events", seq, at: 0, kind: "event_ingested", data: {} });
const none: Position = { last: undefined };

test("a reader begins with whatever comes, and resumes after the last that it took", () => {
  expect(greeting(none)).toBeUndefined();
  const { position } = received(none, frame(41));
  expect(greeting(position)).toEqual({ from: 42 });
});

test("numbers may be left out: those frames are not for this reader", () => {
  expect(received({ last: 3 }, frame(7))).toEqual({ position: { last: 7 }, take: frame(7) });
});

test("a gap, and a count that begins anew, ask for the state to be read again", () => {
  const gap = { channel: "events", gap: { from: 4, to: 90 } } as const;
  expect(received({ last: 3 }, gap)).toEqual({ position: { last: 90 }, reread: true });
  expect(received({ last: 90 }, frame(1))).toMatchObject({
    position: { last: 1 },
    reread: true,
    take: frame(1),
  });
});

test("wherever a connection breaks, each frame is taken once and in order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 20 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 50 }),
      (breaks, count) => {
        let position = none;
        const taken: number[] = [];
        const take = (seq: number): void => {
          const result = received(position, frame(seq));
          position = result.position;
          if (result.take !== undefined) taken.push(result.take.seq);
        };
        take(1);
        // The server sends from where the reader asks; each connection lasts some frames.
        for (const lasts of [...breaks, count])
          for (let seq = greeting(position)?.from ?? 1, sent = 0; seq <= count && sent < lasts; seq++, sent++)
            take(seq);
        expect(taken).toEqual(Array.from({ length: taken.length }, (_, at) => at + 1));
        expect(taken).toHaveLength(Math.max(1, count));
      },
    ),
  );
});

test("attempts to connect become rarer, down to two a minute", () => {
  expect([0, 1, 2, 20].map(retryDelay)).toEqual([500, 1_000, 2_000, 30_000]);
});
