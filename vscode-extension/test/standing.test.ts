import { expect, test } from "vitest";
import { createStanding } from "../src/standing.ts";

function told(...lines: readonly (readonly [message: string, step: string, node: string])[]) {
  const standing = createStanding();
  for (const [message, step, node] of lines) standing.hear({ run: "R", message, step, node });
  return standing.states();
}

test("steps of one name in two plans are told apart", () => {
  const states = told(
    ["step_started", "send", "m.main/send"],
    ["step_completed", "send", "m.main/send"],
    ["step_started", "inner.send", "m.sub/send"],
  );
  expect(states).toEqual({ "m.main/send": "done", "m.sub/send": "running" });
});

test("a box is done when all that stands in it is, in whatever order its rounds end", () => {
  const rounds = [1, 2, 3].map((round) => ["step_started", `send[${round}]`, "m.main/send"] as const);
  const end = (round: number) => ["step_completed", `send[${round}]`, "m.main/send"] as const;
  expect(told(...rounds, end(3), end(1))).toEqual({ "m.main/send": "running" });
  expect(told(...rounds, end(3), end(1), end(2))).toEqual({ "m.main/send": "done" });
  expect(told(...rounds, end(3), end(1), ["step_failed", "send[2]", "m.main/send"])).toEqual({
    "m.main/send": "failed",
  });
});
