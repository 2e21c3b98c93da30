import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import type { TextChange } from "../../src/session/document.ts";
import { openSession } from "../../src/session/session.ts";
import { memoryHost } from "../compile-fixture.ts";
import { changeOf, type DrawnEdit, drawnEdit, undoing } from "./edits.ts";

/*
 * After every change a session tells what the compiler tells of the same text read anew. `SESSION=10` tries ten
 * times as many changes, and others each time.
 */

const times = Number(process.env.SESSION ?? 1);
const cases = process.env.SESSION === undefined ? { seed: 20_261_122 } : {};

const own = fileURLToPath(new URL("../programs/", import.meta.url));
const corpus = fileURLToPath(new URL("../corpus/programs/", import.meta.url));
const shared = fileURLToPath(new URL("../../../../shared/programs/", import.meta.url));
const programs = [own, corpus, shared].flatMap((folder) =>
  existsSync(folder)
    ? readdirSync(folder).flatMap((name) =>
        name.endsWith(".orch") ? [readFileSync(folder + name, "utf8")] : [],
      )
    : [],
);

const path = "/m.orch";
const program = { files: [path], root: "/" };

function freshly(text: string) {
  return compile(program, memoryHost({ [path]: text })).diagnostics.filter(({ file }) => file === path);
}

/** Makes the changes one after another, and holds what is told after each against the text read anew. */
function follow(start: string, edits: readonly DrawnEdit[], undone: number): number {
  const session = openSession(program, memoryHost({ [path]: start }));
  const back: TextChange[] = [];
  let lively = 0;
  const make = (change: TextChange): void => {
    const before = session.text(path) ?? "";
    back.push(undoing(change, before));
    session.change(path, change);
    expect(session.diagnostics(path)).toEqual(freshly(session.text(path) ?? ""));
    if (session.isLive) lively += 1;
  };
  for (const edit of edits) make(changeOf(edit, session.text(path) ?? ""));
  for (const change of back.toReversed().slice(0, undone)) {
    // What was put in may have been composed with what stood around it: then there is no way back.
    if (change.end <= (session.text(path) ?? "").length) make(change);
  }
  return lively;
}

describe("a session tells what the text read anew tells", () => {
  test(
    "after changes of every kind, and after taking them back",
    () => {
      let lively = 0;
      fc.assert(
        fc.property(
          fc.constantFrom(...programs),
          fc.array(drawnEdit, { minLength: 1, maxLength: 6 }),
          fc.nat({ max: 6 }),
          (text, edits, undone) => {
            lively += follow(text, edits, undone);
          },
        ),
        { ...cases, numRuns: 25 * times },
      );
      expect(lively).toBeGreaterThan(25 * times);
    },
    120_000 * times,
  );
});
