import {
  Alternation,
  Alternative,
  EmbeddedActionsParser,
  type ILookaheadStrategy,
  type ILookaheadValidationError,
  type IOrAlt,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  type RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
} from "chevrotain";
import { tokenTypes } from "../../src/lexer/token-types.ts";
import { choicesOfAlternation, partsOf, productionsOf } from "../../src/parser/lookahead.ts";

/** Every two alternatives that may begin with the same token, where the earlier has no gate to pass it on. */
export class OneTokenLookahead implements ILookaheadStrategy {
  buildLookaheadForAlternation(): () => undefined {
    return () => undefined;
  }

  buildLookaheadForOptional(): () => false {
    return () => false;
  }

  validate(options: { rules: Rule[] }): ILookaheadValidationError[] {
    return options.rules.flatMap((rule) =>
      productionsOf(rule)
        .filter((production) => production instanceof Alternation)
        .flatMap((alternation) => validateAlternation(rule, alternation)),
    );
  }
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

/** A parser of Chevrotain's with the same productions: making it throws what Chevrotain finds wrong with the grammar. */
export class Validated extends EmbeddedActionsParser {
  private readonly used = new Map<string, number>();

  constructor(productions: Readonly<Record<string, Rule>>) {
    const lookaheadStrategy = new OneTokenLookahead();
    super([...tokenTypes], { skipValidations: false, maxLookahead: 3, lookaheadStrategy });
    for (const { name, definition } of Object.values(productions)) {
      this.RULE(name, () => {
        this.used.clear();
        this.replay(definition);
      });
    }
    this.performSelfAnalysis();
  }

  private replay(productions: readonly IProduction[]): void {
    for (const production of productions) this.replayOne(production);
  }

  private replayOne(production: IProduction): void {
    const again = (): void => this.replay(partsOf(production));
    if (production instanceof Terminal)
      this.consume(this.nth(production.terminalType.name), production.terminalType);
    else if (production instanceof NonTerminal) {
      const ruleName = production.nonTerminalName;
      this.subrule(this.nth(ruleName), Object.assign(() => undefined, { ruleName }) as never);
    } else if (production instanceof Option) this.option(production.idx, again);
    else if (production instanceof Repetition) this.many(production.idx, again);
    else if (production instanceof Alternation)
      this.or(
        production.idx,
        production.definition.map((each) => this.alternative(each as Alternative)),
      );
    else if (production instanceof RepetitionWithSeparator)
      this.MANY_SEP({ SEP: production.separator, DEF: again });
    else
      this.AT_LEAST_ONE_SEP({ SEP: (production as RepetitionMandatoryWithSeparator).separator, DEF: again });
  }

  private alternative({ definition, ignoreAmbiguities }: Alternative): IOrAlt<void> {
    const ALT = (): void => this.replay(definition);
    return ignoreAmbiguities ? { ALT, IGNORE_AMBIGUITIES: true } : { ALT };
  }

  private nth(name: string): number {
    const count = this.used.get(name) ?? 0;
    this.used.set(name, count + 1);
    return count;
  }
}
