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
 * The productions of rules, by name: what Chevrotain calls the grammar's syntax tree. Each rule runs once with a parser
 * that notes which tokens, rules and decisions the rule asks for instead of reading them.
 */
export function recordGrammar(
  rules: readonly Rule<unknown>[],
  recursive: RecursiveRules,
): Readonly<Record<string, RuleProduction>> {
  const recorder = new Recorder(recursive);
  for (const rule of rules) recorder.record(rule);
  return recorder.resolved();
}

/** Stands for the node that a rule or a part would return. */
const noNode: object = {};

class Recorder extends Parser {
  override readonly isRecording = true;
  private readonly productions: Record<string, RuleProduction> = {};
  private readonly references: NonTerminal[] = [];
  /** The parts of the production being recorded. */
  private recorded: IProduction[] = [];

  record(rule: Rule<unknown>): void {
    const definition = this.inside(() => rule.read(this));
    this.productions[rule.ruleName] = new RuleProduction({ name: rule.ruleName, definition });
  }

  /** All productions, once each reference to a rule leads to its production. */
  resolved(): Readonly<Record<string, RuleProduction>> {
    for (const reference of this.references) {
      reference.referencedRule = this.production(reference.nonTerminalName);
    }
    return this.productions;
  }

  override production(ruleName: string): RuleProduction {
    return this.productions[ruleName] as RuleProduction;
  }

  override advance(type: TokenType): number {
    this.recorded.push(new Terminal({ terminalType: type }));
    return 0;
  }

  override read<Result>({ ruleName }: Rule<Result>): Result {
    const reference = new NonTerminal({ nonTerminalName: ruleName });
    this.references.push(reference);
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
