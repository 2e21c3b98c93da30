import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "@orchlang/compiler";
import { compileText, memoryHost } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";

/*
 * Mistakes are looked for with the rules alone that speak of something a plan comes to. All the others, which a plan
 * file lists too, find none.
 */

const folders = [
  "../../../compiler/test/programs/",
  "../../../compiler/test/corpus/programs/",
  "../../../compiler/test/corpus/mistakes/",
].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const texts = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /[^/]\.orch$/u.test(name))
    .map((name) => readFileSync(folder + name, "utf8")),
);

/** Without `LAWS=10` every fourth. */
const looked = Number(process.env.LAWS ?? 1) > 1 ? texts : texts.filter((_, at) => at % 4 === 0);

describe("rules that speak of nothing a plan comes to", () => {
  test("tell nothing that is not told without them", () => {
    let told = 0;
    for (const text of looked) {
      const { projects } = compile({ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text }));
      for (const { checked, analysed } of projects) {
        for (const name of checked.routines.keys()) {
          for (const diagnostic of analysed.verdicts(name)?.diagnostics ?? []) {
            told += 1;
            expect(analysed.diagnostics).toContainEqual(diagnostic);
          }
        }
      }
    }
    expect(told).toBeGreaterThan(0);
  });

  test("are told of where a plan comes to what they name by way of another", () => {
    const { diagnostics } = compileText(`module m
tool pay(id: String) -> String { effect once  latency <= 1s  irreversible because "paid" }
tool look(id: String) -> String { effect pure  latency <= 1s }
plan inner(id: String) -> String { step paid = pay(id)  return paid }
plan outer(id: String) -> String { step done = inner(id)  return done }
guardrail looks { look before pay }
`);
    expect(diagnostics.filter(({ severity }) => severity === "error").length).toBeGreaterThan(0);
  });
});
