import { bracedClauses } from "../ast/capability.ts";
import type { Node } from "../ast/node.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import type { ParseResult } from "../parser/parse.ts";

/** A list whose items may stand on lines of their own: declarations, clauses, statements, fields, branches. */
export interface ItemList {
  readonly style: ListStyle;
  /** The tokens that begin its items. */
  readonly items: readonly number[];
  /** Its braces; those of the file are before its first and behind its last token. */
  readonly open: number;
  readonly close: number;
  /** True if each item stands on a line of its own. */
  readonly multiline: boolean;
}

/** The facts of the tree that the layout needs, by the index of a token. */
export interface Markup {
  readonly parsed: ParseResult;
  readonly tokens: readonly Token[];
  /** The list that a token begins an item of. */
  readonly listOfItem: Map<number, ItemList>;
  /** The index of the item that a token begins in its list, from 0. */
  readonly ordinalOfItem: Map<number, number>;
  readonly listOfOpen: Map<number, ItemList>;
  readonly listOfClose: Map<number, ItemList>;
  /** For each bracket its other half. */
  readonly partner: ReadonlyMap<number, number>;
  /** Parentheses of calls and parameters, which stand directly behind a word. */
  readonly attached: Set<number>;
  /** Signs with no space on either side: the angle brackets of types. */
  readonly tight: Set<number>;
  /** `-` before its operand. */
  readonly prefix: Set<number>;
  /** The `then` and `else` of conditional values, with the first `if` of their chain. */
  readonly branches: Map<number, number>;
  /** `:` with a space before it: the category of a rule. */
  readonly apart: Set<number>;
  readonly slots: Map<number, Slot>;
  /** The `else` of each handler of a step, and how many the step has. */
  readonly handlers: Map<number, number>;
  /** Tokens that begin a line whatever the author did, in their order. */
  readonly forced: number[];
  /** Opening braces of lists that are to have several lines, whatever the author gave them. */
  readonly broken: ReadonlySet<number>;
  /** Tokens inside `${…}` of a string. */
  readonly interpolated: ReadonlySet<number>;
}

/**
 * A place in a line that may stand in one column with the same place of the lines beside it.
 *
 * - `always`: all items of a list have it in one column; where the author has them in one column already, wider
 *   than needed, that one is kept.
 * - `kept`: lines beside one another that the author has in one column stay in one column, the narrowest.
 * - `loose`: as `kept`, and a line by itself may keep a little space before it.
 */
export interface Slot {
  readonly name: string;
  readonly mode: "always" | "kept" | "loose";
  /** Spaces before it at least. */
  readonly least: number;
  /** The first token of the item that it belongs to. */
  readonly owner: number;
}

/** The index of the first token at or behind an offset. */
export function tokenIndex(markup: Markup, offset: number): number {
  let low = 0;
  let high = markup.tokens.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((markup.tokens[middle] as Token).startOffset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function tokenTypeOf(markup: Markup, index: number): Token["tokenType"] {
  return (markup.tokens[index] ?? (markup.tokens.at(-1) as Token)).tokenType;
}

export function closesBracket(type: Token["tokenType"]): boolean {
  return type === kinds.RightParen || type === kinds.RightBracket || type === kinds.RightBrace;
}

/**
 * How a list is laid out. `clauses` and `options` have a column for what follows their first word; `rules` and
 * `statements` have none; `fields` have one for their types.
 */
type ListStyle = "file" | "clauses" | "rules" | "statements" | "fields" | "branches";

interface Items {
  readonly style: ListStyle;
  /** Where each item begins; `before` tokens further back. */
  readonly items: readonly { readonly start: number; readonly before?: number }[];
}

/** The items that a node lists in its braces, in the order of the text; undefined for a node without such a list. */
export function itemsOf(node: Node): Items | undefined {
  switch (node.kind) {
    case "file": {
      const header = node.module === undefined ? [] : [node.module];
      return { style: "file", items: starts([...header, ...node.imports, ...node.declarations]) };
    }
    case "capability":
      return { style: "clauses", items: starts(bracedClauses(node)) };
    case "defaultsDeclaration":
    case "resourceDeclaration":
    case "signalDeclaration":
    case "flagDeclaration":
    case "eventDeclaration":
    case "fusionDeclaration":
    case "goalDeclaration":
    case "policyDeclaration":
    case "triggerDeclaration":
    case "scenarioDeclaration":
      return { style: "clauses", items: starts(node.clauses) };
    case "guardrailDeclaration":
      return { style: "rules", items: starts(node.rules) };
    case "options":
      return { style: "clauses", items: starts(node.options) };
    case "planDeclaration": {
      const last = node.finally === undefined ? [] : [{ start: node.finally.span.start, before: 1 }];
      const items = [...starts(node.clauses), ...starts(node.body.statements), ...last];
      return { style: "statements", items };
    }
    case "block":
      return { style: "statements", items: starts(node.statements) };
    case "match":
      return { style: "branches", items: starts(node.cases) };
    case "quorum":
      return { style: "branches", items: starts(node.calls) };
    case "race":
      return "kind" in node.branches ? undefined : { style: "branches", items: starts(node.branches) };
    case "recordType":
      return { style: "fields", items: starts(node.fields) };
    default:
      return undefined;
  }
}

function starts(nodes: readonly Node[]): readonly { readonly start: number }[] {
  return nodes.map((node) => ({ start: node.span.start }));
}
