import type { ParseResult } from "@orchlang/language";
import {
  type Block,
  children,
  type Declaration,
  type Expression,
  type GuardrailDeclaration,
  type Node,
  type PlanDeclaration,
  pathText,
  type Span,
  type Statement,
  type Step,
  type TriggerDeclaration,
} from "@orchlang/language/ast";
import { faultOf, read } from "./change.ts";

/** The parts of a file that forms and a canvas show. Places are offsets in its text. */
export interface Outline {
  /** The first syntax error: while there is one, actions are refused and the outline may lack parts. */
  readonly fault: string | undefined;
  readonly module: string;
  readonly declarations: readonly DeclarationOutline[];
  /** Names of the events that the file declares, fused ones too. */
  readonly events: readonly string[];
}

export interface DeclarationOutline {
  readonly kind: "plan" | "trigger" | "guardrail";
  readonly name: string;
  /** Where its name is written. */
  readonly nameAt: number;
  readonly doc: string;
  readonly span: Span;
  /** A plan's, each as it is written, `film: String = "Playtime"`. */
  readonly parameters: readonly string[];
  readonly parameterNames: readonly string[];
  /** A plan's result type as it is written; empty: it gives nothing. */
  readonly result: string;
  /** `achieves …`, `under …`, or a guardrail's category and severity, as written. */
  readonly heading: string;
  readonly clauses: readonly ClauseOutline[];
  readonly blocks: readonly BlockOutline[];
}

/** `timeout 60s`: the word `timeout`, the text `60s`. A rule of a guardrail has no word. */
export interface ClauseOutline {
  readonly word: string;
  readonly text: string;
  readonly span: Span;
}

export interface BlockOutline {
  /** `else`, `finally`, a case; empty: the first. */
  readonly label: string;
  readonly span: Span;
  readonly statements: readonly StatementOutline[];
}

export interface StatementOutline {
  readonly kind: Statement["kind"];
  readonly span: Span;
  /** Its text in front of its first block, in one line. */
  readonly head: string;
  /** All of it, without the indentation of the place where it stands. */
  readonly text: string;
  /** That of a step, `let` or `with`. */
  readonly name: string | undefined;
  readonly nameAt: number | undefined;
  /** The callable of a step that calls one. */
  readonly calls: string | undefined;
  readonly arguments: readonly ArgumentOutline[];
  readonly parts: readonly PartOutline[];
  /** The options of a step. */
  readonly options: readonly ClauseOutline[];
  /** True if options can be added. */
  readonly takesOptions: boolean;
  readonly blocks: readonly BlockOutline[];
}

export interface ArgumentOutline {
  /** Absent: it stands for the parameter at its place. */
  readonly name: string | undefined;
  readonly text: string;
  readonly span: Span;
}

/** A part of a statement that a form can replace. */
export interface PartOutline {
  readonly role:
    | "condition"
    | "subject"
    | "duration"
    | "time"
    | "value"
    | "event"
    | "failure"
    | "message"
    | "list"
    | "pool"
    | "until"
    | "within"
    | "at once"
    | "up to";
  readonly text: string;
  readonly span: Span;
}

export function outlineOf(text: string): Outline {
  const parsed = read(text);
  const { module, declarations } = parsed.file;
  return {
    fault: faultOf(parsed),
    module: module === undefined ? "" : pathText(module.path),
    declarations: declarations.flatMap((one) => declarationOutline(parsed, one) ?? []),
    events: declarations.flatMap((one) =>
      one.kind === "eventDeclaration" || one.kind === "fusionDeclaration" ? [one.name.text] : [],
    ),
  };
}

function declarationOutline(parsed: ParseResult, one: Declaration): DeclarationOutline | undefined {
  switch (one.kind) {
    case "planDeclaration":
      return planOutline(parsed, one);
    case "triggerDeclaration":
    case "guardrailDeclaration":
      return ruleOutline(parsed, one);
    default:
      return undefined;
  }
}

function planOutline(parsed: ParseResult, plan: PlanDeclaration): DeclarationOutline {
  const { text } = parsed.source;
  const blocks = [blockOutline(parsed, plan.body, "")];
  if (plan.finally !== undefined) blocks.push(blockOutline(parsed, plan.finally, "finally"));
  return {
    kind: "plan",
    name: plan.name.text,
    nameAt: plan.name.span.start,
    doc: plan.doc ?? "",
    span: plan.span,
    parameters: plan.parameters.map(({ span }) => textAt(text, span)),
    parameterNames: plan.parameters.map(({ name }) => name.text),
    result: plan.result === undefined ? "" : textAt(text, plan.result.span),
    heading: plan.headings.map(({ span }) => textAt(text, span)).join(" "),
    clauses: plan.clauses.map((clause) => clauseOutline(text, clause.span)),
    blocks,
  };
}

function ruleOutline(
  { source: { text } }: ParseResult,
  one: TriggerDeclaration | GuardrailDeclaration,
): DeclarationOutline {
  const isTrigger = one.kind === "triggerDeclaration";
  const open = text.indexOf("{", one.name.span.end);
  return {
    kind: isTrigger ? "trigger" : "guardrail",
    name: one.name.text,
    nameAt: one.name.span.start,
    doc: one.doc ?? "",
    span: one.span,
    parameters: [],
    parameterNames: [],
    result: "",
    heading: oneLine(text.slice(one.name.span.end, open === -1 ? one.span.end : open)),
    clauses: isTrigger
      ? one.clauses.map(({ span }) => clauseOutline(text, span))
      : one.rules.map(({ span }) => ({ word: "", text: textAt(text, span), span })),
    blocks: [],
  };
}

function clauseOutline(text: string, span: Span): ClauseOutline {
  const written = textAt(text, span);
  const word = /^\S+/u.exec(written)?.[0] ?? "";
  return { word, text: written.slice(word.length).trim(), span };
}

function blockOutline(parsed: ParseResult, block: Block, label: string): BlockOutline {
  return {
    label,
    span: block.span,
    statements: block.statements.map((one) => statementOutline(parsed, one)),
  };
}

function statementOutline(parsed: ParseResult, one: Statement): StatementOutline {
  const { text } = parsed.source;
  const inner = innerBlocks(one);
  const name = one.kind === "step" || one.kind === "let" || one.kind === "with" ? one.name : undefined;
  const call = one.kind === "step" && one.body.kind === "attempt" ? one.body.call : undefined;
  const options = one.kind === "step" ? one.options : undefined;
  const headEnd = Math.min(inner[0]?.span.start ?? one.span.end, options?.span.start ?? one.span.end);
  const head =
    one.kind === "match" ? `match ${textAt(text, one.subject.span)}` : text.slice(one.span.start, headEnd);
  return {
    kind: one.kind,
    span: one.span,
    head: oneLine(head),
    text: outdented(text, one.span),
    name: name?.text,
    nameAt: name?.span.start,
    calls: call && pathText(call.path),
    arguments: (call?.arguments ?? []).map(({ name: own, value, span, form }) => ({
      name: form === "positional" ? undefined : own?.text,
      text: textAt(text, value.span),
      span: form === "shorthand" ? span : value.span,
    })),
    parts: partsOf(one).flatMap(([role, node]) =>
      node === undefined ? [] : [{ role, text: textAt(text, node.span), span: node.span }],
    ),
    options: (options?.options ?? []).map(({ span }) => clauseOutline(text, span)),
    takesOptions: one.kind === "step" && (one.body.kind === "attempt" || options !== undefined),
    blocks: inner.map((block, at) => {
      const from = inner[at - 1]?.span.end ?? (one.kind === "match" ? one.subject.span.end : headEnd);
      return blockOutline(parsed, block, oneLine(text.slice(from, block.span.start)).replace(/^\{\s*/u, ""));
    }),
  };
}

/** The blocks of a statement, without those of the statements in them. */
function innerBlocks(node: Node): readonly Block[] {
  return children(node).flatMap((child) => (child.kind === "block" ? [child] : innerBlocks(child)));
}

type Parts = readonly (readonly [PartOutline["role"], { readonly span: Span } | undefined])[];

function partsOf(one: Statement): Parts {
  switch (one.kind) {
    case "when": {
      const further = one.otherwise?.kind === "when" ? partsOf(one.otherwise) : [];
      return [["condition", one.condition], ...further];
    }
    case "match":
      return [["subject", one.subject]];
    case "with":
      return [
        ["pool", one.pick],
        ["duration", one.duration],
      ];
    case "wait":
      return [[one.until ? "time" : "duration", one.time]];
    case "emit":
      return [["event", one.event]];
    case "fail":
      return [
        ["failure", one.failure],
        ["message", one.message],
      ];
    case "let":
    case "return":
    case "yield":
      return [["value", one.value]];
    case "step":
      return stepParts(one);
    case "sequence":
    case "commit":
    case "brokenStatement":
      return [];
  }
}

function stepParts({ body }: Step): Parts {
  switch (body.kind) {
    case "loop": {
      const { source, upTo, atOnce, within, until } = body;
      const list: Expression | undefined =
        source.kind === "eachItem" ? source.list : source.kind === "fromValue" ? source.first : source.where;
      return [
        [source.kind === "eachEvent" ? "condition" : source.kind === "fromValue" ? "value" : "list", list],
        ["up to", upTo],
        ["at once", atOnce],
        ["within", within],
        ["until", until],
      ];
    }
    case "waitForEvent":
      return [
        ["condition", body.where],
        ["within", body.within],
      ];
    case "waitUntil":
      return [
        ["condition", body.condition],
        ["within", body.within],
      ];
    case "waitDuration":
      return [["duration", body.duration]];
    case "attempt":
      return [["pool", body.using]];
    default:
      return [];
  }
}

function textAt(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

function oneLine(text: string): string {
  return text
    .replace(/\/\/[^\n]*/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
}

function outdented(text: string, span: Span): string {
  const column = /[ \t]*$/u.exec(text.slice(0, span.start))?.[0].length ?? 0;
  return textAt(text, span).replaceAll(new RegExp(`\\n[ \\t]{0,${column}}`, "gu"), "\n");
}
