import type { ControlEvent } from "@orchlang/runtime";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Holdings, heldOver } from "../src/holdings.ts";
import { begun } from "./begun.ts";
import { started } from "./started.ts";

/* The holders of each member over time, and how many hold at once. */

test("members are held from their grant until they are freed, lost, or their run is over", () => {
  const holdings = new Holdings();
  const granted = (seq: number, at: number, ...ids: readonly string[]): ControlEvent =>
    ({
      t: "Granted",
      run: `R${seq}`,
      at,
      say: {
        say: "held",
        ref: { stream: `R${seq}`, seq },
        members: ids.map((id) => ({ pool: "p", id, fields: {}, fence: 1 })),
        until: 1_000,
      },
    }) as unknown as ControlEvent;
  const events = [
    granted(1, 10, "a", "b"),
    granted(2, 20, "c"),
    // A lease that is extended is the same hold.
    granted(1, 25, "a", "b"),
    { t: "Revoked", run: "R1", at: 30, say: { say: "holdLost", ref: { stream: "R1", seq: 1 }, member: "a" } },
    { t: "Freed", at: 40, hold: "R2#2", why: "released" },
    { t: "Forgot", run: "R1", at: 50 },
    granted(3, 60, "a"),
  ] as readonly ControlEvent[];
  for (const event of events) holdings.take(event);
  expect(holdings.all()).toEqual([
    { pool: "p", id: "a", run: "R1", from: 10, to: 30 },
    { pool: "p", id: "c", run: "R2", from: 20, to: 40 },
    { pool: "p", id: "b", run: "R1", from: 10, to: 50 },
    { pool: "p", id: "a", run: "R3", from: 60 },
  ]);
  expect(heldOver(holdings.all(), 0, 100)).toEqual({
    points: [
      { at: 0, held: 0 },
      { at: 10, held: 2 },
      { at: 20, held: 3 },
      { at: 30, held: 2 },
      { at: 40, held: 1 },
      { at: 50, held: 0 },
      { at: 60, held: 1 },
      { at: 100, held: 1 },
    ],
    mean: (20 + 20 + 40 + 40) / 100,
  });
});

test("the points say at each instant how many holdings are around it, however many there are", () => {
  const holding = fc.tuple(fc.nat(300), fc.nat(300), fc.boolean()).map(([from, long, isOpen]) => ({
    pool: "p",
    id: "a",
    run: "R",
    from,
    ...(isOpen ? {} : { to: from + long }),
  }));
  fc.assert(
    fc.property(fc.array(holding, { maxLength: 30 }), (all) => {
      const { points, mean } = heldOver(all, 100, 200);
      let area = 0;
      for (let at = 100; at < 200; at++) {
        const around = all.filter((one) => one.from <= at && at < (one.to ?? 200)).length;
        expect(points.findLast((point) => point.at <= at)?.held).toBe(around);
        area += around;
      }
      expect(mean).toBeCloseTo(area / 100);
    }),
  );
  const many = Array.from({ length: 5_000 }, (_, at) => ({
    pool: "p",
    id: "a",
    run: "R",
    from: 10 * at,
    to: 10 * at + 5,
  }));
  const { points } = heldOver(many, 0, 50_000);
  expect(points.length).toBeLessThan(1_100);
  expect(Math.max(...points.map(({ held }) => held))).toBe(1);
});

test("a pool's history has what a run holds now", async () => {
  const server = await started();
  await begun(server, "known");
  const { status, body } = await server.ask("viewer", "GET", "/api/orchestration/resources/history?hours=1");
  expect(status).toBe(200);
  const [pool] = body.pools as readonly { readonly name: string; readonly points: readonly object[] }[];
  expect(pool).toMatchObject({ name: "shop.tills", points: [{ held: 0 }, { held: 0 }] });
});
