import fc from "fast-check";
import { expect, test } from "vitest";
import { Semaphore } from "../../src/orchestrator/semaphore.ts";

test("no more go on at once than may, in the order in which they came, whatever they come to", async () => {
  const works = fc.array(fc.record({ waits: fc.nat(5), fails: fc.boolean() }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), works, async (most, all) => {
      const semaphore = new Semaphore(most);
      const begun: number[] = [];
      let under = 0;
      const held = all.map(({ waits, fails }, index) =>
        semaphore.hold(async () => {
          begun.push(index);
          under += 1;
          expect(under).toBeLessThanOrEqual(most);
          for (let each = 0; each < waits; each++) await Promise.resolve();
          under -= 1;
          if (fails) throw new Error(`${index}`);
          return index;
        }),
      );
      const ends = await Promise.allSettled(held);
      expect(begun).toEqual(all.map((_, index) => index));
      expect(ends.map(({ status }) => status)).toEqual(
        all.map(({ fails }) => (fails ? "rejected" : "fulfilled")),
      );
      // All places are free again, and the line is as it was.
      const again = await Promise.all(all.map((_, index) => semaphore.hold(async () => index)));
      expect(again).toEqual(all.map((_, index) => index));
    }),
  );
});
