import type { Node } from "../ast/node.ts";
import type { Field } from "../ast/types.ts";
import * as kinds from "../lexer/token-types.ts";
import { type ItemList, type Markup, tokenIndex, tokenTypeOf } from "./markup.ts";

/** Notes the slots that a node's own tokens have. */
export function markSlots(markup: Markup, node: Node): void {
  const owner = tokenIndex(markup, node.span.start);
  const slot = { least: 1, owner };
  const kept = (index: number, name: string): void => {
    markup.slots.set(index, { ...slot, name, mode: "kept" });
  };
  switch (node.kind) {
    case "step":
      kept(tokenIndex(markup, node.name.span.end), "equals");
      break;
    case "let":
    case "constantDeclaration":
    case "givenValue":
    case "givenSignal":
    case "flagDeclaration":
      kept(equalsBefore(markup, node.value.span.start), "equals");
      break;
    case "answer":
      kept(tokenIndex(markup, node.capability.span.end), "with");
      break;
    case "successClause":
      markup.slots.set(tokenIndex(markup, node.message.span.end), { ...slot, name: "when", mode: "loose" });
      break;
    case "branch":
      if (node.name !== undefined) kept(tokenIndex(markup, node.name.span.end), "equals");
      break;
    case "bound":
      if (tokenTypeOf(markup, owner) !== kinds.LessEqual) kept(owner + 1, "limit");
      break;
    case "matchCase":
      kept(tokenIndex(markup, node.body.span.start), "body");
      break;
    case "typeDeclaration":
      kept(tokenIndex(markup, node.name.span.end), "definition");
      break;
    case "resourceDeclaration":
      if (node.resourceKind !== undefined) kept(tokenIndex(markup, node.resourceKind.span.start), "kind");
      break;
    case "signalDeclaration":
      kept(tokenIndex(markup, node.type.span.start), "kind");
      break;
    case "unitDeclaration":
      kept(tokenIndex(markup, node.quantity.span.start), "kind");
      if (node.scale !== undefined) kept(tokenIndex(markup, node.scale.span.start) - 1, "equals");
      break;
    case "policyDeclaration":
    case "guardrailDeclaration":
      if (node.category !== undefined) kept(tokenIndex(markup, node.name.span.end), "category");
      break;
    case "import":
      kept(tokenIndex(markup, node.path.span.end), "names");
      break;
    case "field":
      markField(markup, node, owner);
      break;
    default:
      // Nothing of its own.
      break;
  }
}

function markField(markup: Markup, { type }: Field, owner: number): void {
  markup.slots.set(tokenIndex(markup, type.span.start), { name: "type", mode: "always", least: 1, owner });
  if (type.kind !== "labelledType") return;
  const label = tokenIndex(markup, type.labels[0]?.span.start ?? 0) - 1;
  markup.slots.set(label, { name: "label", mode: "loose", least: 1, owner });
}

/** The slots of a list that stands on the line of another list's item: its brace, and its items behind the first. */
export function markInlineList(markup: Markup, list: ItemList, owner: number): void {
  const loose = (index: number, name: string, least: number): void => {
    if (!markup.slots.has(index)) markup.slots.set(index, { name, mode: "loose", least, owner });
  };
  loose(list.open, "body", 1);
  for (const [ordinal, item] of list.items.entries()) if (ordinal > 0) loose(item, `part ${ordinal}`, 2);
}

/** The `=` before a value, which may stand in parentheses. */
function equalsBefore(markup: Markup, start: number): number {
  let index = tokenIndex(markup, start) - 1;
  while (tokenTypeOf(markup, index) === kinds.LeftParen) index--;
  return index;
}
