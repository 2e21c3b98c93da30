import type { Type } from "@orchlang/checker/types";
import type { Look } from "@orchlang/compiler";
import {
  type AfterOption,
  type Node,
  type Reference,
  type Span,
  type Statement,
  visit,
} from "@orchlang/language/ast";
import type { Label } from "@orchlang/plan";
import {
  declareBehind,
  edit,
  freshName,
  indentAt,
  type Rewrite,
  type RewriteSite,
  selectedStatements,
} from "./rewrite.ts";
import { writtenLabels, writtenType } from "./written-type.ts";

/** Steps, made into a plan of their own, which is called where they stood. */
export function extractPlan(site: RewriteSite): readonly Rewrite[] {
  const { declaration } = site;
  if (declaration.kind !== "planDeclaration") return [];
  const statements = selectedStatements(site);
  const [first, last] = [statements[0], statements.at(-1)];
  if (first === undefined || last === undefined || !statements.some(({ kind }) => kind === "step")) return [];
  const moved = { start: first.span.start, end: last.span.end };
  if (!statements.every(mayMove)) return [];
  const look = site.look();
  const given = namesUsed(statements, moved, look);
  const results = namesKept(statements, moved, look);
  if (given === undefined || results.length > 1) return [];
  const after = afterOf(statements, given.steps);
  if (after === undefined) return [];
  const [result] = results;
  const step = result?.name ?? freshStep(statements);
  const name = freshName(`make_${step}`, site);
  const type = result && typed(result, look);
  if (result !== undefined && type === undefined) return [];
  const parameters = given.names.map((one) => {
    const text = typed(one, look);
    return text && `${one.name}: ${text}`;
  });
  if (parameters.includes(undefined)) return [];
  const lines = bodyOf(site, moved, after.edits);
  const returned = result === undefined ? [] : [`  return ${result.name}`];
  const head = `plan ${name}(${parameters.join(", ")})${type === undefined ? "" : ` -> ${type}`} {`;
  const options = after.names.length === 0 ? "" : ` { after ${after.names.join(", ")} }`;
  const call = `step ${step} = ${name}(${given.names.map((one) => one.name).join(", ")})${options}`;
  return [
    {
      title: `Make it a plan of its own`,
      kind: "extract",
      sure: false,
      edits: [edit(site, moved, call), declareBehind(site, [head, ...lines, ...returned, "}"].join("\n"))],
    },
  ];
}

/** A statement that leaves the plan or its round, or commits to it, can't move to another; nor can one that fails by a declared name. */
function mayMove(statement: Statement): boolean {
  let may = statement.kind !== "yield" && statement.kind !== "commit";
  visit(statement, {
    return: () => {
      may = false;
      return false;
    },
    fail: ({ failure }) => {
      if (failure !== undefined) may = false;
      return false;
    },
    yield: (_, parents) => {
      if (!parents.some(({ kind }) => kind === "step")) may = false;
      return undefined;
    },
  });
  return may;
}

/** A name with what it is worth to whoever has to declare it. */
interface NamedValue {
  readonly name: string;
  readonly type: Type;
  readonly label: Label;
}

interface Given {
  readonly names: readonly NamedValue[];
  /** Those of steps outside. */
  readonly steps: ReadonlySet<string>;
}

/** The names used inside and declared outside; undefined if something is used that can't be passed as an argument. */
function namesUsed(statements: readonly Statement[], moved: Span, look: Look): Given | undefined {
  const namedValues = new Map<string, NamedValue>();
  let isWhole = true;
  const use = (node: Reference, parents: readonly Node[]): void => {
    const seen = look.expressions.get(node);
    const binding = seen?.env.lookup(node.text);
    if (seen === undefined || binding === undefined) return;
    const { declared, read } = binding;
    if (declared === undefined) {
      // `result`, `it` and `error` are known to those who stand where they do; `now` and its like everywhere.
      const isInside = parents.some(({ kind }) => binders.has(kind));
      if (read.op === "read" && read.from === "local" && !isInside) isWhole = false;
      return;
    }
    if (declared.file !== look.part.id || !isInside(declared.span, look.declaration.span)) return;
    if (isInside(declared.span, moved)) return;
    const { type } = seen.typed;
    const known = namedValues.get(node.text);
    if (known !== undefined && JSON.stringify(known.type) !== JSON.stringify(type)) isWhole = false;
    if (known === undefined) namedValues.set(node.text, { name: node.text, type, label: seen.typed.label });
  };
  const steps = new Set<string>();
  for (const statement of statements) {
    visit(statement, {
      reference: (node, parents) => void use(node, parents),
      afterOption: ({ steps: named }) => {
        for (const { text, span } of named) {
          const declared = look.steps.get(span.start);
          if (declared !== undefined && !isInside(declared, moved)) steps.add(text);
        }
        return undefined;
      },
    });
  }
  return isWhole ? { names: [...namedValues.values()], steps } : undefined;
}

const binders: ReadonlySet<string> = new Set(["handler", "options", "loop", "waitForEvent", "pick"]);

function isInside({ start, end }: Span, outer: Span): boolean {
  return outer.start <= start && end <= outer.end;
}

/** The names declared inside and used outside. */
function namesKept(statements: readonly Statement[], moved: Span, look: Look): readonly NamedValue[] {
  const namedValues = new Map<string, NamedValue>();
  visit(look.declaration, {
    reference: (node) => {
      const seen = look.expressions.get(node);
      const declared = seen?.env.lookup(node.text)?.declared;
      if (seen === undefined || declared?.file !== look.part.id) return undefined;
      if (isInside(declared.span, moved) && !isInside(node.span, moved)) {
        const binding = seen.env.lookup(node.text);
        if (binding !== undefined)
          namedValues.set(node.text, { name: node.text, type: binding.type, label: binding.label });
      }
      return undefined;
    },
    afterOption: ({ steps }) => {
      for (const { text, span } of steps) {
        const declared = look.steps.get(span.start);
        if (declared === undefined || !isInside(declared, moved) || isInside(span, moved)) continue;
        // A statement that waits for a step without a value waits for the call instead, by its name.
        if (statements.length > 1 && !namedValues.has(text))
          namedValues.set(text, { name: text, type: { kind: "error" }, label: inner });
      }
      return undefined;
    },
  });
  return [...namedValues.values()];
}

const inner: Label = { confidentiality: "internal", integrity: "trusted" };

function typed({ name, type, label }: NamedValue, look: Look): string | undefined {
  const text = writtenType(type, name, look.module);
  return text && `${text}${writtenLabels(label)}`;
}

function freshStep(statements: readonly Statement[]): string {
  const step = statements.find((one) => one.kind === "step");
  return step?.kind === "step" ? step.name.text : "done";
}

/** Dependencies on steps outside move to the call; undefined if they can't be separated. */
function afterOf(
  statements: readonly Statement[],
  outside: ReadonlySet<string>,
): { readonly names: readonly string[]; readonly edits: readonly Span[] } | undefined {
  const names = new Set<string>();
  const edits: Span[] = [];
  let isWhole = true;
  const look = (option: AfterOption): undefined => {
    const own = option.steps.filter(({ text }) => outside.has(text));
    if (own.length === 0) return;
    if (own.length < option.steps.length || statements.length > 1) isWhole = false;
    for (const { text } of own) names.add(text);
    edits.push(option.span);
  };
  for (const statement of statements) visit(statement, { afterOption: look });
  return isWhole ? { names: [...names], edits } : undefined;
}

/** The lines of what is moved, as those of a plan's body, without what is cut out. */
function bodyOf(site: RewriteSite, moved: Span, cuts: readonly Span[]): readonly string[] {
  const { text } = site.part;
  let body = text.slice(moved.start, moved.end);
  for (const { start, end } of cuts.toReversed()) {
    body = body.slice(0, start - moved.start) + body.slice(end - moved.start);
  }
  body = body.replace(/\{\s*\}\s*$/u, (braces) => (cuts.length > 0 ? "" : braces)).trimEnd();
  const indent = indentAt(site, moved.start);
  return body
    .split("\n")
    .map((line, index) => (index > 0 && line.startsWith(indent) ? line.slice(indent.length) : line))
    .map((line) => (line.trim() === "" ? "" : `  ${line}`));
}
