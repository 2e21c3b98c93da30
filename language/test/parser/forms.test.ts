import { expect, test } from "vitest";
import { read } from "../show.ts";

/* Forms of other languages that are told by what stands on their line. */

const inPlan = (line: string): string => `module m\nplan p(xs: [Int]) {\n  ${line}\n  wait 1s\n}\n`;

test.each([
  [inPlan("step a = for x in xs up to 5 at once 5 tolerate 60% { step b = f(x) }"), /optional up to 10%/],
  [inPlan("step c = f(x: 1) else too_deep { wait 1s }"), /else when error == full/],
  [inPlan('fail gone "No" when xs.size == 0'), /when c \{ fail "why" \}/],
  [inPlan("wait until xs.size == 0 within 1h"), /step ok = wait until c within 1h/],
  [inPlan("wait until xs.size == 0 { timeout 1h }"), /step ok = wait until c within 1h/],
  ["module m\nsignal pressure[Section]: Ratio { from scada }\n", /round brackets, with a type/],
  ["module m\ntype T { a: Length * Length, b: Int }\n", /has a name of its own/],
  ["module m\ntool f(a: Length / Duration, b: Int) { effect pure }\n", /has a name of its own/],
  ['module m\nscenario "s" for p {\n  expect failed full\n}\n', /expect failed with full/],
  ["module m\nevent e(a: Int, b: Int) { from shop  dedupe 1d by a, b }\n", /Several together are one text/],
  [inPlan("let a = match r { one as x: x, two as y: y }"), /match r \{ a: r.a, b: r.b \}/],
  ['module m\nhuman f() -> Bool { ask a or b  show "x" }\n', /One role is asked/],
])("%#: %s", (text, help) => {
  const { diagnostics } = read(text);
  expect(diagnostics.map((each) => each.help)).toEqual([expect.stringMatching(help)]);
});
