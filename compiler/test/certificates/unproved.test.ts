import type { Plan } from "@orchlang/plan";
import { checkCertificates } from "@orchlang/plan/certificate";
import type { Obligation } from "@orchlang/plan/rules";
import { describe, expect, test } from "vitest";
import { certificatesOf } from "../../src/5-plan/certificates/certificates.ts";
import { compile } from "../../src/compile.ts";
import { memoryHost } from "../compile-fixture.ts";

/*
 * Rules that do not hold, called proved, each with the best certificate that the checker's own rules allow: the checker
 * has to reject it by itself. Each of these was once accepted.
 */

const head = `module m
signal home: Bool @personal { from m  fresh 1h }
event told(n: Int @personal) { from z }
event other(x: Int) { from z }
fusion both(x: Int) { join told as a, other as b within 1m where a.n > 3 emit { x: b.x } }
fusion again(x: Int) { join both as a, other as b within 1m emit { x: b.x } }
service who(n: Int) -> { name: String @personal } { effect pure  latency <= 1s  clearance personal }
service out(x: String) -> Int { effect idempotent  latency <= 1s  clearance personal }
service act(n: Int) -> Int { effect idempotent  latency <= 1s }
service with_name(n: String @personal) -> Int { effect idempotent  latency <= 1s  clearance personal }
tool pick(n: Int) -> Int { effect pure  latency <= 1s }
service unsend(n: Int) { effect idempotent  latency <= 1s }
service send(n: Int) -> Int { effect once  latency <= 1s  undo unsend(n) }
service post(n: Int) -> Int { effect idempotent  latency <= 1s }
policy quiet { on act  deny when home because "somebody is at home" }
guardrail g advisory { never personal to out }
plan says(n: Int) -> Int { step s = who(n)  when n > 1 { fail "no \${s.name}" } else { return 1 } }
plan sends(n: Int) -> Int { step s = send(n)  step t = post(s)  return t }
`;

/** What the checker verifies of a plan when all of it is called proved, and `out` is cleared for internal data only. */
function verified(body: string): readonly string[] {
  const text = `${head}plan p(n: Int) {\n${body}\n}\n`;
  const result = compile({ files: ["/main.orch"], root: "/" }, memoryHost({ "/main.orch": text }));
  const [plan, members] = [result.plan("m.p")?.plan, result.context("m.p")];
  if (plan === undefined || members === undefined)
    throw new Error(result.diagnostics.map(({ message }) => message).join("\n"));
  const cleared: Obligation = {
    id: "clearance",
    source: { capability: "m.out", clause: "clearance", index: 0 },
    rule: "clearance",
    severity: "blocking",
    verdict: "proved",
    assumes: [],
    nodes: [],
  };
  const { "m.out": low } = plan.capabilities;
  const internal = { confidentiality: "internal", integrity: "trusted" } as const;
  const called: Plan = {
    ...plan,
    capabilities:
      low === undefined
        ? plan.capabilities
        : { ...plan.capabilities, "m.out": { ...low, clearance: internal } },
    obligations: [
      ...(low === undefined ? [] : [cleared]),
      ...plan.obligations.map((one) => ({ ...one, verdict: "proved" as const })),
    ],
  };
  const report = checkCertificates({ plan: called, certificates: certificatesOf(called, members) });
  return report.verified.filter((id) => /^(clearance$|guardrail|standing m\.p\/a$)/u.test(id));
}

describe("the clearance of what is called", () => {
  test.each([
    ["in the handler of a denial", 'step a = act(n) else { step o = out("x")  yield 1 }'],
    ["with the text of a denial", "step a = act(n) else { step o = out(error.message)  yield 1 }"],
    ["with what a denied step lacks", `step a = act(n) { optional }  step o = out("\${a is none}")`],
    [
      "with the branch that was not denied",
      `step a = first of { x = act(n), y = { wait 1s  yield 2 } }  step o = out("\${a.x ?? 0}")`,
    ],
    ["with what was agreed without it", `step q = quorum 1 of { act(n), pick(n) }  step o = out("\${q}")`],
  ])("%s", (_, body) => {
    expect(verified(body)).toEqual([]);
  });
});

describe("a label kept from a place, and the clearance of that", () => {
  const named = "step w = who(n)";
  test.each([
    [
      "by what a failed step lacks",
      `${named}  step a = with_name(w.name) { optional }  step o = out("\${a is none}")`,
    ],
    ["by what a failed plan lacks", `step a = says(n) { optional }  step o = out("\${a is none}")`],
    [
      "by the rounds that are left",
      `${named}  step l = for x in [1, 2] { step a = with_name(w.name)  yield x } { optional up to 50% }  step o = out("\${l.size}")`,
    ],
    ["by what a fusion asks", 'step w = wait for event both within 1m  when w is some { step o = out("x") }'],
    [
      "by what a fusion of a fusion asks",
      'step l = for x in event again up to 2 within 1m { step o = out("x") }',
    ],
  ])("%s", (_, body) => {
    expect(verified(body)).toEqual([]);
  });
});

describe("what stays", () => {
  test.each([
    ["of a plan that is undone", 'step a = sends(n) { irreversible because "so" }', []],
    [
      "of a handler, where the rest is undone",
      'step a = send(n) else post(n) { irreversible because "so" }',
      [],
    ],
    ["of a call without an undo", 'step a = post(n) { irreversible because "so" }', ["standing m.p/a"]],
  ])("%s", (_, body, expected) => {
    expect(verified(body).filter((id) => id.startsWith("standing"))).toEqual(expected);
  });
});
