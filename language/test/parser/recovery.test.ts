import { expect, test } from "vitest";
import { parse } from "../../src/parser/parse.ts";
import { compareMarks, readFixture } from "../../src/testing/fixture.ts";
import { outline } from "../show.ts";

/*
 * What is told of a broken text, and what is left of its tree. A name behind a colon is one that can still be
 * found; `!` marks what is known to be broken.
 */

function check(text: string, left: string): void {
  const fixture = readFixture(text.trim());
  const [file] = fixture.files;
  if (file === undefined) throw new Error("no file");
  const parsed = parse(file);
  const { expected, actual } = compareMarks(fixture, parsed.diagnostics);
  expect(actual).toBe(expected);
  expect(outline(parsed.file)).toBe(left);
}

test("a missing parenthesis", () => {
  check(
    `
module m
plan p(x: Int) -> Int {
  step a = t(x
            ^ error[ORCH0102] This \`(\` is never closed.
  return a
}
role r
`,
    "planDeclaration:p![step:a return] roleDeclaration:r",
  );
});

test("a missing bracket", () => {
  check(
    `
module m
plan p() {
  let a = [1, 2
          ^ error[ORCH0102] This \`[\` is never closed.
  let b = 3
}
`,
    "planDeclaration:p![let:a let:b]",
  );
});

test("a bracket closed by another", () => {
  check(
    `
module m
plan p() {
  let a = f(1, [2, 3)
               ^ error[ORCH0102] This \`[\` is never closed.
  let b = (1 + 2]
          ^ error[ORCH0102] This \`(\` is never closed.
  let c = 3
}
`,
    "planDeclaration:p![let:a let:b brokenStatement let:c]",
  );
});

test("a parenthesis too many", () => {
  check(
    `
module m
plan p() {
  let a = f(1))
              ^ error[ORCH0103] This \`)\` closes nothing.
  let b = 2
}
`,
    "planDeclaration:p![let:a brokenStatement let:b]",
  );
});

test("a brace missing inside a plan", () => {
  check(
    `
module m
plan p(x: Bool) {
  when x {
         ^ error[ORCH0102] This \`{\` is never closed.
    step a = t(1)
  step b = t(2)
  return b
}
tool z(n: Int)
`,
    "planDeclaration:p![when] capability:z",
  );
});

test("a brace missing at a plan's end", () => {
  check(
    `
module m
plan p() {
         ^ error[ORCH0102] This \`{\` is never closed.
  step a = t(1)
  return a

tool z(n: Int)
`,
    "planDeclaration:p![step:a return] capability:z",
  );
});

test("a brace missing at the end of the file", () => {
  check(
    `
module m
plan p() {
         ^ error[ORCH0102] This \`{\` is never closed.
  return 1
`,
    "planDeclaration:p![return]",
  );
});

test("a brace too many", () => {
  check(
    `
module m
plan p() {
  step a = t(1)
}
}
^ error[ORCH0103] This \`}\` closes nothing.
tool z()
`,
    "planDeclaration:p[step:a] capability:z",
  );
});

test("a brace too many inside a plan", () => {
  check(
    `
module m
plan p() {
  when a { return 1 } }
  step b = t(2)
  ^^^^ error[ORCH0118] A \`step\` stands inside a plan's braces.
}
tool z()
`,
    "planDeclaration:p[when] brokenDeclaration:b capability:z",
  );
});

test("options that are not closed", () => {
  check(
    `
module m
plan p() {
  step a = t(1) { retry 2
                ^ error[ORCH0102] This \`{\` is never closed.
  step b = t(2)
}
`,
    "planDeclaration:p![step:a step:b]",
  );
});

test("options on several lines that are not closed", () => {
  check(
    `
module m
plan p() {
  step a = t(1) {
                ^ error[ORCH0102] This \`{\` is never closed.
    retry 2
    timeout 5s
  step b = t(2)
}
tool z()
`,
    "planDeclaration:p![step:a step:b] capability:z",
  );
});

test("a missing comma between arguments", () => {
  check(
    `
module m
plan p() {
  step a = t(x y)
               ^ error[ORCH0110] A comma is missing between \`x\` and \`y\`.
  step b = t(1, 2)
}
`,
    "planDeclaration:p![brokenStatement:a step:b]",
  );
});

test("a missing comma at a line's end", () => {
  check(
    `
module m
plan p() {
  let a = {
    x: 1
    y: 2,
    ^ error[ORCH0110] A comma is missing between \`1\` and \`y\`.
  }
  let b = 2
}
`,
    "planDeclaration:p![brokenStatement:a let:b]",
  );
});

test("equals in the place of a colon", () => {
  check(
    `
module m
plan p() {
  step a = t(x = 1)
               ^ error[ORCH0111] A name and its value are joined by a colon: write \`:\`, not \`=\`.
  let r = { a = 1 }
              ^ error[ORCH0111] A name and its value are joined by a colon: write \`:\`, not \`=\`.
  return a
}
`,
    "planDeclaration:p![brokenStatement:a brokenStatement:r return]",
  );
});

test("one equals sign to compare", () => {
  check(
    `
module m
plan p() {
  when a = 1 {
         ^ error[ORCH0111] Two values are compared with two equals signs: write \`==\`, not \`=\`.
    step b = t(1)
  } else {
    step c = t(2)
  }
  return 1
}
`,
    "planDeclaration:p![brokenStatement:a return]",
  );
});

test("a reserved word as a name", () => {
  check(
    `
module m
plan p(match: Int) {
       ^^^^^ error[ORCH0107] \`match\` can't be a name: it means something of its own in every place.
  step if = t(1)
}
type then { a: Int }
     ^^^^ error[ORCH0107] \`then\` can't be a name: it means something of its own in every place.
role r
`,
    "brokenDeclaration:p brokenDeclaration roleDeclaration:r",
  );
});

test("an index in brackets", () => {
  check(
    `
module m
plan p() {
  let a = xs[0]
            ^^^ error[ORCH0108] A list's element is not taken with \`[ ]\`.
  step b = t(xs.ys[i + 1].z)
                  ^^^^^^^ error[ORCH0108] A list's element is not taken with \`[ ]\`.
  return xs[0]
           ^^^ error[ORCH0108] A list's element is not taken with \`[ ]\`.
}
`,
    "planDeclaration:p![let:a brokenStatement brokenStatement:b return brokenStatement]",
  );
});

test("a count with a unit", () => {
  check(
    `
module m
plan p() {
  step a = t() { retry 3s  timeout 1m }
                       ^^ error[ORCH0115] A count is a whole number, and \`3s\` is not.
  step b = quorum 2.5 of { a(), b() }
                  ^^^ error[ORCH0115] A count is a whole number, and \`2.5\` is not.
  step c = for x in xs up to 3m { yield x }
                             ^^ error[ORCH0115] A count is a whole number, and \`3m\` is not.
}
`,
    "planDeclaration:p![step:a brokenStatement:b brokenStatement:c]",
  );
});

test("a unit apart that is none", () => {
  check(
    `
module m
plan p() {
  step a = t() { timeout 60 secs }
                         ^^^^^^^ error[ORCH0109] \`secs\` can't stand apart from its number \`60\`.
  let b = 5 km
          ^^^^ error[ORCH0109] \`km\` can't stand apart from its number \`5\`.
  return b
}
`,
    "planDeclaration:p![step:a let:b brokenStatement return]",
  );
});

test("a count and a clause on one line", () => {
  check(
    `
module m
agent a() {
  uses Scale x 2 tokens <= 5 tokens
               ^^^^^^^^ error[ORCH0115] A count is a whole number, and \`2 tokens\` is not.
}
`,
    "capability:a!",
  );
});

test("misspelt words", () => {
  check(
    `
module m
tol z()
^^^ error[ORCH0105] No declaration begins with \`tol\`.
plan p() {
  stpe a = t() { retrry 2 }
  ^^^^ error[ORCH0106] No statement begins with \`stpe\`.
  step b = t() { retrry 2 }
                 ^^^^^^ error[ORCH0106] No option of a step begins with \`retrry\`.
  retrun b
  ^^^^^^ error[ORCH0106] No statement begins with \`retrun\`.
}
goal g() -> Int {
  intnt "x"
  ^^^^^ error[ORCH0106] No clause of a goal begins with \`intnt\`.
  budget cost < $1
              ^ error[ORCH0101] Expected \`<=\` here, but found \`<\`.
}
trigger t { onn event e  start p() }
            ^^^ error[ORCH0106] No clause of a trigger begins with \`onn\`.
policy q { denny when x }
           ^^^^^ error[ORCH0106] No clause of a policy begins with \`denny\`.
guardrail h { allways a before b }
                      ^ error[ORCH0101] Expected \`before\` here, but found \`a\`.
scenario "s" for p {
  expcet completed
  ^^^^^^ error[ORCH0106] No line of a scenario begins with \`expcet\`.
}
`,
    "brokenDeclaration:z planDeclaration:p![brokenStatement:a step:b brokenStatement] goalDeclaration:g! triggerDeclaration:t! policyDeclaration:q! guardrailDeclaration:h! scenarioDeclaration!",
  );
});

test("unknown words", () => {
  check(
    `
module m
whatever x
^^^^^^^^ error[ORCH0105] No declaration begins with \`whatever\`.
plan p() {
  foo bar
  ^^^ error[ORCH0106] No statement begins with \`foo\`.
  step a = t() { foo }
                 ^^^ error[ORCH0106] No option of a step begins with \`foo\`.
}
role r
`,
    "brokenDeclaration:x planDeclaration:p![brokenStatement step:a] roleDeclaration:r",
  );
});

test("a declaration without a name", () => {
  check(
    `
module m
plan (x: Int) { return 1 }
     ^ error[ORCH0101] Expected a name here, but found \`(\`.
tool
type = Int
     ^ error[ORCH0101] Expected \`(\` here, but found \`=\`.
role
`,
    "brokenDeclaration brokenDeclaration:type",
  );
});

test("a clause that is cut off", () => {
  check(
    `
module m
tool t() {
  effect
  ^^^^^^ error[ORCH0119] This breaks off: \`pure\`, \`idempotent\` or \`once\` is missing.
  cost <=
       ^^ error[ORCH0119] This breaks off: a value is missing.
  latency 5s
  scope contacts
        ^^^^^^^^ error[ORCH0101] Expected a string here, but found \`contacts\`.
  run "x"
      ^^^ error[ORCH0101] Expected \`module\`, \`http\` or \`mcp\` here, but found a string.
}
`,
    "capability:t!",
  );
});

test("a statement that is cut off", () => {
  check(
    `
module m
plan p() {
  step
  ^^^^ error[ORCH0119] This breaks off: what has to follow is missing.
  step a
       ^ error[ORCH0119] This breaks off: \`=\` is missing.
  step b =
         ^ error[ORCH0119] This breaks off: a value is missing.
  let c =
  return
  when
  ^^^^ error[ORCH0119] This breaks off: what has to follow is missing.
  emit
  ^^^^ error[ORCH0119] This breaks off: what has to follow is missing.
  fail
  wait
  ^^^^ error[ORCH0119] This breaks off: a string is missing.
}
`,
    "planDeclaration:p![brokenStatement brokenStatement brokenStatement:b let:c brokenStatement brokenStatement brokenStatement]",
  );
});

test("expressions that are cut off", () => {
  check(
    `
module m
plan p() {
  let a = 1 +
            ^ error[ORCH0119] This breaks off: a value is missing.
  let b = x.
           ^ error[ORCH0119] This breaks off: a value is missing.
  let c = not
          ^^^ error[ORCH0119] This breaks off: what has to follow is missing.
  let d = if a then b
                    ^ error[ORCH0119] This breaks off: \`else\` is missing.
  let e = match a {
                  ^ error[ORCH0102] This \`{\` is never closed.
  let f = x =>
            ^^ error[ORCH0119] This breaks off: a value is missing.
  let g = (
          ^ error[ORCH0102] This \`(\` is never closed.
  let h = $1 per
             ^^^ error[ORCH0119] This breaks off: a value is missing.
}
`,
    "planDeclaration:p![brokenStatement:a brokenStatement:b brokenStatement:c brokenStatement:d brokenStatement:e brokenStatement:f brokenStatement:g brokenStatement:h]",
  );
});

test("a plan's clause behind its statements", () => {
  check(
    `
module m
plan p() {
  step a = t()
  timeout 5m
  ^^^^^^^ error[ORCH0118] \`timeout\` of a plan stands before its first statement.
  return a
}
`,
    "planDeclaration:p![step:a brokenStatement return]",
  );
});

test("a statement behind finally", () => {
  check(
    `
module m
plan p() {
  finally { step a = t() }
  return 1
  ^^^^^^ error[ORCH0118] \`finally\` stands behind all statements of its plan.
}
role r
`,
    "planDeclaration:p![] roleDeclaration:r",
  );
});

test("a statement outside of a plan", () => {
  check(
    `
module m
plan p() {
  return 1
}
  step b = t()
  ^^^^ error[ORCH0118] A \`step\` stands inside a plan's braces.
role r
`,
    "planDeclaration:p[return] brokenDeclaration:b roleDeclaration:r",
  );
});

test("an import below a declaration", () => {
  check(
    `
module m
role r
import a.b { c }
^^^^^^ error[ORCH0118] \`import\` stands above all declarations.
role s
`,
    "roleDeclaration:r roleDeclaration:s",
  );
});

test("a second module", () => {
  check(
    `
module m
module n
^^^^^^ error[ORCH0118] \`module\` stands once, at the top of its file.
role r
`,
    "brokenDeclaration:n roleDeclaration:r",
  );
});

test("no module", () => {
  check(
    `
import a.b { c }
^^^^^^ error[ORCH0104] This file does not say which module it is.
role r
`,
    "roleDeclaration:r",
  );
});

test("an import that is cut off", () => {
  check(
    `
module m
import a.b { c, d
           ^ error[ORCH0102] This \`{\` is never closed.
import e.f
         ^ error[ORCH0119] This breaks off: \`{\` is missing.
role r
`,
    "roleDeclaration:r",
  );
});

test("a module without a name", () => {
  check(
    `
module
^^^^^^ error[ORCH0119] This breaks off: what has to follow is missing.
role r
`,
    "roleDeclaration:r",
  );
});

test("comparisons in a row", () => {
  check(
    `
module m
plan p() {
  let a = 1 < 2 < 3
                ^ error[ORCH0112] \`<\` can't follow another of its kind.
  let b = a == b != c
                 ^^ error[ORCH0112] \`!=\` can't follow another of its kind.
  let c = 1..2..3
              ^^ error[ORCH0112] \`..\` can't follow another of its kind.
  let d = a and not b in c
}
`,
    "planDeclaration:p[let:a let:b let:c let:d]",
  );
});

test("a not in the middle", () => {
  check(
    `
module m
plan p() {
  let a = b == not c
               ^^^ error[ORCH0113] \`not\` holds a whole comparison and can't stand inside one.
  let d = - not e
            ^^^ error[ORCH0113] \`not\` holds a whole comparison and can't stand inside one.
}
`,
    "planDeclaration:p[let:a let:d]",
  );
});

test("an argument without a name behind a named one", () => {
  check(
    `
module m
plan p() {
  step a = t(x: 1, 2, y, f(z))
                   ^ error[ORCH0114] Behind a named argument each has to be named.
                         ^^^^ error[ORCH0114] Behind a named argument each has to be named.
}
`,
    "planDeclaration:p![step:a]",
  );
});

test("a type that is cut off", () => {
  check(
    `
module m
type A =
       ^ error[ORCH0119] This breaks off: a value is missing.
type B { x, y: Int }
          ^ error[ORCH0101] Expected \`:\` here, but found \`,\`.
type C = [Int
         ^ error[ORCH0102] This \`[\` is never closed.
type D = Map<String
             ^^^^^^ error[ORCH0119] This breaks off: \`,\` is missing.
type E = a |
           ^ error[ORCH0119] This breaks off: a value is missing.
tool t(a: , b: Int)
          ^ error[ORCH0101] Expected a type here, but found \`,\`.
role r
`,
    "brokenDeclaration:B typeDeclaration:C! brokenDeclaration:D brokenDeclaration:t roleDeclaration:r",
  );
});

test("a bound that is no range", () => {
  check(
    `
module m
type A = Int in 5
                ^ error[ORCH0101] Expected a range such as \`1..10\` here, but found \`5\`.
type B = [Int] size 1
                    ^ error[ORCH0101] Expected a range such as \`1..10\` here, but found \`1\`.
plan p() {
  step a = t() { retry 2 backoff 1s }
                                 ^^ error[ORCH0101] Expected a range such as \`1..10\` here, but found \`1s\`.
}
`,
    "typeDeclaration:A! typeDeclaration:B! planDeclaration:p![step:a]",
  );
});

test("a duration where a range is closed by a type's bracket", () => {
  check(
    `
module m
type A = Map<String, Int in 1..5>
type B = Done<Int in 1..5>?
`,
    "typeDeclaration:A typeDeclaration:B",
  );
});

test("a rule and its count by period", () => {
  check(
    `
module m
guardrail g {
  at most 2 send when args.big per 1h
  at most 2 send when args.cost > $1 per km per 1h
}
`,
    "guardrailDeclaration:g",
  );
});
