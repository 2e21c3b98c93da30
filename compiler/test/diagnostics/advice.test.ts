import type { Diagnostic } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { compileText, onlyDiagnostic } from "../compile-fixture.ts";

/* A message leads on: a program that follows its advice has no mistake left. */

interface Advised {
  readonly name: string;
  readonly code: string;
  readonly wrong: string;
  /** Stands in the help. */
  readonly help: string;
  readonly right: string;
}

function errorsOf(text: string): readonly string[] {
  const { diagnostics } = compileText(text);
  return diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
}

/** A text after the first fix of a diagnostic. */
function fixed(text: string, { fixes: [fix] }: Diagnostic): string {
  let result = text;
  for (const { span, newText } of (fix?.edits ?? []).toSorted((a, b) => b.span.start - a.span.start))
    result = result.slice(0, span.start) + newText + result.slice(span.end);
  return result;
}

function follows({ code, wrong, help, right }: Advised): void {
  const told = onlyDiagnostic(wrong);
  expect(told.code).toBe(code);
  expect(told.help).toContain(help);
  expect(errorsOf(right)).toEqual([]);
}

const refunds = `module m
tool standing_of(c: String) -> Bool { effect pure  latency <= 1s }
service refund(c: String) { effect idempotent  latency <= 1s }
guardrail looked { every refund preceded by standing_of }
`;
const ships = `module m
tool test(c: String) -> Bool { effect pure  latency <= 1s }
service ship(c: String) { effect idempotent  latency <= 1s }
`;
const released = `module m
import std.people { Approval }
role lead
human approve(part: String) -> Approval { ask lead  show "\${part}?"  latency <= 1d }
service ship() idempotent <= 1s
private plan ask_all(parts: [String] size 1..3) {
  step all = for part in parts { step asked = approve(part) }
}
plan release(parts: [String] size 1..3) {
  step asked = ask_all(parts)
  step sent  = ship() { after asked }
}
`;
const testAll = `plan test_all(cs: [String] size 0..5) {
  step all = for c in cs { step t = test(c)  yield t }
}
plan release(cs: [String] size 0..5) {
  step tested = test_all(cs)
  step out = ship("x") { after tested }
}`;
const doors = `module m
service open_door(d: String) { effect idempotent  latency <= 1s }
service close_door(d: String) { effect idempotent  latency <= 1s }
`;

const looks = `module m
tool look() -> Int pure <= 1s
plan p() -> Int { step n = look()  return n }
`;

describe("rules of order", () => {
  test.each<Advised>([
    {
      name: "a plan that others call after the first action can start alone",
      code: "ORCH4101",
      wrong: `${refunds}plan pay_back(c: String) { step done = refund(c) }
plan handle(c: String) {
  step good = standing_of(c)
  when good { step paid = pay_back(c) }
}`,
      help: "Call `standing_of` first in `pay_back` itself, which can start alone unless it is `private`.",
      right: `${refunds}plan pay_back(c: String) {
  step good = standing_of(c)
  when good { step done = refund(c) }
}
plan handle(c: String) { step paid = pay_back(c) }`,
    },
    {
      name: "a plan of a goal can start alone, private or not",
      code: "ORCH4101",
      wrong: `${refunds}goal paid(c: String) {}
plan pay_back(c: String) achieves paid { step done = refund(c) }`,
      help: "Call `standing_of` first in `pay_back` itself, which can start alone, as a plan of a goal.",
      right: `${refunds}goal paid(c: String) {}
plan pay_back(c: String) achieves paid {
  step good = standing_of(c)
  when good { step done = refund(c) }
}`,
    },
    {
      name: "an action beside a loop waits for it",
      code: "ORCH4101",
      wrong: `${ships}guardrail tested { test completed before ship }
plan release(cs: [String] size 1..5) {
  step all = for c in cs { step t = test(c) }
  step out = ship("x") { irreversible because "out is out" }
}`,
      help: "Make it wait for the loop: `{ after all }`.",
      right: `${ships}guardrail tested { test completed before ship }
plan release(cs: [String] size 1..5) {
  step all = for c in cs { step t = test(c) }
  step out = ship("x") { after all  irreversible because "out is out" }
}`,
    },
    {
      name: "a loop beside the action moves into a plan",
      code: "ORCH4101",
      wrong: `${ships}guardrail tested { test completed before ship }
plan release(cs: [String] size 0..5) {
  step all = for c in cs { step t = test(c)  yield t } { optional up to 20% }
  step out = ship("x") { after all }
}`,
      help: "Put the loop in a plan of its own, and let the rule ask for that plan.",
      right: `${ships}guardrail tested { test_all completed before ship }
${testAll}`,
    },
    {
      name: "a loop that is in a plan already is asked for by that plan",
      code: "ORCH4101",
      wrong: `${released}guardrail tested { approve granted before ship }`,
      help: "`every ship preceded by approve granted or ask_all`",
      right: `${released}guardrail tested { every ship preceded by approve granted or ask_all }`,
    },
  ])("$name", follows);
});

describe("rules of what follows", () => {
  test.each<Advised>([
    {
      name: "a plan whose callers see to it can start alone",
      code: "ORCH4105",
      wrong: `${doors}guardrail shut { every open_door followed by close_door }
plan air(d: String) { step open = open_door(d) }
plan day(d: String) {
  step aired = air(d)
  finally { step shut = close_door(d) }
}`,
      help: "Call `close_door` after it in `air` itself, which can start alone unless it is `private`; in `finally`",
      right: `${doors}guardrail shut { every open_door followed by close_door }
plan air(d: String) {
  step open = open_door(d)
  finally { step shut = close_door(d) }
}`,
    },
    {
      name: "a plan that is called is followed under no condition",
      code: "ORCH4108",
      wrong: `${doors}guardrail shut { every air followed by close_door }
plan air(d: String) { step open = open_door(d) }
plan day(d: String, cold: Bool) {
  step aired = air(d)
  finally { when cold { step shut = close_door(d) } }
}`,
      help: "Call `close_door` on every path: in `finally`, under no condition.",
      right: `${doors}guardrail shut { every air followed by close_door }
plan air(d: String) { step open = open_door(d) }
plan day(d: String) {
  step aired = air(d)
  finally { step shut = close_door(d) }
}`,
    },
    {
      name: "a step beside a loop waits for the loop",
      code: "ORCH4105",
      wrong: `${doors}guardrail shut { every open_door followed by close_door }
plan air(ds: [String] size 0..5) {
  step all = for d in ds { step open = open_door(d) }
  step shut = close_door("x")
}`,
      help: "Make it wait: `{ after all }`.",
      right: `${doors}guardrail shut { every open_door followed by close_door }
plan air(ds: [String] size 0..5) {
  step all = for d in ds { step open = open_door(d) }
  step shut = close_door("x") { after all }
}`,
    },
    {
      name: "a round is followed in the same round",
      code: "ORCH4105",
      wrong: `${doors}guardrail shut { every open_door followed by close_door }
plan air(ds: [String] size 0..5) {
  step all = for d in ds { step open = open_door(d) }
}`,
      help: "Call `close_door` after it in the round of `all`, in `air` itself",
      right: `${doors}guardrail shut { every open_door followed by close_door }
plan air(ds: [String] size 0..5) {
  step all = for d in ds {
    step open = open_door(d)
    step shut = close_door(d) { after open }
  }
}`,
    },
    {
      name: "a handler of the first action does not follow it",
      code: "ORCH4105",
      wrong: `${doors}guardrail shut { every open_door followed by close_door }
plan air(d: String) {
  step open = open_door(d) else { step shut = close_door(d) }
}`,
      help: "`shut` is called only where `open` fails. Call `close_door` after `open`, in a step beside it.",
      right: `${doors}guardrail shut { every open_door followed by close_door }
plan air(d: String) {
  step open = open_door(d) else { step other = close_door(d) }
  step shut = close_door(d) { after open }
}`,
    },
  ])("$name", follows);
});

const handlers = (address: string): string =>
  `module m
let file = "./x.ts"
tool t(n: Int) -> Int { effect pure  latency <= 1s  run module "${address}" }`;
const rounds = (handler: string): string => `module m
tool t(n: Int) -> Int { effect pure  latency <= 1s  fails bad }
plan p(n: Int) -> Int {
  step r = for v from n up to 3 until v > 9 { step x = t(v)  yield x } ${handler}
  return r
}`;
const greeting = (label: string): string => `module m
service sms(name: String @personal) { effect once  latency <= 1s  clearance personal }
plan greet(name: String${label}) { step sent = sms(name) }
plan p(name: String @personal) { step sent = greet(name) }`;
const outcome = (argument: string): string => `module m
tool t(text: String) -> Int { effect pure  latency <= 1s }
plan p(n: Int) { when n > 3 { fail "too many" } }
plan q(text: String) { step r = t(text) }
trigger g { on failed p  start q(text: ${argument}) }`;
const stages = (value: string): string => `module m
type Stage = early | late
type Other = early | last
service put(s: Stage) { effect idempotent  latency <= 1s }
plan p(n: Int) {
  let x = ${value}
  step s = put(x.a)
  step t = put(x.b)
  step u = put(x.c)
}`;
const vans = `module m
type Van { id: String, at: Geo }
resource vans: Van x 3 { at edge }
tool t(n: Int) -> Int { effect pure  latency <= 1s }
`;
const pays = (rule: string): string => `module m
tool look(n: Int) -> Int { effect pure  latency <= 1s }
service pay(n: Int) { effect once  latency <= 1s }
guardrail g { ${rule} }
plan p(n: Int in 0..2) {
  step seen = look(n)
  step paid = pay(n) { after seen }
}`;

describe("types, names and syntax", () => {
  test.each<Advised>([
    {
      name: "a role is trusted with a label",
      code: "ORCH0105",
      wrong: "module m\nrole clerk clearance personal",
      help: "`role clerk trust personal`",
      right: "module m\nrole clerk trust personal",
    },
    {
      name: "the time of `dedupe` stands before its key",
      code: "ORCH0101",
      wrong: "module m\nevent back(book: String) { from desk  dedupe by book within 1h }",
      help: "The time stands first: `dedupe 10m by id`.",
      right: "module m\nevent back(book: String) { from desk  dedupe 1h by book }",
    },
    {
      name: "a scenario gives the result of a call by `answer`",
      code: "ORCH3811",
      wrong: `${looks}scenario "s" for p { given look = 1  expect completed }`,
      help: "`answer look with …`",
      right: `${looks}scenario "s" for p { answer look with 1  expect completed }`,
    },
    {
      name: "the place of a handler is written out whole",
      code: "ORCH3613",
      wrong: handlers(`\${file}#f`),
      help: '`"./handlers.ts#name"`',
      right: handlers("./x.ts#f"),
    },
    {
      name: "a parameter of a plan is declared with its label",
      code: "ORCH3501",
      wrong: greeting(""),
      help: "Declare `name: … @personal` in `greet` if it may receive it.",
      right: greeting(" @personal"),
    },
    {
      name: "the end of a run is no event",
      code: "ORCH3201",
      wrong: outcome("event.text"),
      help: "A run that ends is no event: it is known here as `run` and `error`.",
      right: outcome("error.message"),
    },
    {
      name: "a name that nothing declares",
      code: "ORCH2005",
      wrong: "module m\nplan p(n: Int) { step sent = notify(n) }",
      help: "Declare it, `tool notify(…) { … }`, or import it.",
      right: `module m
tool notify(n: Int) { effect idempotent  latency <= 1s }
plan p(n: Int) { step sent = notify(n) }`,
    },
    {
      name: "a kind of capabilities in a rule",
      code: "ORCH2005",
      wrong: `module m
tool t(n: Int) { effect idempotent  latency <= 1s }
policy quiet { on tool  deny when now.hour > 20 }
plan p(n: Int) under quiet { step s = t(n) }`,
      help: "In a rule, all capabilities of a kind are `kind tool`.",
      right: `module m
tool t(n: Int) { effect idempotent  latency <= 1s }
policy quiet { on kind tool  deny when now.hour > 20 }
plan p(n: Int) under quiet { step s = t(n) }`,
    },
    {
      name: "a time for which a member is waited",
      code: "ORCH3002",
      wrong: `${vans}plan p(n: Int) { with v = vans within 5m for 1h { step s = t(n) } }`,
      help: "The longest wait for a member is `wait 5m`.",
      right: `${vans}plan p(n: Int) { with v = vans wait 5m for 1h { step s = t(n) } }`,
    },
    {
      name: "a range beside `let`",
      code: "ORCH3218",
      wrong: "module m\nplan p(n: Int) -> Int {\n  let all = 1..n\n  return all.size\n}",
      help: "`step all = for i in 1..n { … }`",
      right: `module m
tool t(n: Int) -> Int { effect pure  latency <= 1s }
plan p(n: Int in 1..9) -> Int {
  step all = for i in 1..n { step x = t(i)  yield x }
  return all.size
}`,
    },
    {
      name: "a condition of a rule behind `where`",
      code: "ORCH0101",
      wrong: pays("never pay where args.n > 3"),
      help: "`never a when args.n > 3`",
      right: pays("never pay when args.n > 3"),
    },
    {
      name: "a time moved into a zone",
      code: "ORCH3203",
      wrong: 'module m\nplan p() -> Int { return now.in("Europe/Vienna").hour }',
      help: '`at.hour("Europe/Vienna")`',
      right: 'module m\nplan p() -> Int { return now.hour("Europe/Vienna") }',
    },
    {
      name: "working days by the name of another library",
      code: "ORCH3203",
      wrong: "module m\nplan p(d: Date) -> Date { return d.add_workdays(3) }",
      help: "`day.add_business_days(3)`",
      right: "module m\nplan p(d: Date) -> Date { return d.add_business_days(3) }",
    },
    {
      name: "a condition of an expectation behind `where`",
      code: "ORCH0106",
      wrong: `${pays("never pay when args.n > 3")}\nscenario "s" for p { given n = 1  expect never pay where args.n > 3 }\n`,
      help: "`expect never f when args.n > 3`",
      right: `${pays("never pay when args.n > 3")}\nscenario "s" for p { given n = 1  expect never pay when args.n > 3 }\n`,
    },
    {
      name: "a condition of an obligation behind `where`",
      code: "ORCH0101",
      wrong: pays("every pay where args.n > 1 preceded by look"),
      help: "`every a when args.n > 3 preceded by b`",
      right: pays("every pay when args.n > 1 preceded by look"),
    },
  ])("$name", follows);

  test("the last value of a loop whose failure is not asked for", () => {
    const told = onlyDiagnostic(rounds("else { yield error.last }"));
    expect(told.code).toBe("ORCH3003");
    expect(told.message).toContain("`else when error == exhausted { … }`");
    expect(errorsOf(rounds("else when error == exhausted { yield error.last }"))).toEqual([]);
  });

  test("bare members in one `let` are one mistake, and one fix names the enum of each", () => {
    const wrong = stages("{ a: early, b: late, c: early }");
    const told = onlyDiagnostic(wrong);
    expect(told.code).toBe("ORCH3201");
    expect(told.labels.map(({ message }) => message)).toEqual(["and this", "and this"]);
    expect(fixed(wrong, told)).toBe(stages("{ a: Stage.early, b: Stage.late, c: Stage.early }"));
    expect(errorsOf(fixed(wrong, told))).toEqual([]);
  });

  test.each([
    ["n == 1..3", "n in 1..3"],
    ["n != 1..3", "not (n in 1..3)"],
  ])("a comparison with a range, %s", (wrong, right) => {
    const text = (value: string) => `module m\nplan p(n: Int) -> Bool { return ${value} }`;
    const mended = fixed(text(wrong), onlyDiagnostic(text(wrong)));
    expect(mended).toBe(text(right));
    expect(errorsOf(mended)).toEqual([]);
  });

  test("a pool that a called plan requests again is shown at both holds", () => {
    const told = onlyDiagnostic(`${vans}plan inner(n: Int) {
  with w = vans wait 1m for 5m { step s = t(n) }
}
plan outer(n: Int) {
  with v = vans wait 1m for 9m { step s = inner(n) }
}`);
    expect(told.code).toBe("ORCH4405");
    expect(told.labels.map(({ message }) => message)).toEqual(["held from here on", "requested again here"]);
  });
});

test.each<Advised>([
  {
    name: "one letter of another unit is no slip for a pair with it",
    code: "ORCH3104",
    wrong: "module m\nservice lift(by: Mass in 1kg..40t) { effect idempotent  latency <= 1s }\n",
    help: "Declare it, as in `unit stone: Mass = 6.35 kg`.",
    right:
      "module m\nunit t: Mass = 1_000 kg\nservice lift(by: Mass in 1kg..40t) { effect idempotent  latency <= 1s }\n",
  },
  {
    name: "a unit of one quantity is no slip for a unit of another",
    code: "ORCH3104",
    wrong: "module m\nservice dose(of: Mass in 1mg..5g) { effect idempotent  latency <= 1s }\n",
    help: "`Mass` has units such as `g`, `kg`. Declare it, as in `unit stone: Mass = 6.35 kg`.",
    right:
      "module m\nunit mg: Mass = 0.001 g\nservice dose(of: Mass in 1mg..5g) { effect idempotent  latency <= 1s }\n",
  },
  {
    name: "the fields of a case stand in braces",
    code: "ORCH0105",
    wrong: "module m\ntype Check = fine | caution(reason: String)\n",
    help: "The fields of a case stand in braces: `caution { reason: String }`.",
    right: "module m\ntype Check = fine | caution { reason: String }\n",
  },
  {
    name: "a model is asked by an llm",
    code: "ORCH3603",
    wrong:
      'module m\nagent pick(s: String) -> String { prompt "Pick ${s}"  tokens <= 400  cost <= $1  latency <= 1m }\n',
    help: "To ask a model, write `llm pick`: the plan around it is the agent.",
    right:
      'module m\nllm pick(s: String) -> String { prompt "Pick ${s}"  tokens <= 400  cost <= $1  latency <= 1m }\n',
  },
  {
    name: "a question to a person is shown",
    code: "ORCH3603",
    wrong:
      'module m\nrole doctor\nhuman release(s: String) -> { ok: Bool } { ask doctor  prompt "Release ${s}?"  latency <= 1h }\n',
    help: 'A person reads `show "…"`.',
    right:
      'module m\nrole doctor\nhuman release(s: String) -> { ok: Bool } { ask doctor  show "Release ${s}?"  latency <= 1h }\n',
  },
  {
    name: "the bounds of a quantity stand in a condition",
    code: "ORCH3004",
    wrong:
      "module m\nservice lift(by: Mass in 1kg..40kg) { effect idempotent  latency <= 1s }\nplan up(by: Mass) { step s = lift(by) }\n",
    help: "`when by in 1kg..40kg { … }`",
    right:
      "module m\nservice lift(by: Mass in 1kg..40kg) { effect idempotent  latency <= 1s }\nplan up(by: Mass) { when by in 1kg..40kg { step s = lift(by) } }\n",
  },
])("$name", (advised) => follows(advised));

test("the fields of `run` are known in a plan that has a mistake elsewhere", () => {
  const text = `module m
tool t(id: String) { effect idempotent  latency <= 1s }
plan p(n: Int) {
  let why = match n { 1 -> "yes" }
  step s = t(id: run.id)
}`;
  expect(onlyDiagnostic(text).code).toBe("ORCH0101");
});
