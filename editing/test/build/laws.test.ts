import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSourceFile, format, parse } from "@orchlang/language";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Action,
  type BlockOutline,
  type DeclarationOutline,
  edited,
  type Outline,
  outlineOf,
  patchOf,
  type StatementOutline,
} from "../../src/build.ts";

const times = Number(process.env.LAWS ?? 1);
const root = fileURLToPath(new URL("../../..", import.meta.url));
const texts = ["examples/*/*.orch", "stdlib/std/**/*.orch", "compiler/test/corpus/programs/*.orch"]
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .sort()
  .map((file) => readFileSync(`${root}/${file}`, "utf8"))
  .filter((text) => outlineOf(text).declarations.length > 0);

const read = (text: string) => parse(createSourceFile("p.orch", text));

/** The comments in any order. One that was a description may have become a remark. */
const comments = (text: string): readonly string[] =>
  read(text)
    .comments.map(({ start, end }) =>
      text
        .slice(start, end)
        .trim()
        .replace(/^\/\/\/+/u, "//"),
    )
    .sort();

/** A comment behind every few lines, so that actions meet them in all places. */
function remarked(text: string, seed: number): string {
  let count = 0;
  return text
    .split("\n")
    .map((line, at) => {
      const isCode = line.trim() !== "" && !line.includes("//") && !line.includes('"');
      if (!isCode || (at + seed) % 3 !== 0) return line;
      count += 1;
      return count % 2 === 0
        ? `${line} // remark ${count}`
        : `${/^\s*/u.exec(line)?.[0]}// remark ${count}\n${line}`;
    })
    .join("\n");
}

const blocksIn = (blocks: readonly BlockOutline[]): readonly BlockOutline[] =>
  blocks.flatMap((block) => [block, ...block.statements.flatMap((one) => blocksIn(one.blocks))]);

/** A clause that a declaration of a kind may have once more. */
const more: Readonly<Record<DeclarationOutline["kind"], string>> = {
  plan: "priority high",
  trigger: "priority high",
  guardrail: "never f",
  capability: "ensures true",
  event: "priority high",
  fusion: "priority high",
  policy: "deny when true",
  scenario: "expect completed",
};

/** Some action on a place of an outline, by numbers. */
function drawn({ declarations }: Outline, [kind, a, b, c]: readonly number[]): Action | undefined {
  const pick = <T>(list: readonly T[], by: number | undefined): T | undefined =>
    list[(by ?? 0) % Math.max(1, list.length)];
  const blocks = blocksIn(declarations.flatMap((one) => one.blocks));
  const statements: readonly StatementOutline[] = blocks.flatMap((block) => block.statements);
  const [declaration, block, statement] = [pick(declarations, a), pick(blocks, a), pick(statements, b)];
  const to = block && { block: block.span.start, index: (c ?? 0) % (block.statements.length + 1) };
  const clauses = [
    ...declarations.flatMap((one) => one.clauses.map((clause) => ({ of: one.span.start, clause }))),
    ...statements.flatMap((one) => one.options.map((clause) => ({ of: one.span.start, clause }))),
  ];
  const clause = pick(clauses, a);
  const parts = statements.flatMap((one) => [...one.parts, ...one.arguments]);
  const part = pick(parts, a);
  const actions: readonly (Action | undefined)[] = [
    to && { do: "add", to, text: "wait 1m" },
    to && statement && { do: "move", at: statement.span.start, to },
    statement && { do: "remove", at: statement.span.start },
    statement && { do: "rewrite", at: statement.span.start, text: "wait 1m\nwait 2m" },
    clause && { do: "clause", of: clause.of, at: clause.clause.span.start },
    declaration && { do: "clause", of: declaration.span.start, text: more[declaration.kind] },
    declaration && ["plan", "capability", "event", "fusion"].includes(declaration.kind)
      ? { do: "sign", at: declaration.span.start, parameters: "fresh: { a: Int }", result: "" }
      : undefined,
    part && { do: "replace", ...part.span, text: "(1 + 2)" },
    declaration && { do: "remove declaration", at: declaration.span.start },
    declaration && { do: "declare", made: { declares: "plan", name: "fresh", doc: "New." } },
  ];
  return pick(actions, kind);
}

test("an action's result can be read, is formatted, and keeps every comment", () => {
  let made = 0;
  fc.assert(
    fc.property(
      fc.nat(texts.length - 1),
      fc.nat(2),
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 }),
      (at, seed, choices) => {
        let text = remarked(texts[at] ?? "", seed);
        for (const choice of choices) {
          const action = drawn(outlineOf(text), choice);
          const result = action && edited(text, action);
          if (result === undefined || "refused" in result) continue;
          made += 1;
          const added = action?.do === "declare" ? ["// New."] : [];
          expect(read(result.text).diagnostics).toEqual([]);
          expect(format(read(result.text))).toBe(result.text);
          expect(comments(result.text)).toEqual([...comments(text), ...added].sort());
          text = result.text;
        }
      },
    ),
    { numRuns: 150 * times },
  );
  expect(made).toBeGreaterThan(100);
});

/** The text that a patch makes of another one, as `patch` does it. */
function patched(text: string, patch: string): string {
  const old = text.split("\n");
  const made: string[] = [];
  let at = 0;
  for (const line of patch.split("\n").slice(2)) {
    const start = /^@@ -(?<from>\d+),(?<count>\d+)/u.exec(line)?.groups;
    if (start !== undefined) {
      const from = Number(start.from) - (Number(start.count) === 0 ? 0 : 1);
      made.push(...old.slice(at, from));
      at = from;
    } else if (line.startsWith("+")) made.push(line.slice(1));
    else if (line !== "") {
      expect(line.slice(1)).toBe(old[at]);
      if (line.startsWith(" ")) made.push(line.slice(1));
      at += 1;
    }
  }
  return [...made, ...old.slice(at)].join("\n");
}

test("a patch makes the new text of the old one", () => {
  const line = fc.constantFrom("a", "b", "c", "", "  d");
  const text = fc.array(line, { minLength: 1, maxLength: 30 }).map((lines) => `${lines.join("\n")}\n`);
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(before === after ? after : patched(before, patchOf("p.orch", before, after))).toBe(after);
    }),
    { numRuns: 300 * times },
  );
});
