import type { Node } from "../ast/node.ts";
import type { Span } from "../ast/span.ts";
import type { Step } from "../ast/statements.ts";
import { forEachChild, visit } from "../ast/walk.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import type { ParseResult } from "../parser/parse.ts";
import { itemsOf, type ListStyle } from "./lists.ts";
import { markSlots, type Slot } from "./slots.ts";

/** A list whose items may stand on lines of their own: declarations, clauses, statements, fields, branches. */
export interface ItemList {
  readonly style: ListStyle;
  /** The tokens that begin its items. */
  readonly items: readonly number[];
  /** Its braces; those of the file are before its first and behind its last token. */
  readonly open: number;
  readonly close: number;
  /** Whether each item stands on a line of its own. */
  readonly multiline: boolean;
}

/** What the layout has to know of tokens, by their index: the tree said in terms of tokens. */
export interface Markup {
  readonly parsed: ParseResult;
  readonly tokens: readonly Token[];
  /** The list that a token begins an item of. */
  readonly listOfItem: Map<number, ItemList>;
  /** Which item of its list a token begins, from 0. */
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
  /** `:` with a space before it: the category of a rule. */
  readonly apart: Set<number>;
  readonly slots: Map<number, Slot>;
  /** The `else` of each handler of a step, and how many the step has. */
  readonly handlers: Map<number, number>;
  /** Tokens that begin a line whatever the author did, in their order. */
  readonly forced: number[];
  /** Opening braces of lists that are to have several lines, whatever the author gave them. */
  readonly broken: ReadonlySet<number>;
  /** Whether the token is inside `${…}` of a string. */
  readonly interpolated: ReadonlySet<number>;
}

/** Reads the tree's lists and signs off into tokens; the lists whose braces are `broken` get several lines. */
export function markUp(parsed: ParseResult, broken: ReadonlySet<number>): Markup {
  const { tokens } = parsed;
  const markup: Markup = {
    parsed,
    tokens,
    listOfItem: new Map(),
    ordinalOfItem: new Map(),
    listOfOpen: new Map(),
    listOfClose: new Map(),
    partner: partnersOf(tokens),
    attached: new Set(),
    tight: new Set(),
    prefix: new Set(),
    apart: new Set(),
    slots: new Map(),
    handlers: new Map(),
    forced: [],
    broken,
    interpolated: interpolatedTokens(tokens),
  };
  visit(parsed.file, { step: (step) => markHandlers(markup, step) });
  markup.forced.sort((a, b) => a - b);
  markNode(markup, parsed.file);
  return markup;
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

export function typeOf(markup: Markup, index: number): Token["tokenType"] {
  return (markup.tokens[index] ?? (markup.tokens.at(-1) as Token)).tokenType;
}

function markNode(markup: Markup, node: Node): void {
  markList(markup, node);
  markSigns(markup, node);
  markSlots(markup, node);
  forEachChild(node, (child) => markNode(markup, child));
}

function markList(markup: Markup, node: Node): void {
  const found = itemsOf(node);
  if (found === undefined || found.items.length === 0) return;
  const { style } = found;
  const last = markup.tokens.length - 1;
  const items = found.items.map((item) => tokenIndex(markup, item.start) - (item.before ?? 0));
  // A plan's statements stand in one list with its clauses and its `finally`.
  if (markup.listOfItem.has(items[0] as number)) return;
  const isFile = style === "file";
  const open = isFile ? -1 : (items[0] as number) - 1;
  const close = isFile ? last : (markup.partner.get(open) as number);
  const list: ItemList = {
    style,
    items,
    open,
    close,
    multiline: isFile || markup.broken.has(open) || spansLines(markup, open, close),
  };
  for (const [ordinal, item] of items.entries()) {
    markup.listOfItem.set(item, list);
    markup.ordinalOfItem.set(item, ordinal);
  }
  markup.listOfOpen.set(open, list);
  markup.listOfClose.set(close, list);
}

function markHandlers(markup: Markup, { handlers }: Step): undefined {
  for (const { span } of handlers) {
    const index = tokenIndex(markup, span.start);
    markup.handlers.set(index, handlers.length);
    if (handlers.length > 1) markup.forced.push(index);
  }
}

/** Whether the author gave what is between two braces several lines, or a step in it has to have them. */
function spansLines({ tokens, parsed, forced }: Markup, open: number, close: number): boolean {
  let low = 0;
  let high = forced.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((forced[middle] as number) < open) low = middle + 1;
    else high = middle;
  }
  if ((forced[low] ?? close) < close) return true;
  const from = (tokens[open] as Token).end;
  const to = (tokens[close] as Token).startOffset;
  const found = parsed.source.text.indexOf("\n", from);
  return found !== -1 && found < to;
}

function markSigns(markup: Markup, node: Node): void {
  switch (node.kind) {
    case "call":
    case "invocation":
      attachEnding(markup, node.span);
      break;
    case "source":
      if (node.arguments !== undefined) attachEnding(markup, node.span);
      break;
    case "givenSignal":
      if (node.arguments !== undefined) markup.attached.add(tokenIndex(markup, node.signal.span.end));
      break;
    case "capability":
    case "goalDeclaration":
    case "planDeclaration":
    case "eventDeclaration":
    case "fusionDeclaration":
      markup.attached.add(tokenIndex(markup, node.name.span.end));
      break;
    case "signalDeclaration":
    case "flagDeclaration":
      if (node.parameters !== undefined) markup.attached.add(tokenIndex(markup, node.name.span.end));
      break;
    case "mapType":
    case "doneType":
      markup.tight.add(tokenIndex(markup, node.span.start) + 1);
      markup.tight.add(tokenIndex(markup, node.span.end) - 1);
      break;
    case "moneyType":
      markup.tight.add(tokenIndex(markup, node.span.start) + 1);
      markup.tight.add(tokenIndex(markup, node.currency.span.end));
      break;
    case "unary":
      if (node.operator === "-") markup.prefix.add(tokenIndex(markup, node.span.start));
      break;
    case "policyDeclaration":
    case "guardrailDeclaration":
      if (node.category !== undefined) markup.apart.add(tokenIndex(markup, node.name.span.end));
      break;
    default:
      // Nothing of its own.
      break;
  }
}

/** Marks the opening parenthesis of the pair that a span ends with. */
function attachEnding(markup: Markup, span: Span): void {
  const close = tokenIndex(markup, span.end) - 1;
  const open = markup.partner.get(close);
  if (open !== undefined) markup.attached.add(open);
}

function partnersOf(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const partner = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { tokenType }] of tokens.entries()) {
    if (kinds.closerOf.has(tokenType)) open.push(index);
    else if (isCloser(tokenType)) {
      const opener = open.pop();
      if (opener === undefined) continue;
      partner.set(opener, index);
      partner.set(index, opener);
    }
  }
  return partner;
}

export function isCloser(type: Token["tokenType"]): boolean {
  return type === kinds.RightParen || type === kinds.RightBracket || type === kinds.RightBrace;
}

function interpolatedTokens(tokens: readonly Token[]): ReadonlySet<number> {
  const inside = new Set<number>();
  let depth = 0;
  for (const [index, { tokenType }] of tokens.entries()) {
    if (tokenType === kinds.TemplateTail) depth--;
    if (depth > 0) inside.add(index);
    if (tokenType === kinds.TemplateHead) depth++;
    else if (tokenType === kinds.TemplateTail) inside.add(index);
  }
  return inside;
}
