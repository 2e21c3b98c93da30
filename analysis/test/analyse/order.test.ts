import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

const tools = `module m
event done_with(n: Int) { from ui }
tool t(n: Int) -> Int { effect pure  latency <= 1s }
`;

/** `b: data a, order c`, for every node that waits for something. */
function needs(body: string): readonly string[] {
  const looked = look(`${tools}plan p(n: Int) -> Int { ${body} }`);
  const routine = looked.analysis.routines.get("m.p");
  if (routine === undefined) throw new Error(looked.all.map(({ message }) => message).join("\n"));
  return routine.tree.all.flatMap((linked) => {
    const list = routine.needs.get(linked) ?? [];
    if (list.length === 0) return [];
    return [`${linked.id}: ${list.map(({ node, why }) => `${why} ${node}`).join(", ")}`];
  });
}

test("a side that ends the plan uses nothing that begins only if it has not ended there", () => {
  const circle = "`a`, `b` and this `when` wait for each other, so none of them can ever begin.";
  const found = (side: string, below: string): readonly string[] =>
    look(`${tools}plan p(n: Int) -> Int { fails odd  when n > 4 { ${side} }  ${below}  return n }`)
      .all.filter(({ severity }) => severity === "error")
      .map(({ code, message }) => `${code} ${message}`);
  expect(found('step b = t(a ?? n)  fail odd "so"', "step a = t(n)")).toEqual([`ORCH4001 ${circle}`]);
  expect(found("step b = t(n) { after a }  return b", "step a = t(n)")).toEqual([`ORCH4001 ${circle}`]);
  expect(found('when n > 5 { step b = t(a ?? n)  fail odd "so" } ', "when n < 9 { step a = t(n) }")).toEqual([
    `ORCH4001 ${circle}`,
  ]);
  // Statements above have settled, and a statement that does not end lets it continue.
  expect(found('step b = t(n)  fail odd "so"', "step a = t(n)")).toEqual([]);
  expect(found("step b = t(a)", "step a = t(n)")).toEqual([]);
});

test("a step that reads itself in its own options is told what its result is called there", () => {
  const helps = (body: string): readonly unknown[] =>
    look(`${tools}tool u(n: Int) { effect idempotent }\nplan p(n: Int) -> Int { ${body} }`)
      .all.filter(({ code }) => code === "ORCH4001")
      .map(({ help }) => help);
  const itself = ["A step's value is `result` in its own `undo`, and `it` in its own `accept`."];
  expect(helps("step a = t(n) { undo u(n: a) }  return a")).toEqual(itself);
  expect(helps("step a = t(n) { accept a > 2 }  return a")).toEqual(itself);
  expect(helps("step a = t(n) { undo u(n: result) }  return a")).toEqual([]);
  expect(helps("step a = t(n) { after b }  step b = t(n: a)  return a")).toEqual([
    "Remove one of these dependences.",
  ]);
});

describe("what a statement waits for", () => {
  test.each([
    ["what it uses", "step a = t(n)  step b = t(a)  return b", ["b: data a", "return@1: data b"]],
    ["nothing else", "step a = t(n)  step b = t(n)  return a", ["return@1: data a"]],
    [
      "what it is told to",
      "step a = t(n)  step b = t(n) { after a }  return b",
      ["b: after a", "return@1: data b"],
    ],
    [
      "an `emit` for all above it",
      "step a = t(n)  emit done_with(n)  step b = t(n)  emit done_with(n)  return b",
      ["emit@1: order a", "emit@2: order emit@1, order b", "return@1: data b"],
    ],
    [
      "a bare `wait` for all above, and all below for it",
      "step a = t(n)  wait 1m  step b = t(n)  return b",
      ["wait@1: order a", "b: order wait@1", "return@1: data b, order wait@1"],
    ],
    [
      "what stands in a `sequence` for the one before",
      "sequence { step a = t(n)  step b = t(n)  step c = t(n) }  return c",
      ["b: order a", "c: order b", "return@1: data c"],
    ],
    [
      "what is below a choice that can end the plan for that",
      "when n > 1 { return 1 }  step b = t(n)  return b",
      ["b: branch when@1", "return@2: data b, branch when@1"],
    ],
    [
      "a choice that can't end it for nothing",
      "when n > 1 { step a = t(n) }  step b = t(n)  return b",
      ["return@1: data b"],
    ],
    [
      "a loop for what its rounds use",
      "step a = t(n)  step all = for x in [1, 2] up to 2 { step b = t(a)  yield b }  return n",
      ["all: data a", "b: data a", "yield@1: data b"],
    ],
  ])("%s", (_, body, expected) => {
    expect(needs(body)).toEqual(expected);
  });
});

describe("circles", () => {
  test.each([
    [
      "two steps",
      "step a = t(n) { after b }\n  step b = t(a)\n  return b",
      ["`a` and `b` wait for each other, so none of them can ever begin."],
    ],
    ["itself", "step a = t(n) { after a }\n  return a", ["`a` waits for itself, so it can never begin."]],
    [
      "by position",
      "emit done_with(a)\n  step w = t(n)\n  wait 1m\n  step a = t(n) { after b }\n  step b = t(a)\n  return b",
      ["This `emit`, this `wait` and `a` wait for each other, so none of them can ever begin."],
    ],
  ])("%s", (_, body, expected) => {
    const errors = look(`${tools}plan p(n: Int) -> Int {\n  ${body}\n}`).all.filter(
      ({ severity }) => severity === "error",
    );
    expect(errors.map(({ message }) => message)).toEqual(expected);
  });

  test("every value that closes it is shown", () => {
    const text = `${tools}plan p(n: Int) -> Int {
  step a = t(n) { after c }
  step b = t(a)
  step c = t(b)
  return c
}`;
    const [circle] = look(text).all;
    expect(
      circle?.labels.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`),
    ).toEqual(["a: `b` uses `a`", "b: `c` uses `b`", "c: `a` comes after `c`"]);
  });
});

test("plans that call each other, also by way of a goal", () => {
  const text = `module m
goal g(n: Int) -> Int { success "ok" when result > 0 }
plan p(n: Int) -> Int achieves g {
  step a = q(n)
  return a
}
plan q(n: Int) -> Int {
  step b = g(n)
  return b
}`;
  expect(told(text, look(text).all)).toEqual(["4: error ORCH4003"]);
});

test("what follows from another mistake is not said", () => {
  const text = `${tools}plan p(n: Int) -> Int {
  step a = t("x") { after b }
  step b = t(a)
  return b
}`;
  const codes = look(text).all.map(({ code }) => code);
  expect(codes).toHaveLength(1);
  expect(codes[0]).toMatch(/^ORCH3/);
});
