import {
  Alternation,
  Alternative,
  type ILookaheadStrategy,
  type ILookaheadValidationError,
  type IProduction,
  Option,
  Repetition,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
} from "chevrotain";
import { firstOf, firstOfSequence, partsOf } from "./first-sets.ts";

/*
 * How the parser decides: by one token, and by the gates that the rules themselves state where one token is not
 * enough. Each decision is a table from the next token's kind to the alternative, made when it is first needed, so
 * that starting costs nothing for the grammar that a file does not use.
 *
 * That one token and the gates are enough is checked by `validate`, which the tests ask for.
 */

/**
 * By a token's kind the one alternative, or those that the gates choose from; undefined where none begins so.
 */
export type Choices = readonly (number | readonly number[] | undefined)[];

/** By a token's kind 1 where a part may begin with it. */
export type Starters = Readonly<Uint8Array>;

/** The kinds of part that may be left out or repeated. */
export type Optional = keyof typeof optionalClasses;

/** Only checks; the tables are made by the parser itself, one by one. */
export class OneTokenLookahead implements ILookaheadStrategy {
  buildLookaheadForAlternation(): () => undefined {
    return () => undefined;
  }

  buildLookaheadForOptional(): () => false {
    return () => false;
  }

  /** Every two alternatives that may begin with the same token, where the earlier has no gate to pass it on. */
  validate(options: { rules: Rule[] }): ILookaheadValidationError[] {
    return options.rules.flatMap((rule) =>
      productionsOf(rule)
        .filter((production) => production instanceof Alternation)
        .flatMap((alternation) => validateAlternation(rule, alternation)),
    );
  }
}

/** The table of a rule's alternation with this number. */
export function choicesOf(rule: Rule, occurrence: number): Choices {
  return choicesOfAlternation(findAlternation(rule, occurrence));
}

/** What a rule's fork with this number decides about. */
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

function choicesOfAlternation(alternation: Alternation): Choices {
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

function validateAlternation(rule: Rule, alternation: Alternation): ILookaheadValidationError[] {
  const ungated = (index: number): boolean => {
    const alternative = alternation.definition[index];
    return alternative instanceof Alternative && !alternative.ignoreAmbiguities;
  };
  const conflicts = choicesOfAlternation(alternation).flatMap((choice) =>
    typeof choice === "object" ? [choice] : [],
  );
  return conflicts
    .filter((candidates) => candidates.slice(0, -1).some(ungated))
    .map((candidates) => ({
      message: `alternatives ${candidates.join(", ")} of OR${alternation.idx} in ${rule.name} begin alike, ungated`,
      ruleName: rule.name,
    }));
}

function findAlternation(rule: Rule, occurrence: number): Alternation {
  const found = productionsOf(rule).find(
    (production) => production instanceof Alternation && production.idx === occurrence,
  );
  if (found instanceof Alternation) return found;
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
  const found = productionsOf(rule).find(
    (production) => production instanceof kind && production.idx === occurrence,
  );
  if (found !== undefined) return found;
  throw new Error(`no ${type} ${occurrence} in ${rule.name}`);
}

/** All that a rule is made of, rules that it calls apart. */
function productionsOf(production: IProduction): readonly IProduction[] {
  return partsOf(production).flatMap((part) => [part, ...productionsOf(part)]);
}
