import { lookup } from "@orchlang/checker/resolve";
import type { OpenPart } from "@orchlang/compiler";
import {
  type Expression,
  type Invocation,
  type PlanDeclaration,
  type Reference,
  type Span,
  type Step,
  visit,
} from "@orchlang/language/ast";
import { edit, indentAt, type Rewrite, type RewriteSite } from "./rewrite.ts";

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

function isSimple({ kind }: Expression): boolean {
  return !["binary", "unary", "if", "lambda", "is", "range", "per"].includes(kind);
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
