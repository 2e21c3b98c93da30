import { test } from "vitest";
import { checkRecovery } from "../check.ts";

test("a declaration without a name", () => {
  checkRecovery(
    `
module m
plan (x: Int) { return 1 }
     ^ error[ORCH0101] Expected a name here, but found \`(\`.
tool
type = Int
     ^ error[ORCH0101] Expected \`(\` here, but found \`=\`.
role
`,
    "brokenDeclaration brokenDeclaration",
  );
});

test("a clause that is cut off", () => {
  checkRecovery(
    `
module m
tool t() {
  effect
  ^^^^^^ error[ORCH0119] This is incomplete: \`pure\`, \`idempotent\` or \`once\` is missing.
  cost <=
       ^^ error[ORCH0119] This is incomplete: a value is missing.
  latency 5s
          ^^ error[ORCH0101] Expected \`<=\` here, but found \`5s\`.
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
  checkRecovery(
    `
module m
plan p() {
  step
  ^^^^ error[ORCH0119] This is incomplete: the rest is missing.
  step a
       ^ error[ORCH0119] This is incomplete: \`=\` is missing.
  step b =
         ^ error[ORCH0119] This is incomplete: a value is missing.
  let c =
  return
  when
  ^^^^ error[ORCH0119] This is incomplete: the rest is missing.
  emit
  ^^^^ error[ORCH0119] This is incomplete: the rest is missing.
  fail
  wait
  ^^^^ error[ORCH0119] This is incomplete: a string is missing.
}
`,
    "planDeclaration:p![brokenStatement brokenStatement brokenStatement:b let:c brokenStatement brokenStatement brokenStatement]",
  );
});

test("expressions that are cut off", () => {
  checkRecovery(
    `
module m
plan p() {
  let a = 1 +
            ^ error[ORCH0119] This is incomplete: a value is missing.
  let b = x.
           ^ error[ORCH0119] This is incomplete: a value is missing.
  let c = not
          ^^^ error[ORCH0119] This is incomplete: the rest is missing.
  let d = if a then b
                    ^ error[ORCH0119] This is incomplete: \`else\` is missing.
  let e = match a {
                  ^ error[ORCH0102] This \`{\` is never closed.
  let f = x =>
            ^^ error[ORCH0119] This is incomplete: a value is missing.
  let g = (
          ^ error[ORCH0102] This \`(\` is never closed.
  let h = $1 per
             ^^^ error[ORCH0119] This is incomplete: a value is missing.
}
`,
    "planDeclaration:p![brokenStatement:a brokenStatement:b brokenStatement:c brokenStatement:d brokenStatement:e brokenStatement:f brokenStatement:g brokenStatement:h]",
  );
});

test("a plan's clause behind its statements", () => {
  checkRecovery(
    `
module m
plan p() {
  step a = t()
  timeout 5m
  ^^^^^^^ error[ORCH0118] \`timeout\` of a plan belongs before its first statement.
  return a
}
`,
    "planDeclaration:p![step:a brokenStatement return]",
  );
});

test("a statement behind finally", () => {
  checkRecovery(
    `
module m
plan p() {
  finally { step a = t() }
  return 1
  ^^^^^^ error[ORCH0118] \`finally\` belongs behind all statements of its plan.
}
role r
`,
    "planDeclaration:p![] roleDeclaration:r",
  );
});

test("a statement outside of a plan", () => {
  checkRecovery(
    `
module m
plan p() {
  return 1
}
  step b = t()
  ^^^^ error[ORCH0118] A \`step\` belongs inside a plan's braces.
role r
`,
    "planDeclaration:p![return] brokenDeclaration:b roleDeclaration:r",
  );
});

test("an import below a declaration", () => {
  checkRecovery(
    `
module m
role r
import a.b { c }
^^^^^^ error[ORCH0118] \`import\` belongs above all declarations.
role s
`,
    "roleDeclaration:r roleDeclaration:s",
  );
});

test("a second module", () => {
  checkRecovery(
    `
module m
module n
^^^^^^ error[ORCH0118] \`module\` belongs once, at the top of its file.
role r
`,
    "brokenDeclaration:n roleDeclaration:r",
  );
});

test("no module", () => {
  checkRecovery(
    `
import a.b { c }
^^^^^^ error[ORCH0104] This file does not name its module.
role r
`,
    "roleDeclaration:r",
  );
});

test("a module without a name", () => {
  checkRecovery(
    `
module
^^^^^^ error[ORCH0119] This is incomplete: the rest is missing.
role r
`,
    "roleDeclaration:r",
  );
});

test("an argument without a name behind a named one", () => {
  checkRecovery(
    `
module m
plan p() {
  step a = t(x: 1, 2, y, f(z))
                   ^ error[ORCH0114] After a named argument, every argument needs a name.
}
`,
    "planDeclaration:p![step:a]",
  );
});

test("a type that is cut off", () => {
  checkRecovery(
    `
module m
type A =
       ^ error[ORCH0119] This is incomplete: a value is missing.
type B { x, y: Int }
          ^ error[ORCH0101] Expected \`:\` here, but found \`,\`.
type C = [Int
         ^ error[ORCH0102] This \`[\` is never closed.
type D = Map<String
             ^^^^^^ error[ORCH0119] This is incomplete: \`,\` is missing.
type E = a |
           ^ error[ORCH0119] This is incomplete: a value is missing.
tool t(a: , b: Int)
          ^ error[ORCH0101] Expected a type here, but found \`,\`.
role r
`,
    "brokenDeclaration:A brokenDeclaration:B typeDeclaration:C! brokenDeclaration:D brokenDeclaration:E brokenDeclaration:t roleDeclaration:r",
  );
});
