import { children, type Node, type NodeKind } from "@orchlang/language/ast";
import { type Edit, edit, without, withoutLed } from "./cut.ts";

/* Simpler expressions and types in the place of those that are there. */

const expressions: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "string",
  "if",
  "binary",
  "unary",
  "is",
  "per",
  "member",
  "call",
  "list",
  "record",
  "matchExpression",
  "reference",
  "quantity",
  "money",
  "ratio",
  "number",
]);

/** The replacements of an expression of any type. */
const constants = ["0", "true", '"a"', "none", "[]"] as const;

export function simplerExpression(text: string, node: Node, parents: readonly Node[]): readonly Edit[] {
  if (!expressions.has(node.kind)) return typeEdits(text, node);
  const own = text.slice(node.span.start, node.span.end);
  const replaced = (by: string): readonly Edit[] =>
    by === own || by.length > own.length ? [] : [edit({ ...node.span, text: by })];
  const inner = children(node)
    .filter(({ kind }) => expressions.has(kind) || kind === "interpolation")
    .flatMap((child) => replaced(bare(text, child)));
  return [
    ...inner,
    ...plainer(node, own).flatMap(replaced),
    ...(isWhole(parents) ? constants.flatMap(replaced) : []),
  ];
}

function bare(text: string, { span }: Node): string {
  return text.slice(span.start, span.end).replace(/^\$\{(.*)\}$/s, "$1");
}

/** In an argument, an entry, a list: where a value of its own stands. */
function isWhole(parents: readonly Node[]): boolean {
  const kinds: readonly (NodeKind | undefined)[] = ["argument", "entry", "list", "return", "yield", "let"];
  return kinds.includes(parents.at(-1)?.kind);
}

function plainer({ kind }: Node, own: string): readonly string[] {
  switch (kind) {
    case "number":
      return ["0", "1", "2"].filter((number) => Number(number) < Number(own));
    case "quantity":
      return own === "1s"
        ? []
        : ["1s", "2s", "1m"].filter((time) => /[smhd]$/.test(own) && !/J|W/.test(own) && time !== own);
    case "money":
      return own === "$1" ? [] : ["$1"];
    case "string":
      return ['""', '"a"'];
    default:
      return [];
  }
}

function typeEdits(text: string, node: Node): readonly Edit[] {
  const [first] = children(node);
  switch (node.kind) {
    case "labelledType":
    case "optionalType":
      return first === undefined
        ? []
        : [edit({ ...node.span, text: text.slice(first.span.start, first.span.end) })];
    case "listType":
    case "recordType":
    case "mapType":
      return ["Int", "String", "Bool"].map((name) => edit({ ...node.span, text: name }));
    case "namedType":
      return ["Int", "String", "Bool"]
        .filter((name) => name !== text.slice(node.span.start, node.span.end))
        .map((name) => edit({ ...node.span, text: name }));
    case "bounds": {
      const led = withoutLed(text, node.span);
      return led === undefined ? [] : [edit(led)];
    }
    case "field":
      return [edit(without(text, node.span))];
    default:
      return [];
  }
}
