import { expect, test } from "vitest";
import { playedText } from "./played.ts";

/* `once` and `never` of calls with such arguments alone. */

const post = `
module post.parcels
service send(to: String, grams: Int) -> { id: String } { effect idempotent  latency <= 1m }
plan pair(one: String, other: String) {
  step first  = send(to: one, grams: 10)
  step second = send(to: other, grams: 20) { after first }
}
plan all(one: String) { step both = pair(one, other: "ben") }
`;

test.each([
  ['send once when args.to == "ann"', "passed"],
  ['send once when args.to == "ben" and args.grams == 20', "passed"],
  ['send once when args.to == "ben" and args.grams == 10', "failed"],
  ["send once when args.grams > 5", "failed"],
  ["send once", "failed"],
  ["never send when args.grams > 20", "passed"],
  ["never send when args.grams >= 20", "failed"],
  ['pair once when args.other == "ben"', "passed"],
  ['pair once when args.other == "ann"', "failed"],
  ['never pair when args.one == "ann"', "failed"],
  ['never pair when args.one == "ben"', "passed"],
  ['each send once when args.to == "ann"', "passed"],
])("expect %s: %s", (expectation, status) => {
  const [one] = playedText(`${post}
scenario "it" for all { given one = "ann"  expect ${expectation} }
`);
  expect(one?.played.status).toBe(status);
});
