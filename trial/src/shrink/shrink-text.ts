import { createSourceFile, parse } from "@orchlang/language";
import {
  type Block,
  type Branch,
  type FileNode,
  type Invocation,
  type Node,
  type NodeKind,
  type Parameter,
  type PlanDeclaration,
  pathText,
  type Return,
  type Step,
  visit,
} from "@orchlang/language/ast";
import { requestLine } from "../compile.ts";
import { type Cut, type Edit, edit, edited, tidied, without, withoutLed } from "./cut.ts";
import { simplerExpression } from "./expressions.ts";

/** How long is looked for a smaller program. */
interface ShrinkLimits {
  /** Programs that are tried at most. */
  readonly tries: number;
}

/**
 * The smallest program found of which `holds` is true, of those that one edit after another leads to.
 *
 * @param holds asked of each program once.
 */
export function shrinkText(text: string, holds: (text: string) => boolean, { tries }: ShrinkLimits): string {
  const known = new Set<string>([text]);
  let left = tries;
  let best = text;
  for (let isSmaller = true; isSmaller && left > 0; ) {
    isSmaller = false;
    let edits = editsIn(best);
    // After a success the tree is another; its edits begin where those of the old one stood.
    for (let at = 0; at < edits.length && left > 0; at++) {
      const one = tidied(edited(best, edits[at] as Edit));
      if (known.has(one) || one.length > best.length) continue;
      known.add(one);
      left -= 1;
      if (!holds(one)) continue;
      best = one;
      isSmaller = true;
      edits = editsIn(best);
      at = Math.max(-1, at - 2);
    }
  }
  return best;
}

function editsIn(text: string): readonly Edit[] {
  return editsOf(text, parse(createSourceFile("program.orch", text)).file);
}

/** Everything by which a program may be made smaller, whoever wrote it; what saves most comes first. */
function editsOf(text: string, file: FileNode): readonly Edit[] {
  const edits: Edit[] = [
    ...lineEdits(text, /^\/\/ orch\.json: .*\n/),
    ...lineEdits(text, requestLine),
    ...parameterEdits(text, file),
    ...planEdits(text, file),
  ];
  visit(file, {
    any: (node, parents) => {
      edits.push(
        ...removals(text, node, parents),
        ...unwrapped(text, node),
        ...simplerExpression(text, node, parents),
      );
      return undefined;
    },
  });
  return edits.toSorted((one, other) => other.saves - one.saves);
}

function lineEdits(text: string, line: RegExp): readonly Edit[] {
  const match = line.exec(text);
  return match === null ? [] : [edit({ start: match.index, end: match.index + match[0].length, text: "" })];
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
  "commit",
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
  const cuts: Cut[] = [];
  if (removable.has(node.kind) || /(?:Clause|Option)$/.test(node.kind)) cuts.push(without(text, node.span));
  if (node.kind === "invocation" && parent?.kind === "quorum") cuts.push(without(text, node.span));
  if (parent?.kind === "list") cuts.push(without(text, node.span));
  const led = withoutLed(text, node.span);
  if (led !== undefined) cuts.push(led);
  if (node.kind === "name" && isOneOfMany(parent)) cuts.push(without(text, node.span), ...orLess(text, node));
  return cuts.map((cut) => edit(cut));
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
  if (body.kind === "interruptible")
    return [body.work, ...(body.otherwise === undefined ? [] : [body.otherwise]), ...handling];
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
  const calls = new Map<string, Invocation[]>();
  visit(file, {
    invocation: (call) => {
      const name = pathText(call.path);
      calls.set(name, [...(calls.get(name) ?? []), call]);
      return undefined;
    },
  });
  return calls;
}

function argumentFor(text: string, call: Invocation, { name }: Parameter, at: number): readonly Cut[] {
  const named = call.arguments.find((argument) => argument.name?.text === name.text);
  const argument = named ?? call.arguments[at];
  if (argument === undefined || (named === undefined && argument.form !== "positional")) return [];
  return [without(text, argument.span)];
}

/* Plans with less around them: without a result, or in the place where they are called. */

function planEdits(text: string, file: FileNode): readonly Edit[] {
  const plans = file.declarations.filter((each) => each.kind === "planDeclaration");
  return plans.flatMap((plan) => [...withoutResult(text, plan), ...inlined(text, file, plan)]);
}

function withoutResult(text: string, plan: PlanDeclaration): readonly Edit[] {
  const led = plan.result === undefined ? undefined : withoutLed(text, plan.result.span);
  if (led === undefined) return [];
  const returns = returnsIn(plan).map(({ span }): Cut => ({ ...span, text: "" }));
  return [edit(led, ...returns)];
}

function returnsIn(plan: PlanDeclaration): readonly Return[] {
  const returns: Return[] = [];
  visit(plan, {
    return: (node) => {
      returns.push(node);
      return undefined;
    },
  });
  return returns;
}

/** A plan that one step calls: its statements take that step's place, its parameters and result are values with names. */
function inlined(text: string, file: FileNode, plan: PlanDeclaration): readonly Edit[] {
  const calls = callsOf(file, plan.name.text);
  const [call] = calls;
  if (call === undefined || calls.length > 1 || call.body.kind !== "attempt") return [];
  const given = call.body.call.arguments;
  const values = (plan.parameters ?? []).flatMap(({ name }, at) => {
    const own = given.find((argument) => argument.name?.text === name.text) ?? given[at];
    return own === undefined ? [] : [`let ${name.text} = ${textOf(text, own.value)}`];
  });
  const statements = plan.body.statements.map((statement) =>
    statement.kind === "return"
      ? `let ${call.name.text} = ${textOf(text, statement.value)}`
      : textOf(text, statement),
  );
  const body: Cut = { ...call.span, text: [...values, ...statements].join("\n") };
  return [edit({ ...plan.span, text: "" }, body)];
}

function callsOf(file: FileNode, name: string): readonly Step[] {
  const steps: Step[] = [];
  visit(file, {
    step: (step) => {
      if (step.body.kind === "attempt" && pathText(step.body.call.path) === name) steps.push(step);
      return undefined;
    },
  });
  return steps;
}
