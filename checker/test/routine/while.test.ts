import { check } from "@orchlang/compiler/testing";
import { describe, test } from "vitest";

const head = `module m
signal dry: Bool { from probe }
signal warmth: Int in 0..50 { from thermometer }
flag warm = warmth > 10
event stop() { from web }
tool look(n: Int) -> Int { effect pure  latency <= 1s  fails lost }
tool open(n: Int) { effect idempotent  latency <= 1s  undo shut(n) }
tool shut(n: Int) { effect idempotent  latency <= 1s }
tool ring(n: Int) { effect once  latency <= 1s  irreversible because "it is heard" }
tool pay(n: Int) -> Int { effect once  latency <= 1s  undo refund(id: result) }
tool refund(id: Int) { effect idempotent  latency <= 1s }
tool send(n: Int) -> Int { effect idempotent  latency <= 1s }
tool take(n: Int, on: Bool, ns: [Int] size 0..3) { effect idempotent  latency <= 1s }
plan called(n: Int) { step x = open(n)  step y = ring(n) { after x } }
`;

const inPlan = (step: string): void =>
  check(`${head}
plan p(n: Int, on: Bool, ns: [Int] size 0..3) {
  ${step}
  step z = take(n, on, ns)
}`);

describe("`while` behind a step", () => {
  test.each([
    ["a signal", "step a = open(n) { while dry }"],
    ["a flag, and a parameter", "step a = open(n) { while warm and on }"],
    ["whether something is known", "step a = open(n) { while dry is none or dry }"],
    ["a loop", "step a = for k in ns { step b = open(n: k) } { while dry }"],
    ["a race", "step a = first of { b = look(n), c = look(n: 2) } { while dry }"],
    ["a quorum", "step a = quorum 2 of { look(n), look(n: 2), look(n: 3) } { while dry }"],
    [
      "work that an event interrupts",
      "step a = do { step b = open(n) } until event stop { step c = look(n) } { while dry }",
    ],
    ["its name in a handler", "step a = look(n) { while dry } else when error == drifted { yield 0 }"],
    ["another step's result", "step a = look(n)\n  step b = open(n) { while dry and a > 1 }"],
  ])("may stand: %s", (_, step) => {
    inPlan(step);
  });

  test.each([
    [
      "it is no condition",
      `step a = open(n) { while warmth }
                           ^^^^^^ error[ORCH3002] \`warmth\` is an \`Int\`, but \`while\` takes a \`Bool\`.`,
    ],
    [
      "it only reads a parameter",
      `step a = open(n) { while on }
                           ^^ error[ORCH3742]`,
    ],
    [
      "it only reads a result",
      `step a = look(n)
  step b = open(n) { while a > 1 }
                           ^^^^^ error[ORCH3742]`,
    ],
    [
      "it only reads the clock",
      `step a = open(n) { while now.hour < 9 }
                           ^^^^^^^^^^^^ error[ORCH3742]`,
    ],
    [
      "it is always so",
      `step a = open(n) { while true }
                           ^^^^ warning[ORCH3727] This condition always holds, so it decides nothing.`,
    ],
    [
      "it is never so",
      `step a = open(n) { while false }
                           ^^^^^ error[ORCH3726] This condition never holds, so what is under it never begins.`,
    ],
    [
      "its name is unknown",
      `step a = open(n) { while drry }
                           ^^^^ error[ORCH3201] There is no \`drry\` here.`,
    ],
    [
      "it reads its own step",
      `step a = look(n) { while dry and a > 1 }
       ^ error[ORCH4001]`,
    ],
    [
      "it is given twice",
      `step a = open(n) { while dry  while warm }
                                ^^^^^^^^^^ error[ORCH3602] \`while\` is written twice in \`open\`.`,
    ],
    [
      "it stands at a wait",
      `step a = wait until dry within 3s { while warm }
                                      ^^^^^^^^^^ error[ORCH3718] \`while\` belongs to a call, a loop or a race.`,
    ],
    [
      "it stands at a handler",
      `step a = look(n) else look(n: 2) { while dry }
                                     ^^^^^^^^^ error[ORCH3718] \`while\` belongs to a call, a loop or a race.`,
    ],
    [
      "it stands at a branch of a race",
      `step a = first of { b = look(n) { while dry }, c = look(n: 2) }
                                    ^^^^^^^^^ error[ORCH3718] \`while\` belongs to a call, a loop or a race.`,
    ],
    [
      "it asks for a name that can't occur",
      `step a = look(n) { while dry } else when error == drift { yield 0 }
                                                    ^^^^^ error[ORCH3222]`,
    ],
    [
      "without it nothing drifts",
      `step a = look(n) else when error == drifted { yield 0 }
                                      ^^^^^^^ error[ORCH3222]`,
    ],
    [
      "the call can't be undone",
      `step a = ring(n) { while dry }
       ^ error[ORCH4301] \`ring\` may have happened although its \`while\` ceased to hold.`,
    ],
    [
      "the call can only be undone by its result",
      `step a = pay(n) { while dry }
       ^ error[ORCH4301] \`pay\` may have happened although its \`while\` ceased to hold.`,
    ],
    [
      "the plan that it calls can't be undone",
      `step a = called(n) { while dry }
       ^ error[ORCH4301] \`ring\` may have happened although its \`while\` ceased to hold.`,
    ],
  ])("is one mistake where %s", (_, step) => {
    inPlan(step);
  });
});

const ofPlan = (text: string): void => check(`${head}${text}`);

describe("`while` of a plan", () => {
  test.each([
    ["a signal, behind other clauses", "plan p() { timeout 1h  while dry  step a = look(n: 1) }"],
    ["a parameter beside a flag", "plan p(n: Int) { while warm and n > 1  step a = open(n) }"],
    [
      "a part that is called",
      "plan p() { step a = q(n: 1) }\nprivate plan q(n: Int) { while dry  step b = open(n) }",
    ],
    ["a call without an undo", "plan p() { while dry  step a = ring(n: 1)  step b = look(n: 2) }"],
    ["a commit", "plan p() { while dry  step a = open(n: 1)  commit  step b = open(n: 2) }"],
    [
      "its failure, where it is called",
      "plan p() -> Int { step a = q() else when error == drifted { yield 0 }  return a }\nplan q() -> Int { while dry  return 1 }",
    ],
    [
      "its failure, in `finally`",
      "plan p() { while dry  step a = look(n: 1)  finally { when outcome.error?.name == drifted { step b = send(n: 1) } } }",
    ],
    ["no statement", "plan p() { while dry }"],
  ])("may stand with %s", (_, text) => {
    ofPlan(text);
  });

  test.each([
    [
      "it is no condition",
      `plan p() { while warmth  step a = look(n: 1) }
                 ^^^^^^ error[ORCH3002] \`warmth\` is an \`Int\`, but \`while\` takes a \`Bool\`.`,
    ],
    [
      "it only reads a parameter",
      `plan p(on: Bool) { while on  step a = look(n: 1) }
                         ^^ error[ORCH3742] This \`while\` reads no signal and no flag, so nothing changes it once the work has begun.`,
    ],
    [
      "it reads a step",
      `plan p() { while dry and a > 1  step a = look(n: 1) }
                         ^ error[ORCH3201]`,
    ],
    [
      "it is given twice",
      `plan p() { while dry  while warm  step a = look(n: 1) }
                      ^^^^^^^^^^ error[ORCH3602] \`while\` is written twice in \`p\`.`,
    ],
    [
      "it is always so",
      `plan p() { while true  step a = look(n: 1) }
                 ^^^^ warning[ORCH3727]`,
    ],
    [
      "it stands below a statement",
      `plan p() { step a = look(n: 1)
while dry
^^^^^ error[ORCH0118] \`while\` of a plan belongs before its first statement.
}`,
    ],
    [
      "it is a loop",
      `plan p() {
while dry { step a = look(n: 1) }
^^^^^ error[ORCH0106] No statement begins with \`while\`.
}`,
    ],
  ])("is one mistake where %s", (_, text) => {
    ofPlan(text);
  });
});
