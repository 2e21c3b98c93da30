import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

/** `rule: verdict at nodes`, for the rules that are asked about. */
function verdicts(
  text: string,
  entry = "m.p",
  kinds = ["guardrail", "policy", "budget", "keep"],
): readonly string[] {
  const looked = look(text);
  const found = looked.verdicts(entry);
  if (found === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  return found.obligations
    .filter(({ id }) => kinds.some((kind) => id.startsWith(`${kind} `)))
    .map(({ rule, verdict, nodes }) => {
      const at =
        verdict === "checked" ? nodes.map((node) => node.slice(node.lastIndexOf("/") + 1)).join(" ") : "";
      return `${rule}: ${verdict}${at === "" ? "" : ` at ${at}`}`;
    });
}

const reviewing = `module m
role lead
type Approval { granted: Bool }
type Item { urgent: Bool }
human review(n: Int) -> Approval { ask lead  show "?"  latency <= 1d }
tool look_at(n: Int) -> Int { effect pure  latency <= 1s }
service send(n: Int) { effect idempotent  latency <= 1s }
`;

const granted = `${reviewing}guardrail g { review granted before send }\n`;
const completed = `${reviewing}guardrail g { review completed before send }\n`;
const looked = `${reviewing}guardrail g { look_at completed before send }\n`;

describe("before", () => {
  test.each([
    ["under the grant", granted, "step r = review(n)  when r.granted { step s = send(n) }", "g: proved"],
    [
      "below a choice that ends the plan otherwise",
      granted,
      'step r = review(n)  when not r.granted { fail "no" }  step s = send(n)',
      "g: proved",
    ],
    [
      "after the answer, whatever it is",
      granted,
      "step r = review(n)  step s = send(n) { after r }",
      "g: checked at s",
    ],
    ["after it has completed", completed, "step r = review(n)  step s = send(n) { after r }", "g: proved"],
    ["beside it", completed, "step r = review(n)  step s = send(n)", "g: refused"],
    ["never", completed, "step s = send(n)", "g: refused"],
    ["never called", completed, "step r = review(n)", "g: proved"],
    [
      "optional, so it may fail",
      looked,
      "step r = look_at(n) { optional }  step s = send(n) { after r }",
      "g: refused",
    ],
    [
      "optional, but asked for something that it gave",
      completed,
      "step r = review(n) { timeout 1h  optional }  when r?.granted ?? false { step s = send(n) }",
      "g: proved",
    ],
    [
      "optional, and granted or something else",
      completed,
      "step r = review(n) { timeout 1h  optional }  when n > 1 or (r?.granted ?? false) { step s = send(n) }",
      "g: checked at s",
    ],
    [
      "optional, so it may fail, under something else",
      looked,
      "step r = look_at(n) { optional }  when n > 1 { step s = send(n) { after r } }",
      "g: refused",
    ],
    [
      "optional, but there",
      looked,
      "step r = look_at(n) { optional }  when r is some { step s = send(n) }",
      "g: proved",
    ],
    [
      "on the other side",
      looked,
      "when n > 1 { step r = look_at(n) } else { step s = send(n) }",
      "g: refused",
    ],
    [
      "on some sides only",
      looked,
      "when n > 1 { step r = look_at(n) }  step s = send(n) { after r }",
      "g: checked at s",
    ],
    [
      "on both sides",
      looked,
      "when n > 1 { step r = look_at(n) } else { step q = look_at(n) }  step s = send(n) { after r, q }",
      "g: proved",
    ],
    [
      "under the same condition, said twice",
      looked,
      "when n > 1 { step r = look_at(n) }  when n > 1 { step s = send(n) { after r } }",
      "g: proved",
    ],
    [
      "under a condition that implies it",
      looked,
      "when n > 1 { step r = look_at(n) }  when n >= 5 { step s = send(n) { after r } }",
      "g: proved",
    ],
    [
      "replaced by a handler",
      looked,
      "step r = look_at(n) else { yield 1 }  step s = send(n) { after r }",
      "g: refused",
    ],
    [
      "with a handler that always fails",
      looked,
      'step r = look_at(n) else { when n > 1 { fail "big" } else { fail "small" } }  step s = send(n) { after r }',
      "g: proved",
    ],
    [
      "with a handler that always fails, and one behind it that does not",
      looked,
      'step r = look_at(n) else when error.attempts > 1 { fail "no" } else { yield 1 }  step s = send(n) { after r }',
      "g: checked at s",
    ],
    [
      "with a handler that fails or not",
      looked,
      'step r = look_at(n) else { when n > 1 { fail "big" }  yield 1 }  step s = send(n) { after r }',
      "g: checked at s",
    ],
    [
      "in `finally`, whatever became of it",
      looked,
      "step r = look_at(n)  finally { step s = send(n) }",
      "g: refused",
    ],
    [
      "through a step that may be skipped",
      looked,
      "step r = look_at(n)  when n > 1 { step x = review(n) { after r } }  step s = send(n) { after x }",
      "g: checked at s",
    ],
    [
      "after a long wait",
      looked,
      "step r = look_at(n)  when n > 1 { wait 1h  step s = send(n) }",
      "g: checked at s",
    ],
  ])("%s", (_, rules, body, expected) => {
    expect(verdicts(`${rules}plan p(n: Int) { ${body} }`)).toEqual([expected]);
  });

  test.each([
    ["an argument that is beside it", "step s = send(5)", "g: proved"],
    ["an argument that is it", "step s = send(50)", "g: refused"],
    ["an argument whose type is beside it", "step s = send(few)", "g: proved"],
    ["an argument that may be it", "step s = send(n)", "g: refused"],
    [
      "one beside it first",
      "step s = send(5)  step r = look_at(n) { after s }  step t = send(50) { after r }",
      "g: proved",
    ],
  ])("what has a condition is asked only where it can hold: %s", (_, body, expected) => {
    const rule = `${reviewing}guardrail g { look_at before send when args.n > 10 }\n`;
    expect(verdicts(`${rule}plan p(n: Int, few: Int in 1..9) { ${body} }`)).toEqual([expected]);
  });

  test("the grant of another round does not count (rule 34)", () => {
    const text = `${granted}plan p(cs: [Item]) {
  step all = for c in cs up to 9 {
    step ok = review(1)
    when c.urgent { step s = send(1) }
  }
}`;
    expect(verdicts(text)).toEqual(["g: refused"]);
    const guarded = text.replace("when c.urgent", "when c.urgent and ok.granted");
    expect(verdicts(guarded)).toEqual(["g: proved"]);
  });

  test("whether every round did it is seen when it runs; what came before the loop counts in it", () => {
    const after = `${looked}plan p(cs: [Item]) {
  step all = for c in cs up to 9 { step r = look_at(1)  yield r }
  step s = send(1) { after all }
}`;
    expect(verdicts(after)).toEqual(["g: checked at s"]);
    const optional = after.replace("yield r }", "yield r } { optional up to 50% }");
    expect(verdicts(optional)).toEqual(["g: refused"]);
    const inside = `${looked}plan p(cs: [Item]) {
  step r = look_at(1)
  step all = for c in cs up to 9 { step s = send(r) }
}`;
    expect(verdicts(inside)).toEqual(["g: proved"]);
  });

  test("before a plan is called counts inside it; inside it does not count after", () => {
    const text = `${completed.replace("guardrail g", "guardrail unused_here")}
plan inner(n: Int) { step s = send(n) }
plan p(n: Int) { step r = review(n)  step i = inner(n) { after r } }`;
    expect(verdicts(text)).toEqual(["unused_here: proved"]);
  });
});

describe("what a plan that is called before has seen to", () => {
  const text = (asks: string, body: string, rule = "review granted before send"): string => `${reviewing}
plan ask(n: Int, b: Bool = false) -> Approval { ${asks} }
guardrail g { ${rule} }
plan p(n: Int, b: Bool, ns: [Int] size 0..3) { ${body} }`;
  const plain = "step ok = review(n)  return ok";
  const asked = "step r = ask(n)  when r.granted { step s = send(n) }";

  test.each([
    ["gives the answer itself", plain, asked, "g: proved"],
    ["the other way round", plain, "step r = ask(n)  when not r.granted { step s = send(n) }", "g: refused"],
    ["without being asked", plain, "step r = ask(n)  step s = send(n) { after r }", "g: checked at s"],
    ["in no order", plain, "step r = ask(n)  step s = send(n)", "g: refused"],
    [
      "fails where it is not granted",
      'step ok = review(n)  when not ok.granted { fail "no" }  return ok',
      "step r = ask(n)  step s = send(n) { after r }",
      "g: proved",
    ],
    [
      "says it by a record of its own",
      "step ok = review(n)  return { granted: ok.granted }",
      asked,
      "g: proved",
    ],
    [
      "says so on the side where it is",
      "step ok = review(n)  when ok.granted { return { granted: true } }  return { granted: false }",
      asked,
      "g: proved",
    ],
    [
      "says so where it is not",
      "step ok = review(n)  when ok.granted { return { granted: true } }  return { granted: true }",
      asked,
      "g: checked at s",
    ],
    [
      "asks by an argument",
      "when b { step ok = review(n)  return ok } else { return { granted: false } }",
      "step r = ask(n, b)  when r.granted { step s = send(n) }",
      "g: proved",
    ],
    [
      "grants by an argument",
      "when b { step ok = review(n)  return ok } else { return { granted: true } }",
      "step r = ask(n, true)  when r.granted { step s = send(n) }",
      "g: proved",
    ],
    [
      "grants by an argument that is another",
      "when b { step ok = review(n)  return ok } else { return { granted: true } }",
      "step r = ask(n)  when r.granted { step s = send(n) }",
      "g: refused",
    ],
    [
      "in rounds of its own",
      "step all = for x in [1, 2] { step ok = review(x)  yield ok }  return { granted: true }",
      asked,
      "g: refused",
    ],
    [
      "in another round",
      plain,
      "step all = for x in ns { step r = ask(x) }  step s = send(n) { after all }",
      "g: refused",
    ],
    [
      "in this round",
      plain,
      "step all = for x in ns { step r = ask(x)  when r.granted { step s = send(x) } }",
      "g: proved",
    ],
    [
      "of two calls",
      plain,
      "step q = ask(n)  step r = ask(n)  when q.granted or r.granted { step s = send(n) }",
      "g: proved",
    ],
  ])("%s", (_, asks, body, expected) => {
    expect(verdicts(text(asks, body))).toEqual([expected]);
  });

  test("through plans that call plans", () => {
    const twice = `${reviewing}guardrail g { review granted before send }
plan ask(n: Int) -> Approval { step ok = review(n)  return ok }
plan sure(n: Int) { step r = ask(n)  when not r.granted { fail "no" } }
plan passes(n: Int) -> Approval { step r = ask(n)  return r }
plan p(n: Int) { step r = sure(n)  step s = send(n) { after r } }
plan q(n: Int) { step r = passes(n)  when r.granted { step s = send(n) } }`;
    expect(verdicts(twice)).toEqual(["g: proved"]);
    expect(verdicts(twice, "m.q")).toEqual(["g: proved"]);
  });

  test("that may be missing by failures alone", () => {
    const looks = (call: string, inside: string) => `${reviewing}guardrail g { look_at before send }
plan inspect(n: Int) { step l = look_at(n) { ${inside} } }
plan p(n: Int) { step i = inspect(n) { ${call} }  step s = send(n) { after i } }`;
    expect(verdicts(looks("", ""))).toEqual(["g: proved"]);
    expect(verdicts(looks("optional", ""))).toEqual(["g: refused"]);
    expect(verdicts(looks("", "optional"))).toEqual(["g: refused"]);
  });
});

describe("at most", () => {
  const counted = (rule: string, body: string): readonly string[] =>
    verdicts(`module m
service send(n: Int) { effect idempotent  latency <= 1s }
guardrail g { ${rule} }
plan p(n: Int, ns: [Int]) { ${body} }`);

  test.each([
    ["at most 2 send", "step a = send(n)  step b = send(n)", "g: proved"],
    ["at most 2 send", "step a = send(n) { retry 2 }", "g: refused"],
    ["at most 2 send", "when n > 1 { step a = send(n) { retry 1 } } else { step b = send(n) }", "g: proved"],
    [
      "at most 1 send",
      'when n > 1 { when n > 3 { step a = send(n)  fail "no" } }  step b = send(n)',
      "g: proved",
    ],
    ["at most 2 send", "step all = for x in ns up to 9 { step a = send(x) }", "g: checked at a"],
    ["at most 9 send", "step all = for x in ns up to 9 { step a = send(x) }", "g: proved"],
    ["at most 1 send per 1h", "step a = send(n)  step b = send(n)", "g: refused"],
    ["at most 1 send per 1h", "step a = send(n)  wait 1h  step b = send(n)", "g: proved"],
    ["at most 1 send per 1h", "step a = send(n)  wait 59m  step b = send(n)", "g: refused"],
    [
      "at most 2 send per 1h",
      "step a = send(n) { retry 1 }  wait 1h  step b = send(n) { retry 1 }",
      "g: proved",
    ],
    ["at most 1 send per 1h", "step a = send(n)  step w = wait 2h  step b = send(n)", "g: checked at a b"],
    [
      "at most 1 send per 1h",
      "step a = send(n)  when n > 1 { wait 2h }  step b = send(n)",
      "g: checked at a b",
    ],
    ["at most 1 send when args.n > 3", "step a = send(n)  step b = send(2)", "g: proved"],
  ])("%s: %s", (rule, body, expected) => {
    expect(counted(rule, body)).toEqual([expected]);
  });
});

test("what a side inside a side ends is not counted below it", () => {
  const text = `module m
service send(n: Int) -> Int { effect idempotent  latency <= 1s }
guardrail g { at most 1 send }
plan p(n: Int) -> Int {
  when n > 1 { when n > 5 { return 1 } else { step a = send(n)  return a } }
  step b = send(n) { retry 1 }
  return b
}`;
  expect(verdicts(text)).toEqual(["g: checked at a b"]);
});

describe("never", () => {
  test.each([
    ["never send", "step a = send(n)", "g: refused"],
    ["never send when args.n > 5", "step a = send(3)", "g: proved"],
    ["never send when args.n > 5", "step a = send(7)", "g: refused"],
    ["never send when args.n > 5", "step a = send(n)", "g: checked at a"],
    ["never send when args.n > 5", "when n <= 5 { step a = send(n) }", "g: proved"],
  ])("%s: %s", (rule, body, expected) => {
    const text = `module m
service send(n: Int) { effect idempotent  latency <= 1s }
guardrail g { ${rule} }
plan p(n: Int) { ${body} }`;
    expect(verdicts(text)).toEqual([expected]);
  });
});

test("twenty conditions that hang together (rule 38)", () => {
  const params = Array.from({ length: 20 }, (_, at) => `b${at}: Bool`).join(", ");
  const all = Array.from({ length: 20 }, (_, at) => `b${at}`).join(" and ");
  const fails = Array.from({ length: 20 }, (_, at) => `when not b${at} { fail "no" }`).join("  ");
  const plan = (body: string) => `${completed}plan p(n: Int, ${params}) { ${body} }`;
  const asked = `when ${all} { step r = review(n) }`;
  expect(verdicts(plan(`${asked}  ${fails}  step s = send(n) { after r }`))).toEqual(["g: proved"]);
  const one = fails.replace('when not b7 { fail "no" }', "");
  expect(verdicts(plan(`${asked}  ${one}  step s = send(n) { after r }`))).toEqual(["g: checked at s"]);
});

describe("followed by", () => {
  test.each([
    ["every open followed by shut", "step a = open(n)  step b = shut(n) { after a }", "g: proved"],
    ["every open followed by shut", "step a = open(n)  finally { step b = shut(n) }", "g: proved"],
    ["every open followed by shut within 1m", "step a = open(n)  step b = shut(n) { after a }", "g: proved"],
    ["every open followed by shut within 1s", "step a = open(n)  step b = shut(n) { after a }", "g: refused"],
    [
      "every open followed by shut",
      'step a = open(n)  when n > 1 { fail "no" }  step b = shut(n) { after a }',
      "g: checked at a",
    ],
    [
      "every open followed by shut",
      'step a = open(n)  step b = shut(n) { after a }  when n > 1 { fail "no" }',
      "g: checked at a",
    ],
    ["every open followed by shut", "step b = shut(n)  step a = open(n) { after b }", "g: refused"],
    ["every open followed by shut", "step a = open(n)", "g: refused"],
  ])("%s: %s", (rule, body, expected) => {
    const text = `module m
service open(n: Int) { effect idempotent  latency <= 2s }
service shut(n: Int) { effect idempotent  latency <= 2s }
guardrail g { ${rule} }
plan p(n: Int) { ${body} }`;
    expect(verdicts(text)).toEqual([expected]);
  });
});

describe("limits", () => {
  const priced = (rule: string, body: string, params = "n: Int in 0..9, ns: [Int]"): readonly string[] =>
    verdicts(`module m
tool t(n: Int) -> Int { effect pure  cost <= $0.10 * n  latency <= 1s }
tool u(n: Int) -> Int { effect pure  cost <= $0.40  latency <= 1s }
guardrail g { ${rule} }
plan p(${params}) { ${body} }`);

  test.each([
    // A pure call is charged again if the process dies once.
    ["cost <= $1.80", "step a = t(n)", "g: proved"],
    ["cost <= $1.70", "step a = t(n)", "g: checked at a"],
    ["cost <= $1", "when n <= 5 { step a = t(n) }", "g: proved"],
    ["cost <= $1", "step a = u(n) { retry 2 }", "g: refused"],
    ["cost <= $1.60", "step a = u(n) { retry 2 }", "g: proved"],
    ["cost <= $1", 'step a = u(n) { retry 2 }  when n > 3 { fail "no" }', "g: checked at a"],
    ["cost <= $1", "when n > 3 { step a = u(n) { retry 2 } }", "g: checked at a"],
    ["cost <= $1", "step all = for x in ns up to 9 { step a = u(x) }", "g: checked at a"],
    ["latency <= 10s", "step a = u(n) { retry 1 every 1s }", "g: proved"],
    ["latency <= 2s", "step a = u(n) { retry 1 every 1s }", "g: refused"],
  ])("%s: %s", (rule, body, expected) => {
    expect(priced(rule, body)).toEqual([expected]);
  });
});

describe("policies", () => {
  test.each([
    ["deny when args.n > 5", "step a = send(3)", "q: proved"],
    ["deny when args.n > 5", "step a = send(7)", "q: refused"],
    ["deny when args.n > 5", "step a = send(n)", "q: checked at a"],
    ["warn when args.n > 5", "step a = send(7)", "q: checked at a"],
    ["allow when args.n > 5", "step a = send(7)", "q: proved"],
    ['require consent "mail"', "step a = send(7)", "q: checked at a"],
    ["limit 5 per 1h", "step a = send(7)", "q: checked at a"],
  ])("%s: %s", (verdict, body, expected) => {
    const text = `module m
service send(n: Int) { effect idempotent  latency <= 1s }
policy q { on send  ${verdict} }
plan p(n: Int) { ${body} }`;
    expect(verdicts(text)).toEqual([expected]);
  });

  test.each([
    ["allow when args.n > 5", "allow when args.n < 9", ["q: proved", "r: proved"]],
    ["allow when args.n > 8", "allow when args.n < 9", ["q: proved", "r: proved"]],
    ["allow when args.n > 8", "allow when args.n > 9", ["q: refused", "r: refused"]],
    ["allow when args.n > 8", "allow when flagged", ["q: checked at a", "r: checked at a"]],
  ])("of several that allow one is enough: %s, %s", (one, other, expected) => {
    const text = `module m
signal alarm: Bool { from a  fresh 1m }
flag flagged = alarm
service send(n: Int) { effect idempotent  latency <= 1s }
policy q { on send  ${one} }
policy r { on send  ${other} }
plan p() { step a = send(7) }`;
    expect(verdicts(text)).toEqual(expected);
  });

  test("a condition is known from the side on which the call stands", () => {
    const text = `module m
service send(n: Int, loud: Bool) { effect idempotent  latency <= 1s }
policy q { on send  deny when args.loud and args.n > 3 }
plan p(n: Int, loud: Bool) {
  when not loud { step a = send(n, loud) } else { step b = send(n: 2, loud) }
}`;
    expect(verdicts(text)).toEqual(["q: proved"]);
  });

  test("what is only advised is recorded, never refused (rule 41)", () => {
    const text = `module m
service send(n: Int) { effect idempotent  latency <= 1s }
policy q advisory { on send  deny when args.n > 5 }
guardrail g warning { at most 1 send }
plan p(n: Int) { step a = send(7)  step b = send(n) }`;
    expect(verdicts(text)).toEqual(["g: refused", "q: checked at a b"]);
    expect(look(text).all.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("flow", () => {
  test.each([
    ["never personal to edge", "step a = far(x)", "g: refused"],
    ["never personal to edge", "step a = near(x)", "g: proved"],
    ["never personal to edge", 'step a = far(declassify(x, because: "known to all"))', "g: proved"],
    ["never personal to far", "step a = far(x)", "g: refused"],
  ])("%s: %s", (rule, body, expected) => {
    const text = `module m
service far(x: String) { effect idempotent  latency <= 1s  clearance personal  at edge }
service near(x: String) { effect idempotent  latency <= 1s  clearance personal }
guardrail g { ${rule} }
plan p(x: String @personal) { ${body} }`;
    expect(verdicts(text)).toEqual([expected]);
  });
});

describe("a run of a goal may go through several plans", () => {
  const text = (rule: string): string => `module m
tool t(n: Int) -> Int { effect pure  cost <= $0.40  latency <= 1s }
goal goes(n: Int) -> Int { success "ok" when result > 0  optimize cost }
guardrail g { ${rule} }
plan one(n: Int) -> Int achieves goes { step a = t(n)  return a }
plan two(n: Int) -> Int achieves goes { step a = t(n)  step b = t(a)  return b }`;

  test.each([
    ["cost <= $1.20", "g: proved", "g: checked at a"],
    ["cost <= $2", "g: proved", "g: proved"],
    ["at most 2 t", "g: proved", "g: checked at a"],
    ["at most 3 t", "g: proved", "g: proved"],
  ])("%s", (rule, alone, together) => {
    expect(verdicts(text(rule), "m.one", ["guardrail"])).toEqual([alone]);
    expect(verdicts(text(rule), "m.goes", ["guardrail"])[0]).toBe(together);
  });
});

describe("who a rule is for", () => {
  const files = (under: string): string => `//- /orch.json
{}
//- /rules.orch
module rules
guardrail quiet { never tagged loud }
//- /m.orch
module m
import rules { quiet }
service shout(n: Int) { effect idempotent  latency <= 1s  tags loud }
plan p(n: Int) ${under} { step a = shout(n) }`;

  test("a plan that names it", () => {
    expect(verdicts(files("under quiet"))).toEqual(["quiet: refused"]);
  });

  test("not one that does not", () => {
    expect(verdicts(files("").replace("import rules { quiet }\n", ""))).toEqual([]);
  });
});

test("an effect that stays, and one that is said to stay (rule 46a)", () => {
  const text = `module m
service put(n: Int) { effect idempotent  latency <= 1s }
service ring(n: Int) { effect once  latency <= 1s  irreversible because "it was heard" }
plan p(n: Int) { step a = put(n)  step b = ring(n) { after a }  step c = put(n) { after b } }`;
  const verdicts = look(text).verdicts("m.p");
  const said = verdicts?.obligations.map(({ id, verdict }) => `${verdict}: ${verdicts.evidence[id]}`);
  expect(said).toEqual([
    "checked: the effect of a stays if a later step fails: put has no undo",
    "proved: is not undone: it was heard",
  ]);
});

describe("an effect that stays", () => {
  const head = `module m
role lead
service charge(n: Int) { effect once  latency <= 1s }
service put(n: Int) { effect idempotent  latency <= 1s }
tool look(n: Int) -> Int { effect pure  latency <= 1s }
human sign(n: Int) -> Bool { ask lead  show "?" }
private plan asking(n: Int) { step a = charge(n)  step b = sign(n) }
private plan signing(n: Int) { step b = sign(n) }
private plan putting(n: Int) { step a = put(n) }
`;
  const stays = (text: string): readonly string[] => {
    const verdicts = look(head + text).verdicts("m.p");
    return Object.entries(verdicts?.evidence ?? {}).flatMap(([id, evidence]) =>
      id.startsWith("standing ") ? [`${id}: ${evidence}`] : [],
    );
  };

  test.each([
    [
      "a person is asked whom a count may deny",
      "plan p(n: Int) { step a = charge(n)  step b = sign(n) }\nguardrail g { at most 0 sign per 1m }",
      ["standing m.p/a: the effect of a stays if a rule denies a later step: charge has no undo"],
    ],
    [
      "a person is asked whom an order may deny",
      "plan p(n: Int) { step l = look(n) { optional }  step a = put(n)  step b = sign(n) { after l } }\nguardrail g { look before sign }",
      ["standing m.p/a: the effect of a stays if a rule denies a later step: put has no undo"],
    ],
    [
      "a person is asked whom a rule of the caller may deny",
      "plan p(n: Int) { step l = look(n) { optional }  step i = asking(n) { after l } }\nguardrail g { look before sign }",
      ["standing m.asking/a: the effect of a stays if a rule denies a later step: charge has no undo"],
    ],
    [
      "a plan is called whose person a rule may deny",
      "plan p(n: Int) { step a = charge(n)  step i = signing(n) }\nguardrail g { at most 0 sign per 1m }",
      ["standing m.p/a: the effect of a stays if a rule denies a later step: charge has no undo"],
    ],
    ["a person is asked whom nothing denies", "plan p(n: Int) { step i = asking(n) }", []],
    [
      "a plan is given a time in `finally`",
      "plan p(n: Int) { finally { step i = putting(n) { timeout 500ms } } }",
      ["standing m.p/i: the effect of i stays if the time runs out: put has no undo"],
    ],
    ["a plan is called in `finally`", "plan p(n: Int) { finally { step i = putting(n) } }", []],
  ])("%s", (_, text, expected) => {
    expect(stays(text)).toEqual(expected);
  });
});

test("an endorsement is an obligation", () => {
  const text = `module m
agent read(url: Url) -> { place: String } { effect pure  latency <= 9s }
service go(to: String trusted) { effect idempotent  latency <= 1s }
plan p(url: Url) {
  step page = read(url)
  step went = go(to: endorse(page.place, because: "only a street"))
}`;
  expect(verdicts(text, "m.p", ["endorse"])).toEqual(["endorse at went: proved"]);
});

describe("actions that a run brings about", () => {
  const taking = `module m
service unmake(n: Int) { effect idempotent  latency <= 1s }
service make(n: Int) { effect idempotent  latency <= 1s  undo unmake(n) }
service pay(n: Int) { effect once  latency <= 1s  confirm made(n)  irreversible because "paid" }
service made(n: Int) -> Bool? { effect pure  latency <= 1s }
service tell(n: Int) { effect idempotent  latency <= 1s }
`;

  function attempts(text: string) {
    const file = look(text).plan("m.p");
    return file?.plan.routines["m.p"]?.nodes.flatMap((node) => (node.kind === "call" ? [node.attempt] : []));
  }

  test.each([
    ["before", "tell before unmake", "undoChecks"],
    ["never when", "never unmake when args.n > 3", "undoChecks"],
    ["at most", "at most 1 unmake", "undoChecks"],
    ["never, of a confirm", "never made when args.n > 3", "confirmChecks"],
  ])("%s is decided where they are called", (_, rule, where) => {
    const text = `${taking}guardrail g { ${rule} }
plan p(n: Int) {
  step a = make(n)
  step b = pay(n) { after a }
  step c = tell(n) { after b }
}`;
    expect(verdicts(text)).toEqual([`g: checked at ${where === "undoChecks" ? "a" : "b"}`]);
    const [a, b, c] = attempts(text) ?? [];
    const at = where === "undoChecks" ? a : b;
    expect(at).toMatchObject({ checks: [], [where]: ["guardrail m.g 0"] });
    expect([a, b, c].filter((one) => one !== at).map((one) => Object.keys(one ?? {}))).not.toContain(where);
  });

  test("what is undone leaves something owing", () => {
    const text = `${taking}guardrail g { every unmake followed by tell }
plan p(n: Int) { step a = make(n)  step c = tell(n) { after a } }`;
    expect(verdicts(text)).toEqual(["g: checked at a"]);
  });

  test("no policy speaks of them", () => {
    const text = `${taking}policy q { on unmake, made  deny when args.n > 3 because "no" }
plan p(n: Int) { step a = make(n)  step b = pay(n) { after a } }`;
    expect(verdicts(text)).toEqual([]);
  });

  test("that a plan is followed is known beforehand, or refused", () => {
    const rule = `${taking}guardrail g { every q followed by tell }
plan q(n: Int) { step a = make(n) }
`;
    const sure = `${rule}plan p(n: Int) { step x = q(n)  step c = tell(n) { after x } }`;
    expect(verdicts(sure)).toEqual(["g: proved"]);
    const unsure = `${rule}plan p(n: Int) { step x = q(n)  when n > 3 { step c = tell(n) { after x } } }`;
    expect(told(unsure, look(unsure).all)).toEqual(["9: error ORCH4108"]);
  });
});

describe("what the callers of a plan do", () => {
  const within = (caller: string, time = ""): string => `//- /orch.json
{}
//- /rules.orch
module rules
import doors { open, shut }
guardrail g { every open followed by shut${time} }
//- /doors.orch
module doors
service open(n: Int) { effect idempotent  latency <= 10s }
service shut(n: Int) { effect idempotent  latency <= 5s }
plan enter(n: Int) { step o = open(n)  wait 20s }
plan go_round(ns: [Int] size 0..3) { step all = for x in ns { step o = open(x) } }
//- /m.orch
module m
import doors { enter, go_round, open, shut }
import rules { g }
plan p(n: Int, ns: [Int] size 0..3, b: Bool) under g { ${caller} }`;

  test.each([
    ["pays for what it has done", "step e = enter(n)  step s = shut(n) { after e }", "", "g: proved"],
    ["in time", "step e = enter(n)  step s = shut(n) { after e }", " within 35s", "g: proved"],
    ["perhaps too late", "step e = enter(n)  step s = shut(n) { after e }", " within 24s", "g: checked at o"],
    ["at last", "step e = enter(n)  finally { step s = shut(n) }", "", "g: proved"],
    ["perhaps", "step e = enter(n)  when b { step s = shut(n) { after e } }", "", "g: checked at o"],
    ["in no order with it", "step e = enter(n)  step s = shut(n)", "", "g: refused"],
    ["before it", "step s = shut(n)  step e = enter(n) { after s }", "", "g: refused"],
    [
      "for one of two calls",
      "step e = enter(n)  step s = shut(n) { after e }  step f = enter(n) { after s }",
      "",
      "g: refused",
    ],
    ["for its rounds", "step e = go_round(ns)  step s = shut(n) { after e }", "", "g: proved"],
    [
      "from outside of their own round",
      "step e = for x in ns { step i = enter(x) }  step s = shut(n) { after e }",
      "",
      "g: proved",
    ],
    [
      "in each round of another loop",
      "step e = for x in ns { step i = enter(x) }  step f = for x in ns { step s = shut(x) } { after e }",
      "",
      "g: proved",
    ],
    [
      "not in a round beside it",
      "step e = for x in ns { step i = enter(x) }  step f = for x in ns { step s = shut(x) }",
      "",
      "g: refused",
    ],
  ])("%s", (_, caller, time, expected) => {
    expect(verdicts(within(caller, time))).toEqual([expected]);
  });
});

describe("never, where something is undone", () => {
  const text = (when: string) => `module m
type House = mill | barn
signal hot(house: House): Bool { domain house  from sensor.hot(house)  fresh 1m }
service shut(n: Int in 1..2) { effect idempotent  latency <= 1s }
service open(n: Int in 1..2) { effect idempotent  latency <= 1s  undo shut(n) }
tool look_at(n: Int in 1..2) -> Int { effect pure  latency <= 1s }
guardrail g { never shut when ${when} }
plan p(n: Int in 1..2) { step o = open(n)  step l = look_at(n) { after o } }`;

  test.each([
    ["what is true now is not known there", "hot(mill)", "g: refused"],
    ["nor where it is turned round", "not hot(mill)", "g: refused"],
    ["arguments are", "args.n > 1", "g: checked at o"],
    ["and may settle it", "args.n > 1 and hot(mill)", "g: checked at o"],
  ])("%s: %s", (_, when, expected) => {
    expect(verdicts(text(when))).toEqual([expected]);
  });

  test("is told what to do", () => {
    const [error] = look(text("hot(mill)")).all;
    expect(error?.message).toBe(
      "`shut` is never to be called when `hot(mill)`, and where it undoes `o` nobody knows whether that is so.",
    );
  });
});

describe("what has to follow in time", () => {
  const doors = `module m
service open(n: Int) { effect idempotent  latency <= 10s }
service look(n: Int) { effect pure  latency <= 20s }
service shut(n: Int) { effect idempotent  latency <= 5s }
`;
  const rows = (count: number, row: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => row(at)).join("");

  test("is computed from the end of the one, in a plan of any length", () => {
    const steps = rows(
      600,
      (at) =>
        `step o${at} = open(n) ${at === 0 ? "" : `{ after s${at - 1} }`}\nstep s${at} = shut(n) { after o${at} }\n`,
    );
    const within = (time: string) =>
      `${doors}guardrail g { every open followed by shut within ${time} }\nplan p(n: Int) {\n${steps}}`;
    expect(verdicts(within("5s"))).toEqual(["g: proved"]);
    expect(verdicts(within("4s"))).toEqual(["g: refused"]);
  });

  test("waits for what else it comes after", () => {
    const rule = (time: string) => `${doors}guardrail g { every open followed by shut within ${time} }
plan p(n: Int) { step l = look(n)  step o = open(n)  step s = shut(n) { after o, l } }`;
    // `open` may be over at once, and `look` only after its 20 s.
    expect(verdicts(rule("25s"))).toEqual(["g: proved"]);
    expect(verdicts(rule("24s"))).toEqual(["g: checked at o"]);
  });

  test("does not count a choice that is over", () => {
    const rule = `${doors}guardrail g { every open followed by shut within 5s }
plan p(n: Int) { when n > 3 { step l = look(n) } else { step k = look(n + 1) }
  step o = open(n) { after l, k }  step s = shut(n) { after o } }`;
    expect(verdicts(rule)).toEqual(["g: proved"]);
  });
});

describe("before, of what only undoes", () => {
  const undoing = `module m
service s() -> Int { effect idempotent  latency <= 1s  undo u() }
service u() { effect idempotent  latency <= 1s }
service other() -> Int { effect idempotent  latency <= 1s  undo u() }
guardrail g { u before s }
guardrail any_of { u before any }
`;

  test.each<readonly [string, string, readonly string[]]>([
    ["its own undo comes after it", "step a = s()", ["g: refused", "any_of: refused"]],
    [
      "that of what comes after it, too",
      "step a = s()  step b = other() { after a }",
      ["g: refused", "any_of: refused"],
    ],
    [
      "that of what came before it may have been called",
      "step b = other()  step a = s() { after b }",
      ["g: checked at a", "any_of: refused"],
    ],
    [
      "a way that has failed is undone before the next",
      "step b = other() else s()",
      ["g: checked at b", "any_of: refused"],
    ],
  ])("%s", (_, body, expected) => {
    expect(verdicts(`${undoing}plan p() { ${body} }`)).toEqual(expected);
  });
});
