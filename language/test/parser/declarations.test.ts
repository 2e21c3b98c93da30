import { describe, expect, test } from "vitest";
import type { Declaration } from "../../src/ast/file.ts";
import { children } from "../../src/ast/walk.ts";
import { read } from "../show.ts";

function declared(text: string): Declaration {
  const { file, diagnostics } = read(`module m\n${text}`);
  expect(diagnostics).toEqual([]);
  const [only] = file.declarations;
  if (only === undefined) throw new Error(`nothing is declared by ${text}`);
  return only;
}

describe("comments that document", () => {
  test("belong to the declaration below them, over several lines and other comments", () => {
    const { file } = read(
      "/// The file.\nmodule m\n\n/// One.\n///\n///  Two.\n// aside\nrole r\nrole s\n/// last",
    );
    expect(file.module?.doc).toBe("The file.");
    const docs = file.declarations.map((declaration) => ("doc" in declaration ? declaration.doc : ""));
    expect(docs).toEqual(["One.\n\n Two.", undefined]);
  });

  test("inside a declaration document nothing", () => {
    const { file } = read("module m\nplan p() {\n  /// inside\n  return 1\n}\nrole r");
    expect(file.declarations.map((declaration) => "doc" in declaration && declaration.doc)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe("the period of `at most`", () => {
  const periodOf = (rule: string) => {
    const guardrail = declared(`guardrail g { ${rule} }`);
    const [only] = guardrail.kind === "guardrailDeclaration" ? guardrail.rules : [];
    return only?.kind === "atMostRule" && only.per?.kind === "quantity" ? only.per.raw : undefined;
  };

  test.each([
    ["at most 2 a when b per 1h", "1h"],
    ["at most 2 a when b > $1 per kWh per 1h", "1h"],
    ["at most 2 a when b > $1 per 2kWh per 1h", "1h"],
    ["at most 2 a when f(b per 2h, [c per 3h]) per 1h", "1h"],
    ["at most 2 a when (b per 2h) > 3 per 1h", "1h"],
    [`at most 2 a when b == "\${c per 2h}" per 1h`, "1h"],
    ["at most 2 a when if b then c else d per 1h", "1h"],
    ["at most 2 a when b.any(x => x > 3 per 2h) per 1h", "1h"],
    ["at most 2 a when b > $1 per kWh", undefined],
    ["at most 2 a when (b > 3 per 2h)", undefined],
  ])("%s", (rule, period) => expect(periodOf(rule)).toBe(period));
});

describe("declarations", () => {
  test("may be private, and their span holds the word", () => {
    const role = declared("private role r");
    expect(role).toMatchObject({
      kind: "roleDeclaration",
      private: true,
      broken: false,
      span: { start: 9, end: 23 },
    });
    expect(declared("role r")).toMatchObject({ private: false, trust: undefined });
  });

  test("keep their clauses in the order of the text", () => {
    const tool = declared("tool t() { tags a  effect once  at edge, cloud  cost <= $1  tags b }");
    expect(tool.kind === "capability" && tool.clauses.map((clause) => clause.kind)).toEqual([
      "tagsClause",
      "effectClause",
      "tiersClause",
      "bound",
      "tagsClause",
    ]);
  });

  test.each([
    ["tool t() pure", ["effectClause"], 1],
    ["tool t() -> Int once <= 2s * 3", ["effectClause", "bound"], 2],
    ["tool t() -> a | b idempotent <= 2s { tags a }", ["effectClause", "bound", "tagsClause"], 2],
    ["tool t() -> { id: String } pure { latency <= 2s }", ["effectClause", "bound"], 1],
    ["tool t() -> pure { latency <= 2s }", ["bound"], undefined],
  ])("brief clauses stand before the braces: %s", (text, clauses, brief) => {
    const tool = declared(text);
    expect(tool.kind === "capability" && tool.clauses.map((clause) => clause.kind)).toEqual(clauses);
    expect(tool).toMatchObject({ brief, span: { end: "module m\n".length + text.length } });
  });

  test("a plan's clauses, body and last block are apart", () => {
    const plan = declared("plan p() achieves g under a, b { timeout 1m  let x = 1  finally { let y = 2 } }");
    expect(plan).toMatchObject({
      headings: [
        { kind: "achievesHeading" },
        { kind: "underHeading", rules: [{ text: "a" }, { text: "b" }] },
      ],
      clauses: [{ kind: "timeoutClause" }],
      body: { statements: [{ kind: "let", name: { text: "x" } }] },
      finally: { statements: [{ kind: "let", name: { text: "y" } }] },
    });
  });

  test("a word of the language is a name everywhere else", () => {
    const plan = declared(
      "plan plan(step: first, wait: [at]) -> for { let let = step.wait  step step = plan(when: 1) }",
    );
    expect(plan).toMatchObject({
      name: { text: "plan" },
      parameters: [{ name: { text: "step" } }, { name: { text: "wait" } }],
      body: {
        statements: [
          { kind: "let", name: { text: "let" } },
          { kind: "step", name: { text: "step" } },
        ],
      },
    });
  });

  test("fields without commas may be called as what could follow a type", () => {
    const type = declared(
      "type T {\n  a: [Int]\n  size: Int\n  b: Int\n  in: Int\n  c: String\n  matching: Int\n}",
    );
    const fields = type.kind === "typeDeclaration" && type.type.kind === "recordType" ? type.type.fields : [];
    expect(fields.map(({ name }) => name.text)).toEqual(["a", "size", "b", "in", "c", "matching"]);
  });

  test("an import may rename, and end with a comma", () => {
    const { file, diagnostics } = read("module m\nimport a.b.c { x, Y as Z, }");
    expect(diagnostics).toEqual([]);
    expect(file.imports).toMatchObject([
      {
        path: { segments: [{ text: "a" }, { text: "b" }, { text: "c" }] },
        names: [
          { name: { text: "x" }, alias: undefined },
          { name: { text: "Y" }, alias: { text: "Z" } },
        ],
      },
    ]);
  });
});

describe("what a step does is told by more than its first word", () => {
  test.each([
    ["t(x)", "attempt"],
    ["a.b.t(x)", "attempt"],
    ["for x in xs up to 3 { yield x }", "loop"],
    ["for(x)", "attempt"],
    ["first of { a(), b() }", "race"],
    ["first 2 of { a(), b() }", "race"],
    ["first(x)", "attempt"],
    ["quorum 2 of { a(), b() }", "quorum"],
    ["quorum(x)", "attempt"],
    ["wait 5m", "waitDuration"],
    ["wait until a > b", "waitUntil"],
    ["wait until (a ?? 1) > b for 1m within 1h", "waitUntil"],
    ["wait until.length", "waitDuration"],
    ["wait for event e", "waitForEvent"],
    ["wait for next event e", "waitForEvent"],
    ["wait for event e where event.n == 1 forever", "waitForEvent"],
    ["wait(x)", "attempt"],
  ])("%s", (text, kind) => {
    expect(declared(`plan p() { step s = ${text} }`)).toMatchObject({
      body: { statements: [{ body: { kind } }] },
    });
  });

  test("a wait behind a held member is part of choosing it, a `wait until` is not", () => {
    const statements = (text: string) => {
      const plan = declared(`plan p() { ${text} }`);
      return plan.kind === "planDeclaration" ? plan.body.statements.map(({ kind }) => kind) : [];
    };
    expect(statements("step a = t() using pool wait 5m")).toEqual(["step"]);
    expect(statements("step a = t() using pool wait until x")).toEqual(["step", "wait"]);
  });
});

describe("a guardrail's rule is told by more than its first word", () => {
  test.each([
    ["cost <= $1", "bound"],
    ["cost before b", "beforeRule"],
    ["at most 2 a", "atMostRule"],
    ["at before b", "beforeRule"],
    ["every a followed by b", "everyRule"],
    ["every completed before b", "beforeRule"],
    ["never a to b", "neverRule"],
    ["never when x before b", "beforeRule"],
    ["tagged a before kind tool", "beforeRule"],
    ["tagged before kind", "beforeRule"],
  ])("%s", (text, kind) => {
    expect(declared(`guardrail g { ${text} }`)).toMatchObject({ rules: [{ kind }] });
  });
});

describe("an expectation is told by more than its first word", () => {
  test.each([
    ["completed", "expectCompleted"],
    ["completed by p", "expectCompleted"],
    ["completed before b", "expectBefore"],
    ["completed once", "expectOnce"],
    ["completed.x == 1", "expectCondition"],
    ["failed with no_eyes", "expectFailed"],
    ["cancelled", "expectCancelled"],
    ["cancelled == 1", "expectCondition"],
    ["cancelled called once", "expectOnce"],
    ["called once", "expectOnce"],
    ["called called once", "expectOnce"],
    ["each a.b called once when args.c == 1", "expectOnce"],
    ["waiting", "expectWaiting"],
    ["in doubt a", "expectInDoubt"],
    ["breached g", "expectBreached"],
    ["breached == 1", "expectCondition"],
    ["never a", "expectNever"],
    ["never a when args.b > 1", "expectNever"],
    ["a.b once when args.c == 1", "expectOnce"],
    ["each a once when args.c == 1", "expectOnce"],
    ["never == 1", "expectCondition"],
    ["each a once", "expectOnce"],
    ["a.b once", "expectOnce"],
    ["undone a", "expectUndone"],
    ["within 5m", "expectWithin"],
    ["a granted before b", "expectBefore"],
    ["a == b", "expectCondition"],
  ])("%s", (text, kind) => {
    expect(declared(`scenario "s" for p { expect ${text} }`)).toMatchObject({ clauses: [{ kind }] });
  });
});

test("what is left out stands in the tree as undefined, not as a missing property", () => {
  const plan = declared("plan p() { step a = t() { retry 2 } }");
  const retry = children(plan);
  expect(retry.length).toBeGreaterThan(0);
  expect(plan).toHaveProperty("result", undefined);
});
