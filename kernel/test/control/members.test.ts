import type { JsonObject } from "@orchlang/plan";
import type { Priority } from "@orchlang/plan/nodes";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runIdOf } from "../../src/keys.ts";
import { limits } from "../../src/limits.ts";
import { type Event, Installation, of, worldOf } from "./installation.ts";

/* Members of pools: they come, go, fall silent, come and go too often; who holds them, and who may not yet. */

const program = `type Press { id: String, tons: Int }
resource presses: Press x 2 { at edge  lease 1h }
event e(n: Int)
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step a = ring(n) }
trigger t { on event e  start p(n: 1) }`;

type Word = Partial<Event<"Member">>;

/** An installation, and runs that ask for presses. */
class Shop extends Installation {
  #told = 0;
  #seqs = new Map<string, number>();

  constructor(text = program) {
    super(text);
  }

  word(member: string, word: Word) {
    return this.tell({
      t: "Member",
      at: this.now,
      id: `w${++this.#told}`,
      pool: "m.presses",
      member,
      ...word,
    });
  }

  room(capacity?: number) {
    const most = capacity === undefined ? {} : { capacity };
    return this.tell({ t: "Pool", at: this.now, id: `p${++this.#told}`, pool: "m.presses", ...most });
  }

  say(name: string, ask: Event<"Heard">["ask"]) {
    const run = runIdOf(name);
    if (!this.state.runs.has(run)) {
      const by = { id: "x", roles: [], consents: [] };
      this.tell({ t: "Requested", at: this.now, request: name, plan: "sha256:0", entry: "p", by });
    }
    const last = this.#seqs.get(run);
    const seq = (last ?? 0) + 1;
    this.#seqs.set(run, seq);
    const from = { stream: `run/${run}` as const, seq, ...(last === undefined ? {} : { prev: last }) };
    return this.tell({ t: "Heard", at: this.now, from, ack: -1, ask });
  }

  want(name: string, lasts = 600_000, priority: Priority = "normal", count = 1) {
    const call = { routine: "p", site: { plan: 0, loops: [] }, node: "with@1", slot: "do" };
    return this.say(name, {
      ask: "hold",
      call: call as never,
      hold: { pool: "m.presses", count, for: lasts, priority },
    });
  }

  letGo(name: string, seq = 1) {
    return this.say(name, { ask: "release", ref: { stream: `run/${runIdOf(name)}`, seq } });
  }

  health(member: string) {
    return this.state.pools.get("m.presses")?.members.get(member)?.health;
  }
}

const given = (events: ReturnType<Shop["want"]>) =>
  of(events, "Granted").flatMap(({ say }) =>
    "members" in say ? (say.members ?? []).map(({ id }) => id) : [],
  );
const lost = (events: ReturnType<Shop["want"]>) =>
  events.flatMap((event) => (event.t === "Revoked" && "why" in event.say ? [event.say.why] : []));

describe("members come and go", () => {
  test("one that comes is given to who waits; one that goes is taken from who has it", () => {
    const shop = new Shop();
    shop.want("a");
    shop.want("b");
    expect(given(shop.want("c"))).toEqual([]);
    expect(given(shop.word("third", { fields: { tons: 3 } }))).toEqual(["third"]);
    expect(lost(shop.word("third", { gone: true }))).toEqual(["`third` is taken out of its pool"]);
    expect(shop.health("third")).toBe("gone");
    shop.letGo("c");
    expect(shop.health("third")).toBeUndefined();
  });

  test("one that comes again has no fence that it had before", () => {
    const shop = new Shop(program.replace("x 2", "x 1"));
    shop.word("presses[1]", { health: "maintenance" });
    shop.word("other", {});
    const fences = ["a", "b"].map((name) => {
      const events = shop.want(name);
      shop.letGo(name);
      shop.word("other", { gone: true });
      shop.word("other", {});
      return of(events, "Granted").map(({ say }) =>
        "members" in say ? say.members?.[0]?.fence : undefined,
      )[0];
    });
    expect(fences).toEqual([1, 2]);
  });

  test("one that is declared stays away when the program is told again, until it is said to be back", () => {
    const shop = new Shop();
    shop.word("presses[2]", { gone: true });
    shop.restart(1);
    expect(shop.health("presses[2]")).toBe("gone");
    shop.word("presses[2]", {});
    expect(shop.health("presses[2]")).toBe("ready");
  });

  test("no more are held than there is room for, however many there are", () => {
    const shop = new Shop();
    shop.room(1);
    expect(given(shop.want("a"))).toHaveLength(1);
    expect(given(shop.want("b"))).toEqual([]);
    expect(given(shop.room())).toHaveLength(1);
  });
});

describe("heartbeats", () => {
  test("one that stops is degraded, then lost, and its holder is told; one that is heard again is ready", () => {
    const shop = new Shop(program.replace("x 2", "x 1"));
    shop.word("presses[1]", { beats: 10_000 });
    expect(given(shop.want("a"))).toEqual(["presses[1]"]);
    shop.wait(19);
    expect(shop.health("presses[1]")).toBe("ready");
    expect(of(shop.wait(1), "Judged")).toMatchObject([{ health: "degraded", why: "silent" }]);
    const gone = shop.wait(20);
    expect(of(gone, "Judged")).toMatchObject([{ health: "lost", why: "silent" }]);
    expect(lost(gone)).toEqual(["`presses[1]` is not heard of any more"]);
    expect(of(shop.wait(3_600), "Judged")).toEqual([]);
    shop.letGo("a");
    expect(given(shop.want("b"))).toEqual([]);
    expect(given(shop.word("presses[1]", {}))).toEqual(["presses[1]"]);
    expect(shop.state.tallies.get("m.presses silent")).toBe(2);
  });

  test("silence counts across a restart, and only of those that promised", () => {
    const shop = new Shop();
    shop.word("presses[1]", { beats: 10_000 });
    shop.restart(100);
    shop.wait(0);
    expect([shop.health("presses[1]"), shop.health("presses[2]")]).toEqual(["lost", "ready"]);
    shop.word("presses[1]", { beats: 0 });
    shop.wait(1_000);
    expect(shop.health("presses[1]")).toBe("ready");
  });
});

test("one that comes and goes is kept back once it has fallen too often, and let go when it was calm", () => {
  const shop = new Shop(program.replace("x 2", "x 1"));
  const start = shop.now;
  const flap = () => [
    ...shop.word("presses[1]", { health: "lost" }),
    ...shop.word("presses[1]", { health: "ready" }),
  ];
  expect(of([...flap(), ...flap()], "Judged")).toEqual([]);
  expect(of(flap(), "Judged")).toMatchObject([{ health: "degraded", why: "flapping" }]);
  expect(shop.health("presses[1]")).toBe("degraded");
  expect(given(shop.want("a"))).toEqual([]);
  for (let times = 0; times < 50; times++) expect(of(flap(), "Judged")).toEqual([]);
  const calmed = shop.wait(3_600);
  expect(of(calmed, "Judged")).toMatchObject([{ why: "steady", health: "ready" }]);
  expect(given(calmed)).toEqual(["presses[1]"]);
  // However often it fell, it is not kept back for longer than the greatest burden.
  expect(of(calmed, "Judged")[0]?.at).toBe(start + limits.flapBurdenMax - limits.flapWeight);
  expect(shop.state.tallies.get("m.presses flapping")).toBe(1);
});

describe("members that do not look at fences", () => {
  const unfenced = () => {
    const shop = new Shop(program.replace("x 2", "x 1"));
    shop.word("presses[1]", { fences: false });
    shop.want("a", 60_000);
    return shop;
  };

  test("stay with nobody when a lease runs out, until they are seen idle", () => {
    const shop = unfenced();
    shop.want("b");
    expect(given(shop.wait(600))).toEqual([]);
    expect(shop.health("presses[1]")).toBe("quarantined");
    expect(given(shop.word("presses[1]", { health: "ready" }))).toEqual([]);
    expect(given(shop.word("presses[1]", { idle: true }))).toEqual(["presses[1]"]);
  });

  test("or until their holder lets go of them after all", () => {
    const shop = unfenced();
    shop.want("b");
    shop.wait(600);
    expect(given(shop.letGo("a"))).toEqual(["presses[1]"]);
    expect(shop.state.quarantine.size).toBe(0);
  });

  test("also when their holder was ended by force; not when it let go", () => {
    const shop = unfenced();
    shop.say("a", { ask: "closed", status: "cancelled" });
    expect(shop.health("presses[1]")).toBe("quarantined");
    const calm = unfenced();
    calm.letGo("a");
    calm.say("a", { ask: "closed", status: "completed" });
    expect(calm.health("presses[1]")).toBe("ready");
  });

  test("also when their holder lets go and does not know what it has left them doing", () => {
    const shop = unfenced();
    const ref = { stream: `run/${runIdOf("a")}` as const, seq: 1 };
    shop.say("a", { ask: "release", ref, doubtful: true });
    expect(shop.health("presses[1]")).toBe("quarantined");
  });

  test("those that do are given on, under a greater fence", () => {
    const shop = new Shop(program.replace("x 2", "x 1"));
    shop.want("a", 60_000);
    shop.want("b");
    expect(given(shop.wait(600))).toEqual(["presses[1]"]);
  });
});

test("never more held than there is, each by one alone, every fence greater than the one before", () => {
  const name = fc.constantFrom("presses[1]", "presses[2]", "extra", "spare");
  const step = fc.oneof(
    fc.record({ want: fc.integer({ min: 1, max: 2 }), lasts: fc.integer({ min: 1, max: 300 }) }),
    fc.record({ letGo: fc.nat(20) }),
    fc.record({ close: fc.nat(20) }),
    fc.record({ wait: fc.integer({ min: 1, max: 120 }) }),
    fc.record({ room: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }) }),
    fc.record({
      member: name,
      word: fc.record(
        {
          health: fc.constantFrom("ready", "draining", "degraded", "maintenance", "lost"),
          beats: fc.constantFrom(0, 5_000, 60_000),
          fences: fc.boolean(),
          idle: fc.constant(true as const),
          gone: fc.constant(true as const),
        },
        { requiredKeys: [] },
      ) as fc.Arbitrary<Word>,
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const shop = new Shop();
      const fences = new Map<string, number>();
      let runs = 0;
      const check = (events: ReturnType<Shop["want"]>, before: Installation["state"]) => {
        for (const { say } of of(events, "Granted")) {
          if (!("members" in say)) continue;
          for (const { id, fence } of say.members ?? []) {
            expect(fence).toBeGreaterThan(fences.get(id) ?? 0);
            fences.set(id, fence);
          }
        }
        const pool = shop.state.pools.get("m.presses")!;
        const held = [...shop.state.holds].flatMap(([hold, { status, members }]) =>
          status === "held" ? members.map(({ id }) => `${id} ${hold}`) : [],
        );
        const ids = held.map((one) => one.slice(0, one.indexOf(" ")));
        expect(new Set(ids).size).toBe(ids.length);
        // The holder of a member has it: a quarantined or missing member has none.
        for (const one of held) {
          const space = one.indexOf(" ");
          expect(pool.members.get(one.slice(0, space))?.holder).toBe(one.slice(space + 1));
        }
        const was = [...before.holds.values()].filter(({ status }) => status === "held").length;
        const is = [...shop.state.holds.values()].filter(({ status }) => status === "held").length;
        if (is > was && pool.capacity !== undefined) expect(ids.length).toBeLessThanOrEqual(pool.capacity);
      };
      for (const one of steps) {
        const before = shop.state;
        const events =
          "want" in one
            ? shop.want(`r${runs++}`, one.lasts * 1000, "normal", one.want)
            : "letGo" in one
              ? shop.letGo(`r${one.letGo}`)
              : "close" in one
                ? shop.say(`r${one.close}`, { ask: "closed", status: "cancelled" })
                : "wait" in one
                  ? shop.wait(one.wait)
                  : "room" in one
                    ? shop.room(one.room)
                    : shop.word(one.member, one.word);
        check(events, before);
      }
      expect(JSON.stringify(shop.folded())).toBe(JSON.stringify(shop.state));
    }),
    { numRuns: 150 },
  );
});

describe("what the program says of its members", () => {
  const declared = (
    fields: string,
  ) => `type Car { id: String, online: Bool, doors: Int, place: Geo, kit: basic | full }
resource cars: Car { members [ { id: "a", doors: 5, place: geo(1.0, 2.0), kit: full }, { id: c, ${fields} } ] }
event e(n: Int)
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { with car = cars nearest geo(1.0, 2.0) where car.doors > 3 for 1m { step a = ring(n) } }
trigger t { on event e  start p(n: 1) }`;
  const fieldsOf = (one: Installation, id: string) => one.state.pools.get("m.cars")?.members.get(id)?.fields;

  test("is known of them from the beginning, of the types of their kind", () => {
    const one = new Installation(declared("online: false"));
    expect(fieldsOf(one, "a")).toEqual({
      id: "a",
      online: true,
      doors: 5,
      place: { lat: 1, lon: 2 },
      kit: "full",
    });
    expect(fieldsOf(one, "c")).toEqual({ id: "c", online: false });
  });

  test("another version of the program says something else; what was told since stays", () => {
    const one = new Installation(declared("doors: 2, online: false"));
    const tell = (fields: JsonObject, id: string) =>
      one.tell({ t: "Member", at: one.now, id, pool: "m.cars", member: "c", fields });
    tell({ online: true }, "w1");
    const { pools } = worldOf(declared("doors: 4, online: false, kit: basic")).world;
    one.tell({ t: "Provided", at: one.now, pools });
    expect(fieldsOf(one, "c")).toEqual({ id: "c", doors: 4, online: true, kit: "basic" });
    tell({ doors: 3 }, "w2");
    one.tell({ t: "Provided", at: one.now, pools });
    expect(fieldsOf(one, "c")).toEqual({ id: "c", doors: 3, online: true, kit: "basic" });
  });
});
