import {
  Alternation,
  type IProduction,
  NonTerminal,
  Repetition,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
} from "chevrotain";
import { expect, test } from "vitest";
import { EndOfFile, tokenTypes } from "../../src/lexer/token-types.ts";
import * as lone from "../../src/parser/lookahead.ts";
import { firstOf, firstOfSequence, partsOf } from "../../src/parser/lookahead.ts";
import { OrchParser } from "../../src/parser/parse.ts";

const rules: Readonly<Record<string, Rule>> = new OrchParser().productions;

/** What may stand behind the first token of a part of the grammar, within it; and whether that may be all of it. */
interface Behind {
  readonly tokens: ReadonlySet<number>;
  readonly alone: boolean;
}

/** Of parts that follow one another, whose first token is one of `begin`. */
function behindFirst(parts: readonly IProduction[], begin: ReadonlySet<number>): Behind {
  const tokens = new Set<number>();
  let alone = false;
  for (const [index, part] of parts.entries()) {
    const behind = behindFirstOf(part, begin);
    for (const token of behind.tokens) tokens.add(token);
    if (behind.alone) {
      const rest = firstOfSequence(parts.slice(index + 1));
      for (const token of rest.tokens) tokens.add(token);
      alone ||= rest.empty;
    }
    if (!firstOf(part).empty) break;
  }
  return { tokens, alone };
}

function behindFirstOf(part: IProduction, begin: ReadonlySet<number>): Behind {
  if (part instanceof Terminal)
    return { tokens: new Set(), alone: [...firstOf(part).tokens].some((token) => begin.has(token)) };
  if (part instanceof NonTerminal) return behindFirst(part.referencedRule.definition, begin);
  if (part instanceof Alternation) {
    const each = part.definition.map((alternative) => behindFirstOf(alternative, begin));
    return {
      tokens: new Set(each.flatMap(({ tokens }) => [...tokens])),
      alone: each.some(({ alone }) => alone),
    };
  }
  const { tokens, alone } = behindFirst(partsOf(part), begin);
  const again = !alone
    ? []
    : part instanceof Repetition
      ? firstOfSequence(partsOf(part)).tokens
      : part instanceof RepetitionWithSeparator || part instanceof RepetitionMandatoryWithSeparator
        ? [part.separator.tokenTypeIdx as number]
        : [];
  return { tokens: new Set([...tokens, ...again]), alone };
}

const nameOf = new Map([...tokenTypes, EndOfFile].map((type) => [type.tokenTypeIdx as number, type.name]));

function named(kinds: Iterable<number>): readonly (string | undefined)[] {
  return [...kinds].map((kind) => nameOf.get(kind)).toSorted();
}

function kindsIn(table: Readonly<Uint8Array>): readonly number[] {
  return [...nameOf.keys()].filter((kind) => table[kind] === 1);
}

test.each([
  ["expression", lone.loneReference, lone.continuesExpression],
  ["expression", lone.loneLiteral, lone.continuesExpression],
  ["type", lone.loneReference, lone.continuesType],
])(
  "%s: what it may go on with behind its first token is all that the grammar lets follow",
  (rule, begins, goesOn) => {
    const begin = new Set(kindsIn(begins));
    const { tokens, alone } = behindFirst((rules[rule] as Rule).definition, begin);
    expect(alone).toBe(true);
    const missing = [...tokens].filter((kind) => goesOn[kind] !== 1);
    expect(named(missing)).toEqual([]);
    if (begins === lone.loneReference)
      expect(named(kindsIn(goesOn))).toEqual(named(new Set([...tokens, EndOfFile.tokenTypeIdx as number])));
  },
);

test("a token that is whole by itself is read alike whether the rules are run through or not", () => {
  const parser = new OrchParser();
  const { declarations } = parser.parse({
    name: "f",
    text: "module m\nflag a = b\nflag c = (b)\nflag d = 5m\nflag e = (5m)\ntype T = U\ntype V = U in 1..2",
    lineStarts: [0],
  }).file;
  const [a, c, d, e] = declarations.map((declaration) =>
    declaration.kind === "flagDeclaration" ? { ...declaration.value, span: undefined } : undefined,
  );
  expect(a).toEqual(c);
  expect(d).toMatchObject({ kind: "quantity", number: "5", unit: "m", raw: "5m" });
  expect(e).toMatchObject({ kind: "quantity", number: "5", unit: "m", raw: "5m" });
  expect(declarations[4]).toMatchObject({ type: { kind: "namedType", name: { text: "U" } } });
});
