import { createSourceFile, parse } from "@orchlang/language";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkExpression } from "../../src/3-check/expression/check.ts";
import { resolveType } from "../../src/3-check/types/resolve.ts";
import { around } from "./generated.ts";
import { units, world } from "./understand.ts";

const words = [
  ..."n k x r d m b s mood xs maybe job now happy nope i size sum map filter first group_by redact because".split(
    " ",
  ),
  ...`1 2.5 5m $3 €2 80% 21.5C 22:00 2026-12-01 "a" "\${n}" none true 9_000_000_000_000_000_000`.split(" "),
  ..."+ - * / == != < <= > >= in is ?? .. and or not per => if then else match ( ) [ ] { } , : . ?. ... | =".split(
    " ",
  ),
];

const soups = fc.array(fc.constantFrom(...words), { maxLength: 25 }).map((parts) => parts.join(" "));

describe("whatever stands where an expression belongs", () => {
  test("is never thrown at, and is wrong only where something was said", () => {
    const text = around.join("\n");
    fc.assert(
      fc.property(soups, (soup) => {
        const file = parse(createSourceFile("f.orch", `module t\nplan p() {\n  let it = ${soup}\n}\n`)).file;
        const { ctx, env, diagnostics } = world(text);
        for (const declaration of file.declarations) {
          const statements = declaration.kind === "planDeclaration" ? declaration.body.statements : [];
          for (const statement of statements) {
            if (statement.kind !== "let") continue;
            const typed = checkExpression(statement.value, undefined, env, ctx);
            if (typed.constant !== undefined) expect(typed.expression.op).toBe("constant");
            const spans = diagnostics.map(({ span }) => span.start <= span.end && span.end <= file.span.end);
            expect(spans.includes(false)).toBe(false);
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  test("nor where a type belongs", () => {
    const parts =
      'Int Float String Mood Map<String, > Done< [ ] { } a : | ? @personal in 1..5 size matching "["'.split(
        " ",
      );
    const types = fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((one) => one.join(" "));
    fc.assert(
      fc.property(types, (text) => {
        const { declarations } = parse(createSourceFile("f.orch", `module t\ntype T = ${text}\n`)).file;
        const report = (): void => {};
        const named = (): undefined => undefined;
        for (const declaration of declarations) {
          if (declaration.kind !== "typeDeclaration") continue;
          resolveType(declaration.type, {
            file: "f.orch",
            units,
            currency: "USD",
            named,
            names: () => [],
            report,
            path: "T",
          });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("long and deep expressions", () => {
  const chain = (operator: string, operand: string): string =>
    Array.from({ length: 300 }, () => operand).join(` ${operator} `);
  const deep = (open: string, close: string): string => `${open.repeat(60)}n${close.repeat(60)}`;
  const texts: Readonly<Record<string, string>> = {
    sum: chain("+", "n"),
    product: chain("*", "k"),
    and: chain("and", "n < 3"),
    or: chain("or", "mood == happy"),
    fallback: chain("??", "maybe"),
    members: `job${".note".repeat(900)}`,
    brackets: deep("(", ")"),
    lists: deep("[", "]"),
    conditions: `${"if b then n else (".repeat(40)}n${")".repeat(40)}`,
  };
  for (const [name, text] of Object.entries(texts)) {
    test(name, () => {
      const { ctx, env } = world(around.join("\n"));
      const { declarations } = parse(
        createSourceFile("f.orch", `module t\nplan p() {\n  let it = ${text}\n}\n`),
      ).file;
      const [plan] = declarations;
      const statement = plan?.kind === "planDeclaration" ? plan.body.statements[0] : undefined;
      expect(statement?.kind).toBe("let");
      if (statement?.kind === "let") checkExpression(statement.value, undefined, env, ctx);
    });
  }
});
