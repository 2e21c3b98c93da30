import fc from "fast-check";
import { expect, test } from "vitest";
import type { Member } from "../src/server/types.ts";
import { placesOf } from "../src/views/resources/places.ts";

/* Where members are on the map of their pool. */

const at = (id: string, fields: Member["fields"]): Member => ({
  resource: `p.pool[${id}]`,
  pool: "p.pool",
  id,
  health: "ready",
  fields,
});

const place = fc.record({
  lat: fc.double({ min: -80, max: 80, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
});

test("every member stands inside the map, and the scale fits on it", () => {
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 20 }), (all) => {
      const map = placesOf(all.map((one, index) => at(String(index), { location: one })));
      expect(map?.placed).toHaveLength(all.length);
      for (const { x, y } of map?.placed ?? []) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(map?.width ?? 0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(map?.height ?? 0);
      }
      expect(map?.scale.length).toBeLessThanOrEqual((map?.width ?? 0) / 4);
      expect(map?.scale.length).toBeGreaterThan((map?.width ?? 0) / 16);
    }),
  );
});

test("distances within a city are those of the scale", () => {
  // 0.01 degrees of latitude are 1,113 m; so are 0.01 degrees of longitude times the cosine of the latitude.
  const map = placesOf([
    at("a", { location: { lat: 48.2, lon: 16.37 } }),
    at("b", { location: { lat: 48.21, lon: 16.37 } }),
    at("c", { location: { lat: 48.2, lon: 16.38 } }),
  ]);
  const [a, b, c] = map?.placed ?? [];
  const { metres = 1, length = 0 } = map?.scale ?? {};
  const metresBetween = (one = a, other = b): number =>
    (Math.hypot((one?.x ?? 0) - (other?.x ?? 0), (one?.y ?? 0) - (other?.y ?? 0)) * metres) / length;
  expect(metresBetween(a, b)).toBeCloseTo(1_113, -1);
  expect(metresBetween(a, c)).toBeCloseTo(742, -1);
  expect(b?.y).toBeLessThan(a?.y ?? 0);
  expect(c?.x).toBeGreaterThan(a?.x ?? 0);
});

test("a group on both sides of the 180th meridian stays together", () => {
  const map = placesOf([
    at("a", { at: { lat: -17, lon: 179.99 } }),
    at("b", { at: { lat: -17, lon: -179.99 } }),
  ]);
  expect(map?.scale.metres).toBeLessThan(1_000);
  expect(map?.placed[0]?.x).toBeLessThan(map?.placed[1]?.x ?? 0);
});

test("a place may stand inside of a record; without one there is no map", () => {
  expect(placesOf([at("a", { unit: { base: { lat: 1, lon: 2 } } })])?.placed).toHaveLength(1);
  expect(
    placesOf([at("a", { online: true }), at("b", undefined as unknown as Member["fields"])]),
  ).toBeUndefined();
  expect(placesOf([])).toBeUndefined();
});
