import { describe, expect, test } from "vitest";
import { expectedAfter } from "../../src/index.ts";

const words = (text: string): readonly string[] =>
  expectedAfter(text).texts.filter((one) => /^[a-z]/u.test(one));

describe("what may stand next", () => {
  test("at the top are declarations and imports", () => {
    const found = words("module m\n");
    expect(found).toContain("import");
    expect(found).toContain("plan");
    expect(found).not.toContain("step");
  });

  test("in a plan are statements, and clauses before the first", () => {
    const clauses = ["priority", "timeout", "fails", "overlap"];
    expect(words("module m\nplan p() {\n")).toEqual(expect.arrayContaining([...clauses, "step", "finally"]));
    expect(words("module m\nplan p() {\n  step a = f(1)\n")).toEqual(
      expect.arrayContaining(["using", "else", "step", "finally"]),
    );
    expect(words("module m\nplan p() {\n  step a = f(1)\n")).not.toContain("priority");
  });

  test("in the options of a step are options alone", () => {
    const found = words("module m\nplan p() {\n  step a = f(1) { ");
    expect(found).toEqual(expect.arrayContaining(["timeout", "retry", "after", "optional"]));
    expect(found).not.toContain("step");
  });

  test("behind a value are what joins it with another, and what comes after it", () => {
    const found = words("module m\nplan p() {\n  let a = b ");
    expect(found).toEqual(expect.arrayContaining(["and", "or", "is", "per", "step"]));
  });

  test("a name of the author's is told apart from a word of the language", () => {
    const { name, value, texts } = expectedAfter("module m\nplan p() {\n  step a = ");
    expect(name).toBe(true);
    expect(value).toBe(false);
    expect(texts).toEqual(["for", "quorum", "first", "do", "wait"]);
    expect(expectedAfter("module m\nplan p() {\n  step ")).toMatchObject({ name: true, texts: [] });
    expect(expectedAfter("module m\nplan p() {\n  let a = ")).toMatchObject({ value: true, string: true });
  });

  test("what is wrong further up is passed over", () => {
    expect(words("module m\ntool t( { \nplan p() {\n  retrun 1\n  ")).toContain("step");
  });

  test("each asks anew", () => {
    const before = expectedAfter("module m\n");
    expectedAfter("module m\nplan p() {\n");
    expect(expectedAfter("module m\n")).toEqual(before);
  });
});
