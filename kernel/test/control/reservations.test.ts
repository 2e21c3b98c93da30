import type { Priority } from "@orchlang/plan/nodes";
import { describe, expect, test } from "vitest";
import { controlMachine } from "../../src/control/machine.ts";
import { runIdOf } from "../../src/keys.ts";
import { limits } from "../../src/limits.ts";
import { type Event, Installation, of } from "./installation.ts";

/* Members that are reserved for holds that begin later (semantics, rule 31c): who else is given them, and what becomes of them in between. */

const program = `type Press { id: String, tons: Int }
resource presses: Press x 2 { at edge  lease 1d }
event e(n: Int)
service ring(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step a = ring(n) }
trigger t { on event e  start p(n: 1) }`;

const minute = 60_000;
const hour = 60 * minute;

class Shop extends Installation {
  #words = 0;
  #seqs = new Map<string, number>();

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

  /** Asks for a press; `in`: ms from now, to be held then. */
  want(name: string, { lasts = hour, in: later, wait, priority = "normal", count = 1 }: Wanted = {}) {
    const call = { routine: "p", site: { plan: 0, loops: [] }, node: "with@1", slot: "do" };
    const when = later === undefined ? {} : { from: this.now + later };
    return this.say(name, {
      ask: "hold",
      call: call as never,
      hold: {
        pool: "m.presses",
        count,
        ...when,
        for: lasts,
        priority,
        ...(wait === undefined ? {} : { wait }),
      },
    });
  }

  letGo(name: string) {
    return this.say(name, { ask: "release", ref: { stream: `run/${runIdOf(name)}`, seq: 1 } });
  }

  report(member: string, health: "ready" | "lost") {
    const id = `w${++this.#words}`;
    return this.tell({ t: "Member", at: this.now, id, pool: "m.presses", member, health });
  }

  lose(member: string) {
    return this.report(member, "lost");
  }

  after(ms: number) {
    this.now += ms;
    return this.tell({ t: "Woke", at: this.now });
  }
}

interface Wanted {
  readonly lasts?: number;
  readonly in?: number;
  readonly wait?: number;
  readonly priority?: Priority;
  readonly count?: number;
}

type Told = ReturnType<Shop["want"]>;
const given = (events: Told) =>
  of(events, "Granted").flatMap(({ say }) =>
    "members" in say ? (say.members ?? []).map(({ id }) => id) : [],
  );
const reserved = (events: Told) =>
  of(events, "Reserved").flatMap(({ members }) => members.map(({ id }) => id));
const declined = (events: Told) =>
  events.flatMap((event) => (event.t === "Declined" && "why" in event.say ? [event.say.why] : []));

describe("a reservation", () => {
  test("is given when its time has come", () => {
    const shop = new Shop(program);
    expect(reserved(shop.want("a", { in: 2 * hour }))).toEqual(["presses[1]"]);
    expect(given(shop.after(2 * hour - 1))).toEqual([]);
    const granted = shop.after(1);
    expect(given(granted)).toEqual(["presses[1]"]);
    expect(of(granted, "Granted").map(({ say }) => "until" in say && say.until)).toEqual([shop.now + hour]);
    expect(shop.state.pools.get("m.presses")?.reservations).toBeUndefined();
  });

  test("keeps from others what reaches into its time, and nothing else", () => {
    const shop = new Shop(program);
    shop.want("a", { in: 2 * hour, count: 2 });
    expect(given(shop.want("short", { lasts: 2 * hour }))).toEqual(["presses[1]"]);
    shop.letGo("short");
    expect(given(shop.want("long", { lasts: 2 * hour + 1 }))).toEqual([]);
    expect(given(shop.after(2 * hour)).toSorted()).toEqual(["presses[1]", "presses[2]"]);
    expect(given(shop.letGo("a"))).toEqual(["presses[2]"]);
  });

  test("is refused at once where nobody can be kept for its time", () => {
    const shop = new Shop(program);
    shop.want("a", { in: 2 * hour, count: 2 });
    const time = "2026-01-01T14:59:59.999Z";
    const ask = { in: 3 * hour - 1, wait: hour };
    expect(declined(shop.want("b", ask))).toEqual([`no \`presses\` can be reserved from ${time} for 1 h`]);
    expect(reserved(shop.want("c", { in: 3 * hour }))).toEqual(["presses[1]"]);
    expect(declined(shop.want("d", { in: hour, lasts: hour + 1 }))).toHaveLength(1);
    expect(reserved(shop.want("e", { in: hour, lasts: hour }))).toEqual(["presses[1]"]);
  });

  test("counts on the end of a hold, as its holder has asked for it", () => {
    const shop = new Shop(program);
    shop.want("a", { lasts: 2 * hour, count: 2 });
    expect(declined(shop.want("b", { in: 2 * hour - 1 }))).toHaveLength(1);
    expect(reserved(shop.want("c", { in: 2 * hour }))).toEqual(["presses[1]"]);
  });

  test("waits for a holder who lets go late, and nobody else comes before", () => {
    const shop = new Shop(program);
    shop.want("a", { lasts: 2 * hour, count: 2 });
    shop.want("b", { in: 2 * hour });
    shop.want("other", { lasts: minute });
    expect(given(shop.after(2 * hour))).toEqual([]);
    expect(given(shop.after(limits.leaseGrace)).toSorted()).toEqual(["presses[1]", "presses[2]"]);
    expect(shop.state.holds.size).toBe(2);
  });

  test("is moved to another member when its own is lost", () => {
    const shop = new Shop(program);
    shop.want("a", { in: 2 * hour });
    expect(reserved(shop.lose("presses[1]"))).toEqual(["presses[2]"]);
    expect(reserved(shop.report("presses[1]", "ready"))).toEqual([]);
    expect(given(shop.want("long", { lasts: 3 * hour }))).toEqual(["presses[1]"]);
    expect(given(shop.after(2 * hour))).toEqual(["presses[2]"]);
    expect(shop.state.pools.get("m.presses")?.reservations).toBeUndefined();
  });

  test("keeps its members that are still there when one is lost", () => {
    const shop = new Shop(program.replace("x 2", "x 3"));
    shop.want("a", { in: 2 * hour, count: 2 });
    expect(reserved(shop.lose("presses[1]")).toSorted()).toEqual(["presses[2]", "presses[3]"]);
  });

  test("stays with a lost member while no other can be kept, and moves once one can", () => {
    const shop = new Shop(program);
    shop.want("a", { in: 2 * hour });
    shop.want("b", { in: 2 * hour });
    expect(reserved(shop.lose("presses[1]"))).toEqual([]);
    expect(reserved(shop.letGo("b"))).toEqual(["presses[2]"]);
    expect(given(shop.after(2 * hour))).toEqual(["presses[2]"]);
  });

  test("stays with a lost member that comes back", () => {
    const shop = new Shop(program.replace("x 2", "x 1"));
    shop.want("a", { in: 2 * hour });
    expect(reserved(shop.lose("presses[1]"))).toEqual([]);
    expect(reserved(shop.report("presses[1]", "ready"))).toEqual([]);
    expect(given(shop.want("long", { lasts: 3 * hour }))).toEqual([]);
    expect(given(shop.after(2 * hour))).toEqual(["presses[1]"]);
  });

  test("moves to a member that comes back while its own is lost", () => {
    const shop = new Shop(program);
    shop.lose("presses[2]");
    shop.want("a", { in: 2 * hour });
    expect(reserved(shop.lose("presses[1]"))).toEqual([]);
    expect(reserved(shop.report("presses[2]", "ready"))).toEqual(["presses[2]"]);
  });

  test("is declined where nobody is there when its time and its wait are over", () => {
    const shop = new Shop(program);
    shop.want("a", { in: 2 * hour, wait: minute });
    shop.lose("presses[1]");
    shop.lose("presses[2]");
    expect(declined(shop.after(2 * hour))).toEqual([]);
    expect(declined(shop.after(minute))).toEqual(["no `presses` came free within 1 m"]);
    expect(shop.state.pools.get("m.presses")?.reservations).toBeUndefined();
  });

  test("that is given up lets those go on that it kept waiting", () => {
    const shop = new Shop(program);
    shop.want("a", { in: hour, count: 2 });
    shop.want("b", { lasts: 3 * hour });
    expect(given(shop.letGo("a"))).toEqual(["presses[1]"]);
    expect(given(shop.after(hour))).toEqual([]);
  });

  test("survives that control is written down and read again", () => {
    const shop = new Shop(program);
    shop.want("a", { in: 2 * hour });
    const { snapshot } = controlMachine;
    const kept = snapshot?.read(snapshot.write(shop.state));
    expect(kept?.holds.toJS()).toEqual(shop.state.holds.toJS());
    shop.state = kept ?? shop.state;
    expect(given(shop.after(2 * hour))).toEqual(["presses[1]"]);
  });

  test("leaves to the more urgent what is kept back for them", () => {
    const shop = new Shop(program.replace("at edge", "at edge  reserve 1 for priority high"));
    expect(reserved(shop.want("a", { in: hour }))).toEqual(["presses[1]"]);
    expect(declined(shop.want("b", { in: hour }))).toHaveLength(1);
    expect(reserved(shop.want("c", { in: hour, priority: "high" }))).toEqual(["presses[2]"]);
  });
});
