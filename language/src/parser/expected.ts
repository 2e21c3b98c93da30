import { Alternation, type IProduction, NonTerminal, Terminal, type TokenType } from "chevrotain";
import { once } from "../once.ts";
import { createSourceFile } from "../source/source-file.ts";
import { firstOf, forkOf, type Optional, partsOf } from "./lookahead.ts";
import { OrchParser } from "./parse.ts";
import type { Alternative, Part, SeparatedList } from "./recogniser.ts";

/** The continuations of a text that the grammar allows. */
export interface Expected {
  /** Keywords and signs, as they are written: `when`, `{`. In the order of the grammar. */
  readonly texts: readonly string[];
  /** A name that the author makes or knows may stand here. */
  readonly name: boolean;
  /** A value may begin here. */
  readonly value: boolean;
  /** A string may begin here. */
  readonly string: boolean;
  /** The grammar rules that were asked, the innermost first: `argumentList`, `attempt`, `step`. */
  readonly rules: readonly string[];
}

/**
 * Returns what the grammar allows after a text that ends between two words. The parser recovers from errors further up.
 * Takes as long as parsing the text.
 */
export function expectedAfter(text: string): Expected {
  return sharedListener().after(text);
}

/** The words of token categories that contain other tokens as well. */
const wordsOf: Readonly<Record<string, readonly string[]>> = {
  LITERAL: ["true", "false", "none"],
  BINARY_OPERATOR: ["and", "or", "in"],
  PREFIX_OPERATOR: ["not"],
};

/** A parser that notes every decision it makes at the end of the text. */
class Listener extends OrchParser {
  private readonly types = new Set<TokenType>();
  private readonly rules: string[] = [];
  /** True if the first decision at the end had no answer: later ones are made on a text that was repaired. */
  private isOver = false;

  after(text: string): Expected {
    this.types.clear();
    this.rules.length = 0;
    this.isOver = false;
    this.parse(createSourceFile("", text));
    const names = [...this.types].map(({ name }) => name);
    return {
      texts: names.flatMap((name) => (name.startsWith('"') ? [name.slice(1, -1)] : (wordsOf[name] ?? []))),
      name: names.includes("NAME") || names.includes("ID"),
      value: names.includes("LITERAL"),
      string: names.includes("STRING"),
      rules: [...this.rules],
    };
  }

  private get isAtEnd(): boolean {
    return !this.isOver && this.index() === this.lexed.table.count - 1;
  }

  private note(...types: readonly TokenType[]): void {
    const { ruleName: rule } = this.current;
    if (!this.rules.includes(rule)) this.rules.push(rule);
    for (const type of types) this.types.add(type);
  }

  private noteFork(kind: Optional | "Alternation", idx: number): void {
    const rule = this.production(this.current.ruleName);
    this.note(...beginningsOf(forkOf(rule, kind, idx)));
  }

  override close(type: TokenType, open: number): void {
    if (this.isAtEnd) {
      this.note(type);
      this.isOver = true;
    }
    super.close(type, open);
  }

  override advance(type: TokenType): number {
    if (this.isAtEnd) {
      this.note(type);
      this.isOver = true;
    }
    return super.advance(type);
  }

  /** True at the end, so that the repetition is asked and noted. */
  override takesMany(idx: number): boolean {
    return this.isAtEnd || super.takesMany(idx);
  }

  override startsMany(idx: number): boolean {
    const starts = super.startsMany(idx);
    if (!starts && this.isAtEnd) this.noteFork("Repetition", idx);
    return starts;
  }

  override option<T>(idx: number, part: Part<T>): T | undefined {
    if (this.isAtEnd) this.noteFork("Option", idx);
    return super.option(idx, part);
  }

  override or<T>(idx: number, alternatives: readonly Alternative<T>[]): T {
    if (this.isAtEnd) {
      this.noteFork("Alternation", idx);
      this.isOver = true;
    }
    return super.or(idx, alternatives);
  }

  override many(idx: number, part: Part<unknown>): void {
    super.many(idx, part);
    if (this.isAtEnd) this.noteFork("Repetition", idx);
  }

  override listOf<T>(listed: SeparatedList<T>): readonly T[] {
    if (this.isAtEnd) this.noteFork("RepetitionWithSeparator", 0);
    const list = super.listOf(listed);
    if (this.isAtEnd) this.note(listed.separator);
    return list;
  }

  override listOfSome<T>(listed: SeparatedList<T>): readonly T[] {
    if (this.isAtEnd) {
      this.noteFork("RepetitionMandatoryWithSeparator", 0);
      this.isOver = true;
    }
    const results = super.listOfSome(listed);
    if (this.isAtEnd) this.note(listed.separator);
    return results;
  }
}

/** The kinds of token that a part begins with as the grammar names them: a category is one kind. */
function beginningsOf(production: IProduction): readonly TokenType[] {
  if (production instanceof Terminal) return [production.terminalType];
  if (production instanceof Alternation) return production.definition.flatMap(beginningsOf);
  const parts =
    production instanceof NonTerminal ? production.referencedRule.definition : partsOf(production);
  const tokenTypes: TokenType[] = [];
  for (const part of parts) {
    tokenTypes.push(...beginningsOf(part));
    if (!firstOf(part).empty) break;
  }
  return tokenTypes;
}

const sharedListener = once(() => new Listener());
