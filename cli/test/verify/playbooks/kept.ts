import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { compile } from "@orchlang/compiler";
import { verify } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { createFileHost } from "../../../src/project/host.ts";

/* The playbooks are what people would write, and meant to be right: nothing is to be found in them. */

const root = join(import.meta.dirname, "../../../..");
const corpus = "compiler/test/corpus/programs";

/** The folders of the corpus that take longest, a test file each; `other.test.ts` has the rest. */
const long = ["data", "home", "machines", "operations"].map((name) => `${corpus}/${name}`);

export const other = [
  ...readdirSync(join(root, corpus)).map((name) => `${corpus}/${name}`),
  "cli/test/conformance/playbooks",
  "examples",
].filter((folder) => !long.includes(folder));

const playbooksIn = (folders: readonly string[]): readonly string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => /[^/]\.orch$/u.test(path))
      .map((path) => `${folder}/${path}`),
  );

/** The runs of each plan and trigger; `LAWS=100` plays as many directed ones as `orch verify`. */
const laws = Number(process.env.LAWS ?? 1);
const runs = { exhaustive: 2 * laws, directed: 7 * laws, random: 0 };

/** Others learn from the examples: with `LAWS=100` they are searched as `orch verify` does it. */
const whole = { faults: 2, runs: { exhaustive: 20 * laws, directed: 15 * laws, random: 5 * laws } };
const share = { faults: 1, runs };

export function keepWhatTheyPromise(folders: readonly string[]): void {
  describe("a playbook keeps what it promises", () => {
    test.each(playbooksIn(folders))("%s", kept);
  });
}

function kept(path: string): void {
  const result = compile({ files: [join(root, path)], root: dirname(join(root, path)) }, createFileHost());
  const plans = result.targets
    .filter((target) => target.root)
    .map(({ name }) => ({
      file: result.plan(name),
      context: result.context(name),
      unreachable: result.unreachable(name),
    }));
  const triggers = result.triggers().map(({ context, plan }) => ({ file: plan(), context, unreachable: [] }));
  const search = path.startsWith("examples/") && laws > 1 ? whole : share;
  const found = [...plans, ...triggers].flatMap(({ file, context, unreachable }) => {
    if (file === undefined || context === undefined) throw new Error("it has no plan file");
    const { target, violations, refuted } = verify(file, context, { ...search, unreachable });
    // No run reaches a place that is proved unreachable.
    expect(refuted).toEqual([]);
    return violations.map(({ violation }) => `${target}: ${violation.says}`);
  });
  expect(found).toEqual([]);
}
