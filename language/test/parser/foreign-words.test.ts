import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { applyEdits } from "../../src/diagnostics/fix-preview.ts";
import { foreignProductions, foreignWord } from "../../src/parser/foreign/table.ts";
import { read } from "../show.ts";

/** A program with a hole where a part of each list begins. */
const holes: Readonly<Record<string, string>> = {
  declaration: "module m\n… a {\n}\n",
  statement: "module m\nplan p() {\n  … a {\n  }\n}\n",
  call: "module m\nplan p() {\n  step a = … b\n}\n",
  stepOption: "module m\nplan p() {\n  step a = f() { … b }\n}\n",
  capabilityClause: "module m\ntool f() {\n  … b\n}\n",
  goalClause: "module m\ngoal g() {\n  … b\n}\n",
  resourceClause: "module m\nresource r: K {\n  … b\n}\n",
  signalClause: "module m\nsignal s: Int {\n  … b\n}\n",
  flagClause: "module m\nflag f = true {\n  … b\n}\n",
  eventClause: "module m\nevent e() {\n  … b\n}\n",
  fusionClause: "module m\nfusion f() {\n  … b\n}\n",
  triggerClause: "module m\ntrigger t {\n  … b\n}\n",
  policyClause: "module m\npolicy p {\n  … b\n}\n",
  guardrailRule: "module m\nguardrail g {\n  … b\n}\n",
  scenarioClause: 'module m\nscenario "s" for p {\n  … b\n}\n',
};

function firstOf(list: string, word: string): { readonly found: Diagnostic; readonly text: string } {
  const { source, diagnostics } = read((holes[list] ?? "").replace("…", word));
  const [found] = diagnostics;
  if (found === undefined) throw new Error(`\`${word}\` is understood in the list ${list}`);
  return { found, text: source.text };
}

const words = foreignProductions.flatMap(([list, { found, instead: meant, help: written }]) =>
  typeof found === "string" && list in holes
    ? found.split(" ").map((word) => ({ list, word, meant, written }))
    : [],
);

describe("words of other languages", () => {
  test.each(words)("$list: $word", ({ list, word, meant, written }) => {
    const { found, text } = firstOf(list, word);
    expect(found.code).toBe(list === "declaration" ? "ORCH0105" : list === "call" ? "ORCH0101" : "ORCH0106");
    expect(found.help).toBe(written);
    expect(found.label).toBe(meant === undefined ? undefined : `did you mean \`${meant}\`?`);
    expect(text.slice(found.span.start, found.span.end)).toBe(word);
  });

  test.each(words.filter(({ meant }) => meant !== undefined))(
    "$list: $meant begins a part where $word does not",
    ({ list, word }) => {
      const { found, text } = firstOf(list, word);
      const mended = applyEdits(text, 0, found.fixes[0]?.edits ?? []);
      const { diagnostics } = read(mended);
      const there = diagnostics.filter(({ span }) => span.start === found.span.start);
      expect(there.map(({ code }) => code)).not.toContain(found.code);
    },
  );

  test("each list has a word once", () => {
    for (const [list] of Object.entries(holes)) {
      const spelt = words.filter((each) => each.list === list).map(({ word }) => word.replaceAll("_", ""));
      expect(spelt.filter((word, index) => spelt.indexOf(word) !== index)).toEqual([]);
    }
  });

  test("are known in any case and with any joint", () => {
    expect(foreignWord("stepOption", "dependsOn")).toEqual(foreignWord("stepOption", "depends_on"));
    expect(foreignWord("stepOption", "Depends-On")?.instead).toBe("after");
    expect(foreignWord("stepOption", "frobnicate")).toBeUndefined();
  });
});

describe("habits of other languages", () => {
  const said = (text: string): string => {
    const { source, diagnostics } = read(`module m\n${text}\n`);
    return diagnostics
      .map(({ message, label, help, fixes }) => {
        const mended = fixes.map(({ edits }) => `→ ${applyEdits(source.text, 0, edits).slice(9).trim()}`);
        return [message, label, help, ...mended].filter((part) => part !== undefined).join("\n");
      })
      .join("\n\n");
  };
  const inPlan = (statement: string): string => said(`plan p() { ${statement} }`);

  test("a call without a step", () => {
    expect(inPlan("f(1)")).toMatchInlineSnapshot(`
      "No statement begins with \`f\`.
      A call stands in a step, which names its result: \`step a = f(…)\`."
    `);
    expect(inPlan("a = f(1)")).toMatchInlineSnapshot(`
      "No statement begins with \`a\`.
      did you mean \`step a\`?
      → plan p() { step a = f(1) }"
    `);
    expect(inPlan("a = b + 1")).toMatchInlineSnapshot(`
      "No statement begins with \`a\`.
      did you mean \`let a\`?
      → plan p() { let a = b + 1 }"
    `);
  });

  test("an option without braces", () => {
    expect(inPlan("step a = f() retry 3")).toMatchInlineSnapshot(`
      "\`retry\` of a step belongs in braces behind the call.
      Write \`step a = f(x) { retry … }\`."
    `);
  });

  test("a colon or an equals sign behind a word", () => {
    expect(inPlan("step a = f() { timeout: 5s }")).toMatchInlineSnapshot(`
      "Expected a value here, but found \`:\`.
      The value of \`timeout\` follows it without a sign.
      → plan p() { step a = f() { timeout 5s } }"
    `);
    expect(said("tool f() { effect = pure }")).toMatchInlineSnapshot(`
      "Expected \`pure\`, \`idempotent\` or \`once\` here, but found \`=\`.
      The value of \`effect\` follows it without a sign.
      → tool f() { effect pure }"
    `);
    expect(said("tool f() { latency: 5s }")).toMatchInlineSnapshot(`
      "Expected \`<=\` here, but found \`:\`.
      A bound says how much at most: \`latency <= …\`.
      → tool f() { latency <= 5s }"
    `);
    expect(said("tool f() { cost < $1 }")).toMatchInlineSnapshot(`
      "Expected \`<=\` here, but found \`<\`.
      A bound says how much at most: \`cost <= …\`.
      → tool f() { cost <= $1 }"
    `);
  });

  test("a type behind a name", () => {
    expect(inPlan("step a: Int = f()")).toMatchInlineSnapshot(`
      "Expected \`=\` here, but found \`:\`.
      No type is written here: a step's comes from what is behind the \`=\`."
    `);
  });

  test.each([
    ['event parcel(id: "a") at 5m', 'given event parcel(id: "a") at 5m'],
    ["signal hot = true", "given signal hot = true"],
    ["crash during a", "fault crash during a"],
    ['given event parcel(id: "a") after 5m', 'given event parcel(id: "a") at 5m'],
  ])("a line of a scenario: %s", (line, mended) => {
    expect(said(`scenario "s" for p { ${line}  expect completed }`)).toContain(
      `→ scenario "s" for p { ${mended}  expect`,
    );
  });

  test.each([
    ['given parcel(id: "a") at 5m', "an event as `given event name(field: x) at 5m`"],
    ["given event parcel at 5m", "The fields of an event stand in round brackets"],
    ["given event parcel { id: 3 } at 5m", "Write arguments in round brackets"],
    ['given event parcel(id: "a")', "Say when the event happens"],
  ])("an event of a scenario: %s", (line, help) => {
    expect(said(`scenario "s" for p { ${line}  expect completed }`)).toContain(help);
  });
});
