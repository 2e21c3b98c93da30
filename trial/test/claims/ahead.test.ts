import { type Moment, momentsOf, type SimulatedWorld, simulate } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { ahead } from "../../src/claims/ahead.ts";
import { declared } from "./declared.ts";
import { breaches, breachesInMany, subjectOf, worldOf } from "./play.ts";

/* The time that is left of a run, as consoles show it: never too little, and less with each step that is over. */

const vans = "type Van { id: String }\nresource vans: Van x 2 { at edge  lease 2h }\n";
const plan = (body: string): string => `${declared}plan p(n: Int in 1..3) {\n${body}\n}\n${vans}`;

function moments(text: string, world: SimulatedWorld = {}): readonly Moment[] {
  const subject = subjectOf(text);
  return [...momentsOf(simulate(subject.file, worldOf(subject, world)))];
}

/** What is left each time that a statement has been settled. */
function leftWhenSettled(found: readonly Moment[]): readonly number[] {
  const left: number[] = [];
  let before = -1;
  for (const { settled, forward } of found) {
    if (settled > before && forward !== undefined) left.push(forward);
    before = settled;
  }
  return left;
}

const bodies = {
  "a hold": `with v = vans wait 5m for 1h {
    step a = book(n)
    step b = send(n) { after a }
    step c = note(n) { after b }
  }`,
  "a branch": `when n > 0 { step a = book(n)  step b = send(n) { after a }  step c = note(n) { after b } }`,
  "a hold in a hold": `with v = vans wait 5m for 1h {
    step a = book(n)
    with w = vans wait 5m for 30m { step b = book(1) { after a }  step c = note(n) { after b } }
  }`,
  "a loop": "step all = for one in [1, 2, 3] at once 1 { step a = note(one) }",
  "a wait in a hold":
    "with v = vans wait 5m for 1h { step a = book(n)  wait 5m  step b = note(n) { after a } }",
};

test.each(Object.entries(bodies))(
  "inside %s it falls with each step that is over, and is never too little",
  (_, body) => {
    const subject = subjectOf(plan(body));
    const left = leftWhenSettled(moments(subject.text));
    expect(left.length).toBeGreaterThan(3);
    const rises = left.filter((one, at) => at > 0 && one > (left[at - 1] ?? 0));
    expect(rises).toEqual([]);
    expect(new Set(left).size).toBeGreaterThan(2);
    expect(breaches(ahead, subject)).toEqual([]);
    expect(breachesInMany(ahead, subject)).toEqual([]);
  },
);

test("a wait that has begun takes no longer than until it is due", () => {
  const found = moments(plan("step a = note(n)\nwait 5m\nstep b = note(n) { after a }"));
  expect(found.at(-1)?.forward).toBeLessThan(5 * 60_000 + 5_000);
});

test.each([
  ["a hold that stands in line", "with v = vans wait 5m for 1h { step a = note(n) }"],
  ["a reservation", "with v = vans from now + 10m wait 5m for 1h { step a = note(n) }"],
])("%s may take until its members are there", (_, body) => {
  const subject = subjectOf(plan(body));
  const first = moments(subject.text)[0]?.forward;
  expect(first).toBeGreaterThanOrEqual((body.includes("from") ? 15 : 5) * 60_000);
  expect(breachesInMany(ahead, subject)).toEqual([]);
});

test("after a round that fails, what handles it is still to come", () => {
  const subject = subjectOf(
    plan("step all = for one in [1, 2] at once 1 { step a = note(one) } else { wait 5m }"),
  );
  expect(breachesInMany(ahead, subject)).toEqual([]);
  const during = moments(subject.text).filter(({ forward }) => forward !== undefined);
  expect(during[2]?.forward).toBeGreaterThanOrEqual(5 * 60_000);
});
