import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/* The longest compensation. One undo takes at most 37 s: six tries of a second, and the pauses between them. */

const declared = `module m
service back() { effect idempotent  latency <= 1s }
service act() { effect idempotent  latency <= 1s  undo back() }
private plan part() { step a = act() }
private plan rounds() { step l = for x in 0..1 { step b = part() } }
private plan alone() { step l = for x in 0..1 { step b = act() } }
private plan raced() { step l = for x in 0..1 { step r = first of { act() { wait 1s } } } }
service nop() { effect pure  latency <= 1s }
private plan handled() { step l = for x in 0..1 { step b = act() } else act() }
private plan deep() { step l = for x in 0..1 { step b = rounds() } }
`;

function compensation(body: string): number {
  const looked = look(`${declared}plan p() { ${body} }\n`);
  const routine = looked.analysis.routines.get("m.p");
  const unwinding = routine?.bounds.bounds.latency.parts.unwinding;
  if (unwinding === undefined || !("value" in unwinding))
    throw new Error(looked.all.map(({ message }) => message).join("\n"));
  return unwinding.value / 1_000;
}

describe("compensation takes at most", () => {
  test.each([
    ["one undo", "step s = act()", 37],
    ["one for rounds beside each other, all undone at the end", "step s = alone()", 37],
    [
      "two where a part fails in a round: its own comes first, then that of the other rounds",
      "step l = for x in 0..1 { step b = part() }",
      74,
    ],
    ["the same where the loop is in a called plan", "step s = rounds()", 74],
    ["the same for a race in the rounds of a called plan", "step s = raced()", 74],
    ["one more for each loop around it", "step s = deep()", 148],
    [
      "what a loop's handler does, beside rounds without undo",
      "step l = for x in 0..1 { step n = nop() } else { step s = act() }",
      37,
    ],
    [
      "what its handler calls, after what its rounds did",
      "step l = for x in 0..1 { step b = act() } else act()",
      74,
    ],
    ["the same in a called plan", "step s = handled()", 74],
  ])("%s", (_, body, seconds) => {
    expect(compensation(body)).toBe(seconds);
  });
});
