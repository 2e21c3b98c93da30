import { plan, routine } from "@orchlang/kernel/testing";
import { type PlanFile, planId } from "@orchlang/plan";
import { certificatesFormat, type Figures } from "@orchlang/plan/certificate";
import type { Obligation } from "@orchlang/plan/rules";
import { expect, test } from "vitest";
import { uncertified } from "../../src/orchestrator/deploy.ts";

const rule: Obligation = {
  id: "guardrail a.few 0",
  source: { guardrail: "a.few", rule: 0 },
  rule: "few",
  severity: "blocking",
  verdict: "proved",
  assumes: [],
  nodes: [],
};
const about = { compiler: "a test", files: {}, map: {}, docs: {}, evidence: {}, choices: {} };

function file(verdict: Obligation["verdict"]): PlanFile {
  const made = plan([routine("a.main", [])], []);
  const few = { kind: "atMost", count: 1, of: { selector: { name: "a.post" } } } as const;
  const whole = {
    ...made,
    obligations: [{ ...rule, verdict }],
    guardrails: [{ name: "a.few", severity: "blocking", rules: [few] }],
  } as const;
  return { format: "orch.plan/1", id: planId(whole), plan: whole, about } as const;
}

test("a plan of which a certificate is missing or rejected is refused where they are required", () => {
  const silent = file("proved");
  expect(uncertified(silent)).toEqual({
    refused: "uncertified",
    message: "The plan a.main does not show that its rules are proved.",
    details: ["few: there is no certificate"],
  });
  const carrying = (figures: Figures): PlanFile => ({
    ...silent,
    certificates: { format: certificatesFormat, of: { [rule.id]: { kind: "figures", figures } } },
  });
  expect(uncertified(carrying({}))?.details).toEqual([
    "few: the certificate is rejected at a.main: `begun` may be 0, and the certificate says nothing",
  ]);
  expect(uncertified(carrying({ "a.main": { begun: 0 } }))).toBeUndefined();
  expect(uncertified(file("checked"))).toBeUndefined();
});
