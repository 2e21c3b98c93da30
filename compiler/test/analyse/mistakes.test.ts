import { describe, expect, test } from "vitest";
import { look, sharedFiles, told } from "./source.ts";

/* Each of these files has one mistake, on the line that says so. */

const mistakes = sharedFiles("mistakes");
const ours = [
  "budget_cost",
  "graph_cycle",
  "graph_plan_recursion",
  "guardrail_at_most",
  "guardrail_order",
  "race_once",
  "resource_too_many",
  "undo_missing",
  "undo_once",
];

describe.skipIf(mistakes.size === 0)("the mistakes of order, effects and rules (needs ../shared)", () => {
  test.each(ours)("%s", (name) => {
    const text = mistakes.get(name) ?? "";
    const line = text.split("\n").findIndex((each) => each.includes("//!")) + 1;
    const errors = look(text).all.filter(({ severity }) => severity === "error");
    const lines = told(text, errors);
    expect(lines, errors.map(({ message }) => message).join("\n")).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${line}: error ORCH4`));
  });
});

const programs = sharedFiles("programs");

describe.skipIf(programs.size === 0)("the programs (need ../shared)", () => {
  test.each([...programs.keys()])("%s has no mistake", (name) => {
    const text = programs.get(name) ?? "";
    expect(look(text).all.map(({ message }) => message)).toEqual([]);
  });
});
