import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { displayWidth } from "../../src/diagnostics/display.ts";
import type { Paint } from "../../src/diagnostics/paint.ts";
import { type RenderOptions, renderDiagnostic } from "../../src/diagnostics/render.ts";
import { createSourceFile, type SourceFile } from "../../src/source/source-file.ts";
import { read } from "../show.ts";

const guardrail = createSourceFile(
  "guardrail.orch",
  [
    "module m",
    "guardrail reviewed { review completed before send }",
    "",
    "plan p(n: Int) under reviewed {",
    "  let x = 1",
    "  step ok = review(n)",
    "  step s  = send(n)",
    "}",
  ].join("\n"),
);

function spanOf(file: SourceFile, text: string): Diagnostic["span"] {
  const start = file.text.indexOf(text);
  return { start, end: start + text.length };
}

function diagnostic(parts: Partial<Diagnostic>): Diagnostic {
  const place = { file: guardrail.name, span: spanOf(guardrail, "send(n)") };
  return {
    code: "ORCH4107",
    severity: "error",
    message: "Something.",
    labels: [],
    notes: [],
    fixes: [],
    ...place,
    ...parts,
  };
}

function render(parts: Partial<Diagnostic>, options: Partial<RenderOptions> = {}): string {
  return renderDiagnostic(diagnostic(parts), { sourceOf: () => guardrail, ...options });
}

function of(text: string, options: Partial<RenderOptions> = {}): string {
  const { source, diagnostics } = read(text);
  return diagnostics
    .map((found) => renderDiagnostic(found, { sourceOf: () => source, ...options }))
    .join("\n\n");
}

describe("a diagnostic for people", () => {
  test("says the claim, shows both culprits, says why and what to do", () => {
    const file = guardrail.name;
    const shown = render({
      message: "This dispatch can happen before anyone reviewed it.",
      label: "… but nothing makes this wait for it",
      labels: [
        {
          file,
          span: spanOf(guardrail, "review completed before send"),
          message: "this has to hold on every path",
        },
        { file, span: spanOf(guardrail, "review(n)"), message: "reviewed here …" },
      ],
      notes: ["A step runs as soon as its inputs are available, and `send` uses no result of `ok`."],
      help: "wait for the answer, and act on it",
      fixes: [
        {
          title: "Wait for the review",
          safe: false,
          edits: [
            {
              file,
              span: spanOf(guardrail, "  step s  = send(n)"),
              newText: "  when ok {\n    step s  = send(n)\n  }",
            },
          ],
        },
      ],
    });
    expect(shown).toMatchInlineSnapshot(`
      "error[ORCH4107]  This dispatch can happen before anyone reviewed it.

          guardrail.orch:7:13
       2 │ guardrail reviewed { review completed before send }
         │                      ──────────────────────────── this has to hold on every path
         ⋮
       6 │   step ok = review(n)
         │             ───────── reviewed here …
       7 │   step s  = send(n)
         │             ━━━━━━━ … but nothing makes this wait for it

        A step runs as soon as its inputs are available, and \`send\` uses no result of \`ok\`.

        help: wait for the answer, and act on it

        fix: Wait for the review
          + when ok {
              step s  = send(n)
          + }"
    `);
  });

  test("in two files has a place in each", () => {
    const other = createSourceFile("other.orch", "module other\nrole lead");
    const labels = [{ file: other.name, span: spanOf(other, "lead"), message: "first declared here" }];
    const sourceOf = (name: string): SourceFile | undefined => (name === other.name ? other : guardrail);
    expect(render({ label: "declared again here", labels }, { sourceOf })).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          guardrail.orch:7:13
       7 │   step s  = send(n)
         │             ━━━━━━━ declared again here

          other.orch:2:6
       2 │ role lead
         │      ──── first declared here"
    `);
  });

  test("without its source names the file", () => {
    expect(render({}, { sourceOf: () => undefined })).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          guardrail.orch"
    `);
  });

  test("over several lines is underlined on its first", () => {
    expect(
      render({ span: spanOf(guardrail, "{\n  let x = 1\n  step ok"), label: "here" }),
    ).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          guardrail.orch:4:31
       4 │   plan p(n: Int) under reviewed {
         │ ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
       5 │ ┃   let x = 1
       6 │ ┃   step ok = review(n)
         │ ┗━ here"
    `);
  });

  test("over whole lines has a bar beside them, and what lies inside keeps its mark", () => {
    const labels = [{ file: guardrail.name, span: spanOf(guardrail, "x = 1"), message: "inside" }];
    const span = spanOf(guardrail, guardrail.text.slice(guardrail.text.indexOf("plan")));
    expect(render({ span, label: "here", labels })).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          guardrail.orch:4:1
       4 │ ┏ plan p(n: Int) under reviewed {
       5 │ ┃   let x = 1
         │ ┃       ───── inside
       6 │ ┃   step ok = review(n)
       7 │ ┃   step s  = send(n)
       8 │ ┃ }
         │ ┗━ here"
    `);
  });

  test("over very many lines shows the first and the last", () => {
    const file = createSourceFile("long.orch", `plan p() {\n${"  wait 1m\n".repeat(40)}}\n`);
    const span = { start: 0, end: file.text.length };
    const shown = renderDiagnostic(diagnostic({ file: file.name, span, label: "here" }), {
      sourceOf: () => file,
    });
    expect(shown).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          long.orch:1:1
        1 │ ┏ plan p() {
          ⋮ ┃
       42 │ ┃ }
          │ ┗━ here"
    `);
  });

  test("two over the same lines have a bar each", () => {
    const labels = [
      {
        file: guardrail.name,
        span: spanOf(guardrail, "let x = 1\n  step ok = review(n)"),
        message: "and here",
      },
    ];
    const span = spanOf(guardrail, guardrail.text.slice(guardrail.text.indexOf("plan")));
    expect(render({ span, label: "here", labels })).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          guardrail.orch:4:1
       4 │ ┏   plan p(n: Int) under reviewed {
       5 │ ┃ ┌   let x = 1
       6 │ ┃ │   step ok = review(n)
         │ ┃ └─ and here
       7 │ ┃     step s  = send(n)
       8 │ ┃   }
         │ ┗━ here"
    `);
  });

  test("three on one line share a row, and what is said stands under each", () => {
    const at = (text: string, message: string) => ({
      file: guardrail.name,
      span: spanOf(guardrail, text),
      message,
    });
    const labels = [at("reviewed", "the rule"), at("review completed", "what comes first")];
    expect(
      render({ span: spanOf(guardrail, "send }"), label: "what comes then", labels }),
    ).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          guardrail.orch:2:46
       2 │ guardrail reviewed { review completed before send }
         │           ────────   ────────────────        ━━━━━━ what comes then
         │           │          what comes first
         │           the rule"
    `);
  });

  test("one within another is underlined on a row of its own", () => {
    const file = guardrail.name;
    const labels = [{ file, span: spanOf(guardrail, "review completed"), message: "this part" }];
    const span = spanOf(guardrail, "{ review completed before send }");
    expect(render({ span, label: "all of it", labels })).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          guardrail.orch:2:20
       2 │ guardrail reviewed { review completed before send }
         │                    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ all of it
         │                      ──────────────── this part"
    `);
  });

  test("between two characters points at the place", () => {
    const { start } = spanOf(guardrail, "\n  step ok");
    expect(
      render({ span: { start, end: start }, label: "something is missing here" }),
    ).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          guardrail.orch:5:12
       5 │   let x = 1
         │            ━ something is missing here"
    `);
  });

  test("on a narrow terminal wraps what it says", () => {
    const label = "nothing makes this wait for the review that has to come before it";
    const message = "This dispatch can happen before anyone reviewed it, and then it can't be called back.";
    expect(render({ label, message, help: message }, { width: 44 })).toMatchInlineSnapshot(`
      "error[ORCH4107]  This dispatch can happen
        before anyone reviewed it,
        and then it can't be called
        back.

          guardrail.orch:7:13
       7 │   step s  = send(n)
         │             ━━━━━━━
         │ nothing makes this wait for the review
         │ that has to come before it

        help: This dispatch can happen before
              anyone reviewed it, and then it
              can't be called back."
    `);
  });
});

describe("what the text holds", () => {
  test("wide characters and emoji are underlined as wide as they are", () => {
    expect(of('module m\nplan p() {\n  let 値 = f("名前", "👩‍🚀") x y\n}')).toMatchInlineSnapshot(`
      "error[ORCH0106]  No statement begins with \`x\`.

          /main.orch:3:28
       3 │   let 値 = f("名前", "👩‍🚀") x y
         │                            ━

        The statements begin with \`commit\`, \`emit\`, \`fail\`, \`let\`, \`match\`, \`return\`, \`sequence\`, \`step\`,
        \`wait\`, \`when\`, \`with\` or \`yield\`."
    `);
  });

  test("tabs are shown as four spaces", () => {
    expect(of("module m\nplan p() {\n\tlet\tx = 1h30m\n}")).toMatchInlineSnapshot(`
      "error[ORCH0005]  \`1h30m\` names two units: a quantity has one.

          /main.orch:3:10
       3 │     let    x = 1h30m
         │                ━━━━━

        help: Write it in the smaller unit (\`90m\`, not \`1h30m\`), or add two quantities: \`1h + 30m\`."
    `);
  });

  test("characters that would disturb a terminal are replaced", () => {
    const shown = of('module m\nplan p() {\n  let x = "\u001b[31m\u202e" ~\u0007\n}');
    expect(shown).not.toContain("\u001b");
    expect(shown).not.toContain("\u202e");
    expect(shown).toMatchInlineSnapshot(`
      "warning[ORCH0015]  There is a control character (U+001B) in this text.

          /main.orch:3:12
       3 │   let x = "␛[31m�" ~␇
         │            ━

        Whoever reads it sees another text than the one that a person is shown, or a capability is given.

        help: Write it as an escape, or remove it.

        fix: Write it as an escape
          - let x = "␛[31m�" ~␇
          + let x = "\\u001b[31m�" ~␇

      warning[ORCH0015]  There is a text direction override (U+202E) in this text.

          /main.orch:3:17
       3 │   let x = "␛[31m�" ~␇
         │                 ━

        Whoever reads it sees another text than the one that a person is shown, or a capability is given.

        help: Write it as an escape, or remove it.

        fix: Write it as an escape
          - let x = "␛[31m�" ~␇
          + let x = "␛[31m\\u202e" ~␇"
    `);
  });

  test("a line of five megabytes is shown around its mark", () => {
    const shown = of(
      `module m\nplan p() { let x = "${"a".repeat(2_500_000)}" let y = 1h30m let z = "${"b".repeat(2_500_000)}" }`,
    );
    expect(shown.length).toBeLessThan(1_000);
    expect(shown).toMatchInlineSnapshot(`
      "error[ORCH0005]  \`1h30m\` names two units: a quantity has one.

          /main.orch:2:2500031
       2 │ … aaaaaaaaaaaaaaaaaaaa" let y = 1h30m let z = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb …
         │                                 ━━━━━

        help: Write it in the smaller unit (\`90m\`, not \`1h30m\`), or add two quantities: \`1h + 30m\`."
    `);
  });

  test("marks far apart on one long line are shown apart", () => {
    const file = createSourceFile("long.orch", `first${" ".repeat(400)}second`);
    const first = { file: file.name, span: { start: 0, end: 5 }, message: "one" };
    const shown = renderDiagnostic(
      diagnostic({ file: file.name, span: { start: 405, end: 411 }, label: "two", labels: [first] }),
      { sourceOf: () => file, width: 60 },
    );
    expect(shown).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          long.orch:1:406
       1 │ first                                                …
         │ ───── one
       1 │ …                 second
         │                   ━━━━━━ two"
    `);
  });

  test("lines that end as on Windows are shown and counted like any others", () => {
    const shown = of("module m\r\nplan p() {\r\n\tlet x = 1h30m\r\n}\r\n");
    expect(shown).toBe(of("module m\nplan p() {\n\tlet x = 1h30m\n}\n"));
    expect(shown).toContain("/main.orch:3:10");
  });

  test("two marks on a line of wide characters stand under what they mark", () => {
    const file = createSourceFile("wide.orch", "let 値段 = 数量 + 👩‍🚀 + x");
    const labels = [{ file: file.name, span: spanOf(file, "値段"), message: "the name" }];
    const shown = renderDiagnostic(
      diagnostic({ file: file.name, span: spanOf(file, "x"), label: "the value", labels }),
      { sourceOf: () => file },
    );
    expect(shown).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          wide.orch:1:23
       1 │ let 値段 = 数量 + 👩‍🚀 + x
         │     ────               ━ the value
         │     the name"
    `);
  });

  test("a long line is shown from its beginning while what matters is there", () => {
    const file = createSourceFile("long.orch", `service refund(to: String) ${"x".repeat(200)}`);
    const shown = renderDiagnostic(
      diagnostic({ file: file.name, span: spanOf(file, "refund"), label: "this" }),
      {
        sourceOf: () => file,
        width: 60,
      },
    );
    expect(shown).toMatchInlineSnapshot(`
      "error[ORCH4107]  Something.

          long.orch:1:9
       1 │ service refund(to: String) xxxxxxxxxxxxxxxxxxxxxxxxx …
         │         ━━━━━━ this"
    `);
  });

  test("the end of the file can be pointed at", () => {
    expect(of("")).toMatchInlineSnapshot(`
      "error[ORCH0104]  This file does not name its module.

          /main.orch:1:1
       1 │
         │ ━

        A file begins with \`module\` and its path: \`module sales.weekly_report\`.

        fix: Begin with \`module main\`
          + module main

          +"
    `);
  });

  test("no row is wider than the terminal", () => {
    for (const width of [40, 60, 100]) {
      const rows = of(`module m\nplan p() {\n  let x = 値${"値".repeat(80)} ~ 1\n}`, { width }).split("\n");
      for (const row of rows) expect(displayWidth(row)).toBeLessThanOrEqual(width);
    }
  });
});

test("a fix in a long line is shown where it changes something", () => {
  const line = `service refund(to: String) { effect once  latency <= 5s  fails gone | late | ${"x".repeat(30)} }  tail`;
  const file = createSourceFile("long.orch", line);
  const fix = (text: string, newText: string) => {
    const span = spanOf(file, text);
    return { title: `Write \`${newText}\``, safe: true, edits: [{ file: file.name, span, newText }] };
  };
  const shown = renderDiagnostic(
    diagnostic({
      file: file.name,
      span: spanOf(file, "late "),
      fixes: [fix("refund", "repay"), fix("tail", "head")],
    }),
    { sourceOf: () => file, width: 72 },
  );
  expect(shown).toMatchInlineSnapshot(`
    "error[ORCH4107]  Something.

        long.orch:1:71
     1 │ … <= 5s  fails gone | late | xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx }  ta …
       │                       ━━━━━

      fix: Write \`repay\`
        - service refund(to: String) { effect once  latency <= 5s  fails g …
        + service repay(to: String) { effect once  latency <= 5s  fails go …

      fix: Write \`head\`
        - … }  tail
        + … }  head"
  `);
});

test("whatever is marked, no row is wider than the terminal, and nothing is said twice or lost", () => {
  const letters = fc.constantFrom(
    "a",
    "b c",
    "値",
    "\t",
    "\n",
    "\n\n  ",
    "👩‍🚀",
    "é",
    "{ x = 1 }",
    "\u0007",
    "x".repeat(90),
  );
  const texts = fc.array(letters, { maxLength: 40 }).map((parts) => parts.join(""));
  const spans = fc.array(fc.tuple(fc.nat(400), fc.nat(60)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(texts, spans, fc.integer({ min: 44, max: 120 }), (text, pairs, width) => {
      const file = createSourceFile("any.orch", text);
      const marks = pairs.map(([at, length], index) => {
        const start = Math.min(at, file.text.length);
        const span = { start, end: Math.min(start + length, file.text.length) };
        return { file: file.name, span, message: `mark${index}` };
      });
      const [first, ...labels] = marks;
      const main = diagnostic({
        file: file.name,
        span: first?.span ?? { start: 0, end: 0 },
        label: "mark0",
        labels,
      });
      const shown = renderDiagnostic(main, { sourceOf: () => file, width });
      for (const row of shown.split("\n")) expect(displayWidth(row)).toBeLessThanOrEqual(width);
      for (const { message } of marks) expect(shown.split(message)).toHaveLength(2);
    }),
  );
});

test("each thing has its colour, and without colours nothing is lost", () => {
  const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
  const paint: Paint = {
    wrong: mark("wrong"),
    doubtful: mark("doubtful"),
    done: mark("done"),
    place: mark("place"),
    dim: mark("dim"),
    strong: mark("strong"),
  };
  const file = guardrail.name;
  const fixes = [
    { title: "Take it away", safe: true, edits: [{ file, span: spanOf(guardrail, "send(n)"), newText: "" }] },
  ];
  const parts = { label: "here", help: "do this", fixes };
  const painted = render(parts, { paint, fixHint: (_, index, count) => `(${index + 1} of ${count})` });
  expect(painted).toMatchInlineSnapshot(`
    "<wrong>error[ORCH4107]</wrong>  <strong>Something.</strong>

        <place>guardrail.orch:7:13</place>
    <place> 7 │</place>   step s  = send(n)
       <place>│</place>             <wrong>━━━━━━━</wrong> <wrong>here</wrong>

      <done>help:</done> do this

      <done>fix:</done> Take it away  (1 of 1)
        <wrong>- step s  = send(n)</wrong>
        <done>+ step s  =</done>"
  `);
  expect(painted.replaceAll(/<\/?\w+>/g, "")).toBe(render(parts, { fixHint: () => "(1 of 1)" }));
  expect(render({ severity: "warning" }, { paint })).toContain("<doubtful>warning[ORCH4107]</doubtful>");
});
