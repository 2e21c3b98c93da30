import { type Verified, verify } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";

/* A policy denies the data that a plan is tried with first: data that it lets pass is found. */

const museum = "museum.close";

function verified(policy: string): Verified {
  const result = compiled(`module museum
type Room = hall | vault | paper
signal visitors: Int in 0..900 { from counter  fresh 5m }
service close_doors(room: Room, days: Int) { effect idempotent  latency <= 1m  undo open_doors(room) }
service open_doors(room: Room) { effect idempotent  latency <= 1m }
plan close(room: Room, weeks: Int) {
  step shut = close_doors(room, days: weeks * 7)
  step open = open_doors(room) { after shut }
}
policy doors : safety { on close_doors  ${policy} }
`);
  const plan = result.plan(museum);
  if (plan === undefined) throw new Error("it is a plan");
  return verify(plan, result.context(museum), { faults: 1 });
}

test.each([
  ["another value of an argument", 'deny when args.room == hall because "the hall is the way out"'],
  ["the one value that is allowed", "allow when args.room == paper"],
  ["an argument that is computed", "deny when args.days < 30"],
  ["a signal, beside an argument", "allow when visitors < 20 and args.room != hall"],
])("%s", (_, policy) => {
  expect(verified(policy)).toMatchObject({ unreached: [], violations: [] });
});
