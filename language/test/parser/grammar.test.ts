import {
  Alternation,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
} from "chevrotain";
import { describe, expect, test } from "vitest";
import { tokenTypes } from "../../src/lexer/token-types.ts";
import { firstOf, firstOfSequence, partsOf } from "../../src/parser/lookahead.ts";
import { OrchParser } from "../../src/parser/parse.ts";
import { OneTokenLookahead, Validated } from "./validated.ts";

/*
 * The parser decides by one token and by gates. Here the grammar is held to that: no two alternatives may begin
 * alike without a gate, and nothing that may be left out may begin like what can follow it.
 */

const rules: Readonly<Record<string, Rule>> = new OrchParser().productions;

type Follows = ReadonlyMap<string, ReadonlySet<number>>;

/** What may stand behind a part of a rule, before that rule's own end is reached; `empty` if it may be reached. */
interface Rest {
  readonly tokens: ReadonlySet<number>;
  readonly empty: boolean;
}

const nothing: Rest = { tokens: new Set(), empty: true };

/** Calls `visit` for each production of a rule with what may follow it inside the rule. */
function walk(
  productions: readonly IProduction[],
  after: Rest,
  visit: (production: IProduction, rest: Rest) => void,
): void {
  for (const [index, production] of productions.entries()) {
    const own = firstOfSequence(productions.slice(index + 1));
    const rest = own.empty
      ? { tokens: new Set([...own.tokens, ...after.tokens]), empty: after.empty }
      : { tokens: own.tokens, empty: false };
    visit(production, rest);
    if (production instanceof Alternation) {
      for (const alternative of production.definition) walk(partsOf(alternative), rest, visit);
    } else if (!(production instanceof NonTerminal)) {
      walk(partsOf(production), repeats(production) ? withOwnStart(production, rest) : rest, visit);
    }
  }
}

function repeats(production: IProduction): boolean {
  return (
    production instanceof Repetition ||
    production instanceof RepetitionWithSeparator ||
    production instanceof RepetitionMandatoryWithSeparator
  );
}

/** Behind one round of a repetition may come its separator, else its next round. */
function withOwnStart(production: IProduction, rest: Rest): Rest {
  const separated =
    production instanceof RepetitionWithSeparator || production instanceof RepetitionMandatoryWithSeparator;
  const next = separated
    ? [production.separator.tokenTypeIdx ?? -1]
    : firstOfSequence(partsOf(production)).tokens;
  return { tokens: new Set([...rest.tokens, ...next]), empty: rest.empty };
}

function followsOf(): Follows {
  const follows = new Map(Object.keys(rules).map((name) => [name, new Set<number>()]));
  for (let grown = true; grown; ) {
    grown = false;
    for (const rule of Object.values(rules)) {
      walk(rule.definition, nothing, (production, rest) => {
        if (!(production instanceof NonTerminal)) return;
        const follow = follows.get(production.nonTerminalName) ?? new Set();
        const before = follow.size;
        for (const token of rest.tokens) follow.add(token);
        if (rest.empty) for (const token of follows.get(rule.name) ?? []) follow.add(token);
        grown ||= follow.size > before;
      });
    }
  }
  return follows;
}

const nameOf = new Map(tokenTypes.map((type) => [type.tokenTypeIdx, type.name]));

function inWords(tokens: readonly number[]): string {
  const names = tokens.map((token) => nameOf.get(token) ?? "");
  return names.includes("NAME") ? "NAME" : names.join(" ");
}

/** For each optional part the tokens at which it could both begin and be left out. */
function greedyParts(): readonly string[] {
  const follows = followsOf();
  const found: string[] = [];
  for (const rule of Object.values(rules)) {
    walk(rule.definition, nothing, (production, rest) => {
      const optional = production instanceof Option || production instanceof Repetition;
      if (!optional) return;
      const follow = new Set([...rest.tokens, ...(rest.empty ? (follows.get(rule.name) ?? []) : [])]);
      const both = [...firstOf(production).tokens].filter((token) => follow.has(token));
      if (both.length > 0) found.push(`${rule.name}: ${inWords(both)}`);
    });
  }
  return found;
}

describe("the grammar", () => {
  test("has no ambiguous alternatives without a gate, and no other fault that Chevrotain finds", () => {
    expect(() => new Validated(rules)).not.toThrow();
  });

  test("two alternatives that begin alike are found", () => {
    const { operation } = rules;
    const [first] = operation === undefined ? [] : [operation];
    expect(first).toBeDefined();
    const twice = new Alternation({ definition: [], idx: 0 });
    const rule = rules.stepBody as Rule;
    const body = rule.definition[0] as Alternation;
    for (const alternative of body.definition)
      twice.definition.push(Object.assign(alternative, { ignoreAmbiguities: false }));
    const errors = new OneTokenLookahead().validate({
      rules: [Object.assign(rule, { definition: [twice] })],
    });
    expect(errors[0]?.message).toContain("stepBody");
  });

  test("what may be left out begins like nothing that may follow, but where a gate or the order decides", () => {
    expect(greedyParts()).toMatchInlineSnapshot(`
      [
        "operand: "per"",
        "operation: "and" "or" "in" "is"",
        "operation: "not"",
        "genericType: "in"",
        "listType: "size"",
        "namedType: "in"",
        "namedType: "matching"",
        "declaredBound: "at"",
        "attempt: "using"",
        "branch: NAME",
        "branch: "{"",
        "interruptible: "{"",
        "pick: "nearest"",
        "pick: "within"",
        "pick: "where"",
        "pick: "at"",
        "pick: ","",
        "pick: "count"",
        "pick: "wait"",
        "waiting: "where"",
        "waiting: "within" "forever"",
        "waiting: "for"",
        "waiting: "within"",
        "handler: "when"",
        "wait: "until"",
        "action: "granted" "completed" "failed"",
        "action: "when"",
        "atMostRule: "per"",
        "everyRule: "within"",
        "neverRule: "to" "when"",
        "faultyBehaviour: "given" "answer" "fault" "operator" "expect" "times"",
      ]
    `);
  });
});
