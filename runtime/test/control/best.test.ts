import { evaluate, type Json, type JsonObject } from "@orchlang/plan";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choose } from "../../src/kernel/control/holds/choose.ts";
import { emptyPool, type MemberState, newMember, withMember } from "../../src/kernel/control/holds/pool.ts";
import type { Strategy } from "../../src/kernel/control/holds/weigh.ts";
import { emptyControl } from "../../src/kernel/control/state.ts";
import type { HoldRequest } from "../../src/kernel/messages.ts";

/* Whoever is given is who stands first when all are measured, weighed and sorted (semantics, rule 31b). */

const tiers = ["device", "edge", "cloud"];

/** A few, so that some are the same; the poles and both sides of the date line among them. */
const places: readonly Json[] = [
  { lat: 52.5, lon: 13.4 },
  { lat: 52.5, lon: 13.400001 },
  { lat: 52.6, lon: 13.4 },
  { lat: 0, lon: 179.999 },
  { lat: 0, lon: -179.999 },
  { lat: 90, lon: 0 },
  { lat: 90, lon: 120 },
  { lat: -52.5, lon: -166.6 },
];

const place = fc.oneof(
  fc.constantFrom(...places),
  fc.record({
    lat: fc.double({ min: -90, max: 90, noNaN: true }),
    lon: fc.double({ min: -180, max: 180, noNaN: true }),
  }),
);

const fields = fc.record(
  {
    tier: fc.constantFrom(...tiers, "moon"),
    latency: fc.integer({ min: 0, max: 5 }),
    power: fc.integer({ min: 0, max: 3 }),
    cost: fc.record({ amount: fc.constantFrom("0", "0.1", "2"), currency: fc.constant("USD") }),
    at: place,
  },
  { requiredKeys: [] },
);

const members = fc.array(fc.record({ fields, fence: fc.nat(3), falls: fc.nat(2) }), {
  minLength: 1,
  maxLength: 30,
});

const wish = fc.record(
  {
    count: fc.integer({ min: 1, max: 4 }),
    near: place,
    distance: fc.oneof(
      fc.constantFrom(0, 0.05, 11_119.493, 20_015_115),
      fc.integer({ min: 0, max: 20_100_000 }),
    ),
    optimize: fc.constantFrom<Strategy>("privacy", "cost", "latency", "comfort", "balanced"),
  },
  { requiredKeys: ["count"] },
);

describe("of those that suit", () => {
  test("the best are given, and those that would be next are told", () => {
    fc.assert(
      fc.property(members, wish, (all, asked) => {
        const pool = all.reduce(
          (made, one, at) =>
            withMember(made, { ...newMember(`n${at}`), ...one, fields: one.fields as JsonObject }),
          emptyPool("m.nodes"),
        );
        const state = { ...emptyControl, pools: emptyControl.pools.set("m.nodes", pool) };
        const hold: HoldRequest = { pool: "m.nodes", for: 1, priority: "normal", ...asked };
        const chosen = choose(state, hold);
        const sorted = inOrder([...pool.members.values()], hold);
        if (sorted.length < hold.count) {
          expect(chosen).toBeUndefined();
          return;
        }
        expect(chosen?.members.map(({ id }) => id)).toEqual(sorted.slice(0, hold.count));
        expect(chosen?.placed.next).toEqual(sorted.slice(hold.count, hold.count + 3));
        const refused = (chosen?.placed.refused ?? []).reduce((sum, { count }) => sum + count, 0);
        if (hold.near !== undefined) expect(refused).toBe(all.length - sorted.length);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The plain way. */
function inOrder(all: readonly MemberState[], hold: HoldRequest): readonly string[] {
  const near = all
    .map((member) => ({ member, far: hold.near === undefined ? 0 : metres(hold.near, member.fields.at) }))
    .filter(({ far }) => far !== undefined && far <= (hold.distance ?? Number.POSITIVE_INFINITY))
    .map(({ member, far = 0 }) => ({ member, far, figures: figures(member) }));
  const keys = near.map(({ figures: own }) =>
    weights(
      hold.optimize,
      own,
      near.map(({ figures: one }) => one),
    ),
  );
  return near
    .map((one, at) => ({ ...one, key: keys[at] ?? [] }))
    .sort(
      (one, other) =>
        one.far - other.far ||
        compared(one.key, other.key) ||
        one.member.fence - other.member.fence ||
        one.member.id.length - other.member.id.length ||
        (one.member.id < other.member.id ? -1 : 1),
    )
    .map(({ member }) => member.id);
}

function metres(near: Json, at: Json | undefined): number | undefined {
  if (at === undefined) return undefined;
  const found = evaluate(
    {
      op: "call",
      fn: "geo.distance",
      args: [
        { op: "constant", value: at },
        { op: "constant", value: near },
      ],
    },
    { read: () => ({ unknown: [] }) },
  );
  return "value" in found ? Number(found.value) : undefined;
}

function figures({
  fields: { tier, cost, latency, power },
  falls = 0,
  fence,
}: MemberState): readonly number[] {
  const known = (value: Json | undefined): number =>
    typeof value === "number" ? value : Number.POSITIVE_INFINITY;
  const away = tiers.indexOf(String(tier));
  const amount = (cost as JsonObject | undefined)?.amount;
  return [
    away === -1 ? Number.POSITIVE_INFINITY : away,
    amount === undefined ? Number.POSITIVE_INFINITY : Number(amount),
    known(latency),
    known(power),
    falls / (fence + 1),
  ];
}

function weights(
  strategy: Strategy | undefined,
  own: readonly number[],
  all: readonly (readonly number[])[],
): readonly number[] {
  const [away = 0, cost = 0, latency = 0, , failing = 0] = own;
  if (strategy === undefined) return [];
  if (strategy !== "balanced")
    return {
      privacy: [away, cost],
      cost: [cost, latency],
      latency: [latency, cost],
      comfort: [failing, latency],
    }[strategy];
  const shares = own.map((value, part) => {
    const told = all.map((one) => one[part] ?? 0);
    const numbers = told.filter(Number.isFinite);
    const largest = Math.max(...numbers);
    const isAlike = numbers.length === told.length && Math.min(...numbers) === largest;
    if (numbers.length === 0 || isAlike) return 0;
    return Number.isFinite(value) ? (largest === 0 ? 0 : value / largest) : 1;
  });
  return [shares.reduce((sum, one) => sum + one, 0)];
}

function compared(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at === -1 ? 0 : (one[at] ?? 0) < (other[at] ?? 0) ? -1 : 1;
}
