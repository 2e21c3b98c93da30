import {
  EmbeddedActionsParser,
  type IOrAlt,
  type IToken,
  type ParserMethod,
  type Rule as RecordedRule,
  type TokenType,
} from "chevrotain";
import type { Token } from "../lexer/token.ts";
import {
  createTable,
  endAt,
  endTable,
  imageAt,
  kindAt,
  splitAt,
  startAt,
  type TokenTable,
  tokenAt,
  typeAt,
} from "../lexer/token-table.ts";
import { EndOfFile, tokenTypes } from "../lexer/token-types.ts";
import { added, exact } from "./exact.ts";
import { SyntaxFault } from "./fault.ts";
import {
  type Choices,
  choicesOf,
  OneTokenLookahead,
  type Optional,
  type Starters,
  startersOf,
} from "./lookahead.ts";

/** A grammar rule as a value, to be called with `SUBRULE`. */
export type Rule<Result> = ParserMethod<[], Result> & {
  readonly read: () => Result;
  readonly tables: RuleTables;
};

/**
 * What is needed while a rule is read: its name, and for each of its forks a table from the next token's kind to the
 * way to take, made when first asked for, so that starting costs nothing for the grammar that a file does not use.
 */
export interface RuleTables {
  readonly rule: string;
  readonly choices: Choices[];
  readonly options: Starters[];
  readonly repetitions: Starters[];
  readonly lists: Starters[];
}

type Action<T> = () => T;
type Gated<T> = Action<T> | { readonly GATE?: () => boolean; readonly DEF: Action<T> };

/**
 * The parts of a list: the sign between each two, and how one is read; undefined where none stands, as behind a last
 * comma. Made once for each rule: a closure for each list that is read would cost more than what it does.
 */
export interface Listed<Part> {
  readonly SEP: TokenType;
  readonly DEF: Action<Part | undefined>;
}

const nothing = createTable("", []);
endTable(nothing);

/** What lies before the first token. */
export const outside: Token = {
  image: "",
  startOffset: 0,
  end: 0,
  split: 0,
  tokenType: EndOfFile,
  tokenTypeIdx: EndOfFile.tokenTypeIdx as number,
};

/**
 * Chevrotain's parser with a way of running of its own. Chevrotain records the rules as a grammar, checks that, and
 * gives it to whoever asks; here the rules are run, by seven methods in the place of Chevrotain's. They do the same
 * without what is not used, which is its recovery, its stacks and its trees, and are more than twice as quick.
 */
export abstract class Recogniser extends EmbeddedActionsParser {
  private tokens: TokenTable = nothing;
  /** How many tokens have been read. */
  private position = 0;
  /** The kind of the next token. */
  private next = 0;
  /** The rule at hand. A fault leaves it as it was: whoever catches one sets it back. */
  protected current: RuleTables = tablesOf("");

  /** `checked` asks for a validation of the grammar, which takes a while and is for tests. */
  constructor(checked: boolean) {
    const lookaheadStrategy = new OneTokenLookahead();
    super([...tokenTypes], { skipValidations: !checked, maxLookahead: 3, lookaheadStrategy });
  }

  protected beginTokens(tokens: TokenTable): void {
    this.tokens = tokens;
    this.current = tablesOf("");
    this.goTo(0);
  }

  /** The index of the next token. */
  protected index(): number {
    return this.position;
  }

  /** Makes the token with this index the next one, be it before or behind the one at hand. */
  protected goTo(index: number): void {
    this.position = index;
    this.next = kindAt(this.tokens, index);
  }

  /** A grammar rule; the tree's type is told by the field that it is assigned to. */
  protected rule<Result>(name: string, body: () => Result): Rule<Result> {
    const tables = tablesOf(name);
    const read = (): Result => {
      const before = this.current;
      this.current = tables;
      const result = body();
      this.current = before;
      return result;
    };
    return Object.assign(this.RULE(name, body), { read, tables });
  }

  /** Reads what belongs to a rule, where the rule itself was not entered by its beginning. */
  protected within<Result>(rule: Rule<unknown>, read: () => Result): Result {
    const before = this.current;
    this.current = rule.tables;
    const result = read();
    this.current = before;
    return result;
  }

  /** The token so far ahead, 1 being the next; before and behind all there is an end of the file. */
  protected override LA(howMuch: number): IToken {
    const index = this.position + howMuch - 1;
    return index < 0 ? outside : tokenAt(this.tokens, Math.min(index, this.tokens.count - 1));
  }

  /** The kind of the token so far ahead, 1 being the next. */
  protected ahead(howMuch: number): TokenType {
    return typeAt(this.tokens, this.position + howMuch - 1);
  }

  /** Its `tokenTypeIdx`, where neither is beyond the end of the file by more than one. */
  protected kindAhead(howMuch: number): number {
    return kindAt(this.tokens, this.position + howMuch - 1);
  }

  protected startOfNext(): number {
    return startAt(this.tokens, this.position);
  }

  protected startOfLast(): number {
    return this.position === 0 ? 0 : startAt(this.tokens, this.position - 1);
  }

  protected endOfLast(): number {
    return this.position === 0 ? 0 : endAt(this.tokens, this.position - 1);
  }

  /** The kind of the token read last, by `tokenTypeIdx`. */
  protected kindOfLast(): number {
    return kindAt(this.tokens, this.position - 1);
  }

  /** Where the unit or currency begins in the token read last, a quantity or an amount; else 0. */
  protected splitOfLast(): number {
    return splitAt(this.tokens, this.position - 1);
  }

  /*
   * What CONSUME, SUBRULE, OPTION, OR, MANY, MANY_SEP and AT_LEAST_ONE_SEP come to, each with the number that it has
   * in its rule. (The methods are Chevrotain's; its types leave them out.)
   */

  protected consumeInternal(type: TokenType, _idx: number): IToken {
    return tokenAt(this.tokens, this.advance(type));
  }

  /** Reads a token of a kind; answers its index. */
  protected advance(type: TokenType): number {
    const { next, tokens } = this;
    if (next !== type.tokenTypeIdx && !belongsTo(type, next)) throw new SyntaxFault(this.current.rule, type);
    const index = this.position++;
    this.next = kindAt(tokens, this.position);
    return index;
  }

  /** As CONSUME of that number, where only the place of the token counts: where it begins. No object is made of it. */
  protected pass(type: TokenType, idx = 0): number {
    if (this.RECORDING_PHASE) return this.consume(idx, type).startOffset;
    return startAt(this.tokens, this.advance(type));
  }

  /** As CONSUME of that number, where the token's text counts; where it stands is told by `startOfLast` and `endOfLast`. */
  protected textOf(type: TokenType, idx = 0): string {
    if (this.RECORDING_PHASE) return this.consume(idx, type).image;
    return imageAt(this.tokens, this.advance(type));
  }

  /**
   * Whether MANY of that number in the rule at hand would read anything. Asked first where most texts have nothing
   * there: so what would read it is not even made.
   */
  protected takesMany(idx: number): boolean {
    return this.RECORDING_PHASE || this.isStart(idx);
  }

  /** Whether MANY of that number in the rule at hand goes round once more, for who goes round himself. */
  protected startsMany(idx: number): boolean {
    return this.isStart(idx);
  }

  private isStart(idx: number): boolean {
    const { repetitions } = this.current;
    return (repetitions[idx] ?? this.startersOf("Repetition", repetitions, idx))[this.next] === 1;
  }

  protected subruleInternal<Result>(rule: Rule<Result>, _idx: number): Result {
    return rule.read();
  }

  protected optionInternal<T>(what: Gated<T>, idx: number): T | undefined {
    const starters = this.current.options[idx] ?? this.startersOf("Option", this.current.options, idx);
    if (starters[this.next] !== 1) return undefined;
    if (typeof what === "function") return what();
    return what.GATE === undefined || what.GATE() ? what.DEF() : undefined;
  }

  protected orInternal<T>(alternatives: readonly IOrAlt<T>[], idx: number): T {
    const choices = this.current.choices[idx] ?? this.choicesOf(this.current.choices, idx);
    const choice = choices[this.next];
    if (typeof choice === "number") {
      const only = alternatives[choice] as IOrAlt<T>;
      if (only.GATE === undefined || only.GATE()) return only.ALT();
    } else if (choice !== undefined) {
      for (const candidate of choice) {
        const alternative = alternatives[candidate] as IOrAlt<T>;
        if (alternative.GATE === undefined || alternative.GATE()) return alternative.ALT();
      }
    }
    throw new SyntaxFault(this.current.rule, undefined);
  }

  protected manyInternal(idx: number, what: Gated<unknown>): void {
    const { repetitions } = this.current;
    const starters = repetitions[idx] ?? this.startersOf("Repetition", repetitions, idx);
    const action = typeof what === "function" ? what : what.DEF;
    const gate = typeof what === "function" ? undefined : what.GATE;
    while (starters[this.next] === 1 && (gate === undefined || gate())) {
      const before = this.position;
      action();
      if (this.position <= before) return;
    }
  }

  protected manySepFirstInternal<Part>(idx: number, listed: Listed<Part>): readonly Part[] {
    const { lists } = this.current;
    const starters = lists[idx] ?? this.startersOf("RepetitionWithSeparator", lists, idx);
    return starters[this.next] === 1 ? exact(this.readList(listed, [])) : [];
  }

  protected atLeastOneSepFirstInternal<Part>(idx: number, listed: Listed<Part>): readonly Part[] {
    const { lists, rule } = this.current;
    const starters = lists[idx] ?? this.startersOf("RepetitionMandatoryWithSeparator", lists, idx);
    if (starters[this.next] !== 1) throw new SyntaxFault(rule, undefined);
    let found: Part[] = [];
    do found = this.readList(listed, found);
    while (this.passesJoiner(listed.SEP));
    return exact(found);
  }

  /** As MANY_SEP, and answers the parts. */
  protected listOf<Part>(listed: Listed<Part>): readonly Part[] {
    if (!this.RECORDING_PHASE) return this.manySepFirstInternal(0, listed);
    this.MANY_SEP(listed);
    return [];
  }

  /** As AT_LEAST_ONE_SEP, and answers the parts. */
  protected listOfSome<Part>(listed: Listed<Part>): readonly Part[] {
    if (!this.RECORDING_PHASE) return this.atLeastOneSepFirstInternal(0, listed);
    this.AT_LEAST_ONE_SEP(listed);
    return [];
  }

  /** Whether a list goes on behind another sign than the one that joins it; it is told and passed. */
  protected passesJoiner(_separator: TokenType): boolean {
    return false;
  }

  private readList<Part>({ SEP, DEF }: Listed<Part>, before: Part[]): Part[] {
    let found = before;
    for (;;) {
      const part = DEF();
      if (part !== undefined) found = added(found, part);
      if (this.next !== SEP.tokenTypeIdx) return found;
      this.advance(SEP);
    }
  }

  private choicesOf(known: Choices[], idx: number): Choices {
    const choices = choicesOf(this.production(), idx);
    known[idx] = choices;
    return choices;
  }

  private startersOf(kind: Optional, known: Starters[], idx: number): Starters {
    const starters = startersOf(this.production(), kind, idx);
    known[idx] = starters;
    return starters;
  }

  /** The rule at hand as it was recorded. */
  private production(): RecordedRule {
    return this.getGAstProductions()[this.current.rule] as RecordedRule;
  }

  /** Nothing: the tables are made when they are needed. (The method is Chevrotain's.) */
  protected preComputeLookaheadFunctions(): void {}

  /*
   * While Chevrotain records the grammar it puts some ninety methods on the parser itself, and takes them off again
   * one by one, which takes longer than the recording. So they go on an object of their own, slipped in between the
   * parser and its class, and taken out whole. (The two methods are Chevrotain's; its types leave them out.)
   */
  protected enableRecording(): void {
    const own = Object.create(Object.getPrototypeOf(this)) as object;
    const chevrotain = EmbeddedActionsParser.prototype as unknown as { enableRecording(): void };
    chevrotain.enableRecording.call(own);
    Object.setPrototypeOf(this, own);
    this.RECORDING_PHASE = true;
  }

  protected disableRecording(): void {
    this.RECORDING_PHASE = false;
    Object.setPrototypeOf(this, Object.getPrototypeOf(Object.getPrototypeOf(this)) as object);
  }
}

function tablesOf(rule: string): RuleTables {
  return { rule, choices: [], options: [], repetitions: [], lists: [] };
}

function belongsTo(category: TokenType, kind: number): boolean {
  return category.isParent === true && category.categoryMatchesMap?.[kind] === true;
}
