import type { JsonObject } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { runIdOf } from "../../src/keys.ts";
import type { HoldRequest, Placement } from "../../src/messages.ts";
import { type Event, Installation, of } from "./installation.ts";

/* The choice of a member, and the reported runners-up and refusals (semantics, rules 31, 31a and 31b). */

const program = `type Box { id: String }
resource boxes: Box x 5 { at edge  overflow spare }
resource spare: Box x 1 { at cloud }
event e(n: Int)
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step a = ring(n) }
trigger t { on event e  start p(n: 1) }`;

const usd = (amount: string): JsonObject => ({ amount, currency: "USD", per: 3_600_000 });

const facts: Readonly<Record<string, JsonObject>> = {
  "boxes[1]": { tier: "cloud", cost: usd("0.1"), latency: 90, power: 40 },
  "boxes[2]": { tier: "edge", cost: usd("0.4"), latency: 5, power: 60 },
  "boxes[3]": { tier: "device", cost: usd("2"), latency: 30, power: 5 },
  "boxes[4]": { tier: "device", cost: usd("1"), latency: 40, power: 90 },
  "boxes[5]": { tier: "edge", cost: usd("0.3"), latency: 20, power: 20 },
};

class Floor extends Installation {
  #words = 0;
  readonly #seqs = new Map<string, number>();

  constructor() {
    super(program);
    for (const [id, fields] of Object.entries(facts)) this.word(id, { fields });
  }

  word(member: string, word: Partial<Event<"Member">>) {
    const id = `w${++this.#words}`;
    return this.tell({ t: "Member", at: this.now, id, pool: "m.boxes", member, ...word });
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

  want(name: string, more: Partial<HoldRequest> = {}) {
    const call = { routine: "p", site: { plan: 0, loops: [] }, node: "with@1", slot: "do" } as const;
    const hold = { pool: "m.boxes", count: 1, for: 600_000, priority: "normal", ...more } as const;
    return this.say(name, { ask: "hold", call, hold });
  }

  letGo(name: string, seq = 1) {
    return this.say(name, { ask: "release", ref: { stream: `run/${runIdOf(name)}`, seq } });
  }

  wake() {
    return this.tell({ t: "Woke", at: this.now });
  }
}

interface Given {
  readonly run: string;
  readonly seq: number;
  readonly ids: readonly string[];
  readonly placed: Placement | undefined;
}

const given = (events: readonly Event<"Granted">[] | ReturnType<Floor["want"]>): readonly Given[] =>
  of(events, "Granted").flatMap(({ run, say }) =>
    say.say === "held"
      ? [{ run, seq: say.ref.seq, ids: say.members.map(({ id }) => id), placed: say.placed }]
      : [],
  );

describe("a member is chosen by the strategy of the goal (rule 31b)", () => {
  test.each([
    ["privacy", "boxes[4]", "on device, $1 per h", ["boxes[3]", "boxes[5]", "boxes[2]"]],
    ["cost", "boxes[1]", "$0.10 per h", ["boxes[5]", "boxes[2]", "boxes[4]"]],
    ["latency", "boxes[2]", "5 ms away", ["boxes[5]", "boxes[3]", "boxes[4]"]],
    ["comfort", "boxes[2]", "never fell, 5 ms away", ["boxes[5]", "boxes[3]", "boxes[4]"]],
    ["balanced", "boxes[5]", "privacy 0.5 + cost 0.15 + latency 0.22 + energy 0.22 = 1.09", undefined],
  ] as const)("%s: %s", (optimize, first, because, next) => {
    const [one] = given(new Floor().want("a", { optimize }));
    expect([one?.ids, one?.placed?.by, one?.placed?.because]).toEqual([[first], optimize, because]);
    if (next !== undefined) expect(one?.placed?.next).toEqual(next);
    expect(one?.placed?.next).toHaveLength(3);
  });

  test("one that fell before comes after one that never did, where that is asked for", () => {
    const floor = new Floor();
    floor.word("boxes[2]", { health: "lost" });
    floor.word("boxes[2]", { health: "ready" });
    expect(given(floor.want("a", { optimize: "comfort" }))[0]?.ids).toEqual(["boxes[5]"]);
    expect(given(floor.want("b", { optimize: "latency" }))[0]?.ids).toEqual(["boxes[2]"]);
  });

  test("of those that are the same the one that was held least, then by name", () => {
    const floor = new Floor();
    for (const id of Object.keys(facts)) floor.word(id, { fields: { cost: usd("1"), latency: 10 } });
    const order = ["a", "b", "c"].map((name) => given(floor.want(name, { optimize: "cost" }))[0]?.ids[0]);
    expect(order).toEqual(["boxes[1]", "boxes[2]", "boxes[3]"]);
    floor.letGo("a");
    expect(given(floor.want("d", { optimize: "cost" }))[0]?.ids).toEqual(["boxes[4]"]);
  });
});

describe("what is told of the others", () => {
  test("who cannot be given, who is not what was asked for, and why", () => {
    const floor = new Floor();
    floor.want("a");
    floor.word("boxes[2]", { health: "maintenance" });
    const latency = {
      op: "field",
      of: { op: "read", from: "local", name: "resource" },
      name: "latency",
    } as const;
    const where = { op: "call", fn: "number.less", args: [latency, { op: "constant", value: 35 }] } as const;
    const [one] = given(floor.want("b", { where, given: {} }));
    expect(one?.placed).toEqual({
      by: "use",
      because: "not held before",
      next: ["boxes[5]"],
      refused: [
        { why: "held", count: 1, members: ["boxes[1]"] },
        { why: "maintenance", count: 1, members: ["boxes[2]"] },
        { why: "not what `where` asks for", count: 1, members: ["boxes[4]"] },
      ],
    });
  });

  test("nothing where there was no choice", () => {
    const floor = new Floor();
    const [one] = given(floor.want("a", { pool: "m.spare" }));
    expect([one?.ids, one?.placed]).toEqual([["spare[1]"], undefined]);
  });

  test("of a pool that is full, when another is asked", () => {
    const floor = new Floor();
    floor.want("a", { count: 5 });
    const [one] = given(floor.want("b"));
    expect(one?.ids).toEqual(["spare[1]"]);
    expect(one?.placed?.refused).toEqual([
      { why: "held", count: 5, members: ["boxes[1]", "boxes[2]", "boxes[3]"] },
    ]);
  });
});

describe("of what one run wants the longest way goes first (rule 31a)", () => {
  test("whatever is heard first at one instant, and only when all of it is in", () => {
    const floor = new Floor();
    floor.want("other", { count: 4 });
    expect(given(floor.want("a", { rank: 10 }))).toEqual([]);
    floor.want("a", { rank: 30 });
    floor.want("a", { rank: 20 });
    // The spare one is asked for when the boxes are full.
    expect(given(floor.wake()).map(({ seq }) => seq)).toEqual([2, 3]);
    floor.wait(1);
    floor.letGo("other");
    expect(given(floor.wake()).map(({ seq }) => seq)).toEqual([1]);
  });

  test("and between runs it is still the first that asked", () => {
    const floor = new Floor();
    floor.want("other", { count: 5 });
    floor.want("another", { pool: "m.spare" });
    floor.wait(1);
    floor.want("a", { rank: 1 });
    floor.wait(1);
    floor.want("b", { rank: 1_000 });
    floor.wait(1);
    floor.want("a", { rank: 500 });
    floor.wake();
    floor.wait(1);
    floor.letGo("another");
    const first = given(floor.wake());
    // The place is that of the first wish of the run, and it serves the second.
    expect(first.map(({ run, seq }) => [run, seq])).toEqual([[runIdOf("a"), 2]]);
    floor.wait(1);
    floor.letGo("a", 2);
    expect(given(floor.wake()).map(({ run }) => run)).toEqual([runIdOf("b")]);
  });
});
