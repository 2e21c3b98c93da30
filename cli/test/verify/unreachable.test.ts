import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { verify } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";
import { compiled } from "../semantics/program.ts";

/* What no run comes to is proved, with the reason, and neither looked for nor held against the program. */

const notices = `module depot
type Channel = mail | phone | post
service mail_out(to: String) { effect idempotent  latency <= 5s }
service call_up(to: String) { effect idempotent  latency <= 5m }
service letter(to: String) { effect idempotent  latency <= 2d }
service page(to: String) { effect idempotent  latency <= 1m }
plan tell(to: String, by: Channel, tries: Int in 0..9) -> Bool {
  match by {
    mail { step a = mail_out(to) }
    phone { step b = call_up(to) }
    post { step c = letter(to) }
  }
  when tries > 5 and by == phone { step d = page(to)  return true }
  return false
}
plan invite(to: String, urgent: Bool) {
  when urgent {
    step quick = tell(to, by: phone, tries: 3)
  } else {
    step later = tell(to, by: mail, tries: 9)
  }
  when quick is some and later is some {
    step z = page(to)
  }
}
guardrail few : safety { at most 3 letter }
`;

function searched(program: string, target: string, faults = 0) {
  const result = compiled(program);
  const plan = result.plan(target);
  if (plan === undefined) throw new Error("it is a plan");
  const unreachable = result.unreachable(target);
  return verify(plan, result.context(target), { faults, unreachable });
}

describe("places that no run comes to", () => {
  test("a branch that no call of the plan leads to, and one whose condition contradicts the path there", () => {
    const { unreachable, unreached, untried, verdict } = searched(notices, "depot.invite");
    expect(unreachable).toEqual([
      { place: "depot.invite/z", why: "`urgent and not urgent` never holds there" },
      { place: "depot.tell/c", why: "`by == post` holds in no call of `tell`" },
      { place: "depot.tell/d", why: "`tries > 5 and by == phone` holds in no call of `tell`" },
    ]);
    expect({ unreached, untried, verdict }).toEqual({ unreached: [], untried: [], verdict: "safe" });
  });

  test("called for itself, the plan comes everywhere", () => {
    expect(searched(notices, "depot.tell")).toMatchObject({ unreachable: [], unreached: [] });
  });

  test("the report names them, and `--strict` does not fail", async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "depot.orch"), notices);
    const args = ["verify", "depot.orch#invite", "--runs", "0", "--faults", "0", "--strict"];
    const { code, stdout } = await orch(args, { cwd });
    expect(stdout).toContain(
      "tell/c is proved unreachable: `by == post` holds in no call of `tell` (line 11).",
    );
    expect(stdout).toContain("Safe.");
    expect(code).toBe(0);
  });

  test("a proof that a run refutes is reported as one", () => {
    const result = compiled(notices);
    const plan = result.plan("depot.tell");
    if (plan === undefined) throw new Error("it is a plan");
    const unreachable = [{ place: "depot.tell/c", why: "it is said so" }];
    const { refuted } = verify(plan, result.context("depot.tell"), { faults: 0, unreachable });
    expect(refuted).toEqual(["depot.tell/c"]);
  });
});

describe("error handlers", () => {
  const program = `module desk
import std.people { Approval }
role boss
event ping(k: String)
human ok(k: String) -> Approval { ask boss  show "ok \${k}?" }
human ruled(k: String) -> Approval { ask boss  show "ruled \${k}?" }
tool look(k: String) -> Int { effect pure  latency <= 5s }
service put(k: String) -> Int { effect idempotent  latency <= 5s  fails full }
policy shut { on ruled  deny when now.weekday == 7 because "closed" }
plan person(k: String) -> Bool {
  step a = ok(k) { timeout 1h } else when error == timeout { yield { granted: false } } else { step p = put(k)  yield { granted: p > 1 } }
  return a.granted
}
plan fussy(k: String) -> Bool {
  step a = ok(k) { timeout 1h  accept it.granted } else when error == timeout { yield { granted: false } } else { yield { granted: true } }
  return a.granted
}
plan policed(k: String) -> Bool {
  step a = ruled(k) { timeout 1h } else when error == timeout { yield { granted: false } } else { yield { granted: true } }
  return a.granted
}
plan often(k: String) -> Bool {
  step a = ok(k) { timeout 1h } else when error == timeout and k == "x" { yield { granted: false } } else when error.attempts > 3 { yield { granted: true } } else { yield { granted: false } }
  return a.granted
}
plan voted(k: String) -> Int {
  step q = quorum 2 of { look(k) look(k: "b") look(k: "c") } else when error == no_quorum { yield 1 } else { yield 3 }
  return q
}
plan pinged(k: String) -> String {
  step w = wait for event ping within 1h else when error == timeout { yield { k: "none" } } else { yield { k } }
  return w.k
}
plan named(k: String) -> Int {
  step a = put(k) else when error == denied { yield 1 } else when error == invalid_output { yield 3 } else { yield 4 }
  step b = look(k) else when error == permanent { yield 1 } else when error == transient { yield 2 } else when error == timeout { yield 3 } else { yield 5 }
  return a + b
}
`;
  const reached = (plan: string) => {
    const { unreachable, unreached, violations } = searched(program, `desk.${plan}`, 1);
    return { unreachable: unreachable.map(({ place }) => place), unreached, found: violations.length };
  };

  test("are proved unreachable where a person, a quorum or a wait fails in one way alone", () => {
    const { unreachable } = searched(program, "desk.person");
    const why = "the step can fail only as `timeout`, which an earlier handler takes";
    expect(unreachable).toEqual([{ place: "desk.person/p", why }]);
    expect(reached("voted").unreachable).toEqual(["desk.voted/q else 2"]);
    expect(reached("pinged").unreachable).toEqual(["desk.pinged/w else 2"]);
  });

  test("are not where the step may fail otherwise", () => {
    for (const plan of ["fussy", "policed", "often", "named"]) expect(reached(plan).unreachable).toEqual([]);
  });

  test("are come to by every failure that they name, and by one that nobody names", () => {
    expect(reached("named")).toMatchObject({ unreached: [], found: 0 });
  });
});

test("a plan of which no run completes is reported", () => {
  const program = `module shop
type Lathe { id: String, tons: Int in 0..200 }
resource lathes: Lathe { at edge  lease 8h  members [{ id: "a", tons: 20 }, { id: "b", tons: 40 }] }
service turn(lathe: String, part: String) { effect idempotent  latency <= 2h }
plan make(part: String) {
  with lathe = lathes wait 4h for 3h {
    step turned = turn(lathe: lathe.id, part)
  }
}
policy heavy : safety { on turn  deny when resource.tons < 100 because "needs a heavy one" }
`;
  const result = compiled(program);
  const plan = result.plan("shop.make");
  if (plan === undefined) throw new Error("it is a plan");
  const { violations } = verify(plan, result.context("shop.make"), { faults: 0 });
  expect(violations.map(({ violation }) => violation.says)).toEqual([
    "No run of it was found that completes, though nothing goes wrong: no `lathes` came free within 4 h.",
  ]);
});

describe("the block that comes last", () => {
  const last = (body: string, asks: string): string => `module m
tool look(n: Int) -> Int { effect pure  latency <= 1s }
service note(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) -> Int {
  ${body}
  finally { when ${asks} { step a = note(n) } else { step b = note(n) } }
}
`;

  test.each([
    [
      "a failure that a handler takes",
      "step l = look(n) else { yield 0 }\n  return l",
      "outcome.status == failed",
      ["a"],
    ],
    ["a plan that only computes", "return n + 1", "outcome.status == failed and n > 3", ["a"]],
    ["a failure that nothing takes", "step l = look(n)\n  return l", "outcome.status == failed", []],
    ["a failure of its own", 'when n > 5 { fail "too large" }\n  return n', "outcome.status == failed", []],
    ["a run that is cancelled", "step l = look(n)\n  return l", "outcome.status == cancelled", []],
    ["a value that a cancelled run lacks", "step l = look(n) else { yield 0 }\n  return l", "l is some", []],
  ])("%s", (_, body, asks, never) => {
    const { unreachable, unreached, untried, refuted } = searched(last(body, asks), "m.p", 1);
    const steps = unreachable.map(({ place }) => place).filter((place) => /[ab]$/.test(place));
    expect(steps).toEqual(never.map((step) => `m.p/${step}`));
    const left = [...unreached, ...untried].filter((place) => /[ab]$/.test(place));
    expect({ left, refuted }).toEqual({ left: [], refuted: [] });
  });
});
