import { describe, expect, it } from "vitest";
import { type Flow, flowClaims, flowMonitor } from "../../../src/claims/flow/claims.ts";
import { chosenFor } from "../../../src/claims/flow/observe.ts";
import { breachOf, type Said, subjectOf } from "./subject.ts";

/* A value that has to be trusted: something untrusted may decide that the call is made, and chooses no value. */

const head = `module m
agent ai() -> { name: String, yes: Bool } { effect pure  latency <= 1s }
`;
const own = (mark: string): string =>
  `service own(space: String ${mark}) { effect idempotent  latency <= 1s }\n`;
const plan = "plan opens(user: String) { step o = own(user) }\n";

const found: Readonly<Record<string, readonly [text: string, said?: Said]>> = {
  "the value itself": ["plan p() { step a = ai()  step o = own(a.name) }"],
  "the round of a loop": [
    "plan p(users: [String] size 1..3) { step a = ai()  step all = for one in users { when a.name == one { step o = own(one) } } }",
    { input: { users: ["x", "y"] }, answers: { ai: { ok: { name: "x", yes: true } } } },
  ],
  "the round of a loop, through a plan": [
    "plan p(users: [String] size 1..3) { step a = ai()  step all = for one in users { when a.name == one { step o = opens(one) } } }",
    { input: { users: ["x", "y"] }, answers: { ai: { ok: { name: "x", yes: true } } } },
  ],
};

describe("of a value that is not asked to be trusted, the monitor finds who chooses it", () => {
  it.each(Object.keys(found))("%s", (name) => {
    const [text, said] = found[name] ?? [""];
    const subject = subjectOf(`${head}${own("")}${plan}${text}\n`, "m.p");
    const place = chosenFor("`space`", "m.own", "space");
    const flow: Flow = { says: "forced", kept: "untrusted", place, isRule: false };
    expect(breachOf(subject, flowClaims(subject, [flow], 100), said)?.says).toBeDefined();
  });
});

const kept: readonly string[] = [
  "plan p(user: String) { step a = ai()  when a.yes { step o = own(user) } }",
  'plan p(user: String) { step a = ai()  when a.yes { step o = own("one") } else { step o = own("two") } }',
  "plan p(user: String) { step t = for last from false up to 3 until last { step a = ai()  step o = own(user)  yield a.yes } }",
  "plan p(user: String) { step a = ai()  when a.yes { step o = opens(user) } }",
];

describe("of a value that is, it has nothing to say", () => {
  it.each(kept)("%s", (text) => {
    const subject = subjectOf(`${head}${own("trusted value")}${plan}${text}\n`, "m.p");
    const claims = flowMonitor(subject);
    expect(claims.length).toBeGreaterThan(0);
    expect(breachOf(subject, claims)).toBeUndefined();
  });
});
