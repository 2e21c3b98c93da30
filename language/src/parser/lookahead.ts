import {
  Alternation,
  Alternative,
  type ILookaheadStrategy,
  type ILookaheadValidationError,
  type IOrAlt,
  type IProduction,
  type IToken,
  Option,
  type OptionalProductionType,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
} from "chevrotain";
import { SyntaxFault } from "./fault.ts";
import { firstOf, firstOfSequence, partsOf } from "./first-sets.ts";

/*
 * How the parser decides: by one token, and by the gates that the rules themselves state where one token is not
 * enough. Each decision is a table from the next token's kind to the alternative, made when it is first needed, so
 * that starting costs nothing for the grammar that a file does not use.
 *
 * That one token and the gates are enough is checked by `validate`, which the tests ask for.
 */

/** What the decisions read: the parser. */
interface Reader {
  LA_FAST(howMuch: number): IToken;
}

/** The one alternative for a kind of token, or those that the gates choose from; undefined where none begins so. */
type Choice = number | readonly number[] | undefined;

type Alternatives = readonly IOrAlt<unknown>[];

export class OneTokenLookahead implements ILookaheadStrategy {
  buildLookaheadForAlternation(options: {
    prodOccurrence: number;
    rule: Rule;
  }): (alternatives?: IOrAlt<unknown>[]) => number | undefined {
    const { rule, prodOccurrence } = options;
    let table: readonly Choice[] | undefined;
    return function choose(this: unknown, alternatives: Alternatives = []): number {
      table ??= choicesOf(findAlternation(rule, prodOccurrence));
      const choice = table[(this as Reader).LA_FAST(1).tokenTypeIdx];
      if (typeof choice === "number") {
        const gate = alternatives[choice]?.GATE;
        if (gate === undefined || gate.call(this)) return choice;
      } else if (choice !== undefined) {
        for (const candidate of choice) {
          const gate = alternatives[candidate]?.GATE;
          if (gate === undefined || gate.call(this)) return candidate;
        }
      }
      throw new SyntaxFault(rule.name, undefined);
    };
  }

  buildLookaheadForOptional(options: {
    prodOccurrence: number;
    prodType: OptionalProductionType;
    rule: Rule;
  }): () => boolean {
    const { rule, prodOccurrence, prodType } = options;
    const mandatory = prodType === "RepetitionMandatory" || prodType === "RepetitionMandatoryWithSeparator";
    let table: readonly boolean[] | undefined;
    return function goOn(this: unknown): boolean {
      table ??= acceptedBy(findOptional(rule, prodType, prodOccurrence));
      if (table[(this as Reader).LA_FAST(1).tokenTypeIdx] === true) return true;
      if (mandatory) throw new SyntaxFault(rule.name, undefined);
      return false;
    };
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

function choicesOf(alternation: Alternation): readonly Choice[] {
  const table: Choice[] = [];
  for (const [index, alternative] of alternation.definition.entries()) {
    for (const token of firstOf(alternative).tokens) {
      const before = table[token];
      table[token] =
        before === undefined ? index : typeof before === "number" ? [before, index] : [...before, index];
    }
  }
  return table;
}

function acceptedBy(production: IProduction): readonly boolean[] {
  const table: boolean[] = [];
  for (const token of firstOfSequence(partsOf(production)).tokens) table[token] = true;
  return table;
}

function validateAlternation(rule: Rule, alternation: Alternation): ILookaheadValidationError[] {
  const ungated = (index: number): boolean => {
    const alternative = alternation.definition[index];
    return alternative instanceof Alternative && !alternative.ignoreAmbiguities;
  };
  const conflicts = choicesOf(alternation).flatMap((choice) =>
    Array.isArray(choice) ? [choice as number[]] : [],
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
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
} as const;

function findOptional(rule: Rule, type: OptionalProductionType, occurrence: number): IProduction {
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
