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
