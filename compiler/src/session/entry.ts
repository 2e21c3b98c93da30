import type { Declaration } from "@orchlang/language";
import { definitionOf } from "../2-resolve/collect-names.ts";
import type { Definition } from "../2-resolve/definition.ts";
import { currenciesOf, currencyOf } from "../3-check/units/currency.ts";
import type { Cell, Graph } from "./graph.ts";

/** A declaration of a project: of an open file, or of one that never changes. */
export interface Entry {
  readonly module: string;
  /** The name of the piece, or of the file, that its spans count in. */
  readonly file: string;
  declaration: Declaration;
  definition: Definition | undefined;
  /** What others can see of it, as text; alike before and after a change, the change is its own. */
  face: string;
  /** The currencies of its amounts. */
  currencies: ReadonlySet<string>;
  /** The words in it that may stand for names, as they were counted for its module. */
  used: ReadonlySet<string>;
  /** Bumped with each change. */
  readonly content: Cell<Declaration>;
  /** Everything that is kept up to date for it. */
  readonly roots: Cell<unknown>[];
}

/** What an entry says of its declaration; all of it is told by the declaration and the text that it stands in. */
export type EntryState = Pick<Entry, "declaration" | "face" | "currencies">;

export function stateOf(declaration: Declaration, text: string): EntryState {
  const currencies = mayHoldAmounts.test(text) ? currenciesOf(declaration) : noCurrencies;
  // What plain money is to a plan hangs on the amounts in its statements.
  const money = currencies.size === 0 ? "" : (currencyOf(declaration) ?? "");
  return { declaration, currencies, face: `${money} ${faceOf(declaration, text)}` };
}

const mayHoldAmounts = /\p{Sc}\d|\d[A-Z]{3}\b/u;
const noCurrencies: ReadonlySet<string> = new Set();

export function entryOf(
  declaration: Declaration,
  text: string,
  module: string,
  file: string,
  graph: Graph,
): Entry {
  return {
    module,
    file,
    ...stateOf(declaration, text),
    definition: definitionOf(declaration, { name: module, file: { name: file } }),
    used: new Set(),
    content: graph.input(declaration),
    roots: [],
  };
}

/** Others see all of a declaration but the statements of a plan. */
function faceOf(declaration: Declaration, text: string): string {
  const broken = "broken" in declaration && declaration.broken ? "!" : "";
  return `${broken}${text.slice(0, faceEnd(declaration))}`;
}

function faceEnd(declaration: Declaration): number {
  if (declaration.kind !== "planDeclaration") return declaration.span.end;
  const first = declaration.body.statements[0] ?? declaration.finally;
  return first?.span.start ?? declaration.span.end;
}

/** What tells a declaration from others: it stays one and the same while this stays. */
export function identityOf(declaration: Declaration): string {
  const name = "name" in declaration ? (declaration.name?.text ?? "") : "";
  return `${declaration.kind} ${name}`;
}
