import { evaluate } from "@orchlang/plan/expressions";
import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/* A value may have fields that its type does not name, and lack those that are optional; its labels may stand deep in it. */

const head = `module m
type G { g: String @untrusted }
type F { f: G }
type E { e: F }
type D { d: E }
type C { c: D }
type B { b: C }
type A { a: B }
type Wide { b: String, c: String @untrusted }
service wide(n: Int) -> Wide { effect pure  latency <= 1s }
service deep(n: Int) -> { top: A } { effect pure  latency <= 1s }
service asked(n: Int) -> Done<{ p: String @untrusted }> { effect pure  latency <= 1s }
service danger(x: String trusted) -> Int { effect idempotent  latency <= 1s }
plan says(v: String) -> Int { step o = danger(v)  return o }
plan narrow(x: { b: String }) -> { b: String } { return x }
guardrail g { never untrusted to danger }
`;

function codes(text: string): readonly string[] {
  const { all } = look(`${head}${text}\n`);
  return [...new Set(all.filter(({ severity }) => severity === "error").map(({ code }) => code))];
}

describe("a label that stands deep in a result comes to a plan that is called", () => {
  test.each([
    ["in seven records", "step w = deep(n)  step o = says(w.top.a.b.c.d.e.f.g)"],
    ["in what a confirm answers", 'step w = asked(n)  step o = says(w.value?.p ?? "")'],
  ])("%s", (_, body) => {
    expect(codes(`plan p(n: Int) { ${body} }`)).toEqual(["ORCH4106", "ORCH4109"]);
  });
});

/** The fields of the record that a plan returns, where `x` is a value that says more, or less, than its type. */
function returned(params: string, record: string, x: object): unknown {
  const { plan } = look(
    `module m\nplan p(${params}) -> { a: String, b: String, c: String? } { return ${record} }`,
  );
  const [node] = plan("m.p")?.plan.routines["m.p"]?.nodes ?? [];
  if (node?.kind !== "return") throw new Error("it does not compile");
  return evaluate(node.value, { read: () => ({ value: x as never }) });
}

describe("a spread gives the fields that its type names, and no others", () => {
  const wide = { a: "HIDDEN", b: "b", c: 7 };

  test.each([
    ["behind a field", '{ a: "1", ...x }', { b: "b", a: "1", c: null }],
    ["before one", '{ ...x, a: "1" }', { a: "1", b: "b", c: null }],
    ["behind another spread", '{ ...{ a: "2", b: "2" }, ...x }', { a: "2", b: "b", c: null }],
  ])("%s", (_, record, expected) => {
    expect(returned("x: { b: String }", record, wide)).toEqual({ value: expected });
  });

  test("where it has none of a name, there is none", () => {
    const record = '{ a: "1", c: "before", ...x }';
    expect(returned("x: { b: String, c: String? }", record, { b: "b" })).toEqual({
      value: { a: "1", b: "b", c: null },
    });
  });

  test("so that nothing untrusted hides behind it", () => {
    const text = `plan inner(x: { b: String }) -> Int { let y = { a: "1", ...x }  step o = danger(y.a)  return o }
plan p(n: Int) { step w = wide(n)  step i = inner(w) }`;
    expect(codes(text)).toEqual([]);
  });
});
