import type { Rule as Production, TokenType } from "chevrotain";
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
  tokenOf,
  typeOf,
} from "../lexer/token-table.ts";
import { EndOfFile } from "../lexer/token-types.ts";
import { added, exact } from "./exact.ts";
import { SyntaxFault } from "./fault.ts";
import { type Choices, choicesOf, type Optional, type Starters, startersOf } from "./lookahead.ts";

/** A grammar rule as a value, to be read with `read`. */
export interface Rule<Result> {
  /** Its name in the grammar and in messages. */
  readonly ruleName: string;
  /** Reads the rule at the parser's place. */
  read(p: Recogniser): Result;
  /**
   * For each decision of the rule a table from the next token's kind to the way to take. A table is made when it is
   * first needed, so that starting costs nothing for the grammar that a file does not use.
   */
  readonly tables: DecisionTables;
}

interface DecisionTables {
  readonly choices: Choices[];
  readonly options: Starters[];
  readonly repetitions: Starters[];
  readonly lists: Starters[];
}

/** One way of an alternation, behind a gate where one token does not decide. */
export interface Alternative<T> {
  gate?(p: Recogniser): boolean;
  read(p: Recogniser): T;
}

/** A part that may be absent or repeated. It is a constant where it is read often, since a closure costs time. */
export type Part<T> = Read<T> | { gate?(p: Recogniser): boolean; read(p: Recogniser): T };

/** A function of the parser. (A method's type, so that the function may take the parser of the grammar.) */
type Read<T> = { read(p: Recogniser): T }["read"];

/** A list with separators. `read` returns undefined where no part follows, as behind a trailing comma. */
export interface SeparatedList<T> {
  readonly separator: TokenType;
  read(p: Recogniser): T | undefined;
}

/** A rule of no grammar: its tables are empty. */
const noRule: Rule<undefined> = { ruleName: "", read: () => undefined, tables: noTables() };

export function noTables(): DecisionTables {
  return { choices: [], options: [], repetitions: [], lists: [] };
}

const nothing = createTable("", []);
endTable(nothing);

/** The token before the first. */
export const outside: Token = {
  image: "",
  startOffset: 0,
  end: 0,
  split: 0,
  tokenType: EndOfFile,
  tokenTypeIdx: EndOfFile.tokenTypeIdx as number,
};

/**
 * Reads tokens by rules. Each decision is a table from the kind of the next token to the way to take, and a gate where
 * one token is not enough. `idx` is the number that an option, an alternation or a repetition has in its rule. The
 * tables are made from the rules' productions, which `Recorder` finds by running each rule once without a text.
 */
export abstract class Recogniser {
  private tokens: TokenTable = nothing;
  /** The number of tokens read. */
  private position = 0;
  /** The kind of the next token. */
  private next = 0;
  /** The rule being read. A fault leaves it as it was; whoever catches the fault restores it. */
  current: Rule<unknown> = noRule;

  /** The productions of a rule of this name. */
  abstract production(ruleName: string): Production;

  protected beginTokens(tokens: TokenTable): void {
    this.tokens = tokens;
    this.current = noRule;
    this.goTo(0);
  }

  /** The index of the next token. */
  index(): number {
    return this.position;
  }

  /** Makes the token with this index the next one, before or after the current place. */
  goTo(index: number): void {
    this.position = index;
    this.next = kindAt(this.tokens, index);
  }

  /** Reads the rest of a rule whose beginning was not read as such. */
  within<Result>(rule: Rule<unknown>, read: () => Result): Result {
    const before = this.current;
    this.current = rule;
    const result = read();
    this.current = before;
    return result;
  }

  /** The token at a distance; 1 is the next. Before and after all tokens stands an end of the file. */
  LA(howMuch: number): Token {
    const index = this.position + howMuch - 1;
    return index < 0 ? outside : tokenOf(this.tokens, Math.min(index, this.tokens.count - 1));
  }

  /** The kind of the token at a distance; 1 is the next. */
  ahead(howMuch: number): TokenType {
    return typeOf(this.tokens, this.position + howMuch - 1);
  }

  /** Its `tokenTypeIdx`, where neither is beyond the end of the file by more than one. */
  kindAhead(howMuch: number): number {
    return kindAt(this.tokens, this.position + howMuch - 1);
  }

  startOfNext(): number {
    return startAt(this.tokens, this.position);
  }

  startOfLast(): number {
    return this.position === 0 ? 0 : startAt(this.tokens, this.position - 1);
  }

  endOfLast(): number {
    return this.position === 0 ? 0 : endAt(this.tokens, this.position - 1);
  }

  /** The kind of the token read last, by `tokenTypeIdx`. */
  kindOfLast(): number {
    return kindAt(this.tokens, this.position - 1);
  }

  /** Where the unit or currency begins in the token read last, a quantity or an amount; else 0. */
  splitOfLast(): number {
    return splitAt(this.tokens, this.position - 1);
  }

  /** Reads a token of a kind. */
  consume(type: TokenType): Token {
    return tokenOf(this.tokens, this.advance(type));
  }

  /** Reads a token of a kind; returns its index. */
  advance(type: TokenType): number {
    const { next, tokens } = this;
    if (next !== type.tokenTypeIdx && !belongsTo(type, next))
      throw new SyntaxFault(this.current.ruleName, type);
    const index = this.position++;
    this.next = kindAt(tokens, this.position);
    return index;
  }

  /** As `consume`; returns where the token begins, and makes no object of it. */
  expect(type: TokenType): number {
    return startAt(this.tokens, this.advance(type));
  }

  /** As `consume`; returns the text of the token. `startOfLast` and `endOfLast` return its place. */
  textOf(type: TokenType): string {
    return imageAt(this.tokens, this.advance(type));
  }

  /**
   * Whether the repetition of that number would read anything. Asked first where most texts have nothing there, so that
   * no closure is made for it.
   */
  takesMany(idx: number): boolean {
    return this.isStart(idx);
  }

  /** True if the repetition of that number reads a further part, for callers with a loop of their own. */
  startsMany(idx: number): boolean {
    return this.isStart(idx);
  }

  private isStart(idx: number): boolean {
    const { repetitions } = this.current.tables;
    return (repetitions[idx] ?? this.startersOf("Repetition", repetitions, idx))[this.next] === 1;
  }

  /** Reads a rule. */
  read<Result>(rule: Rule<Result>): Result {
    const before = this.current;
    this.current = rule;
    const result = rule.read(this);
    this.current = before;
    return result;
  }

  /** [ part ] */
  option<T>(idx: number, part: Part<T>): T | undefined {
    const { options } = this.current.tables;
    const starters = options[idx] ?? this.startersOf("Option", options, idx);
    if (starters[this.next] !== 1) return undefined;
    if (typeof part === "function") return part(this);
    return part.gate === undefined || part.gate(this) ? part.read(this) : undefined;
  }

  /** first | second | … */
  or<T>(idx: number, alternatives: readonly Alternative<T>[]): T {
    const known = this.current.tables.choices;
    const choice = (known[idx] ?? this.choicesOf(known, idx))[this.next];
    if (typeof choice === "number") {
      const only = alternatives[choice] as Alternative<T>;
      if (only.gate === undefined || only.gate(this)) return only.read(this);
    } else if (choice !== undefined) {
      for (const candidate of choice) {
        const alternative = alternatives[candidate] as Alternative<T>;
        if (alternative.gate === undefined || alternative.gate(this)) return alternative.read(this);
      }
    }
    throw new SyntaxFault(this.current.ruleName, undefined);
  }

  /** { part } */
  many(idx: number, part: Part<unknown>): void {
    const { repetitions } = this.current.tables;
    const starters = repetitions[idx] ?? this.startersOf("Repetition", repetitions, idx);
    while (starters[this.next] === 1) {
      const before = this.position;
      if (typeof part === "function") part(this);
      else if (part.gate === undefined || part.gate(this)) part.read(this);
      // Also where a gate is shut: nothing was read.
      if (this.position <= before) return;
    }
  }

  /** [ part { separator part } ] */
  listOf<T>(listed: SeparatedList<T>): readonly T[] {
    const { lists } = this.current.tables;
    const starters = lists[0] ?? this.startersOf("RepetitionWithSeparator", lists, 0);
    return starters[this.next] === 1 ? exact(this.readList(listed, [])) : [];
  }

  /** part { separator part } */
  listOfSome<T>(listed: SeparatedList<T>): readonly T[] {
    const { lists } = this.current.tables;
    const starters = lists[0] ?? this.startersOf("RepetitionMandatoryWithSeparator", lists, 0);
    if (starters[this.next] !== 1) throw new SyntaxFault(this.current.ruleName, undefined);
    let results: T[] = [];
    do results = this.readList(listed, results);
    while (this.skipsJoiner(listed.separator));
    return exact(results);
  }

  /** True if a list continues behind another sign than its separator; the sign is reported and skipped. */
  skipsJoiner(_separator: TokenType): boolean {
    return false;
  }

  private readList<T>(listed: SeparatedList<T>, before: T[]): T[] {
    const { separator } = listed;
    let results = before;
    for (;;) {
      const part = listed.read(this);
      if (part !== undefined) results = added(results, part);
      if (this.next !== separator.tokenTypeIdx) return results;
      this.advance(separator);
    }
  }

  private choicesOf(known: Choices[], idx: number): Choices {
    const choices = choicesOf(this.production(this.current.ruleName), idx);
    known[idx] = choices;
    return choices;
  }

  private startersOf(kind: Optional, known: Starters[], idx: number): Starters {
    const starters = startersOf(this.production(this.current.ruleName), kind, idx);
    known[idx] = starters;
    return starters;
  }
}

function belongsTo(category: TokenType, kind: number): boolean {
  return category.isParent === true && category.categoryMatchesMap?.[kind] === true;
}
