import { describe, expect, test } from "vitest";
import { parse } from "../../src/parser/parse.ts";
import { createSourceFile } from "../../src/source/source-file.ts";
import { checkRecovery } from "../check.ts";

/* The commonest slips, one a line: each is one error, and what stands below it is still read. */

interface Place {
  readonly name: string;
  readonly before: string;
  readonly behind: string;
  readonly slips: readonly string[];
}

const places: readonly Place[] = [
  {
    name: "in a plan",
    before: "plan p(n: Int) -> Int {",
    behind: "}",
    slips: [
      ...[
        "if n > 1 { step a = t() }",
        "if n > 1 { wait 1s } else if n > 2 { wait 2s } else { wait 3s }",
        "if n > 1 { wait 1s } elif n > 2 { wait 2s }",
        "when n > 1 { wait 1s } else if n > 2 { wait 2s } else { wait 3s }",
        "when n > 1 { wait 1s } elif n > 2 { wait 2s }",
        "if (n > 1) wait 1s",
        "if n > 1: wait 1s",
        "if",
        "while n > 1 { step a = t() }",
        "for x in xs { step a = t(x) }",
      ],
      ...["switch n { a: 1 }", "try { step a = t() }", "x = t(n)", "x = n + 1", "var x = 1", "const x = 1"],
      ...["call t(n)", "t(n)", "await t(n)", "print(n)", "break", 'throw "no"', "step a := t(n)"],
      ...["step a t(n)", "step a: Int = t(n)", "step = t(n)", "let a 1", "let a = t(n", "let a = n ? 1 : 2"],
      ...[
        "let a = n && m",
        "let a = !n",
        "let a = n || m",
        "let a = n <> m",
        "let a = n === m",
        "let a = 'x'",
      ],
      ...["let a = “x”", "let a = xs[0]", "let a = [1 2]", "let a = { b = 1 }", "let a = { b: 1 c: 2 }"],
      ...[
        "let a = x -> x",
        "let a = (x) => x",
        "let a = n % 2",
        "let a = 1e5",
        "let a = 1h30m",
        "let a = 60 secs",
      ],
      ...["let a = t(x = 1)", "let a = 1;", "# a comment", "when n = 1 { wait 1s }", "when (n > 1) wait 1s"],
      ...["step a = t(n) retry 3", "step a = t(n) { retry: 3 }", "step a = t(n) { timeout = 5s }", "wait"],
      ...["step a = for x in xs up to many things { yield x }", "step a = retry 3 t(n)", "emit", "let = 1"],
    ],
  },
  {
    name: "in a capability",
    before: "tool q(n: Int) -> Int {",
    behind: "}",
    slips: [
      ...[
        "effect: pure",
        "effect = pure",
        "effect pur",
        "latency = 5s",
        "latency < 5s",
        "cost: $3",
        "cost $3",
      ],
      ...[
        "scope 'x.y'",
        "scope x.y",
        "tags [a, b]",
        'run: module "x"',
        "run ./x.ts",
        "timeout 5s",
        "retry 3",
      ],
      ...["undo refund", "fails: a", "fails a, b", "effect pure;", "# a comment", 'description "x"'],
    ],
  },
  {
    name: "among declarations",
    before: "",
    behind: "",
    slips: [
      ...[
        "function f(n: Int) { }",
        "def f(n):",
        "class A { a: Int }",
        "interface A { a: Int }",
        "enum E { a, b }",
      ],
      ...["const a = 1", "workflow w { }", "type A { a Int }", "type A { a?: Int }", "type A = Int[]"],
      ...["type A = List<Int>", "type A { a: Int; b: Int }", "type A = { a: Int, b: 'x' }", "tool t(a Int)"],
      ...["tool t(a: Int b: Int)", "tool t(a: Int) Int", "tool t(a: Int): Int", "event e { a: Int }"],
      ...["signal s Int", "flag f: a > 1", "resource r = Kind { at edge }", "unit km = 1000 m", "role a, b"],
      ...['goal g(n: Int) -> Int { success: "x" when n }', "scenario s for p { expect completed }"],
      ...["role z\nimport a.b { c }", "plan p(n: Int) -> Int: return n", "# a comment", "type A { a: Int };"],
    ],
  },
];

function errorsOf(text: string): readonly string[] {
  const { diagnostics } = parse(createSourceFile("/main.orch", text));
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe.each(places)("a slip $name", ({ before, behind, slips }) => {
  test.each(slips)("%s", (slip) => {
    const isPlan = before.startsWith("plan");
    const next = isPlan ? "\n  let after = 1" : behind === "" ? "" : "\n  latency <= 1s";
    const text = `module m\n\n${before}\n${behind === "" ? "" : "  "}${slip}${next}\n${behind}\nrole last\n`;
    const { file } = parse(createSourceFile("/main.orch", text));
    expect(errorsOf(text)).toHaveLength(1);
    expect(file.declarations.at(-1)).toMatchObject({ kind: "roleDeclaration", name: { text: "last" } });
    const [first] = file.declarations;
    if (first?.kind === "planDeclaration") {
      expect(first.body.statements.at(-1)).toMatchObject({ kind: "let", name: { text: "after" } });
    }
  });
});

test("slips below one another are told each, and the names that they would have given are kept", () => {
  checkRecovery(
    `
module m
plan p(n: Int) -> Int {
  if n > 1 {
  ^^ error[ORCH0106] No statement begins with \`if\`.
    step a = t(n)
  }
  x = t(n)
  ^ error[ORCH0106] No statement begins with \`x\`.
  var y = 2
  ^^^ error[ORCH0106] No statement begins with \`var\`.
  step z := t(n)
         ^^ error[ORCH0009] \`:=\` is written \`=\` here.
  return x
}
tool t(n: Int) -> Int {
  effect: pure
        ^ error[ORCH0101] Expected \`pure\`, \`idempotent\` or \`once\` here, but found \`:\`.
  latency = 5s
          ^ error[ORCH0101] Expected \`<=\` here, but found \`=\`.
}
`,
    "planDeclaration:p![when brokenStatement:x brokenStatement:y brokenStatement:z return] capability:t!",
  );
});

test("what stands in the braces of an `if` is read", () => {
  checkRecovery(
    `
module m
plan p(n: Int) -> Int {
  if n > 1 {
  ^^ error[ORCH0106] No statement begins with \`if\`.
    let x =
          ^ error[ORCH0119] This is incomplete: a value is missing.
    step a = t(n)
  } else if n > 2 {
    step b = t(n)
  }
  when n > 3 { wait 1s } elif n > 4 { wait 2s }
                         ^^^^ error[ORCH0009] \`elif\` is written \`else when\` here.
  return n
}
`,
    "planDeclaration:p![when when return]",
  );
});
