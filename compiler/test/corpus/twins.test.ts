import { createSourceFile, lineAt } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { memoryHost } from "../compile-fixture.ts";

/*
 * Mistakes of the analysis as people make them, each with its twin: `«wrong¦right»` is one or the other. The mistake
 * gives one error of its code on the line that has the marks, or `//!` where it is told elsewhere; the twin gives nothing.
 */

const declared = `module clinic
import std.people { Approval }
role nurse
role doctor
type Bed { id: String, online: Bool }
type Lift { id: String, online: Bool }
resource beds: Bed x 3 { at device  lease 8h }
resource lifts: Lift x 1 { at device  lease 1h }
tool test_blood(n: Int) -> Int in 0..9 { effect pure  cost <= $2  latency <= 10s }
tool scan(n: Int) -> Int in 0..9 { effect pure  cost <= $5  latency <= 1m  energy <= 0.5kWh }
llm read(n: Int) -> Int in 0..9 { role executor  prompt "What is \${n}?"  cost <= $0.10  latency <= 5s  tokens <= 1_000 tokens }
human sign(n: Int) -> Approval { ask doctor  show "Sign \${n}?" }
human look(n: Int) -> Approval { ask nurse  show "Look at \${n}?" }
service admit(n: Int) -> Int { effect idempotent  latency <= 10s  undo discharge(n) }
service discharge(n: Int) { effect idempotent  latency <= 10s }
service inject(n: Int) -> Int { effect once  latency <= 1m  tags risky  irreversible because "it is in the blood" }
service charge(n: Int) -> Int { effect once  cost <= $1  latency <= 10s }
service charge_back(n: Int) -> Int { effect once  cost <= $1  latency <= 10s  undo refund(n)  confirm charged(n) }
service charge_seen(n: Int) -> Int { effect once  cost <= $1  latency <= 10s  undo refund(ref: result) }
service refund(ref: Int) { effect idempotent  latency <= 10s }
service charged(n: Int) -> Done<Int> { effect pure  latency <= 1s }
service note(n: Int) { effect pure  latency <= 1s }
service file(n: Int) { effect idempotent  latency <= 5s  undo unfile(n) }
service unfile(n: Int) { effect idempotent  latency <= 5s }
service move(bed: String, n: Int) { effect idempotent  latency <= 20m  undo unfile(n) }
service write_up(n: Int, text: String trusted) { effect pure  latency <= 1s }
agent guess(n: Int) -> { text: String } { effect pure  latency <= 10s }
`;

type Twin = readonly [says: string, code: string, text: string];

const plan = (body: string, rules = ""): string =>
  `${rules}\nplan p(n: Int in 1..9, urgent: Bool, xs: [Int] size 0..4) {\n${body}\n}\n`;

/** The mistake is told of the plan. */
const top = (body: string, rules: string): string =>
  plan(body, rules).replace("size 0..4) {", "size 0..4) { //!");

const budgets: readonly Twin[] = [
  [
    "two steps together",
    "ORCH4104",
    top("step a = scan(n)\nstep b = test_blood(n)", "guardrail cheap { «cost <= $6¦cost <= $7» }"),
  ],
  [
    "the tries of one step",
    "ORCH4104",
    top("step a = scan(n) { «retry 3¦retry 2» }", "guardrail cheap { cost <= $15 }"),
  ],
  [
    "tries and what is undone",
    "ORCH4104",
    top("step a = admit(n)\nstep s = scan(n) { «retry 3¦retry 2» }", "guardrail cheap { cost <= $15 }"),
  ],
  [
    "what a plan that is called costs",
    "ORCH4104",
    `guardrail cheap { «cost <= $4¦cost <= $6» }\nplan p(n: Int) { step a = inner(n) }\nplan inner(n: Int) { //!\nstep s = scan(n) }`,
  ],
  [
    "energy",
    "ORCH4104",
    top("step a = scan(n)\nstep b = scan(n)", "guardrail green { «energy <= 0.9kWh¦energy <= 1kWh» }"),
  ],
  [
    "tokens",
    "ORCH4104",
    top("step a = read(n) { «retry 2¦retry 1» }", "guardrail short { tokens <= 2_000 tokens }"),
  ],
  ["time", "ORCH4104", top("wait 2m\nstep a = scan(n)", "guardrail quick { «latency <= 2m¦latency <= 3m» }")],
  [
    "rounds of a known number",
    "ORCH4104",
    top(
      "step all = for x in [1, 2, 3] { step a = scan(x)  yield a }",
      "guardrail cheap { «cost <= $14¦cost <= $15» }",
    ),
  ],
  [
    "all that are asked",
    "ORCH4104",
    top("step q = quorum 2 of { scan(1), scan(2), scan(3) }", "guardrail cheap { «cost <= $9¦cost <= $15» }"),
  ],
  [
    "a goal's own",
    "ORCH4104",
    `goal well(n: Int) -> Int { budget «cost <= $4¦cost <= $5» }\nplan by_scan(n: Int) -> Int achieves well { step s = scan(n)  return s //!\n}`,
  ],
];

const orders: readonly Twin[] = [
  [
    "a limit of people's time is no guard",
    "ORCH4101",
    plan(
      "step ok = sign(n) { timeout 1h } else { yield «{ granted: true }¦{ granted: false }» }\nwhen ok.granted {\nstep i = inject(n) //!\n}",
      "guardrail g { sign granted before inject }",
    ),
  ],
  [
    "before the loop for another",
    "ORCH4101",
    plan(
      "step all = for x in xs {\nstep t = «note(x)¦test_blood(x)»\nstep i = inject(x) { after t } //!\n}",
      "guardrail g { test_blood before inject }",
    ),
  ],
  [
    "of a goal that is called",
    "ORCH4101",
    `guardrail g { sign granted before inject }\ngoal agreed(n: Int) -> Approval { }\nplan by_doctor(n: Int) -> Approval achieves agreed { step s = «look¦sign»(n) { timeout 1h }  return s }\nplan p(n: Int) { step a = agreed(n)  when a.granted {\nstep i = inject(n) //!\n} }`,
  ],
  [
    "nothing waits for the answer",
    "ORCH4101",
    plan(
      "step ok = sign(n) { timeout 1h }\nstep i = inject(n) «¦ { after ok }»",
      "guardrail g { sign before inject }",
    ),
  ],

  [
    "the other side",
    "ORCH4101",
    plan(
      "step ok = sign(n) { timeout 1h }\nwhen «not ¦»ok.granted {\nstep i = inject(n) //!\n}",
      "guardrail g { sign granted before inject }",
    ),
  ],
  [
    "the wrong one is asked",
    "ORCH4101",
    plan(
      "step ok = «look¦sign»(n) { timeout 1h }\nwhen ok.granted {\nstep i = inject(n) //!\n}",
      "guardrail g { sign granted before inject }",
    ),
  ],
  [
    "an optional one",
    "ORCH4101",
    plan(
      "step t = test_blood(n)« { optional }¦»\nstep i = inject(n) { after t } //!",
      "guardrail g { test_blood before inject }",
    ),
  ],
  [
    "a handler gets past it",
    "ORCH4101",
    plan(
      'step t = test_blood(n) else { «yield 0¦fail "no"» }\nstep i = inject(n) { after t } //!',
      "guardrail g { test_blood before inject }",
    ),
  ],
  [
    "asked once for all",
    "ORCH4101",
    plan(
      "step all = for x in xs {\n«step t = note(x)¦step t = test_blood(x)»\nstep i = inject(x) { after t } //!\nyield x\n}",
      "guardrail g { test_blood before inject }",
    ),
  ],
  [
    "after, and not before",
    "ORCH4101",
    plan(
      "step i = inject(n)«¦ { after t }»\nstep t = test_blood(n)",
      "guardrail g { test_blood before inject }",
    ),
  ],
  [
    "preceded by neither",
    "ORCH4101",
    plan(
      "step t = «note¦test_blood»(n)\nstep i = inject(n) { after t } //!",
      "guardrail g { every inject preceded by test_blood or scan }",
    ),
  ],
  [
    "tagged ones too",
    "ORCH4101",
    plan(
      "step t = test_blood(n)\nstep i = inject(n) «¦ { after t }»",
      "guardrail g { every tagged risky preceded by test_blood }",
    ),
  ],
  [
    "in a plan that is called",
    "ORCH4101",
    `guardrail g { test_blood before inject }\nplan inner(n: Int) { «step s = inject(n)¦step b = test_blood(n)  step s = inject(n) { after b }» }`,
  ],
  [
    "won by another branch",
    "ORCH4101",
    plan(
      "step r = first of { x = test_blood(1), y = «note(2)¦test_blood(2)» }\nstep i = inject(n) { after r } //!",
      "guardrail g { test_blood before inject }",
    ),
  ],
];

const followed: readonly Twin[] = [
  [
    "nothing follows",
    "ORCH4105",
    plan(
      "step i = inject(n) //!\n«¦step f = note(n) { after i }»",
      "guardrail g { every inject followed by note }",
    ),
  ],
  [
    "what comes before does not follow",
    "ORCH4105",
    plan(
      "step f = note(n)\nstep i = inject(n)« { after f }¦» //!\n«¦step f2 = note(n) { after i }»",
      "guardrail g { every inject followed by note }",
    ),
  ],
  [
    "too late for sure",
    "ORCH4105",
    plan(
      "step i = inject(n) //!\nwait «20m¦1m»\nstep f = note(n)",
      "guardrail g { every inject followed by note within 10m }",
    ),
  ],
  [
    "beside it, and maybe over before",
    "ORCH4105",
    plan(
      "step i = inject(n) //!\nstep f = note(n) «¦ { after i }»",
      "guardrail g { every inject followed by note }",
    ),
  ],
];

const counts: readonly Twin[] = [
  [
    "in a plan that is called twice",
    "ORCH4102",
    plan(
      "step a = inner(1)\nstep b = inner(2) //!",
      "guardrail g { «at most 1 scan¦at most 2 scan» }\nplan inner(n: Int) { step s = scan(n) }",
    ),
  ],
  [
    "calls of a plan",
    "ORCH4102",
    plan(
      "step a = inner(1)\nstep b = inner(2) //!",
      "guardrail g { «at most 1 inner¦at most 2 inner» }\nplan inner(n: Int) { step s = note(n) }",
    ),
  ],
  [
    "three where two are allowed",
    "ORCH4102",
    plan(
      "step a = scan(1)\nstep b = scan(2)\nstep c = scan(3) //!",
      "guardrail g { «at most 2 scan¦at most 3 scan» }",
    ),
  ],
  [
    "tries count",
    "ORCH4102",
    plan("step a = scan(1) { «retry 2¦retry 1» }", "guardrail g { at most 2 scan }"),
  ],
  [
    "rounds count",
    "ORCH4102",
    plan(
      "step all = for x in [1, 2, 3] {\nstep a = scan(x) //!\nyield a\n}",
      "guardrail g { «at most 2 scan¦at most 3 scan» }",
    ),
  ],
  [
    "all of a kind",
    "ORCH4102",
    plan(
      "step a = look(1) { timeout 1h }\nstep b = sign(2) { timeout 1h } //!",
      "guardrail g { «at most 1 kind human¦at most 2 kind human» }",
    ),
  ],
  [
    "in the time of a window",
    "ORCH4102",
    plan("step a = scan(1)\nwait «5m¦1h»\nstep b = scan(2) //!", "guardrail g { at most 1 scan per 30m }"),
  ],
  [
    "both ways of one step",
    "ORCH4102",
    plan("step a = scan(1) else «scan(2)¦test_blood(2)»", "guardrail g { at most 1 scan }"),
  ],
  ["never at all", "ORCH4103", plan("step a = «scan¦test_blood»(1)", "guardrail g { never scan }")],
  [
    "never what is tagged",
    "ORCH4103",
    plan("step a = «inject¦admit»(1)", "guardrail g { never tagged risky }"),
  ],
  ["never with that", "ORCH4103", plan("step a = scan(«9¦5»)", "guardrail g { never scan when args.n > 8 }")],
  ["never by that kind", "ORCH4103", plan("step a = «read¦scan»(1)", "guardrail g { never kind llm }")],
];

const effects: readonly Twin[] = [
  [
    "held and paid, and then it may fail",
    "ORCH4201",
    plan("with b = beds wait 1h for 1h {\nstep c = «charge¦charge_back»(n)\nstep s = scan(c)\n}"),
  ],
  ["paid beside what may fail", "ORCH4201", plan("step c = «charge¦charge_back»(n)\nstep s = scan(n)")],
  ["paid, and then it may fail", "ORCH4201", plan("step c = «charge¦charge_back»(n)\nstep s = scan(c)")],
  [
    "paid in one round, failed in another",
    "ORCH4201",
    plan("step all = for x in xs {\nstep c = «charge¦charge_back»(x)\nyield c\n}"),
  ],
  [
    "paid, and the goal is not met",
    "ORCH4201",
    `goal well(n: Int) -> Int { success "so" when result > 5 }\nplan by_card(n: Int) -> Int achieves well { step c = «charge¦charge_back»(n)  return c }`,
  ],
  [
    "paid in a plan that is called",
    "ORCH4201",
    `plan inner(n: Int) -> Int { step c = «charge¦charge_back»(n)  return c }\nplan p(n: Int) { step a = inner(n) //!\nstep s = scan(a) }`,
  ],
  ["paid, and the time is over", "ORCH4201", plan("timeout 1h\nstep c = «charge¦charge_back»(n)\nwait 10m")],
  [
    "paid, and then refused by a person",
    "ORCH4201",
    plan(
      'step c = «charge¦charge_back»(n)\nstep ok = sign(n) { timeout 1h  after c }\nwhen not ok.granted { fail "no" }',
    ),
  ],
  ["tried twice", "ORCH4302", plan("step c = «inject¦admit»(n) { retry 1 }")],
  [
    "tried twice in a plan",
    "ORCH4302",
    "plan inner(n: Int) { step i = «inject¦admit»(n) }\nplan p(n: Int) { step a = inner(n) { retry 1 } //!\n}",
  ],
  ["replaced without being asked about", "ORCH4303", plan("step c = «inject¦admit»(n) else scan(n)")],
  ["in a race", "ORCH4301", plan("step r = first of { //!\nx = «inject¦admit»(1)\ny = scan(2)\n}")],
  [
    "a race whose undo reads the result",
    "ORCH4301",
    plan("step r = first of { //!\nx = «charge_seen¦charge_back»(1)\ny = scan(2)\n}"),
  ],
  [
    "asked of several",
    "ORCH4301",
    plan("step q = quorum 2 of { //!\n«inject¦scan»(1),\nscan(2),\ntest_blood(3)\n}"),
  ],
  ["undone by what happens once", "ORCH4202", plan("step a = admit(n) { «undo charge(n)¦undo unfile(n)» }")],
];

const holds: readonly Twin[] = [
  [
    "two more than there are at once",
    "ORCH4401",
    plan(
      "step all = for x in [1, 2] at once 2 {\nwith b = beds count «4¦1» wait 1h for 1h { step m = note(x) }\nyield x\n}",
    ),
  ],
  ["more than there are", "ORCH4401", plan("with b = beds count «4¦3» wait 1h for 1h { step m = note(n) }")],
  [
    "held inside itself",
    "ORCH4405",
    plan("with b = beds wait 1h for 1h {\nwith c = «beds¦lifts» wait 1h for 30m { step m = note(n) }\n}"),
  ],
  ["longer than the lease", "ORCH4402", plan("with l = lifts wait 1h for «2h¦1h» { step m = note(n) }")],
  [
    "one try does not fit",
    "ORCH4404",
    plan("with b = beds wait 1h for «10m¦30m» {\nstep m = move(bed: b.id, n) //!\n}"),
  ],
  [
    "crossed",
    "ORCH4403",
    `plan one(n: Int) { with b = beds count 3 wait 1h for 1h { with l = lifts wait 1h for 30m { step m = note(n) } } }\nplan two(n: Int) { with «l = lifts¦b = beds» wait 1h for 1h {\nwith «b = beds count 3¦l = lifts» wait 1h for 30m { step m = note(n) } //!\n} }`,
  ],
];

const flows: readonly Twin[] = [
  [
    "what a model says where only what is trusted may go",
    "ORCH3502",
    plan('step g = guess(n)\nstep w = write_up(n, text: «g.text¦endorse(g.text, because: "read by hand")»)'),
  ],
  [
    "untrusted to a capability",
    "ORCH4106",
    plan(
      'step g = guess(n)\nwhen «g.text == "x"¦urgent» {\nstep i = inject(n) //!\n}',
      "guardrail g { never untrusted to inject }",
    ),
  ],
];

const all: Readonly<Record<string, readonly Twin[]>> = {
  budgets,
  orders,
  followed,
  counts,
  effects,
  holds,
  flows,
};

function taken(text: string, way: 1 | 2): string {
  return text.replaceAll(/«([^¦]*)¦([^»]*)»/gu, (_, wrong: string, right: string) =>
    way === 1 ? wrong : right,
  );
}

function told(text: string) {
  const source = createSourceFile("/m.orch", text);
  const { diagnostics } = compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text }));
  return (
    diagnostics
      // That nobody reads a step is no matter here.
      .filter(({ severity, code }) => severity === "error" || (severity === "warning" && code !== "ORCH2009"))
      .map(({ code, severity, span, message }) => ({
        line: lineAt(source, span.start) + 1,
        code,
        severity,
        message,
      }))
  );
}

describe.each(Object.entries(all))("%s", (_, twins) => {
  test.each(twins)("%s", (_says, code, body) => {
    const text = `${declared}${body}`;
    const lines = text.split("\n");
    const marked = lines.findIndex((line) => line.includes("//!"));
    const line = 1 + (marked >= 0 ? marked : lines.findIndex((each) => each.includes("«")));
    const errors = told(taken(text, 1)).filter(({ severity }) => severity === "error");
    expect(errors.map(({ message: _message, ...rest }) => rest)).toEqual([{ line, code, severity: "error" }]);
    expect(told(taken(text, 2))).toEqual([]);
  });
});
