import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { openSession } from "../../src/session/session.ts";
import { memoryHost } from "../compile-fixture.ts";
import { changeOf, drawnEdit } from "./edits.ts";

export const path = "/m.orch";
export const program = { files: [path], root: "/" };

/** What `check` reports of a text. */
export function freshly(text: string) {
  return compile(program, memoryHost({ [path]: text })).diagnostics.filter(({ file }) => file === path);
}

/** What could be run of a text, by its qualified name. */
function runnable(text: string): readonly string[] {
  const module = /^module ([\w.]+)/mu.exec(text)?.[1] ?? "";
  return [...text.matchAll(/^(?:plan|goal) (\w+)/gmu)].map(([, name]) => `${module}.${name}`);
}

/**
 * Registers a test that opens texts, makes one change to each, and holds what the session reports then against `check`.
 * After some changes the editor has asked for previews. `LAWS=50` tries fifty times as many mutants, `SEED=random` others.
 */
export function testMutants(texts: readonly string[], count: number): void {
  const runs = count * Number(process.env.LAWS ?? 1);
  test("of mutants of all programs and mistakes", () => {
    const mutant = fc.tuple(fc.constantFrom(...texts), drawnEdit, fc.boolean());
    let lively = 0;
    let broken = 0;
    fc.assert(
      fc.property(mutant, ([text, edit, isAsked]) => {
        const session = openSession(program, memoryHost({ [path]: text }));
        session.change(path, changeOf(edit, text));
        const now = session.text(path) ?? "";
        if (isAsked) for (const name of runnable(now)) session.sketch(name);
        const reported = session.diagnostics(path);
        expect(reported).toEqual(freshly(now));
        if (session.isLive) lively += 1;
        if (reported.length > 0) broken += 1;
      }),
      { numRuns: runs },
    );
    expect(lively).toBeGreaterThan(runs / 2);
    expect(broken).toBeGreaterThan(runs / 2);
  });
}
