import type { IfExpression } from "../ast/expressions.ts";
import type { Node } from "../ast/node.ts";
import type { Span } from "../ast/span.ts";
import type { Step } from "../ast/statements.ts";
import { forEachChild, visit } from "../ast/walk.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import type { ParseResult } from "../parser/parse.ts";
import { closesBracket, type ItemList, itemsOf, type Markup, tokenIndex, tokenTypeOf } from "./markup.ts";
import { markSlots } from "./slots.ts";

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
    branches: new Map(),
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

function markNode(markup: Markup, node: Node): void {
  markList(markup, node);
  markSigns(markup, node);
  markSlots(markup, node);
  forEachChild(node, (child) => markNode(markup, child));
}

function markList(markup: Markup, node: Node): void {
  const result = itemsOf(node);
  if (result === undefined || result.items.length === 0) return;
  const { style } = result;
  const last = markup.tokens.length - 1;
  const items = result.items.map((item) => tokenIndex(markup, item.start) - (item.before ?? 0));
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

/** True if the author gave what is between two braces several lines, or a step in it has to have them. */
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
  const index = parsed.source.text.indexOf("\n", from);
  return index !== -1 && index < to;
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
    case "if":
      markBranches(markup, node);
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

/** The outer one of a chain is marked first. */
function markBranches(markup: Markup, { span, condition, whenTrue }: IfExpression): void {
  const own = tokenIndex(markup, span.start);
  const before = tokenTypeOf(markup, own - 1) === kinds.word.else ? markup.branches.get(own - 1) : undefined;
  const first = before ?? own;
  for (const [after, word] of [
    [condition.span.end, kinds.word.then],
    [whenTrue.span.end, kinds.word.else],
  ] as const) {
    let index = tokenIndex(markup, after);
    // Round brackets are no part of a span.
    while (index < markup.tokens.length && tokenTypeOf(markup, index) !== word) index++;
    markup.branches.set(index, first);
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
    else if (closesBracket(tokenType)) {
      const opener = open.pop();
      if (opener === undefined) continue;
      partner.set(opener, index);
      partner.set(index, opener);
    }
  }
  return partner;
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
