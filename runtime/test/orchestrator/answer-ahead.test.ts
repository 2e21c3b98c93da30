import { capability, human, plan, routine, step } from "@orchlang/kernel/testing";
import { schemas } from "@orchlang/plan/boundary";
import { expect, test } from "vitest";
import { answerAhead } from "../../src/orchestrator/answer.ts";

const by = { id: "ada", roles: [], consents: [] };
const reviews = human("review", "editor", {
  result: {
    schema: schemas.record({ granted: schemas.bool() }),
    label: { confidentiality: "internal", integrity: "trusted" },
  },
});
const sends = capability("send", "once");
const leave = {
  name: "careful",
  severity: "blocking",
  on: [{ name: "send" }],
  verdicts: [{ kind: "approval", role: "editor" }],
} as const;

test("an answer is held against all that a step of that name may ask", () => {
  const made = plan([routine("main", [step("reviewed", "review"), step("sent", "send")])], [reviews, sends]);
  expect(answerAhead(made, "reviewed", { value: { granted: true }, by })).toBeUndefined();
  expect(answerAhead(made, "reviewed", { value: { granted: "yes" }, by })).toMatchObject({
    refused: "shape",
    details: [expect.stringContaining("granted")],
  });
  // Nobody is asked there.
  expect(answerAhead(made, "sent", { value: 7, by })).toBeUndefined();
  expect(answerAhead(made, "nowhere", { value: 7, by })).toBeUndefined();
});

test("so is one on whether something may go ahead", () => {
  const sent = step("sent", "send", { checks: ["p1"] });
  const made = {
    ...plan([routine("main", [sent])], [sends]),
    policies: [leave],
    checks: { p1: { id: "p1", kind: "policy", policy: "careful", verdict: 0 } as const },
  };
  expect(answerAhead(made, "sent", { value: { granted: false }, by })).toBeUndefined();
  expect(answerAhead(made, "sent", { value: "yes", by })).toMatchObject({ refused: "shape" });
});
