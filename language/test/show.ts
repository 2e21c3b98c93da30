import type { Expression } from "../src/ast/expressions.ts";
import type { Declaration, FileNode } from "../src/ast/file.ts";
import type { Node } from "../src/ast/node.ts";
import type { Statement } from "../src/ast/statements.ts";
import { children } from "../src/ast/walk.ts";
import { type ParseResult, parse } from "../src/parser/parse.ts";
import { createSourceFile } from "../src/source/source-file.ts";

export function read(text: string): ParseResult {
  return parse(createSourceFile("/main.orch", text));
}

/** The value of `let x = …`, and the errors told of it. */
export function readValue(value: string): { readonly value: Expression; readonly errors: readonly string[] } {
  const { file, diagnostics } = read(`module m\nplan p() {\n  let x = ${value}\n}\n`);
  const plan = file.declarations[0];
  const statement = plan?.kind === "planDeclaration" ? plan.body.statements[0] : undefined;
  if (statement?.kind !== "let") throw new Error(`no value in ${value}: ${diagnostics[0]?.message}`);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return { value: statement.value, errors: errors.map(({ message }) => message) };
}

/** An expression with all its brackets: `(+ 1 (* 2 3))`. */
export function show(node: Node): string {
  switch (node.kind) {
    case "reference":
    case "name":
      return node.text;
    case "number":
    case "quantity":
    case "money":
      return node.raw;
    case "boolean":
      return String(node.value);
    case "none":
    case "missing":
      return node.kind;
    case "binary":
    case "unary":
      return `(${[node.operator, ...children(node).map(show)].join(" ")})`;
    case "is":
      return `(is${node.negated ? " not" : ""} ${show(node.operand)} ${show(node.what)})`;
    case "member":
      return `${show(node.object)}${node.optional ? "?." : "."}${node.member.text}`;
    case "argument":
      return node.form === "positional"
        ? show(node.value)
        : `${show(node.name as Node)}: ${show(node.value)}`;
    case "call":
      return `${show(node.callee)}(${node.arguments.map(show).join(", ")})`;
    case "elsePattern":
      return "else";
    case "string":
      return JSON.stringify(
        node.parts.map((part) => (part.kind === "text" ? part.text : show(part.expression))),
      );
    default:
      return `(${[node.kind, ...children(node).map(show)].join(" ")})`;
  }
}

/** The declarations of a file, and the statements of its plans, by kind and name; `!` behind what is broken. */
export function outline(file: FileNode): string {
  return file.declarations.map(outlineOf).join(" ");
}

function outlineOf(node: Declaration): string {
  const name = "name" in node && node.name !== undefined ? `:${node.name.text}` : "";
  const broken = "broken" in node && node.broken ? "!" : "";
  const statements = node.kind === "planDeclaration" ? `[${node.body.statements.map(named).join(" ")}]` : "";
  return node.kind + name + broken + statements;
}

function named(node: Statement): string {
  return "name" in node && node.name !== undefined ? `${node.kind}:${node.name.text}` : node.kind;
}
