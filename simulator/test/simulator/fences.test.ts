import { worldOf } from "@orchlang/kernel/testing";
import { expect, test } from "vitest";
import { simulate } from "../../src/simulate.ts";

/* Each member has fences of its own: who acts on several is given all of them, and who undoes it as well. */

const program = `type Crane { id: String }
type Berth { id: String }
resource berths: Berth x 1 { at edge }
resource cranes: Crane x 3 { at edge }
resource hoses: Crane x 1 { at edge }
event e(n: Int)
service moor(berth: String) { effect idempotent  latency <= 1m  undo cast_off(berth: berth) }
service cast_off(berth: String) { effect idempotent  latency <= 1m }
service lift(cranes: [String], berth: String) { effect idempotent  latency <= 1m }
service rinse(berth: String) { effect idempotent  latency <= 1m }
tool think(n: Int) { effect pure  latency <= 1s }
plan p(n: Int) {
  with berth = berths wait 1h for 3h {
    step moored = moor(berth: berth.id)
    with pair = cranes count 2 wait 1h for 2h {
      step lifted = lift(cranes: pair.map(c => c.id), berth: berth.id) { after moored }
      step thought = think(n) { after lifted }
    }
    step clean = rinse(berth: berth.id) using hoses { after lifted }
    when n > 1 { step more = think(n) { after clean }  fail "too much" }
  }
}
trigger t { on event e  start p(n: event.n) }
`;

test("every fence of what a step uses is handed to it, and to what undoes it", () => {
  const [plan] = worldOf(program).plans;
  const { events } = simulate(plan!, { input: { n: 2 } });
  const began = events.flatMap((event) =>
    event.t === "Began" ? [[event.capability.slice(2), event.fence, event.fences] as const] : [],
  );
  const fenced = (pool: string, id: string) => ({ pool: `m.${pool}`, id: `${pool}[${id}]`, fence: 1 });
  expect(began).toEqual([
    ["moor", 1, undefined],
    ["lift", undefined, [fenced("cranes", "1"), fenced("cranes", "2"), fenced("berths", "1")]],
    ["think", undefined, undefined],
    ["rinse", undefined, [fenced("hoses", "1"), fenced("berths", "1")]],
    ["think", undefined, undefined],
    ["cast_off", 1, undefined],
  ]);
});
