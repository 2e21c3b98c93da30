import { compileText } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";

const head = `module m
role lead
human review(n: Int) -> Bool { ask lead  show "?"  latency <= 1h }
service ring(n: Int) -> Int { effect once  latency <= 1s  irreversible because "heard" }
service put(n: Int) -> Int { effect idempotent  latency <= 1s }
tool look(n: Int) -> Int { effect pure  latency <= 1s }
`;

/** `step: does not wait for first`, and the plan with the change made that is proposed. */
function hints(body: string): readonly string[] {
  const text = `${head}plan p(n: Int) {\n${body}\n}\n`;
  return compileText(`//- /m.orch\n${text}`)
    .hints()
    .map(({ message, fixes }) => {
      const [edit] = fixes[0]?.edits ?? [];
      if (edit === undefined) return message;
      const mended = text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
      return `${message} → ${mended.split("\n").find((line) => line.includes("after")) ?? ""}`;
    });
}

describe("what does not wait for the step above it (rule 53)", () => {
  test.each([
    ["a question", "  step r = review(n)\n  step a = put(n)", "step a = put(n) { after r }"],
    ["an effect that happens once", "  step r = ring(n)\n  step a = put(n)", "step a = put(n) { after r }"],
    [
      "with options",
      "  step r = review(n)\n  step a = put(n) { retry 2 }",
      "step a = put(n) { retry 2  after r }",
    ],
    [
      "that waits for another",
      "  step l = look(n)\n  step r = review(n)\n  step a = put(n) { after l }",
      "step a = put(n) { after l, r }",
    ],
  ])("%s", (_, body, mended) => {
    expect(hints(body)).toEqual([`\`a\` does not wait for \`r\`, which is above it. →   ${mended}`]);
  });

  test.each([
    ["that waits", "  step r = review(n)\n  step a = put(n) { after r }"],
    ["that stands above", "  step a = put(n)\n  step r = review(n)"],
    ["that does nothing to the world", "  step r = review(n)\n  step a = look(n)"],
    ["below what can be repeated", "  step r = put(n)\n  step a = put(n)"],
    ["on the other side", "  when n > 1 { step r = review(n) } else { step a = put(n) }"],
    ["in the end", "  step r = review(n)\n  finally { step a = put(n) }"],
  ])("nothing of a step %s", (_, body) => expect(hints(body)).toEqual([]));

  test("it is no warning", () => {
    const { diagnostics } = compileText(
      `//- /m.orch\n${head}plan p(n: Int) {\n  step r = review(n)\n  step a = put(n)\n}\n`,
    );
    expect(diagnostics).toEqual([]);
  });
});
