import {
  Alternation,
  type IOrAlt,
  type IProduction,
  NonTerminal,
  type Rule,
  Terminal,
  type TokenType,
} from "chevrotain";
import { once } from "../once.ts";
import { createSourceFile } from "../source/source-file.ts";
import { firstOf, partsOf } from "./first-sets.ts";
import { forkOf, type Optional } from "./lookahead.ts";
import { OrchParser } from "./orch-parser.ts";
import type { Listed } from "./recogniser.ts";

/** What may stand next behind a text. */
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
 * What the grammar lets stand behind a text that ends between two words. What is wrong further up is passed over as
 * the parser does. Takes as long as reading the text.
 */
export function expectedAfter(text: string): Expected {
  return sharedListener().after(text);
}

/** The words among the kinds of token that have other things among them too. */
const wordsOf: Readonly<Record<string, readonly string[]>> = {
  LITERAL: ["true", "false", "none"],
  BINARY_OPERATOR: ["and", "or", "in"],
  PREFIX_OPERATOR: ["not"],
};

/** A parser that notes every question that is asked of what stands at the end. */
class Listener extends OrchParser {
  private readonly types = new Set<TokenType>();
  private readonly rules: string[] = [];
  /** What is asked after the first question that had no answer is asked of a text that was mended. */
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
    return !this.isOver && !this.RECORDING_PHASE && this.index() === this.lexed.table.count - 1;
  }

  private note(...types: readonly TokenType[]): void {
    const { rule } = this.current;
    if (!this.rules.includes(rule)) this.rules.push(rule);
    for (const type of types) this.types.add(type);
  }

  private noteFork(kind: Optional | "Alternation", idx: number): void {
    const rule = this.getGAstProductions()[this.current.rule] as Rule;
    this.note(...beginningsOf(forkOf(rule, kind, idx)));
  }

  protected override close(type: TokenType, open: number, idx = 0): void {
    if (this.isAtEnd) {
      this.note(type);
      this.isOver = true;
    }
    super.close(type, open, idx);
  }

  protected override advance(type: TokenType): number {
    if (this.isAtEnd) {
      this.note(type);
      this.isOver = true;
    }
    return super.advance(type);
  }

  /** What is not asked of the text is not noted. */
  protected override takesMany(idx: number): boolean {
    return this.isAtEnd || super.takesMany(idx);
  }

  protected override startsMany(idx: number): boolean {
    const starts = super.startsMany(idx);
    if (!starts && this.isAtEnd) this.noteFork("Repetition", idx);
    return starts;
  }

  protected override optionInternal<T>(what: Forked<T>, idx: number): T | undefined {
    if (this.isAtEnd) this.noteFork("Option", idx);
    return super.optionInternal(what, idx);
  }

  protected override orInternal<T>(alternatives: readonly IOrAlt<T>[], idx: number): T {
    if (this.isAtEnd) {
      this.noteFork("Alternation", idx);
      this.isOver = true;
    }
    return super.orInternal(alternatives, idx);
  }

  protected override manyInternal(idx: number, what: Forked<unknown>): void {
    super.manyInternal(idx, what);
    if (this.isAtEnd) this.noteFork("Repetition", idx);
  }

  protected override manySepFirstInternal<Part>(idx: number, what: Listed<Part>): readonly Part[] {
    if (this.isAtEnd) this.noteFork("RepetitionWithSeparator", idx);
    const found = super.manySepFirstInternal(idx, what);
    if (this.isAtEnd) this.note(what.SEP);
    return found;
  }

  protected override atLeastOneSepFirstInternal<Part>(idx: number, what: Listed<Part>): readonly Part[] {
    if (this.isAtEnd) {
      this.noteFork("RepetitionMandatoryWithSeparator", idx);
      this.isOver = true;
    }
    const found = super.atLeastOneSepFirstInternal(idx, what);
    if (this.isAtEnd) this.note(what.SEP);
    return found;
  }
}

type Forked<T> = (() => T) | { readonly GATE?: () => boolean; readonly DEF: () => T };

/** The kinds of token that a part begins with as the grammar names them: a category is one kind. */
function beginningsOf(production: IProduction): readonly TokenType[] {
  if (production instanceof Terminal) return [production.terminalType];
  if (production instanceof Alternation) return production.definition.flatMap(beginningsOf);
  const parts =
    production instanceof NonTerminal ? production.referencedRule.definition : partsOf(production);
  const found: TokenType[] = [];
  for (const part of parts) {
    found.push(...beginningsOf(part));
    if (!firstOf(part).empty) break;
  }
  return found;
}

const sharedListener = once(() => new Listener());
