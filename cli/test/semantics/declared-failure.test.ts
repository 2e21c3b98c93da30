import { simulate } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { planOf } from "./program.ts";

/* Rule 22 lets a handler for declared failures stand behind a `once` call that nothing confirms: it never begins in doubt. */

const plan = planOf(
  `module hall
service book(seat: Int) -> { seat: Int } { effect once  latency <= 1m  fails full  irreversible because "sold" }
service stand(seat: Int) -> { seat: Int } { effect idempotent  latency <= 1m  irreversible because "sold" }
plan enter(seat: Int) -> Int {
  step got = book(seat) { retry 1 when error == full } else when error == full stand(seat)
  return got.seat
}
`,
  "hall.enter",
);

test.each([
  ["not_reached", ["book", "book", "stand"]],
  ["reached", ["book", "stand"]],
  ["unknown", ["book"]],
  [undefined, ["book"]],
] as const)("a failure that is said to have %s", (reach, begun) => {
  const failure = { fails: "permanent", name: "full", ...(reach === undefined ? {} : { reach }) } as const;
  const { events } = simulate(plan, { answers: { "hall.book": () => failure } });
  expect(
    events.flatMap((event) => (event.t === "Began" ? [event.capability.replace("hall.", "")] : [])),
  ).toEqual(begun);
  expect(events.some(({ t }) => t === "Doubted")).toBe(reach === undefined || reach === "unknown");
});
