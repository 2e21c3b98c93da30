import { type Declaration, walker } from "@orchlang/language/ast";
import { once } from "../once.ts";
import { type Mention, mentionFinder } from "./mentions.ts";

/** The names in a declaration. The names in its expressions, most of its tree, are collected on demand. */
export interface Outline {
  /** In the order of the text. */
  readonly mentions: readonly Mention[];
  /**
   * The words that may stand for a name of the top level: a few more than do, since a word in an expression may be a
   * step's or an enum member's. So "unused" is never said of what is used.
   */
  readonly words: ReadonlySet<string>;
  /** For a plan, the bare names in its body, which may refer to its parameters. */
  readonly inside: ReadonlySet<string>;
  /** The currencies of all its amounts. */
  readonly currencies: ReadonlySet<string>;
}

type Words = Pick<Outline, "words" | "inside" | "currencies">;

/** Made once for many declarations. */
export function outliner(): (declaration: Declaration) => Outline {
  let mentions: Mention[] = [];
  const find = mentionFinder((mention) => mentions.push(mention));
  const wordsOf = wordFinder();
  return (declaration) => {
    mentions = [];
    find(declaration);
    return new Said(declaration, mentions, wordsOf);
  };
}

class Said implements Outline {
  readonly mentions: readonly Mention[];
  readonly #gather: () => Words;

  constructor(declaration: Declaration, mentions: readonly Mention[], wordsOf: WordFinder) {
    this.mentions = mentions;
    this.#gather = once(() => wordsOf(declaration, mentions));
  }

  get words() {
    return this.#gather().words;
  }

  get inside() {
    return this.#gather().inside;
  }

  get currencies() {
    return this.#gather().currencies;
  }
}

type WordFinder = (declaration: Declaration, mentions: readonly Mention[]) => Words;

function wordFinder(): WordFinder {
  let words = new Set<string>();
  let inside = new Set<string>();
  let currencies = new Set<string>();
  /** Where what the plan does begins. */
  let start = Number.POSITIVE_INFINITY;
  const use = (text: string, { span }: { readonly span: { readonly start: number } }): undefined => {
    words.add(text);
    if (span.start >= start) inside.add(text);
  };
  const walk = walker({
    reference: (reference) => use(reference.text, reference),
    namedType: (type) => use(type.name.text, type),
    touchesClause: (clause) => use(clause.entity.text, clause),
    quantity: (literal) => use(literal.unit, literal),
    money: (literal) => {
      currencies.add(literal.currency);
      return undefined;
    },
    scaledUnit: (scaled) => use(scaled.unit.text, scaled),
    per: (per) => (per.divisor.kind === "name" ? use(per.divisor.text, per) : undefined),
  });
  return (declaration, mentions) => {
    words = new Set();
    inside = new Set();
    currencies = new Set();
    start = declaration.kind === "planDeclaration" ? declaration.body.span.start : Number.POSITIVE_INFINITY;
    for (const { name } of mentions) {
      if (name.kind === "name") words.add(name.text);
      else if (name.segments.length === 1) words.add(name.segments[0]?.text ?? "");
    }
    walk(declaration);
    return { words, inside, currencies };
  };
}
