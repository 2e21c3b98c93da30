import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/*
 * A part's parameter without a confidentiality of its own has that of what each call hands over (semantics, rule 49): so
 * a public caller stays public, and a personal one is refused where the part lets its value go too far.
 */

const head = `module m
type Card { name: String, note: String }
type Wide { name: String @personal, n: Int }
event said(text: String) { from z }
role clerk trust internal
human sees(text: String) -> { ok: Bool } { ask clerk  show "\${text}"  latency <= 1d }
agent ai(x: String) -> String { effect pure  latency <= 1s  clearance secret }
service open_(x: String) { effect idempotent  latency <= 1s  clearance public }
service out(x: String) -> String { effect idempotent  latency <= 1s }
service far(x: String) { effect idempotent  latency <= 1s  clearance personal  at edge }
service near(x: String) -> String @personal { effect idempotent  latency <= 1s  clearance personal }
service safe(x: String trusted) { effect idempotent  latency <= 1s  clearance secret }
service undone(x: String) { effect idempotent  latency <= 1s }
service done_(x: String) { effect once  latency <= 1s  clearance personal  undo undone(x: x) }
service count(n: Int) { effect idempotent  latency <= 1s }
plan takes(text: String) { step o = out(text) }
plan takes_personal(text: String @personal) { step n = near(text) }
goal wanted(text: String) { optimize comfort }
plan first(text: String) achieves wanted { step o = out(text) }
`;

function refusals(more: string): readonly string[] {
  return look(`${head}${more}\n`).all.flatMap(({ code, severity, message }) =>
    severity === "error" ? [`${code} ${message}`] : [],
  );
}

/** The labels in the plan file of \`m.p\`: \`name: param label … -> result label\`. */
function labelsIn(more: string): readonly string[] {
  const plan = look(`${head}${more}\n`).plan("m.p")?.plan;
  return Object.values(plan?.routines ?? {})
    .map(({ name, params, result }) =>
      [
        `${name}:`,
        ...params.map((param) => `${param.name} ${param.label.confidentiality}`),
        ...(result === null ? [] : [`-> ${result.label.confidentiality}`]),
      ].join(" "),
    )
    .toSorted();
}

const personal = (body: string): string => `plan p(b: String @personal, i: String) {\n${body}\n}`;

describe("a public caller is not held to what a personal one hands over", () => {
  test.each([
    [
      "in the result",
      `private plan echo(x: String) -> String { return "<\${x}>" }
${personal('step a = echo(b)  step n = near(a)  step c = echo("all")  step o = open_(c)')}`,
    ],
    [
      "in a place of the part",
      `private plan tell(x: String) { step o = open_(x) }\n${personal('step n = near(b)  step a = tell("all")')}`,
    ],
    [
      "through parts of parts",
      `private plan one(x: String) -> String { step y = two(x)  return y }
private plan two(x: String) -> String { return x }
${personal('step a = one(b)  step n = near(a)  step c = one("all")  step o = open_(c)')}`,
    ],
    [
      "in the other fields of a record",
      `private plan card(name: String, note: String) -> Card { return { name, note } }
${personal('step c = card(b, "all")  step o = open_(c.note)  step n = near(c.name)')}`,
    ],
    [
      "by a default",
      `private plan echo(x: String, y: String = x) -> String { return y }
${personal('step a = echo(b)  step n = near(a)  step c = echo("all")  step o = open_(c)')}`,
    ],
    [
      "in a loop",
      `private plan echo(x: String) -> String { return x }
plan p(bs: [String] size 0..3 @personal, ps: [String] size 0..3) {
  step each = for b in bs up to 3 { step a = echo(b)  step n = near(a) }
  step others = for q in ps up to 3 { step a = echo(q)  step o = out(a) }
}`,
    ],
    [
      "where it hands on what is declared",
      `private plan hands(x: String) { step t = takes_personal(x) }\n${personal('step a = hands(b)  step c = hands("all")')}`,
    ],
    [
      "where the part removes the label",
      `private plan shows(x: String) { step o = open_(declassify(x, because: "it may")) }\n${personal("step a = shows(b)")}`,
    ],
  ])("%s", (_, more) => {
    expect(refusals(more)).toEqual([]);
  });
});

const tooFar = (parameter: string, place: string, cleared: string): string =>
  `ORCH4109 The value of \`${parameter}\` is personal, and \`${place}\` is cleared for ${cleared} only.`;

describe("a personal caller is refused where the part lets the value go", () => {
  test.each([
    ["to a capability", "private plan q(x: String) { step o = out(x) }", [tooFar("x", "out", "internal")]],
    [
      "to a public one, where it is internal as well",
      "private plan q(x: String) { step o = open_(x) }\nplan r(i: String) { step a = q(i) }",
      [
        "ORCH4109 The value of `x` is internal, and `open_` is cleared for public only.",
        tooFar("x", "open_", "public"),
      ],
    ],
    [
      "to a part of it",
      "private plan q(x: String) { step a = w(x) }\nprivate plan w(x: String) { step o = out(x) }",
      [tooFar("x", "out", "internal")],
    ],
    [
      "to a plan that declares less",
      "private plan q(x: String) { step a = takes(x) }",
      [tooFar("text", "takes", "internal")],
    ],
    [
      "to a goal that declares less",
      "private plan q(x: String) { step a = wanted(x) }",
      [tooFar("text", "wanted", "internal")],
    ],
    [
      "to a parameter of a part that says so",
      "private plan q(x: String) { step a = w(x) }\nprivate plan w(x: String @internal) { step o = out(x) }",
      [tooFar("x", "w", "internal")],
    ],
    ["to an event", "private plan q(x: String) { emit said(text: x) }", [tooFar("text", "said", "internal")]],
    [
      "to a person",
      "private plan q(x: String) { step o = sees(x) { timeout 1d } }",
      [tooFar("text", "sees", "internal")],
    ],
    ["to an undo", "private plan q(x: String) { step o = done_(x) }", [tooFar("x", "undone", "internal")]],
    [
      "to its own undo",
      "private plan q(x: String) { step o = near(x) { undo undone(x: x) } }",
      [tooFar("x", "undone", "internal")],
    ],
    [
      "by a condition",
      "private plan q(x: String) { when x.size > 3 { step o = count(1) } }",
      ["ORCH4109 That it is called at all is personal, and `count` is cleared for internal only."],
    ],
    [
      "by the length of a loop",
      "private plan q(x: String) { step l = for n in 1..3 up to 3 { when x.size > n { step o = count(n) } } }",
      ["ORCH4109 That it is called at all is personal, and `count` is cleared for internal only."],
    ],
    [
      "in a handler",
      'private plan q(x: String) { step o = out("") else out(x) }',
      [tooFar("x", "out", "internal")],
    ],
    [
      "when it ends",
      'private plan q(x: String) { when x.size > 3 { fail "no" }\nfinally { step o = out("${outcome.status}") } }',
      [tooFar("x", "out", "internal")],
    ],
    [
      "by a default",
      "private plan q(x: String, y: String = x) { step o = out(y) }",
      [tooFar("x", "out", "internal")],
    ],
    [
      "as a part of a record",
      "private plan q(x: String) { step a = w({ name: x, note: x }) }\nprivate plan w(c: Card) { step o = out(c.note) }",
      [tooFar("x", "out", "internal")],
    ],
  ])("%s", (_, more, found) => {
    expect(refusals(`${more}\n${personal("step a = q(b)")}`)).toEqual(found);
  });

  test.each([
    [
      "its result",
      "private plan q(x: String) -> String { return x }",
      "step a = q(b)  step o = out(a)",
      ["ORCH3501 `x` of `out` is personal, but `out` is cleared for internal only."],
    ],
    [
      "the choice of its result",
      'private plan q(x: String) -> String { when x.size > 3 { return "a" }  return "b" }',
      "step a = q(b)  step o = out(a)",
      ["ORCH3501 `x` of `out` is personal, but `out` is cleared for internal only."],
    ],
    [
      "its failure",
      'private plan q(x: String) { fail "no ${x}" }',
      'step a = q(b) else { step o = out("${error.message}") }',
      ["ORCH3501 The decision to run this is personal, but `out` is cleared for internal only."],
    ],
    [
      "a record with the value in it",
      'private plan q(x: String) -> Card { return { name: x, note: "" } }',
      'step a = q(b)  step o = out({ ...a, note: "x" }.name)',
      [tooFar("x", "out", "internal")],
    ],
    [
      "what a loop gathers",
      "private plan q(x: String) -> String { return x }",
      'step l = for n in 1..3 up to 3 { step a = q("${b}${n}")  yield a }\nstep o = out(l.first ?? "")',
      ["ORCH3501 `x` of `out` is personal, but `out` is cleared for internal only."],
    ],
  ])("with %s", (_, part, body, found) => {
    expect(refusals(`${part}\n${personal(body)}`)).toEqual(found);
  });
});

describe("a label is that of the type", () => {
  test.each([
    [
      "where it is written",
      "private plan q(x: String @internal) { step o = out(x) }",
      ["ORCH3501 `x` of `q` is personal, but `q`, as it declares `x`, is cleared for internal only."],
    ],
    [
      "where it is written inside",
      "private plan q(x: { of: String, id: Int @internal }) { step o = out(x.of) }",
      ["ORCH3501 `x` of `q` is personal, but `q`, as it declares `x`, is cleared for internal only."],
      "q({ of: b, id: 1 })",
    ],
    [
      "where the plan is not private",
      "plan q(x: String) { step o = out(x) }",
      ["ORCH3501 `x` of `q` is personal, but `q`, as it declares `x`, is cleared for internal only."],
    ],
    [
      "where it achieves a goal",
      "private plan q(text: String) achieves wanted { step o = out(text) }",
      ["ORCH3501 `text` of `q` is personal, but `q`, as it declares `text`, is cleared for internal only."],
    ],
    [
      "where a trigger starts it as well",
      'private plan q(x: String) { step o = out(x) }\nevent e() { from z }\ntrigger t { on event e start q("") }',
      [tooFar("x", "q", "internal")],
    ],
    [
      "where a scenario plays it",
      'private plan q(x: String) { step o = out(x) }\nscenario "alone" for q { given x = "a"  expect completed }',
      [tooFar("x", "q", "internal")],
    ],
  ])("%s", (_, part, found, call = "q(b)") => {
    expect(refusals(`${part}\n${personal(`step a = ${call}`)}`)).toEqual(found);
  });

  test("and a trigger hands over no more", () => {
    const more = `event e(x: String @personal) { from z }
private plan q(x: String) { step n = near(x) }
trigger t { on event e start q(event.x) }`;
    expect(refusals(more)).toEqual([
      "ORCH3501 `x` of `q` is personal, but `q`, as it declares `x`, is cleared for internal only.",
    ]);
  });

  test("and so is what a run of it alone is given", () => {
    const part = "private plan q(x: String) { step o = open_(x) }";
    const alone = 'event e() { from z }\ntrigger t { on event e start q("") }';
    expect(refusals(`${part}\n${personal('step a = q("all")')}`)).toEqual([]);
    expect(refusals(`${part}\n${alone}\n${personal('step a = q("all")')}`)).toEqual([
      "ORCH4109 The value of `x` is internal, and `open_` is cleared for public only.",
    ]);
  });
});

test("trust follows the call as it does in other plans", () => {
  const part = "private plan q(x: String, y: String trusted) { step s = safe(x) }";
  expect(refusals(`${part}\nplan p(i: String) { step a = ai(i)  step c = q(a, i) }`)).toEqual([
    "ORCH4109 The value of `x` is untrusted, and `safe` accepts nothing that a stranger or a model wrote.",
  ]);
  expect(refusals(`${part}\nplan p(i: String) { step a = ai(i)  step c = q(i, a) }`)).toEqual([
    "ORCH3502 `y` of `q` is untrusted, but `q`, as it declares `y`, accepts nothing that a stranger or a model wrote.",
  ]);
  expect(refusals(`${part}\n${personal("step c = q(b, b)")}`)).toEqual([]);
});

describe("rules count what a call hands over", () => {
  const part = "private plan q(x: String) { step f = far(x) }";
  const both = personal('step a = q("all")  step c = q(b)');
  const one = personal('step n = near(b)  step a = q("all")');
  const refused = ["ORCH4106 `x` is personal, and goes to the edge."];

  test("of their module", () => {
    const rule = "guardrail g { never personal to edge }";
    expect(refusals(`${rule}\n${part}\n${both}`)).toEqual(refused);
    expect(refusals(`${rule}\n${part}\n${one}`)).toEqual([]);
  });

  test("of another module that covers the part alone", () => {
    const ruled = (more: string): readonly string[] => {
      const looked = look(
        `//- /r.orch\nmodule r\nguardrail g { never personal to edge }\n//- /m.orch\n${more}`,
      );
      return (
        looked
          .verdicts("m.p")
          ?.obligations.flatMap(({ id, verdict }) => (id.startsWith("guardrail") ? [verdict] : [])) ?? []
      );
    };
    const within = head.replace("module m\n", "module m\nimport r { g }\n");
    const under = part.replace("q(x: String)", "q(x: String) under g");
    expect(ruled(`${within}${under}\n${both}`)).toEqual(["refused"]);
    expect(ruled(`${within}${under}\n${one}`)).toEqual(["proved"]);
  });

  test("of a goal that keeps them", () => {
    const goal = "goal kept(b: String @personal, i: String) { keep personal at device }";
    const way = (body: string): string =>
      `plan p(b: String @personal, i: String) achieves kept {\n${body}\n}`;
    expect(refusals(`${goal}\n${part}\n${way("step a = q(i)  step c = q(b)")}`)).toEqual(refused);
    expect(refusals(`${goal}\n${part}\n${way("step n = near(b)  step a = q(i)")}`)).toEqual([]);
  });
});

test("a plan file has the labels of all calls of its run together", () => {
  const part = `private plan echo(x: String, y: String = x) -> String { step n = near(x)  return y }
private plan asks(x: String) -> Bool { return x.size > 3 }`;
  expect(labelsIn(`${part}\nplan p(b: String @personal) -> String { step a = echo(b)  return a }`)).toEqual([
    "m.echo: x personal y personal -> personal",
    "m.p: b personal -> personal",
  ]);
  expect(
    labelsIn(`${part}\nplan p(b: String @secret, i: String) -> Bool {
  step a = echo(i)  step c = asks(b)
  return c
}`),
  ).toEqual([
    "m.asks: x secret -> secret",
    "m.echo: x internal y internal -> internal",
    "m.p: b secret i internal -> secret",
  ]);
  expect(labelsIn(`${part}\nplan p(i: String) -> String { step a = echo(i)  return a }`)).toEqual([
    "m.echo: x internal y internal -> internal",
    "m.p: i internal -> internal",
  ]);
});

test("a reviewer reads which label a part takes off", () => {
  const looked =
    look(`${head}private plan shows(x: String) { step o = open_(declassify(x, because: "it may")) }
${personal("step a = shows(b)")}\n`);
  const evidence = Object.entries(looked.verdicts("m.p")?.evidence ?? {});
  expect(evidence.filter(([id]) => id.startsWith("declassify"))).toEqual([
    ["declassify m.shows/o 0", "personal trusted becomes public trusted: it may"],
  ]);
});

test("a capability that a part calls counts as given what the calls hand over", () => {
  const looked = look(`${head}private plan q(x: String) { step f = far(x) }\n${personal("step a = q(b)")}\n`);
  const { obligations = [], evidence = {} } = looked.verdicts("m.p") ?? {};
  expect(obligations.map(({ id }) => id)).toContain("clearance m.far 0");
  expect(evidence["clearance m.far 0"]).toBe("x is personal, and it is cleared for personal data");
});

test("a goal counts a call of a part as exposed where it is given something personal", () => {
  const goal = (first: string, second: string): readonly string[] => {
    const looked = look(`${head}goal kept(b: String @personal, i: String) { optimize privacy }
private plan q(x: String) { step f = far(x) }
plan one(b: String @personal, i: String) achieves kept { ${first} }
plan two(b: String @personal, i: String) achieves kept { ${second} }\n`);
    return looked.plan("m.kept")?.plan.goals["m.kept"]?.alternatives ?? [];
  };
  expect(goal("step a = q(b)", "step a = q(i)  step n = near(b)")).toEqual(["m.two", "m.one"]);
  expect(goal("step a = q(i)  step n = near(b)", "step a = q(b)")).toEqual(["m.one", "m.two"]);
});

test("a value whose label follows the call is redacted without one", () => {
  const plan = look(`${head}private plan q(x: String) { step o = open_(redact(x)) }
${personal("step a = q(b)")}\n`).plan("m.p")?.plan;
  expect(JSON.stringify(plan?.routines["m.q"]?.nodes)).toContain("‹redacted›");
});
