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
  [
    "nobody can be asked there, which denies",
    "policy asked { on ground  require approval by miller within 1h }",
    1,
    "failed with denied",
  ],
])("%s", (_, rules, kilos, expectation) => {
  for (const one of played(rules, kilos, expectation)) expect(one.status).toBe("passed");
});
