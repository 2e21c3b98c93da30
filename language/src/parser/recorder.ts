import {
  Alternation,
  Alternative as AlternativeProduction,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  Rule as RuleProduction,
  Terminal,
  type TokenType,
} from "chevrotain";
import { Parser, type RecursiveRules } from "./parser.ts";
import type { Alternative, Part, Rule, SeparatedList } from "./recogniser.ts";

/**
 * The production of a rule, by the rule's name: Chevrotain's word for the rule's syntax tree. Each rule runs once with a
 * parser that notes which tokens, rules and decisions the rule asks for instead of reading them. It does so when its
 * production is first needed, so that starting costs nothing for the grammar that a file does not use.
 */
export function recordedGrammar(
  rules: readonly Rule<unknown>[],
  recursive: RecursiveRules,
): (ruleName: string) => RuleProduction {
  const recorder = new Recorder(new Map(rules.map((rule) => [rule.ruleName, rule])), recursive);
  return (ruleName) => recorder.production(ruleName);
}

/** Stands for the node that a rule or a part would return. */
const noNode: object = {};

class Recorder extends Parser {
  override readonly isRecording = true;
  private readonly rules: ReadonlyMap<string, Rule<unknown>>;
  private readonly productions = new Map<string, RuleProduction>();
  /** The parts of the production being recorded. */
  private recorded: IProduction[] = [];

  constructor(rules: ReadonlyMap<string, Rule<unknown>>, recursive: RecursiveRules) {
    super(recursive);
    this.rules = rules;
  }

  override production(ruleName: string): RuleProduction {
    const known = this.productions.get(ruleName);
    if (known !== undefined) return known;
    const rule = this.rules.get(ruleName) as Rule<unknown>;
    const production = new RuleProduction({ name: ruleName, definition: this.inside(() => rule.read(this)) });
    this.productions.set(ruleName, production);
    return production;
  }

  override advance(type: TokenType): number {
    this.recorded.push(new Terminal({ terminalType: type }));
    return 0;
  }

  override read<Result>({ ruleName }: Rule<Result>): Result {
    const reference = new NonTerminal({ nonTerminalName: ruleName });
    Object.defineProperty(reference, "referencedRule", { get: () => this.production(ruleName) });
    this.recorded.push(reference);
    return noNode as Result;
  }

  override option<T>(idx: number, part: Part<T>): T {
    this.recorded.push(new Option({ definition: this.partsOf(part), idx }));
    return noNode as T;
  }

  override or<T>(idx: number, alternatives: readonly Alternative<T>[]): T {
    const definition = alternatives.map((alternative) => {
      const parts = this.inside(() => alternative.read(this));
      return new AlternativeProduction({ definition: parts, ignoreAmbiguities: "gate" in alternative });
    });
    this.recorded.push(new Alternation({ definition, idx }));
    return noNode as T;
  }

  override many(idx: number, part: Part<unknown>): void {
    this.recorded.push(new Repetition({ definition: this.partsOf(part), idx }));
  }

  override listOf<T>(listed: SeparatedList<T>): readonly T[] {
    const definition = this.inside(() => listed.read(this));
    this.recorded.push(new RepetitionWithSeparator({ definition, separator: listed.separator, idx: 0 }));
    return [];
  }

  override listOfSome<T>(listed: SeparatedList<T>): readonly T[] {
    const definition = this.inside(() => listed.read(this));
    this.recorded.push(
      new RepetitionMandatoryWithSeparator({ definition, separator: listed.separator, idx: 0 }),
    );
    return [];
  }

  override takesMany(): boolean {
    return true;
  }

  override startsMany(): boolean {
    return false;
  }

  private partsOf(part: Part<unknown>): IProduction[] {
    return this.inside(() => (typeof part === "function" ? part(this) : part.read(this)));
  }

  private inside(read: () => unknown): IProduction[] {
    const outer = this.recorded;
    this.recorded = [];
    read();
    const inner = this.recorded;
    this.recorded = outer;
    return inner;
  }
}
