import { expect, test } from "vitest";
import { look } from "./source.ts";

/* How long a plan stands in line for a pool (semantics, rule 47). */

const minute = 60_000;

const pools = `module m
type Van { id: String }
resource vans: Van x 2 { at edge  reserve 1 for priority high }
resource cars: Van x 2 { at edge }
resource trucks: Van x 2 { at edge  overflow cars }
service drive(id: String) -> String { effect idempotent  latency <= 1m }
`;

function queue(text: string, plan = "p"): number | string {
  const looked = look(`${pools}${text}`);
  const file = looked.plan(`m.${plan}`);
  if (file === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  const limit = file.plan.bounds.latency.parts.queue;
  return "value" in limit ? limit.value : "without end";
}

const one = "with c = cars for 10m { step d = drive(c.id) }";

test.each([
  ["one run at a time, and members enough", `plan p() { overlap skip  ${one} }`, 0],
  ["as many runs as members", `plan p() { overlap allow up to 2  ${one} }`, 0],
  ["more runs than members", `plan p() { overlap allow up to 3  ${one} }`, "without end"],
  ["any number of runs", `plan p() { ${one} }`, "without end"],
  ["so long at most", "plan p() { with c = cars wait 9m for 10m { step d = drive(c.id) } }", 9 * minute],
  ["till the plan has to end", `plan p() { timeout 1h  ${one} }`, 60 * minute],
  ["a run for each value of something", `plan p(n: Int) { overlap skip by n  ${one} }`, "without end"],
  ["others want it too", `plan p() { overlap skip  ${one} }  plan q() { ${one} }`, "without end"],
  ["others that leave enough", `plan p() { overlap skip  ${one} }  plan q() { overlap skip  ${one} }`, 0],
  [
    "others that may overflow into it",
    `plan p() { overlap skip  ${one} }
plan q() { overlap allow up to 2  with t = trucks for 10m { step d = drive(t.id) } }`,
    "without end",
  ],
  [
    "a certain member",
    'plan p() { overlap skip  with c = cars where c.id != "x" for 10m { step d = drive(c.id) } }',
    "without end",
  ],
  [
    "rounds side by side",
    `plan p() { overlap skip  step all = for x in [1, 2, 3] up to 3 at once 3 { ${one}  yield x } }`,
    "without end",
  ],
  [
    "fewer rounds at once",
    `plan p() { overlap skip  step all = for x in [1, 2, 3] up to 3 at once 2 { ${one}  yield x } }`,
    0,
  ],
  [
    "of a plan that others call",
    `plan p() { overlap skip  ${one} }  plan q() { step a = p() }`,
    "without end",
  ],
] as const)("%s", (_, text, expected) => {
  expect(queue(text)).toBe(expected);
});

test("what is kept for the urgent is there for them, whoever else comes (rule 47)", () => {
  const text = `plan p() { priority high  overlap skip  with v = vans for 10m { step d = drive(v.id) } }
plan q() { overlap skip  with v = vans for 10m { step d = drive(v.id) } }
plan r() { with v = vans wait 3m for 10m { step d = drive(v.id) } }`;
  expect([queue(text), queue(text, "q"), queue(text, "r")]).toEqual([0, "without end", 3 * minute]);
});

const later = "with v = vans from now + 2h wait 3m for 10m { step d = drive(v.id) }";

test("members that are reserved for later leave no certain one for the urgent (rules 31c and 47)", () => {
  const urgent = "plan p() { priority high  overlap skip  with v = vans for 10m { step d = drive(v.id) } }";
  expect(queue(`${urgent} plan q() { ${later} }`)).toBe("without end");
  const enough = `plan p() { overlap skip  ${later.replaceAll("vans", "cars")} } plan q() { overlap skip  ${one} }`;
  expect([queue(enough), queue(enough, "q")]).toEqual([0, 0]);
});

test("the time until a hold begins is a wait of the plan (rule 31c)", () => {
  const timers = (text: string) => {
    const { parts, worst } = look(`${pools}${text}`).plan("m.p")?.plan.bounds.latency ?? {};
    const [wait, whole] = [parts?.timers, worst];
    return [wait, whole].map((limit) =>
      limit !== undefined && "value" in limit ? limit.value : "without end",
    );
  };
  // Twice the call: a process may die in it.
  expect(timers(`plan p() { ${later} }`)).toEqual([120 * minute, 125 * minute]);
  expect(timers(`plan p(at: Instant) { ${later.replace("now + 2h", "at")} }`)).toEqual([
    "without end",
    "without end",
  ]);
});
