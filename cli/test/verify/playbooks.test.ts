import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { compile } from "@orchlang/compiler";
import { verify } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { createFileHost } from "../../src/project/host.ts";

/* The playbooks are what people would write, and meant to be right: nothing is to be found in them. */

const root = join(import.meta.dirname, "../../..");
const folders = ["compiler/test/corpus/programs", "cli/test/conformance/playbooks", "examples"];
const playbooks = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /[^/]\.orch$/u.test(path))
    .map((path) => `${folder}/${path}`),
);

/** Of each plan and trigger: what one fault, or other data, brings about first; `LAWS=2` plays twice as many. */
const runsMax = 20 * Number(process.env.LAWS ?? 1);

// One that turns for a day takes fifteen seconds of a whole core.
describe("a playbook keeps what it promises", () => {
  test.each(playbooks)("%s", (path) => {
    const result = compile({ files: [join(root, path)], root: dirname(join(root, path)) }, createFileHost());
    const plans = result.targets
      .filter((target) => target.root)
      .map(({ name }) => ({
        file: result.plan(name),
        context: result.context(name),
        unreachable: result.unreachable(name),
      }));
    const triggers = result
      .triggers()
      .map(({ context, plan }) => ({ file: plan(), context, unreachable: [] }));
    const found = [...plans, ...triggers].flatMap(({ file, context, unreachable }) => {
      if (file === undefined || context === undefined) throw new Error("it has no plan file");
      const { target, violations, refuted } = verify(file, context, {
        faults: 1,
        unreachable,
        runs: { exhaustive: runsMax, random: 0 },
      });
      // What is proved unreachable is come to by no run.
      expect(refuted).toEqual([]);
      return violations.map(({ violation }) => `${target}: ${violation.says}`);
    });
    expect(found).toEqual([]);
  });
});
