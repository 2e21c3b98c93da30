import type { Typed } from "@orchlang/checker/expression";
import { lookup } from "@orchlang/checker/resolve";
import type { OpenPart } from "@orchlang/compiler";
import {
  type Expression,
  type Invocation,
  type Let,
  type PlanDeclaration,
  type Reference,
  type Span,
  type Step,
  visit,
} from "@orchlang/language/ast";
import { occurrencesIn } from "../occurrences.ts";
import type { Occurrence } from "../referent.ts";
import { edit, indentAt, type Rewrite, type RewriteSite } from "./rewrite.ts";

/** A `let`, by its name or where it is used: its value in the place of every use. */
export function inlineLet(site: RewriteSite): readonly Rewrite[] {
  const { declaration, selected } = site;
  if (declaration.kind !== "planDeclaration" || selected.start !== selected.end) return [];
  const look = site.look();
  const occurrences = occurrencesIn(look);
  const here = occurrences.find(({ span }) => span.start <= selected.start && selected.start <= span.end);
  if (here?.symbol.what !== "local" || here.symbol.kind !== "let") return [];
  const { declared } = here.symbol;
  const written = letAt(site, declared.span);
  const typed = written && look.expressions.get(written.value)?.typed;
  // An expression that reads the clock must stay where it is.
  if (written === undefined || typed === undefined || typed.readsNow || typed.releases.length > 0) return [];
  const uses = occurrences.filter(
    ({ role, symbol }) =>
      role === "use" && symbol.what === "local" && symbol.declared.span.start === declared.span.start,
  );
  const { text } = site.part;
  const value = text.slice(written.value.span.start, written.value.span.end);
  const seen = namesIn(written.value);
  const isKnown = ({ span }: Occurrence): boolean => reads(site, seen, written.value.span, span);
  // Brackets after `wait` would be read as a call.
  const waits = uses.some(({ span }) => /\bwait\s*$/u.test(text.slice(0, span.start)));
  if (
    uses.length === 0 ||
    (waits && !isChain(written.value)) ||
    !uses.every(isKnown) ||
    !mayStand(site, uses, typed, value)
  )
    return [];
  const edits = uses.map(({ span, shorthand }) => {
    const isPlain =
      isSimple(written.value) && !(/^\??\./u.test(text.slice(span.end)) && !isChain(written.value));
    const bare = isPlain ? value : `(${value})`;
    return edit(site, span, shorthand === true ? `${written.name.text}: ${value}` : bare);
  });
  // A person's grant endorses what was shown under a name; an expression that computes with results has none.
  const isNamed = written.value.kind === "reference" || written.value.kind === "member";
  return [
    {
      title: "Write its value where it is used",
      kind: "inline",
      sure: isNamed || typed.reads.length === 0,
      edits: [removal(site, written), ...edits],
    },
  ];
}

function letAt({ declaration }: RewriteSite, name: Span): Let | undefined {
  let result: Let | undefined;
  visit(declaration, {
    let: (node) => {
      if (node.name.span.start === name.start) result = node;
      return undefined;
    },
  });
  return result;
}

function namesIn(value: Expression): readonly string[] {
  const names: string[] = [];
  visit(value, { reference: ({ text }) => void names.push(text) });
  return names;
}

/** True if each name of the value stands for the same where the value is to be written. */
function reads({ look }: RewriteSite, names: readonly string[], from: Span, to: Span): boolean {
  const { expressions } = look();
  const envAt = (span: Span) =>
    [...expressions].find(([node]) => node.span.start === span.start && node.span.end <= span.end)?.[1].env;
  const [there, here] = [envAt(from), envAt(to)];
  if (there === undefined || here === undefined) return false;
  return names.every((name) => {
    const [one, other] = [there.lookup(name), here.lookup(name)];
    return (
      one?.declared?.span.start === other?.declared?.span.start &&
      one?.declared?.file === other?.declared?.file
    );
  });
}

/**
 * `up to limit` takes a number or a name, no more; a string ends on its line; and what a check has found of a name it
 * has not found of the same value written again.
 */
function mayStand(site: RewriteSite, uses: readonly Occurrence[], { type }: Typed, value: string): boolean {
  const starts = new Set(uses.map(({ span }) => span.start));
  let may = true;
  visit(site.declaration, {
    loop: ({ upTo, atOnce }) => {
      for (const count of [upTo, atOnce])
        if (count !== undefined && starts.has(count.span.start)) may = false;
      return undefined;
    },
    string: ({ span }) => {
      const isInside = uses.some((use) => span.start < use.span.start && use.span.end < span.end);
      if (isInside && /["\n]/u.test(value)) may = false;
      return undefined;
    },
    reference: (node) => {
      const seen = starts.has(node.span.start) ? site.look().expressions.get(node) : undefined;
      if (seen !== undefined && seen.typed.type.kind !== type.kind) may = false;
      return undefined;
    },
  });
  return may;
}

/** Expressions that a `.` may follow without brackets. */
function isChain({ kind }: Expression): boolean {
  return kind === "reference" || kind === "member" || kind === "call";
}

function isSimple({ kind }: Expression): boolean {
  return !["binary", "unary", "if", "lambda", "is", "range", "per"].includes(kind);
}

/** The `let` with the line that it alone takes. */
function removal(site: RewriteSite, { span }: Let) {
  const { text } = site.part;
  const start = text.lastIndexOf("\n", span.start - 1);
  const stop = text.indexOf("\n", span.end);
  const end = stop === -1 ? text.length : stop;
  const isAlone = text.slice(start + 1, span.start).trim() === "" && text.slice(span.end, end).trim() === "";
  return edit(site, isAlone ? { start, end } : span, "");
}

/** Replaces a step that calls a plan of one step by that step: the inverse of `extractPlan`. */
export function inlinePlan(site: RewriteSite): readonly Rewrite[] {
  const { declaration, way, project, part, selected } = site;
  if (declaration.kind !== "planDeclaration" || selected.start !== selected.end) return [];
  const step = way.findLast((node): node is Step => node.kind === "step");
  if (step?.body.kind !== "attempt" || step.handlers.length > 0 || step.body.using !== undefined) return [];
  const { call } = step.body;
  const [name] = call.path.segments;
  if (name === undefined || call.path.segments.length > 1 || selected.start > call.path.span.end) return [];
  const called = lookup(site.look().module.names, name.text);
  if (called?.kind !== "plan" || called.module !== part.module) return [];
  const inner = onlyStep(called.declaration);
  const home = project.parts(part.path).find(({ id }) => id === called.file);
  if (inner === undefined || home === undefined) return [];
  const values = argumentsOf(call, called.declaration, part);
  if (values === undefined) return [];
  const options = step.options?.options ?? [];
  if (options.length > 0 && inner.options !== undefined) return [];
  const { start } = inner.body.span;
  const own =
    step.options === undefined ? "" : ` ${part.text.slice(step.options.span.start, step.options.span.end)}`;
  const written = replaced(home.text, { start, end: inner.span.end }, inner, values);
  if (written === undefined) return [];
  const indent = indentAt(site, step.span.start);
  const lines = written
    .split("\n")
    .map((line, index) => (index === 0 ? line : indent + line.replace(/^ {2}/u, "")));
  const newText = `step ${step.name.text} = ${lines.join("\n")}${own}`;
  return [
    {
      title: `Write what \`${called.name}\` does here`,
      kind: "inline",
      sure: false,
      edits: [edit(site, step.span, newText)],
    },
  ];
}

/** The step of a plan that has one step and returns its value. */
function onlyStep({ headings, clauses, body, finally: last, broken }: PlanDeclaration): Step | undefined {
  const [step, returned, ...more] = body.statements;
  if (broken || headings.length + clauses.length + more.length > 0 || last !== undefined) return undefined;
  if (step?.kind !== "step" || step.body.kind !== "attempt" || step.handlers.length > 0) return undefined;
  const isGiven =
    returned?.kind === "return" &&
    returned.value.kind === "reference" &&
    returned.value.text === step.name.text;
  return returned === undefined || isGiven ? step : undefined;
}

/** The text of each parameter's value; none where some are left to their defaults. */
function argumentsOf(
  { arguments: given }: Invocation,
  { parameters }: PlanDeclaration,
  { text }: OpenPart,
): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  for (const [index, argument] of given.entries()) {
    const name = argument.form === "positional" ? parameters[index]?.name.text : argument.name?.text;
    if (name === undefined) return undefined;
    const { start, end } = argument.value.span;
    const value = text.slice(start, end);
    values.set(name, isSimple(argument.value) ? value : `(${value})`);
  }
  return values.size === parameters.length ? values : undefined;
}

/** A stretch of text with values in the place of parameters; none where a value can't be put. */
function replaced(
  text: string,
  { start, end }: Span,
  step: Step,
  values: ReadonlyMap<string, string>,
): string | undefined {
  const edits: { span: Span; newText: string }[] = [];
  let isWhole = true;
  visit(step, {
    lambda: ({ parameter }) => {
      if (values.has(parameter.text)) isWhole = false;
      return undefined;
    },
    reference: (node: Reference, parents) => {
      const value = values.get(node.text);
      if (value === undefined) return undefined;
      const parent = parents.at(-1);
      const isShort =
        (parent?.kind === "argument" && parent.form === "shorthand") ||
        (parent?.kind === "entry" && parent.shorthand);
      edits.push({ span: node.span, newText: isShort ? `${node.text}: ${value}` : value });
      return undefined;
    },
  });
  if (!isWhole) return undefined;
  let made = text.slice(start, end);
  for (const { span, newText } of edits.toSorted((a, b) => b.span.start - a.span.start)) {
    made = made.slice(0, span.start - start) + newText + made.slice(span.end - start);
  }
  return made;
}
