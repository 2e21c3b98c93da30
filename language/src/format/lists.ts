import type { Node } from "../ast/node.ts";

/**
 * How a list is laid out. `clauses` and `options` have a column for what follows their first word; `rules` and
 * `statements` have none; `fields` have one for their types.
 */
export type ListStyle = "file" | "clauses" | "rules" | "statements" | "fields" | "branches";

export interface Items {
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
