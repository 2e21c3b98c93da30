import { describe, expect, test } from "vitest";
import { checkExpression } from "../../src/3-check/expression/check.ts";
import { extend } from "../../src/3-check/expression/checking.ts";
import { constant } from "../../src/3-check/expression/make.ts";
import { checkPatterns, matchSubject } from "../../src/3-check/expression/patterns.ts";
import type { Binding } from "../../src/3-check/expression/typed.ts";
import { internalLabel, publicLabel } from "../../src/3-check/labels/label.ts";
import type { EnumType, Type } from "../../src/3-check/type.ts";
import { boolType, intType } from "../../src/3-check/types/kinds.ts";
import { declarationsOf, expressionOf, shown, world } from "./understand.ts";

/* Expressions that need surroundings: families, failures, steps, special calls. */

const rooms: EnumType = { kind: "enum", name: "t.Room", members: ["hall", "kitchen"] };

function binding(type: Type, more: Partial<Binding> = {}): Binding {
  return { read: { op: "read", from: "local", name: "x" }, type, label: internalLabel, ...more };
}

function check(text: string, bindings: Readonly<Record<string, Binding>>, around = "") {
  const { ctx, env, diagnostics } = world(around);
  const typed = checkExpression(expressionOf(text).ast, undefined, extend(env, bindings), ctx);
  return { typed, says: diagnostics.map(({ code, message }) => `${code} ${message}`), ctx };
}

describe("families", () => {
  const family = [{ name: "room", members: rooms }];
  const warm = binding(boolType, { read: { op: "read", from: "context", name: "m.warm" }, family });
  const room = binding(rooms, { read: { op: "read", from: "input", name: "room" } });

  test("a member is read by its name", () => {
    const { typed, says } = check("warm(hall)", { warm });
    expect([says, typed.expression]).toEqual([[], { op: "read", from: "context", name: "m.warm(hall)" }]);
  });

  test("where the index is known only in the run, one of all is", () => {
    const { typed } = check("warm(room)", { warm, room });
    expect(typed.expression).toEqual({
      op: "match",
      subject: { op: "read", from: "input", name: "room" },
      arms: [
        { patterns: [{ is: "hall" }], value: { op: "read", from: "context", name: "m.warm(hall)" } },
        { patterns: [{ is: "kitchen" }], value: { op: "read", from: "context", name: "m.warm(kitchen)" } },
      ],
    });
  });

  test("a family by itself is no value, nor is a room that is none", () => {
    expect(check("warm", { warm }).says).toEqual([
      "ORCH3220 `warm` has one value for each `Room`: name one.",
    ]);
    expect(check("warm(cellar)", { warm }).says).toEqual(["ORCH3011 `cellar` is not a `Room`."]);
    expect(check("warm()", { warm }).says).toEqual(["ORCH3205 `warm` takes other arguments: `warm(room)`."]);
  });
});

describe("failures", () => {
  const error = binding(
    { kind: "failure", names: ["exhausted", "timeout"], last: intType },
    { read: { op: "read", from: "local", name: "error" } },
  );

  test("compare with their names, either way round", () => {
    const expected = {
      op: "call",
      fn: "any.equal",
      args: [
        { op: "field", of: { op: "read", from: "local", name: "error" }, name: "name" },
        { op: "constant", value: "exhausted" },
      ],
    };
    for (const text of ["error == exhausted", "exhausted == error", "error is exhausted"]) {
      expect(check(text, { error }).typed.expression).toEqual(expected);
    }
  });

  test("only those that can happen", () => {
    expect(check("error == exausted", { error }).says).toEqual(["ORCH3222 `exausted` can't happen here."]);
    expect(check("error == 3", { error }).says).toEqual([
      "ORCH3102 `error` is a failure and `3` is an `Int`: these can't be compared.",
    ]);
  });

  test("have fields", () => {
    expect(shown(check("error.message", { error }).typed.type)).toBe("String");
    expect(shown(check("error.last ?? 0", { error }).typed.type)).toBe("Int");
    expect(check("error.reason", { error }).says).toEqual(["ORCH3006 A failure has no `reason`."]);
  });
});

describe("reads", () => {
  const step = binding(intType, { read: { op: "read", from: "node", name: "draft" } });

  test("of steps are listed with their place, those of `now` noted", () => {
    const { typed } = check("step + step * 2", { step });
    expect(typed.reads.map(({ node }) => node)).toEqual(["draft", "draft"]);
    expect([typed.readsNow, check("now", {}).typed.readsNow]).toEqual([false, true]);
  });

  test("of constants are none", () => {
    const { typed } = check("step + 1", { step: { ...step, constant: { value: 4 } } });
    expect([typed.constant, typed.reads]).toEqual([{ value: 5 }, []]);
  });
});

describe("what is no value here", () => {
  test("a capability is called by a step", () => {
    const { ctx, env, diagnostics } = world();
    const callable = (name: string): string | undefined => (name === "send" ? "a service" : undefined);
    checkExpression(expressionOf("send").ast, undefined, env, { ...ctx, callable });
    checkExpression(expressionOf("send(1)").ast, undefined, env, { ...ctx, callable });
    expect(diagnostics.map(({ message, help }) => [message, help])).toEqual([
      [
        "`send` is a service, not a value.",
        "Its result is available after a step: `step x = send(…)`, then `x`.",
      ],
      ["`send` is a service, not a value.", "Call it in a step: `step x = send(…)`, and use `x` here."],
    ]);
  });

  test("calls that only some places know are asked for first", () => {
    const { ctx, env, diagnostics } = world();
    const special = () => constant(7, intType, { start: 0, end: 0 });
    const typed = checkExpression(expressionOf("sample(3) + 1").ast, undefined, env, { ...ctx, special });
    expect([diagnostics, typed.constant]).toEqual([[], { value: 8 }]);
  });
});

describe("a match statement", () => {
  /** The patterns of `match subject { … }` as a statement of a plan. */
  function patternsIn(cases: string) {
    const [plan] = declarationsOf(`plan p() { match it { ${cases} } }`);
    const statement = plan?.kind === "planDeclaration" ? plan.body.statements[0] : undefined;
    if (statement?.kind !== "match") throw new Error("no match");
    return { patterns: statement.cases.map(({ pattern }) => pattern), span: statement.subject.span };
  }

  function checked(cases: string, type: Type) {
    const { ctx, env, diagnostics } = world();
    const { patterns, span } = patternsIn(cases);
    const subject = { ...constant(null, type, span), label: publicLabel };
    const found = checkPatterns(patterns, subject, span, env, ctx, () => ({
      title: "",
      safe: false,
      edits: [],
    }));
    return {
      arms: found.map((one) => [one.patterns, shown(one.narrowed)]),
      subject: matchSubject({ ...subject, expression: { op: "read", from: "node", name: "it" } }),
      says: diagnostics.map(({ message }) => message),
    };
  }

  test("of a race binds each branch's value", () => {
    const race: Type = {
      kind: "record",
      fields: [
        { name: "reply", type: { kind: "optional", of: { kind: "string" } } },
        { name: "late", type: { kind: "optional", of: intType } },
      ],
    };
    expect(checked("reply { } late { }", race)).toMatchObject({
      arms: [
        [[{ present: "reply" }], "String"],
        [[{ present: "late" }], "Int"],
      ],
      says: [],
    });
  });

  test("of a failure looks at its name, of a confirmation at its state", () => {
    const failure: Type = { kind: "failure", names: ["a", "b"] };
    expect(checked("a { } b { }", failure).subject).toMatchObject({ op: "field", name: "name" });
    const done: Type = { kind: "done", of: { kind: "string" } };
    expect(checked("done { } not_done | unknown { }", done)).toMatchObject({
      subject: { op: "field", name: "state" },
      arms: [
        [[{ is: "done" }], "String"],
        [[{ is: "not_done" }, { is: "unknown" }], "Done<String>"],
      ],
      says: [],
    });
  });

  test("says what it leaves out", () => {
    expect(checked("hall { }", rooms).says).toEqual(["This match does not cover `kitchen`."]);
  });
});
