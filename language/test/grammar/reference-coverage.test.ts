import { globSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { childFields } from "../../src/ast/child-fields.ts";
import type { Node } from "../../src/ast/node.ts";
import { forEachChild } from "../../src/ast/walk.ts";
import { parse } from "../../src/parser/parse.ts";
import { createSourceFile } from "../../src/source/source-file.ts";

const folder = fileURLToPath(new URL("../../../docs/language/", import.meta.url));

/** The blocks of the reference that are whole files and have nothing to be said against them. */
const programs = readdirSync(folder)
  .filter((name) => name.endsWith(".md"))
  .flatMap((name) => [...readFileSync(folder + name, "utf8").matchAll(/^```orch\n([\s\S]*?)^```$/gm)])
  .map(([, text = ""]) => text)
  .filter((text) => /^module /m.test(text));

/** What stands for something that could not be read. */
const broken = new Set(["brokenDeclaration", "brokenStatement", "missing"]);

test("the reference shows every kind of node that a tree can have", () => {
  expect(absentIn(programs).filter((kind) => !broken.has(kind))).toEqual([]);
});

/** Kinds that no scenario of the conformance programs plays yet, or that need more than a simulated world. It only shrinks. */
const unplayed = [
  ...["chargedClause", "runModuleClause", "runMcpClause", "requestSource", "everySource"],
  ...["nearClause", "underHeading", "priorityOption", "losersOption", "kindSelector", "anySelector"],
  ...["requireConsentClause", "recordClause", "givenConsent", "expectBreached"],
  ...["clockFault", "answersTwice"],
];

test("the conformance programs have every kind of node, or the list of exceptions names it", () => {
  const folder = fileURLToPath(new URL("../../../cli/test/conformance/", import.meta.url));
  const played = globSync("{programs,playbooks}/*.orch", { cwd: folder });
  const texts = played.map((file) => readFileSync(folder + file, "utf8"));
  expect(absentIn(texts).toSorted()).toEqual([...broken, ...unplayed].toSorted());
});

function absentIn(texts: readonly string[]): readonly string[] {
  const shown = new Set<string>();
  const look = (node: Node): void => {
    shown.add(node.kind);
    forEachChild(node, look);
  };
  for (const text of texts) look(parse(createSourceFile("/shown.orch", text)).file);
  return Object.keys(childFields).filter((kind) => !shown.has(kind));
}
