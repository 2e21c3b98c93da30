import type { ParseResult } from "@orchlang/language";
import {
  type Block,
  bracedClauses,
  type CapabilityDeclaration,
  children,
  type Declaration,
  type EventDeclaration,
  type Expression,
  type FusionDeclaration,
  type GuardrailDeclaration,
  type Name,
  type Node,
  type PlanDeclaration,
  type PolicyDeclaration,
  pathText,
  type ScenarioDeclaration,
  type Span,
  type Statement,
  type Step,
  type TriggerDeclaration,
} from "@orchlang/language/ast";
import { faultOf, read } from "./change.ts";
import type { Declared } from "./declarations.ts";

/** The parts of a file that forms and a canvas show. Places are offsets in its text. */
export interface Outline {
  /** The first syntax error: while there is one, actions are refused and the outline may lack parts. */
  readonly fault: string | undefined;
  readonly module: string;
  readonly declarations: readonly DeclarationOutline[];
  /** Names of the events that the file declares, fused ones too. */
  readonly events: readonly string[];
  /** Names of the roles that the file declares. */
  readonly roles: readonly string[];
}

export interface DeclarationOutline {
  readonly kind: Declared;
  /** A scenario's title. */
  readonly name: string;
  /** Where its name is written. */
  readonly nameAt: number;
  readonly doc: string;
  readonly span: Span;
  /** Parameters of a plan or capability, fields of an event or a fusion, each as it is written, `film: String = "Playtime"`. */
  readonly parameters: readonly string[];
  readonly parameterNames: readonly string[];
  /** The result type of a plan or capability as it is written; empty: it gives nothing. */
  readonly result: string;
  /** `achieves …`, `under …`, or the category and severity of a rule, as written. */
  readonly heading: string;
  /** A capability's kind and brief clauses; a scenario's title and target. */
  readonly parts: readonly PartOutline[];
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

/** A part of a statement or declaration that a form can replace. */
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
    | "up to"
    | "kind"
    | "effect"
    | "title"
    | "target";
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
    roles: declarations.flatMap((one) => (one.kind === "roleDeclaration" ? [one.name.text] : [])),
  };
}

function declarationOutline(parsed: ParseResult, one: Declaration): DeclarationOutline | undefined {
  const { text } = parsed.source;
  switch (one.kind) {
    case "planDeclaration":
      return planOutline(parsed, one);
    case "capability":
      return capabilityOutline(text, one);
    case "eventDeclaration":
      return { ...signedOutline(text, "event", one), clauses: clausesOutline(text, one.clauses) };
    case "fusionDeclaration":
      return { ...signedOutline(text, "fusion", one), clauses: clausesOutline(text, one.clauses) };
    case "triggerDeclaration":
      return { ...ruleOutline(text, "trigger", one), clauses: clausesOutline(text, one.clauses) };
    case "policyDeclaration":
      return { ...ruleOutline(text, "policy", one), clauses: clausesOutline(text, one.clauses) };
    case "guardrailDeclaration": {
      const rules = one.rules.map(({ span }) => ({ word: "", text: textAt(text, span), span }));
      return { ...ruleOutline(text, "guardrail", one), clauses: rules };
    }
    case "scenarioDeclaration":
      return scenarioOutline(text, one);
    default:
      return undefined;
  }
}

function bareOutline(
  kind: Declared,
  name: Name,
  one: { readonly doc: string | undefined; readonly span: Span },
): DeclarationOutline {
  return {
    kind,
    name: name.text,
    nameAt: name.span.start,
    doc: one.doc ?? "",
    span: one.span,
    parameters: [],
    parameterNames: [],
    result: "",
    heading: "",
    parts: [],
    clauses: [],
    blocks: [],
  };
}

function signedOutline(
  text: string,
  kind: "plan" | "capability" | "event" | "fusion",
  one: PlanDeclaration | CapabilityDeclaration | EventDeclaration | FusionDeclaration,
): DeclarationOutline {
  return {
    ...bareOutline(kind, one.name, one),
    parameters: one.parameters.map(({ span }) => textAt(text, span)),
    parameterNames: one.parameters.map(({ name }) => name.text),
    result: "result" in one && one.result !== undefined ? textAt(text, one.result.span) : "",
  };
}

function planOutline(parsed: ParseResult, plan: PlanDeclaration): DeclarationOutline {
  const { text } = parsed.source;
  const blocks = [blockOutline(parsed, plan.body, "")];
  if (plan.finally !== undefined) blocks.push(blockOutline(parsed, plan.finally, "finally"));
  return {
    ...signedOutline(text, "plan", plan),
    heading: plan.headings.map(({ span }) => textAt(text, span)).join(" "),
    clauses: clausesOutline(text, plan.clauses),
    blocks,
  };
}

function capabilityOutline(text: string, one: CapabilityDeclaration): DeclarationOutline {
  const before = text.slice(one.span.start, one.name.span.start);
  const word = one.span.start + before.lastIndexOf(one.capabilityKind);
  const kind = { start: word, end: word + one.capabilityKind.length };
  const brief = one.clauses.slice(0, one.brief ?? 0);
  const [first, last] = [brief[0], brief.at(-1)];
  const effect = first && last && { start: first.span.start, end: last.span.end };
  return {
    ...signedOutline(text, "capability", one),
    parts: [
      { role: "kind", text: one.capabilityKind, span: kind },
      ...(effect === undefined
        ? []
        : [{ role: "effect" as const, text: textAt(text, effect), span: effect }]),
    ],
    clauses: clausesOutline(text, bracedClauses(one)),
  };
}

function ruleOutline(
  text: string,
  kind: "trigger" | "guardrail" | "policy",
  one: TriggerDeclaration | GuardrailDeclaration | PolicyDeclaration,
): DeclarationOutline {
  const open = text.indexOf("{", one.name.span.end);
  const heading = oneLine(text.slice(one.name.span.end, open === -1 ? one.span.end : open));
  return { ...bareOutline(kind, one.name, one), heading };
}

function scenarioOutline(text: string, one: ScenarioDeclaration): DeclarationOutline {
  const written = textAt(text, one.title.span);
  const title = one.title.parts
    .map((part) => ("text" in part ? part.text : textAt(text, part.span)))
    .join("");
  const name = { kind: "name", text: title, span: one.title.span } as const;
  return {
    ...bareOutline("scenario", name, one),
    parts: [
      { role: "title", text: written, span: one.title.span },
      { role: "target", text: one.target.text, span: one.target.span },
    ],
    clauses: clausesOutline(text, one.clauses),
  };
}

function clausesOutline(text: string, clauses: readonly { readonly span: Span }[]): readonly ClauseOutline[] {
  return clauses.map(({ span }) => clauseOutline(text, span));
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
        ["time", one.from],
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
