import { describe, expect, it } from "vitest";
import { type Flow, flowClaims, flowMonitor, placeOf } from "../../../src/claims/flow/claims.ts";
import { breachOf, type Said, subjectOf, withoutRules } from "./subject.ts";

/* Programs in which no label goes too far: whatever is varied, the monitor has nothing to say. */

const head = `module m

import std.people { Approval }

role nurse trust personal

type P { id: Int, name: String @personal }

service get() -> { id: Int } { effect pure  latency <= 1s }
service person() -> P { effect pure  latency <= 1s }
service persons() -> [P] size 0..5 { effect pure  latency <= 1s }
service store(x: Json) { effect idempotent  latency <= 1m  clearance secret }
service secretive() -> Int @secret { effect pure  latency <= 1s }
service priced(n: Int @personal) { effect idempotent  latency <= 1s  cost <= $1 * n  clearance personal }
service out(x: Json) { effect idempotent  latency <= 1s }
service danger(cmd: String trusted) { effect idempotent  latency <= 1s }
agent ai(x: String) -> { cmd: String, yes: Bool } { effect pure  latency <= 1s }
human sure(cmd: String @untrusted) -> Approval { ask nurse  show "Do \${cmd}?" }
`;

/** Accepted by the compiler: all that it claims is held against the runs. */
const accepted: Readonly<Record<string, readonly [text: string, said?: Said]>> = {
  "a field without a label": [`plan p() { step a = person()  step o = out(a.id) }`],
  "what was redacted": [`plan p() { step a = person()  step o = out("of \${redact(a.name)}") }`],
  "what was declassified": [
    `plan p(x: String @personal) {
      when declassify(x == "a", because: "it may be known") { step o = out("go") }
    }`,
  ],
  "what was endorsed": [
    `plan p() { step a = ai("x")  step d = danger(endorse(a.cmd, because: "it was looked at")) }`,
  ],
  "what a person has granted": [
    `plan p() {
      step a = ai("x")
      step s = sure(a.cmd) { timeout 1d }
      when s.granted { step d = danger(a.cmd) }
    }`,
  ],
  "a loop whose rounds have labelled values": [
    `plan p() {
      step a = persons()
      step b = for q in a { step s = store(q.name)  yield q.id }
      step o = out(b)
    }`,
  ],
  "a labelled condition over what is cleared for it": [
    `plan p(x: String @personal) {
      step a = get()
      when x == "a" { step s = store(x) }
      step o = out(a) { after a }
    }`,
  ],
  "a handler of a fault that comes in both runs": [
    `plan p(x: String @personal) { step a = person() else { yield { id: 1, name: x } }  step o = out(a.id) }`,
    { answers: { person: { fails: "permanent" } } },
  ],
  "what comes late because of a label": [`plan p(d: Duration @personal) { wait d  step o = out("go") }`],
  "an answer that its own step turns down": [
    `plan p() { step a = secretive() { accept it > 0 attempts 3 } else { yield 1 } }`,
  ],
  "what a labelled answer that is not accepted ends, for a clearance": [
    `plan p() { step a = secretive() { accept it > 0 }  step o = out("go") { after a } }`,
  ],
  "a size that is not labelled": [`plan p() { step a = persons()  step o = out(a.size) }`],
};

describe("of a program that keeps its labels the monitor says nothing", () => {
  it.each(Object.keys(accepted))("%s", (name) => {
    const [text, said] = accepted[name] ?? [""];
    const subject = subjectOf(`${head}\n${text}\n`, "m.p");
    const claims = flowMonitor(subject);
    expect(claims.length).toBeGreaterThan(0);
    expect(breachOf(subject, claims, said)).toBeUndefined();
  });
});

/** Not accepted by every analysis, and safe all the same: nothing personal reaches `out`. */
const forced: Readonly<Record<string, readonly [text: string, said?: Said]>> = {
  "branches that do the same": [
    `plan p(x: String @personal) {
      when x == "a" { step one = out("go") } else { step two = out("go") }
    }`,
  ],
  "arms of a value that are the same": [
    `plan p(x: String @personal) { step o = out(if x == "a" then 1 else 1) }`,
  ],
  "an arm that nothing comes to": [
    `plan p(x: String @personal, n: Int in 1..5) { step o = out(match n { 1..5: "go", else: x }) }`,
  ],
  "what is called only where a fault of the world decides it": [
    `plan p(x: String @personal) {
      when x == "a" { step a = get() }
      step b = person()
      step o = out("go") { after b }
    }`,
    { answers: { get: { fails: "permanent", after: 1 } } },
  ],
  "what a budget no longer allows": [
    `plan p(n: Int in 1..100 @personal) { step a = priced(n)  step o = out("go") { after a } }
     guardrail money : x blocking { cost <= $50 }`,
  ],
  "a wait that begins too late for what it waits for": [
    `plan p(x: String @personal) {
      when x == "a" { step s = store(x) }
      step w = wait for next event ring within 1m { after s }
      step o = out(w is some)
    }
    event ring(door: String)`,
    {
      answers: { store: { ok: null, after: 45_000 } },
      happenings: [{ at: 30_000, does: "occurs", event: "m.ring", fields: { door: "front" } }],
    },
  ],
  "a call that is out of time": [
    `plan p(x: String @personal) {
      when x == "a" { step s = store(x) }
      step b = out("go") { after s }
    }`,
    { answers: { store: { ok: null, after: 65_000 } } },
  ],
};

describe("what labels do not cover is no breach (rule 51), nor is what is safe and refused", () => {
  it.each(Object.keys(forced))("%s", (name) => {
    const [text, said] = forced[name] ?? [""];
    const subject = subjectOf(withoutRules(`${head}\n${text}\n`), "m.p");
    const place = placeOf(subject.file.plan, { selector: { name: "m.out" } });
    const flow: Flow = { says: "forced", kept: "personal", place, isRule: true };
    expect(breachOf(subject, flowClaims(subject, [flow], 100), said)).toBeUndefined();
  });
});
