import {
  Alternation,
  Alternative,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  Rule,
  Terminal,
  type TokenType,
} from "chevrotain";
import {
  AtSign,
  Bar,
  BinaryOperatorToken,
  Dot,
  EndOfFile,
  FatArrow,
  Identifier,
  LeftParen,
  Less,
  LiteralToken,
  Question,
  QuestionDot,
  tokenTypes,
  word,
} from "../lexer/token-types.ts";

/*
 * The parser decides by one token, and by the gates of the rules where one token is not enough. Each decision is a
 * table from the next token's kind to the alternative, computed from first sets when it is first needed, so that starting
 * costs nothing for the grammar that a file does not use. A test shows that one token and the gates are enough.
 */

/**
 * By a token's kind the one alternative, or those that the gates choose from; undefined where none begins so.
 */
export type Choices = readonly (number | readonly number[] | undefined)[];

/** By a token's kind 1 where a part may begin with it. */
export type Starters = Readonly<Uint8Array>;

/** The kinds of part that may be left out or repeated. */
export type Optional = keyof typeof optionalClasses;

/** The table of a rule's alternation with this number. */
export function choicesOf(rule: Rule, occurrence: number): Choices {
  return choicesOfAlternation(findAlternation(rule, occurrence));
}

/** The production of a rule's decision with this number. */
export function forkOf(rule: Rule, kind: Optional | "Alternation", occurrence: number): IProduction {
  return kind === "Alternation" ? findAlternation(rule, occurrence) : findOptional(rule, kind, occurrence);
}

/** The table of a rule's part of some kind with this number. */
export function startersOf(rule: Rule, kind: Optional, occurrence: number): Starters {
  const { tokens } = firstOfSequence(partsOf(findOptional(rule, kind, occurrence)));
  const table = new Uint8Array(Math.max(...tokens) + 1);
  for (const token of tokens) table[token] = 1;
  return table;
}

/** The table of an alternation. */
export function choicesOfAlternation(alternation: Alternation): Choices {
  const table: (number | readonly number[] | undefined)[] = [];
  for (const [index, alternative] of alternation.definition.entries()) {
    for (const token of firstOf(alternative).tokens) {
      const before = table[token];
      table[token] =
        before === undefined ? index : typeof before === "number" ? [before, index] : [...before, index];
    }
  }
  return table;
}

function findAlternation(rule: Rule, occurrence: number): Alternation {
  const alternation = productionsOf(rule).find(
    (production) => production instanceof Alternation && production.idx === occurrence,
  );
  if (alternation instanceof Alternation) return alternation;
  throw new Error(`no alternation ${occurrence} in ${rule.name}`);
}

const optionalClasses = {
  Option,
  Repetition,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
} as const;

function findOptional(rule: Rule, type: Optional, occurrence: number): IProduction {
  const kind = optionalClasses[type];
  const optional = productionsOf(rule).find(
    (production) => production instanceof kind && production.idx === occurrence,
  );
  if (optional !== undefined) return optional;
  throw new Error(`no ${type} ${occurrence} in ${rule.name}`);
}

/** All that a rule is made of, rules that it calls apart. */
export function productionsOf(production: IProduction): readonly IProduction[] {
  return partsOf(production).flatMap((part) => [part, ...productionsOf(part)]);
}

/** The kinds of token that a part of the grammar may begin with, and whether it may be empty. */
export interface FirstSet {
  /** By token type index, categories spread out into all that belongs to them. */
  readonly tokens: ReadonlySet<number>;
  readonly empty: boolean;
}

/** The first set of productions that follow one another. */
export function firstOfSequence(productions: readonly IProduction[]): FirstSet {
  const tokens = new Set<number>();
  for (const production of productions) {
    const first = firstOf(production);
    for (const token of first.tokens) tokens.add(token);
    if (!first.empty) return { tokens, empty: false };
  }
  return { tokens, empty: true };
}

export function firstOf(production: IProduction): FirstSet {
  if (production instanceof Terminal) return { tokens: spread(production.terminalType), empty: false };
  if (production instanceof NonTerminal) return firstOfRule(production.referencedRule);
  if (production instanceof Alternation) return firstOfAlternatives(production.definition);
  const { tokens, empty } = firstOfSequence(partsOf(production));
  const mayBeLeftOut =
    production instanceof Option ||
    production instanceof Repetition ||
    production instanceof RepetitionWithSeparator;
  return { tokens, empty: empty || mayBeLeftOut };
}

const firstsOfRules = new WeakMap<Rule, FirstSet>();

function firstOfRule(rule: Rule): FirstSet {
  const known = firstsOfRules.get(rule);
  if (known !== undefined) return known;
  const first = firstOfSequence(rule.definition);
  firstsOfRules.set(rule, first);
  return first;
}

/** The productions inside one, in their order; for an alternation, its alternatives. */
export function partsOf(production: IProduction): readonly IProduction[] {
  if (
    production instanceof Rule ||
    production instanceof Alternation ||
    production instanceof Alternative ||
    production instanceof Option ||
    production instanceof Repetition ||
    production instanceof RepetitionMandatory ||
    production instanceof RepetitionWithSeparator ||
    production instanceof RepetitionMandatoryWithSeparator
  ) {
    return production.definition;
  }
  return [];
}

function firstOfAlternatives(alternatives: readonly IProduction[]): FirstSet {
  const firsts = alternatives.map(firstOf);
  return {
    tokens: new Set(firsts.flatMap((first) => [...first.tokens])),
    empty: firsts.some((first) => first.empty),
  };
}

function spread(type: TokenType): ReadonlySet<number> {
  const own = type.tokenTypeIdx;
  return new Set([...(own === undefined ? [] : [own]), ...(type.categoryMatches ?? [])]);
}

/*
 * Most expressions and most types are one token. Which are can be seen by the token behind it, so that they need not be
 * passed down through all the rules that an expression or a type may be made of. The tables are by `tokenTypeIdx`; that
 * nothing is missing from them which the grammar lets follow is held by a test.
 */

/** 1 for what may be an expression by itself as a reference. */
export const loneReference: Readonly<Uint8Array> = tableOf([Identifier]);

/** 1 for what may be an expression by itself as a literal; texts are another kind. */
export const loneLiteral: Readonly<Uint8Array> = tableOf([LiteralToken]);

/** 1 for what an expression that began with a reference or a literal may go on with; the end of the file is one. */
export const continuesExpression: Readonly<Uint8Array> = tableOf([
  ...[BinaryOperatorToken, word.is, Dot, QuestionDot, LeftParen, word.per, FatArrow, EndOfFile],
]);

/** 1 for what a type that began with a name may go on with; the end of the file is one. */
export const continuesType: Readonly<Uint8Array> = tableOf([
  ...[Less, Bar, word.in, word.matching, Question, AtSign, EndOfFile],
]);

function tableOf(types: readonly TokenType[]): Uint8Array {
  const kinds = types.flatMap(({ tokenTypeIdx, categoryMatches }) => [
    tokenTypeIdx as number,
    ...(categoryMatches ?? []),
  ]);
  const table = new Uint8Array(Math.max(...tokenTypes.map((type) => type.tokenTypeIdx as number)) + 1);
  for (const kind of kinds) table[kind] = 1;
  return table;
}
