import { expect, test } from "vitest";
import { parse } from "../../src/parser/parse.ts";
import { createSourceFile } from "../../src/source/source-file.ts";
import { checkRecovery } from "../check.ts";

test("a missing parenthesis", () => {
  checkRecovery(
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
  checkRecovery(
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
  checkRecovery(
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
  checkRecovery(
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
  checkRecovery(
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
  checkRecovery(
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
  checkRecovery(
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
  checkRecovery(
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
  checkRecovery(
    `
module m
plan p() {
  when a { return 1 } }
  step b = t(2)
  ^^^^ error[ORCH0118] A \`step\` belongs inside a plan's braces.
}
tool z()
`,
    "planDeclaration:p![when] brokenDeclaration:b capability:z",
  );
});

test("options that are not closed", () => {
  checkRecovery(
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
  checkRecovery(
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
  checkRecovery(
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
  checkRecovery(
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

test("an index in brackets", () => {
  checkRecovery(
    `
module m
plan p() {
  let a = xs[0]
            ^^^ error[ORCH0108] \`[ ]\` does not select a list's element.
  step b = t(xs.ys[i + 1].z)
                  ^^^^^^^ error[ORCH0108] \`[ ]\` does not select a list's element.
  return xs[0]
           ^^^ error[ORCH0108] \`[ ]\` does not select a list's element.
}
`,
    "planDeclaration:p![brokenStatement:a brokenStatement brokenStatement:b brokenStatement brokenStatement]",
  );
});

test("an import that is cut off", () => {
  checkRecovery(
    `
module m
import a.b { c, d
           ^ error[ORCH0102] This \`{\` is never closed.
import e.f
         ^ error[ORCH0119] This is incomplete: \`{\` is missing.
role r
`,
    "brokenDeclaration roleDeclaration:r",
  );
});

test("a duration where a range is closed by a type's bracket", () => {
  checkRecovery(
    `
module m
type A = Map<String, Int in 1..5>
type B = Done<Int in 1..5>?
`,
    "typeDeclaration:A typeDeclaration:B",
  );
});

test("a record that is broken and not closed", () => {
  checkRecovery(
    `
module m
plan p() {
  let a = { x: 1 y: 2
                 ^ error[ORCH0110] A comma is missing between \`1\` and \`y\`.
  let b = 2
}
role r
`,
    "planDeclaration:p![brokenStatement:a let:b] roleDeclaration:r",
  );
});

test("an import without its list says how one is written", () => {
  const { diagnostics } = parse(createSourceFile("main.orch", "module m\nimport std.time\nrole r\n"));
  expect(diagnostics.map(({ help }) => help)).toEqual([
    "An import names what it takes from a module: `import std.time { is_weekday }`.",
  ]);
});
