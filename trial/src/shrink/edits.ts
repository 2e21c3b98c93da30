import {
  type Block,
  type Branch,
  type FileNode,
  type Invocation,
  type Node,
  type NodeKind,
  type Parameter,
  pathText,
  type Step,
  visit,
} from "@orchlang/language/ast";
import { type Cut, type Edit, edit, without, withoutLed } from "./cut.ts";
import { simplerExpression } from "./expressions.ts";
import { planEdits } from "./plans.ts";

/** Everything by which a program may be made smaller, whoever wrote it; what saves most comes first. */
export function editsOf(text: string, file: FileNode): readonly Edit[] {
  const settings = /^\/\/ orch\.json: .*\n/.exec(text)?.[0];
  const found: Edit[] = [
    ...(settings === undefined ? [] : [edit({ start: 0, end: settings.length, text: "" })]),
    ...parameterEdits(text, file),
    ...planEdits(text, file),
  ];
  visit(file, {
    any: (node, parents) => {
      found.push(
        ...removals(text, node, parents),
        ...unwrapped(text, node),
        ...simplerExpression(text, node, parents),
      );
      return undefined;
    },
  });
  return found.toSorted((one, other) => other.saves - one.saves);
}

/** Parts that can be removed from their place without a leading word. */
const removable: ReadonlySet<NodeKind> = new Set<NodeKind>([
  "import",
  "importedName",
  "capability",
  "defaultsDeclaration",
  "typeDeclaration",
  "unitDeclaration",
  "roleDeclaration",
  "constantDeclaration",
  "resourceDeclaration",
  "signalDeclaration",
  "flagDeclaration",
  "eventDeclaration",
  "fusionDeclaration",
  "goalDeclaration",
  "planDeclaration",
  "policyDeclaration",
  "guardrailDeclaration",
  "triggerDeclaration",
  "scenarioDeclaration",
  "step",
  "let",
  "when",
  "match",
  "with",
  "sequence",
  "wait",
  "emit",
  "return",
  "yield",
  "fail",
  "options",
  "handler",
  "matchCase",
  "branch",
  "bound",
  "entry",
  "spread",
  "arm",
  "achievesHeading",
  "underHeading",
  "beforeRule",
  "atMostRule",
  "everyRule",
  "neverRule",
  "action",
  "joinedEvent",
]);

function removals(text: string, node: Node, parents: readonly Node[]): readonly Edit[] {
  const parent = parents.at(-1);
  const found: Cut[] = [];
  if (removable.has(node.kind) || /(?:Clause|Option)$/.test(node.kind)) found.push(without(text, node.span));
  if (node.kind === "invocation" && parent?.kind === "quorum") found.push(without(text, node.span));
  if (parent?.kind === "list") found.push(without(text, node.span));
  const led = withoutLed(text, node.span);
  if (led !== undefined) found.push(led);
  if (node.kind === "name" && isOneOfMany(parent))
    found.push(without(text, node.span), ...orLess(text, node));
  return found.map((cut) => edit(cut));
}

/** Names in lists: after which steps, which tags, which failures. */
function isOneOfMany(parent: Node | undefined): boolean {
  return /^(?:afterOption|tagsClause|tiersClause|failsClause|enumType|labelledType)$/.test(
    parent?.kind ?? "",
  );
}

/** One of several with `|` between them, or a label with its `@`. */
function orLess(text: string, { span }: Node): readonly Cut[] {
  const before = /(?:\|\s*|@)$/.exec(text.slice(0, span.start));
  const behind = /^\s*\|\s*/.exec(text.slice(span.end));
  if (before !== null) return [{ start: span.start - before[0].length, end: span.end, text: "" }];
  return behind === null ? [] : [{ start: span.start, end: span.end + behind[0].length, text: "" }];
}

/** Replaces a construct by what is inside it. */
function unwrapped(text: string, node: Node): readonly Edit[] {
  const inner = (block: Block): string => text.slice(block.span.start + 1, block.span.end - 1);
  const by = (whole: Node, part: string): Edit => edit({ ...whole.span, text: part });
  switch (node.kind) {
    case "when":
      return [
        by(node, inner(node.body)),
        ...(node.otherwise === undefined ? [] : [by(node, otherwiseText(text, node.otherwise))]),
      ];
    case "with":
      return [
        by(node, inner(node.body)),
        ...(node.otherwise === undefined ? [] : [by(node, inner(node.otherwise))]),
      ];
    case "sequence":
      return [by(node, inner(node.body))];
    case "match":
      return node.cases.map(({ body }) => by(node, inner(body)));
    case "race": {
      if (!Array.isArray(node.branches)) return [];
      const branches: readonly Branch[] = node.branches;
      return branches.flatMap(({ body }) => (body.kind === "attempt" ? [by(node, textOf(text, body))] : []));
    }
    case "quorum":
      return node.calls.map((call) => by(node, textOf(text, call)));
    case "step":
      return blocksIn(node).map((block) => by(node, inner(block)));
    case "planDeclaration": {
      if (node.finally === undefined) return [];
      const { start, end } = node.finally.span;
      const word = text.lastIndexOf("finally", start);
      return [edit({ start: word, end, text: inner(node.finally) })];
    }
    default:
      return [];
  }
}

/** The bodies of a loop, of a race's branches, of a step's handlers. */
function blocksIn({ body, handlers }: Step): readonly Block[] {
  const handling = handlers.flatMap((handler) => (handler.body.kind === "block" ? [handler.body] : []));
  if (body.kind === "loop") return [body.body, ...handling];
  if (body.kind !== "race" || !Array.isArray(body.branches)) return handling;
  const branches: readonly Branch[] = body.branches;
  return [...branches.flatMap((branch) => (branch.body.kind === "block" ? [branch.body] : [])), ...handling];
}

function otherwiseText(text: string, node: Node): string {
  return node.kind === "block" ? text.slice(node.span.start + 1, node.span.end - 1) : textOf(text, node);
}

function textOf(text: string, { span }: Node): string {
  return text.slice(span.start, span.end);
}

/* Parameters go together with the arguments that are given for them. */

function parameterEdits(text: string, file: FileNode): readonly Edit[] {
  const calls = callsIn(file);
  return file.declarations.flatMap((declaration) => {
    if (!("parameters" in declaration) || declaration.parameters === undefined) return [];
    const of = calls.get(declaration.name.text) ?? [];
    return declaration.parameters.map((parameter, at) =>
      edit(without(text, parameter.span), ...of.flatMap((call) => argumentFor(text, call, parameter, at))),
    );
  });
}

function callsIn(file: FileNode): ReadonlyMap<string, readonly Invocation[]> {
  const found = new Map<string, Invocation[]>();
  visit(file, {
    invocation: (call) => {
      const name = pathText(call.path);
      found.set(name, [...(found.get(name) ?? []), call]);
      return undefined;
    },
  });
  return found;
}

function argumentFor(text: string, call: Invocation, { name }: Parameter, at: number): readonly Cut[] {
  const named = call.arguments.find((argument) => argument.name?.text === name.text);
  const argument = named ?? call.arguments[at];
  if (argument === undefined || (named === undefined && argument.form !== "positional")) return [];
  return [without(text, argument.span)];
}
