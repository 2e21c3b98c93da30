import { expect, test } from "vitest";
import { playedText } from "./played.ts";

/* Rules that name a plan are kept where it is called (semantics, rule 39). */

const mill = `
module mill.rules

role miller
service grind(kilos: Int) -> Int { effect pure  latency <= 1h }
plan ground(kilos: Int) -> Int { step done = grind(kilos)  return done }
plan all(kilos: Int) -> Int { step done = ground(kilos)  return done }
`;

const played = (rules: string, kilos: number, expectation: string) =>
  playedText(`${mill}
${rules}
scenario "it" for all { given kilos = ${kilos}  expect ${expectation} }
`).map((one) => one.played);

test.each([
  [
    "a guardrail's condition",
    "guardrail small { never ground when args.kilos > 100 }",
    101,
    "failed with denied",
  ],
  ["and where it does not hold", "guardrail small { never ground when args.kilos > 100 }", 100, "completed"],
  [
    "a policy's denial",
    'policy small { on ground  deny when args.kilos > 100 because "too much" }',
    101,
    'failed with "too much"',
  ],
  ["a policy that allows", "policy small { on ground  allow when args.kilos < 9 }", 9, "failed with denied"],
])("%s", (_, rules, kilos, expectation) => {
  for (const one of played(rules, kilos, expectation)) expect(one.status).toBe("passed");
});

/* A plan is called again as the step says, and what its last try did is undone first (semantics, rules 25 and 43). */

const kitchen = `
module kitchen.bread

service knead(kilos: Int) -> Int { effect idempotent  latency <= 1h  undo scrape() }
service scrape() { effect idempotent  latency <= 1h }
service bake(kilos: Int) -> Int { effect pure  latency <= 1h }
plan loaf(kilos: Int) -> Int { step dough = knead(kilos)  step bread = bake(dough)  return bread }
`;

test.each([
  ["tried again after a pause", "retry 2 every 10m", "fault bake fails transient times 2", "completed", 2],
  ["no more often than it says", "retry 1 every 10m", "fault bake fails transient times 2", "failed", 2],
  ["not after a failure for good", "retry 2 every 10m", "fault bake fails permanent", "failed", 1],
  ["asked anew until it is accepted", "accept it > 3  attempts 2", "fault bake returns 1", "failed", 2],
])("a plan is %s", (_, option, world, outcome, undone) => {
  const [one] = playedText(`${kitchen}
plan day(kilos: Int) -> Int { step bread = loaf(kilos) { ${option} }  return bread }
scenario "it" for day { given kilos = 2  ${world}  expect ${outcome}  expect cost <= $0 }
`);
  const { status, run } = one?.played ?? {};
  expect(status).toBe("passed");
  const back = run?.events.filter((event) => event.t === "Began" && event.capability.endsWith("scrape"));
  expect(back?.length).toBe(undone);
});
