import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StreamId } from "@orchlang/kernel";
import { controlMachine } from "@orchlang/kernel/control";
import { Installation, readControl, worldOf, writtenControl } from "@orchlang/kernel/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Store } from "../../src/journal/store.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { limits } from "../../src/limits.ts";
import { localWorld } from "../../src/world/local.ts";

import { folder, opened } from "../journal/streams.ts";
import { stillClock } from "../world/still-clock.ts";
import { accepted, orchestrator } from "./open.ts";

const program = `type Room = hall | attic
type Press { id: String }
resource presses: Press x 2 { at edge }
signal heat(room: Room): Float { from probe  fresh 1m  decay 1% per m  fuse median }
flag hot(room: Room) = heat(room) > 5 { confidence >= 20%  hold 30s }
event a(n: Int) { dedupe 10s by n }
event b(n: Int)
fusion both(x: Int, y: Int) { join a as p, b as q  within 10s  late up to 5s  emit { x: p.n, y: q.n } }
service ring(n: Int) -> Int { effect idempotent  latency <= 1s }
plan p(n: Int) -> Int { step r = ring(n)  return r }
trigger t { on event a where event.n > 2  start p(n: event.n)  debounce 5s by event.n  overlap queue }
trigger u { on event both  start p(n: event.x)  throttle 3 per 1m }
trigger v for room in Room { on change hot(room) for 10s  start p(n: 1) }
trigger w { on every 30s  start p(n: 0)  overlap skip }`;

type Step = (one: Installation) => unknown;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.integer({ min: 0, max: 9 }).map(
    (n): Step =>
      (one) =>
        one.sense("probe(hall)", n),
  ),
  fc.integer({ min: 0, max: 5 }).map(
    (n): Step =>
      (one) =>
        one.occur("m.a", { n }),
  ),
  fc.integer({ min: 0, max: 5 }).map(
    (n): Step =>
      (one) =>
        one.occur("m.b", { n }),
  ),
  fc.integer({ min: 1, max: 40 }).map(
    (n): Step =>
      (one) =>
        one.wait(n),
  ),
  fc.constantFrom("lost", "ready", "maintenance").map(
    (health): Step =>
      (one) =>
        one.tell({
          t: "Member",
          at: one.now,
          id: `w${one.events.length}`,
          pool: "m.presses",
          member: "presses[1]",
          beats: 9_000,
          health,
        } as never),
  ),
  fc.integer({ min: 0, max: 3 }).map(
    (n): Step =>
      (one) =>
        one.tell({
          t: "Consented",
          at: one.now,
          id: `c${one.events.length}`,
          user: "ada",
          scope: `s${n}`,
          until: one.now + 20_000,
        }),
  ),
  fc.constant<Step>((one) => {
    const [run, firing] = [...one.state.firings][0] ?? [];
    if (run === undefined || firing === undefined) return;
    const event = one.events[firing.seq];
    if (event?.t === "Fired") one.admit(event);
  }),
);

test("what was written down is read back, and goes on as it would have", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.array(step, { maxLength: 15 }), (before, after) => {
      const one = new Installation(program);
      for (const each of before) each(one);
      const text = writtenControl(one.state);
      const read = readControl(text)!;
      expect(writtenControl(read)).toBe(text);
      expect(controlMachine.pending(read)).toEqual(controlMachine.pending(one.state));
      const restored = new Installation(program);
      restored.events.splice(0);
      restored.state = read;
      restored.now = one.now;
      restored.continueFrom(one);
      const from = one.events.length;
      for (const each of after) each(one);
      for (const each of after) each(restored);
      expect(JSON.stringify(restored.events.slice(from))).toBe(JSON.stringify(one.events.slice(from)));
    }),
    { numRuns: 120 },
  );
});

test("values that look like what snapshots are written in are values all the same", () => {
  const one = new Installation(program);
  const odd = { "\u0000map": [["a", 1]], "\u0000plain": { "\u0000list": [] } };
  one.tell({ t: "Sensed", at: one.now, id: "odd", name: "undeclared", value: odd });
  expect(readControl(writtenControl(one.state))?.readings.get("undeclared")?.value).toEqual(odd);
});

const compiled = worldOf(program);

/** Where reading of control's stream began, each time that it was opened. */
function readingFrom(store: Store): { readonly store: Store; readonly from: number[] } {
  const from: number[] = [];
  const pages = (stream: StreamId, seq: number) => {
    if (stream === "control/main") from.push(seq);
    return store.pages(stream, seq);
  };
  return { store: { ...store, pages }, from };
}

const clock = stillClock(Date.UTC(2026, 0, 1));

async function opening(path: string) {
  const { store, from } = readingFrom(opened(openSqliteStore(path, { mode: "write" })));
  const world = localWorld({ threads: 1, output: () => undefined }, clock);
  const orch = await orchestrator(store, { world, capabilities: [{ name: "m.ring", handler: () => 1 }] });
  return { orch, from };
}

test("a long journal is read from the last snapshot on, and from the beginning where that can't be trusted", async () => {
  const path = join(folder(), "journal.db");
  const { orch } = await opening(path);
  accepted(await orch.arm({ ...compiled, root: "/" }));
  for (let n = 0; n < 12; n++) {
    const part = Array.from({ length: 1_000 }, async (_, at) => {
      const name = at % 2 === 0 ? "probe(hall)" : "probe(attic)";
      accepted(await orch.ingest({ kind: "reading", id: `${n} ${at}`, name, value: 1 }));
    });
    await Promise.all(part);
    clock.skipTo(clock.now() + 1_000);
  }
  const before = orch.around();
  await orch.close();

  const second = await opening(path);
  expect(second.from).toHaveLength(1);
  expect(second.from[0]).toBeGreaterThanOrEqual(limits.snapshotEvents);
  expect(second.orch.around()).toEqual({
    ...before,
    armed: false,
    triggers: expect.anything(),
    signals: expect.anything(),
  });
  await second.orch.close();

  // The text of the snapshot is altered: the journal does not vouch for that.
  const db = new DatabaseSync(path);
  db.exec("UPDATE snapshots SET text = replace(text, 'm.presses', 'm.dresses')");
  db.close();
  const third = await opening(path);
  expect(third.from).toEqual([expect.any(Number), 0]);
  expect(third.orch.around().pools).toEqual(before.pools);
  await third.orch.close();

  // It is of another way of keeping the state, or it is cut off.
  const again = new DatabaseSync(path);
  again.exec("UPDATE snapshots SET text = substr(text, 1, 500)");
  again.close();
  const fourth = await opening(path);
  expect(fourth.from).toEqual([0]);
  await fourth.orch.close();

  // What comes after a snapshot is held against the chain as ever.
  const third2 = new DatabaseSync(path);
  third2.exec("UPDATE records SET body = replace(body, 'Disarmed', 'Disarmes') WHERE body LIKE '%Disarmed%'");
  third2.close();
  await expect(opening(path)).rejects.toThrow(/altered/);
});
