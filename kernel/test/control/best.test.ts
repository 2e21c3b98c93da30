import type { Json, JsonObject } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Strategy } from "../../src/control/holds/best.ts";
import { choose } from "../../src/control/holds/choose.ts";
import {
  byName,
  emptyPool,
  type MemberState,
  newMember,
  type PoolState,
  withMember,
  withoutMember,
} from "../../src/control/holds/pool.ts";
import { emptyControl } from "../../src/control/state.ts";
import type { CandidateRule, HoldRequest } from "../../src/messages.ts";

/* The member given is the first after measuring, weighing and sorting all (semantics, rule 31b). */

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

const field = (name: string): Expression => ({
  op: "field",
  of: { op: "read", from: "local", name: "resource" },
  name,
});
const ofTier = (value: string): Expression => ({
  op: "call",
  fn: "any.equal",
  args: [field("tier"), { op: "constant", value }],
});
const atMost = (value: number): Expression => ({
  op: "call",
  fn: "number.lessOrEqual",
  args: [field("power"), { op: "constant", value }],
});

const where = fc.oneof(
  fc.constantFrom(ofTier("edge"), atMost(1)),
  fc.record({ op: fc.constant("and" as const), items: fc.constant([ofTier("device"), atMost(2)]) }),
  fc.record({ op: fc.constant("or" as const), items: fc.constant([ofTier("device"), atMost(0)]) }),
);

const wish = fc.record(
  {
    count: fc.integer({ min: 1, max: 4 }),
    where,
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
        const sorted = inOrder(
          [...pool.members.values()].filter((one) => suits(one, hold)),
          hold,
        );
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

  // Results about members are cached for the next request: a cached result must never outlive the members' data.
  test("whatever has become of the members since somebody asked last, and of any state that there was", () => {
    fc.assert(
      fc.property(members, fc.array(change, { maxLength: 12 }), (first, changes) => {
        let pool = first.reduce(
          (made, one, at) => withMember(made, memberOf(nameOf(at), one)),
          emptyPool("m.nodes"),
        );
        const pools = [pool];
        for (const { at, becomes, asked, from, least } of changes) {
          const rules = least === undefined ? [] : [onlyIf(least)];
          const hold: HoldRequest = { pool: "m.nodes", for: 1, priority: "normal", ...asked, rules };
          held(pool, hold);
          // Now and then somebody goes on from what was before.
          pool = pools.at(-1 - (from % pools.length)) ?? pool;
          const id = nameOf(at);
          pool = becomes === undefined ? withoutMember(pool, id) : withMember(pool, memberOf(id, becomes));
          held(pool, hold);
          pools.push(pool);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("what a condition reads of its run and is not there is not known, which is something else than none", () => {
    const pool = withMember(emptyPool("m.nodes"), newMember("n1"));
    const state = { ...emptyControl, pools: emptyControl.pools.set("m.nodes", pool) };
    const where: Expression = { op: "isNone", of: { op: "read", from: "local", name: "limit" } };
    const asked = (given: HoldRequest["given"] & {}) =>
      choose(state, { pool: "m.nodes", count: 1, for: 1, priority: "normal", where, given })?.members.length;
    expect([asked({}), asked({ limit: null }), asked({}), asked({ limit: 1 })]).toEqual([
      undefined,
      1,
      undefined,
      undefined,
    ]);
  });
});

const change = fc.record({
  at: fc.nat(32),
  becomes: fc.option(
    fc.record({
      fields,
      fence: fc.nat(3),
      falls: fc.nat(2),
      holder: fc.constantFrom(undefined, "somebody"),
      health: fc.constantFrom("ready", "lost"),
    }),
    { nil: undefined },
  ),
  asked: wish,
  from: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat(4)),
  least: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
});

/** In order, unlike what a map by hashes makes of them. */
const nameOf = (at: number) => `n${100 + 29 * at}`;

const memberOf = (id: string, said: Partial<Omit<MemberState, "fields">> & { readonly fields: object }) => ({
  ...newMember(id),
  ...said,
  fields: said.fields as JsonObject,
});

const onlyIf = (least: number): CandidateRule => ({
  says: "allow",
  when: {
    op: "call",
    fn: "number.greaterOrEqual",
    args: [field("latency"), { op: "read", from: "local", name: "least" }],
  },
  given: { least },
});

/** The given member is the first of those that are free and match, found by visiting each. */
function held(pool: PoolState, hold: HoldRequest): void {
  const state = { ...emptyControl, pools: emptyControl.pools.set("m.nodes", pool) };
  const free = [...pool.members.values()].filter((one) => one.health === "ready" && one.holder === undefined);
  const suiting = free.filter((one) => suits(one, hold));
  const sorted = inOrder(suiting, hold);
  const chosen = choose(state, hold);
  const names =
    chosen === undefined ? undefined : [...chosen.members.map(({ id }) => id), ...chosen.placed.next];
  expect(names).toEqual(sorted.length < hold.count ? undefined : sorted.slice(0, hold.count + 3));
  if (chosen === undefined) return;
  const asked = free.filter((one) => suits(one, { ...hold, rules: [] }));
  const refused = {
    "not what `where` asks for": free.filter((one) => !asked.includes(one)),
    "kept out by a policy": asked.filter((one) => !suits(one, { ...hold, where: undefined })),
  };
  for (const [why, out] of Object.entries(refused)) {
    const told = chosen.placed.refused.find((one) => one.why === why);
    expect(told?.count ?? 0).toBe(out.length);
    const named = out.map(({ id }) => id).sort(byName);
    expect(told?.members ?? []).toEqual(named.slice(0, 3));
  }
}

function suits(
  { fields: resource }: MemberState,
  { where, rules = [] }: Pick<HoldRequest, "rules"> & { where?: Expression | undefined },
): boolean {
  const is = (condition: Expression, given: Readonly<Record<string, Json>>): boolean => {
    const found = evaluate(condition, {
      read: ({ name }) => ({ value: name === "resource" ? resource : (given[name] ?? null) }),
    });
    return "value" in found && found.value === true;
  };
  return (where === undefined || is(where, {})) && rules.every(({ when, given }) => is(when, given));
}

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
