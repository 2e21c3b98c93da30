import { expect, test } from "vitest";
import { type Action, callablesIn, edited, outlineOf, stepText } from "../../src/build.ts";

/** The action is made from the place of `«»`; both texts are without their module. */
function after(marked: string, make: (at: number) => Action): string {
  const head = "module lab\n\n";
  const at = head.length + marked.indexOf("«»");
  const result = edited(head + marked.replace("«»", ""), make(at));
  return "text" in result ? result.text.slice(head.length) : `refused: ${result.refused}`;
}

const plan = (...lines: readonly string[]): string =>
  `plan p() {\n${lines.map((one) => `  ${one}\n`).join("")}}\n`;

test.each<[string, string, (at: number) => Action, string]>([
  [
    "a step is added in front of another, above its comment",
    "plan p() «»{\n  // first\n  step a = f()\n}\n",
    (block) => ({ do: "add", to: { block, index: 0 }, text: "step b = g()" }),
    plan("step b = g()", "// first", "step a = f()"),
  ],
  [
    "one is added behind the last, behind its comment",
    "plan p() «»{\n  step a = f()  // why\n}\n",
    (block) => ({ do: "add", to: { block, index: 1 }, text: "step b = g()" }),
    plan("step a = f()  // why", "step b = g()"),
  ],
  [
    "one is added to a plan without any, below its clauses",
    "plan p() «»{ priority high }\n",
    (block) => ({ do: "add", to: { block, index: 0 }, text: "step b = g()" }),
    plan("priority high", "step b = g()"),
  ],
  [
    "a step moves with its comments",
    plan("«»step a = f()  // behind", "// above", "step b = g()"),
    (at) => ({ do: "move", at, to: { block: "module lab\n\nplan p() ".length, index: 2 } }),
    plan("// above", "step b = g()", "step a = f()  // behind"),
  ],
  [
    "a step that is removed leaves its comments",
    plan("// above", "«»step a = f(", "  x, // an argument", ")  // behind", "step b = g()"),
    (at) => ({ do: "remove", at }),
    plan("// above", "// an argument", "// behind", "step b = g()"),
  ],
  [
    "a step cannot be moved into itself",
    plan("«»when c { step a = f() }"),
    (at) => ({ do: "move", at, to: { block: at + "when c ".length, index: 0 } }),
    "refused: A statement cannot be moved into itself.",
  ],
  [
    "a first option gets braces",
    plan("«»step a = f()"),
    (of) => ({ do: "clause", of, text: "timeout 5m" }),
    plan("step a = f() { timeout 5m }"),
  ],
  [
    "a last option goes with its braces",
    plan("«»step a = f() { timeout 5m }"),
    (of) => ({ do: "clause", of, at: of + "step a = f() { ".length }),
    plan("step a = f()"),
  ],
  [
    "an option is written anew",
    plan("«»step a = f() { timeout 5m  retry 2 }"),
    (of) => ({ do: "clause", of, at: of + "step a = f() { ".length, text: "timeout 6m" }),
    plan("step a = f() { timeout 6m  retry 2 }"),
  ],
  [
    "a trigger gets a clause",
    "trigger t {\n  on every 5m\n  start p()\n}\n".replace("trigger", "«»trigger"),
    (of) => ({ do: "clause", of, text: "overlap skip" }),
    "trigger t {\n  on      every 5m\n  start   p()\n  overlap skip\n}\n",
  ],
  [
    "a part is replaced, and its comment stays above the statement",
    plan("when «»a /* why */ and b { }"),
    (start) => ({ do: "replace", start, end: start + "a /* why */ and b".length, text: "c" }),
    plan("/* why */", "when c {}"),
  ],
  [
    "a field cannot end what is around it",
    plan("when «»a { }"),
    (start) => ({ do: "replace", start, end: start + 1, text: "a { } } plan q() { when b" }),
    "refused: `}` closes a bracket that was not opened.",
  ],
  [
    "an argument by its name alone gets a value",
    plan("step a = f(n: 1, «»film)"),
    (start) => ({ do: "replace", start, end: start + "film".length, text: '"Playtime"' }),
    plan('step a = f(n: 1, film: "Playtime")'),
  ],
  [
    "an argument is added",
    plan("«»step a = f(n: 1)"),
    (at) => ({ do: "argue", at, name: "m", text: "2" }),
    plan("step a = f(n: 1, m: 2)"),
  ],
  [
    "a description is written anew; other comments stay",
    "// a remark\n/// Old.\n«»plan p() { }\n",
    (at) => ({ do: "describe", at, doc: "New,\nof two lines." }),
    "// a remark\n/// New,\n/// of two lines.\nplan p() {}\n",
  ],
  [
    "a plan takes and gives something else",
    "«»plan p(a: Int /* how many */) achieves g { }\n",
    (at) => ({ do: "sign", at, parameters: "b: Int", result: "{ c: Int }" }),
    "/* how many */\nplan p(b: Int) -> { c: Int } achieves g {}\n",
  ],
  [
    "the description of a removed plan does not become that of the next one",
    "/// Of p.\n«»plan p() { }\nplan q() { }\n",
    (at) => ({ do: "remove declaration", at }),
    "// Of p.\n\nplan q() {}\n",
  ],
  [
    "a name is imported with the step that needs it",
    "import std.people { Approval }\n\nplan p() «»{ }\n",
    (block) => ({
      do: "add",
      to: { block, index: 0 },
      text: "step a = f()",
      imports: { module: "std.people", name: "f" },
    }),
    "import std.people { Approval, f }\n\nplan p() {\n  step a = f()\n}\n",
  ],
  [
    "a capability that has no braces gets them with its first clause",
    "«»service f(a: { b: Int }) -> { c: Int } idempotent <= 5s  // quick\n",
    (of) => ({ do: "clause", of, text: "tags risky" }),
    "service f(a: { b: Int }) -> { c: Int } idempotent <= 5s { tags risky }  // quick\n",
  ],
  [
    "they go with its last clause, and its comment stays",
    "«»service f() idempotent <= 5s {\n  // why\n  tags risky\n}\n",
    (of) => ({ do: "clause", of, at: of + "service f() idempotent <= 5s {\n  // why\n  ".length }),
    "// why\nservice f() idempotent <= 5s\n",
  ],
  [
    "a capability takes and gives something else; its effect stays",
    "«»tool f(a: Int) -> Int pure <= 5s\n",
    (at) => ({ do: "sign", at, parameters: "b: { c: Int }", result: "" }),
    "tool f(b: { c: Int }) pure <= 5s\n",
  ],
  [
    "an event has other fields, and a first clause",
    "«»event e(a: Int)\n",
    (at) => ({ do: "sign", at, parameters: "a: Int, b: String", result: "" }),
    "event e(a: Int, b: String)\n",
  ],
  [
    "an event gets a clause",
    "«»event e(a: Int)\n",
    (of) => ({ do: "clause", of, text: "dedupe 1m by a" }),
    "event e(a: Int) { dedupe 1m by a }\n",
  ],
  [
    "a fused event has other fields; its clauses stay",
    "«»fusion x(a: Int) { join e as f, e as g  within 5m  emit { a: f.a } }\n",
    (at) => ({ do: "sign", at, parameters: "a: Int, b: String", result: "" }),
    "fusion x(a: Int, b: String) { join e as f, e as g  within 5m  emit { a: f.a } }\n",
  ],
  [
    "a fused event gets a clause",
    "«»fusion x() { join e as f, e as g  within 5m  emit {} }\n",
    (of) => ({ do: "clause", of, text: "by f.a" }),
    "fusion x() {\n  join   e as f, e as g\n  within 5m\n  emit   {}\n  by     f.a\n}\n",
  ],
  [
    "a policy gets a verdict",
    "«»policy p : safety blocking {\n  on f\n}\n",
    (of) => ({ do: "clause", of, text: "deny when args.a > 1" }),
    "policy p : safety blocking {\n  on   f\n  deny when args.a > 1\n}\n",
  ],
  [
    "a scenario expects something more",
    '«»scenario "a { title }" for p {\n  given a = 1  // one\n}\n',
    (of) => ({ do: "clause", of, text: "expect completed" }),
    'scenario "a { title }" for p {\n  given  a = 1  // one\n  expect completed\n}\n',
  ],
  [
    "what is no statement is refused",
    plan("«»step a = f()"),
    (at) => ({ do: "rewrite", at, text: "step" }),
    "refused: This is incomplete: a name is missing.",
  ],
])("%s", (_, marked, make, expected) => {
  expect(after(marked, make)).toBe(expected);
});

test("each kind of declaration is made behind its like", () => {
  const rule = { doc: "", category: "safety", severity: "blocking" } as const;
  const made = [
    { declares: "plan", name: "q", doc: "Another." },
    { declares: "trigger", name: "t", doc: "", on: "every 5m", start: "q()" },
    { declares: "guardrail", name: "g", ...rule, rule: "never f" },
    {
      declares: "capability",
      name: "f",
      doc: "Acts.",
      kind: "service",
      result: "{ id: Int }",
      brief: "once <= 5s",
      clauses: "fails gone",
    },
    {
      declares: "capability",
      name: "h",
      doc: "",
      kind: "human",
      result: "",
      brief: "",
      clauses: 'ask boss\nshow "?"',
    },
    { declares: "event", name: "e", doc: "", from: "probes", category: "incident" },
    {
      declares: "fusion",
      name: "x",
      doc: "Both.",
      parameters: "at: Int",
      join: "e as f, e as g",
      within: "5m",
      emit: "{ at: f.at }",
    },
    { declares: "policy", name: "w", ...rule, on: "f", clause: "limit 3 per 1h" },
    { declares: "scenario", name: '"it \\"works\\""', doc: "", target: "q", clauses: "expect completed" },
  ] as const;
  let text = "module lab\n\nplan p() { }\n\nflag x = true\n";
  for (const one of made) {
    const result = edited(text, { do: "declare", made: one });
    text = "text" in result ? result.text : result.refused;
  }
  expect(text).toBe(`module lab

plan p() {}

/// Another.
plan q() {}

flag x = true

trigger t {
  on    every 5m
  start q()
}

guardrail g : safety blocking {
  never f
}

/// Acts.
service f() -> { id: Int } once <= 5s {
  fails gone
}

human h() {
  ask  boss
  show "?"
}

event e() {
  from     probes
  category incident
}

/// Both.
fusion x(at: Int) {
  join   e as f, e as g
  within 5m
  emit   { at: f.at }
}

policy w : safety blocking {
  on    f
  limit 3 per 1h
}

scenario "it \\"works\\"" for q {
  expect completed
}
`);
});

test("an outline has the parts of declarations that have no statements", () => {
  const { declarations, roles } = outlineOf(`module lab
role boss
private service f(a: Int) -> { b: Int } idempotent <= 5s { undo g(a)  tags x }
event e(a: Int)
fusion x(a: Int) { join e as f, e as g  within 5m  emit { a: f.a } }
policy p : safety blocking { on f  deny when true }
scenario "a \\"title\\"" for q { expect completed }`);
  expect(roles).toEqual(["boss"]);
  expect(declarations).toMatchObject([
    {
      kind: "capability",
      parameters: ["a: Int"],
      result: "{ b: Int }",
      parts: [
        { role: "kind", text: "service" },
        { role: "effect", text: "idempotent <= 5s" },
      ],
      clauses: [
        { word: "undo", text: "g(a)" },
        { word: "tags", text: "x" },
      ],
    },
    { kind: "event", parameters: ["a: Int"], clauses: [] },
    {
      kind: "fusion",
      parameters: ["a: Int"],
      clauses: [
        { word: "join", text: "e as f, e as g" },
        { word: "within", text: "5m" },
        { word: "emit", text: "{ a: f.a }" },
      ],
    },
    {
      kind: "policy",
      heading: ": safety blocking",
      clauses: [
        { word: "on", text: "f" },
        { word: "deny", text: "when true" },
      ],
    },
    {
      kind: "scenario",
      name: 'a "title"',
      parts: [{ text: '"a \\"title\\""' }, { role: "target", text: "q" }],
      clauses: [{ word: "expect", text: "completed" }],
    },
  ]);
});

test("a step passes on what its plan has, and begins with values of the right type", () => {
  const [call] = callablesIn(
    "module lab\ntype Part = search | mail\ntool f(part: Part, film: String, to: Duration, n: Int = 3, x: Real?) -> Int { }",
    "own",
  );
  if (call === undefined) throw new Error("no callable");
  expect(stepText(call, ["film"], new Set(["f"]))).toBe("step f_2 = f(part: search, film: film, to: 1m)");
});

test("an outline has the blocks, parts and options of a statement", () => {
  const { declarations } = outlineOf(`module lab
/// About p.
plan p(a: Int, b: String) -> Int achieves g {
  timeout 5m
  when a > 1 { wait 1m } else when a > 0 { wait 2m } else { step c = f(a, n: 1) { retry 2 every 5s } }
  match a { 1 { wait 1m } else { wait 2m } }
  finally { wait 1s }
}`);
  const [found] = declarations;
  expect(found).toMatchObject({
    name: "p",
    doc: "About p.",
    parameters: ["a: Int", "b: String"],
    result: "Int",
    heading: "achieves g",
    clauses: [{ word: "timeout", text: "5m" }],
    blocks: [
      {
        label: "",
        statements: [
          {
            kind: "when",
            head: "when a > 1",
            parts: [{ text: "a > 1" }, { text: "a > 0" }],
            blocks: [
              { label: "", statements: [{ head: "wait 1m" }] },
              { label: "else when a > 0" },
              {
                label: "else",
                statements: [
                  {
                    head: "step c = f(a, n: 1)",
                    calls: "f",
                    arguments: [{ text: "a" }, { name: "n", text: "1" }],
                    options: [{ word: "retry", text: "2 every 5s" }],
                  },
                ],
              },
            ],
          },
          { head: "match a", blocks: [{ label: "1" }, { label: "else" }] },
        ],
      },
      { label: "finally" },
    ],
  });
});
