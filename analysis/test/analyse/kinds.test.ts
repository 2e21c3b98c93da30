import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

/* The mistakes of effects, rules and resources in other settings than those of the reference: a page for each kind. */

const folder = new URL("mistakes/", import.meta.url);

describe.each(readdirSync(folder).sort())("%s", (page) => {
  const text = readFileSync(new URL(page, folder), "utf8");
  const code = /`(ORCH\d{4})`/.exec(text)?.[1] ?? "";
  const programs = [...text.matchAll(/^```orch\n(.*?)^```$/gms)].map(([, program = ""]) => program);

  test("has ten", () => expect(programs).toHaveLength(10));

  test.each(programs.map((program) => [/module (\S+)/.exec(program)?.[1], program] as const))(
    "%s",
    (_, program) => {
      const line = program.split("\n").findIndex((each) => each.includes("//!")) + 1;
      const errors = look(program).all.filter(({ severity }) => severity === "error");
      expect(told(program, errors), errors.map(({ message }) => message).join("\n")).toEqual([
        `${line}: error ${code}`,
      ]);
    },
  );
});
