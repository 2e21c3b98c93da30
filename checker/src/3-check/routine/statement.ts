import type { Diagnostic } from "@orchlang/language";
import type { Emit, Let, Name, With } from "@orchlang/language/ast";
import type { HoldNode } from "@orchlang/plan/nodes";
import { checkArguments } from "../call/arguments.ts";
import { reportCondition } from "../call/flow.ts";
import type { ArgumentLabel, CheckedBlock, CheckedStatement } from "../checked.ts";
import { fieldSink } from "../declarations/event-signature.ts";
import { memberBinding } from "../declarations/pool-signature.ts";
import { softly } from "../expression/hint.ts";
import { callableWords, isBareMember, isUnknownName, notAValue } from "../expression/reference.ts";
import type { Binding, Expectation, Typed } from "../expression/typed.ts";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels, publicLabel } from "../labels/label.ts";
import { type Sink, sinkCheck } from "../labels/sink.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { definitionAt, typeContext } from "../scope/module.ts";
import type { ParameterSignature } from "../scope/program.ts";
import { errorType, instantType, listType, nothingType } from "../types/kinds.ts";
import { typeBehind, typedByName } from "../types/let-type.ts";
import { checkBlock, openInside } from "./block.ts";
import { checkMatch, checkWhen } from "./choice.ts";
import { checkCommit, checkFail, checkReturn, checkYield } from "./ending.ts";
import { checkAt, durationAt, gather } from "./expressions.ts";
import { knownAt } from "./known.ts";
import { noValue, type Outcome, placed, plainOutcome } from "./outcome.ts";
import { type CheckedPick, checkPick } from "./pick.ts";
import type { PrepassStatement } from "./prepass.ts";
import type { BlockSite, CheckContext } from "./site.ts";
import { checkStep } from "./step.ts";
import { checkInterruption, checkWait } from "./waiting.ts";

/**
 * Checks a statement in its place, once. A reader that needs its value earlier calls this too; while it is being
 * checked there is no result.
 */
export function checkStatement(statement: PrepassStatement, site: BlockSite): CheckedStatement | undefined {
  const { statements, values } = site.frame;
  const known = statements.get(statement.id);
  if (known !== undefined) return known === "in work" ? undefined : known;
  statements.set(statement.id, "in work");
  const context = contextOf(statement, site);
  const outcome = checkKind(context);
  const { type, label, constant, missingBecause, doubtful } = outcome;
  values.set(statement.id, { type, label, constant, missingBecause, doubtful });
  const { ast, id } = statement;
  const nameSpan = "name" in ast && ast.name !== undefined ? ast.name.span : ast.span;
  const checked = placed(outcome, context, { id, block: site.block.id, span: ast.span, nameSpan });
  statements.set(statement.id, checked);
  return checked;
}

function contextOf(statement: PrepassStatement, site: BlockSite): CheckContext {
  const { env, under } = knownAt(site, statement.index);
  return {
    site,
    frame: site.frame,
    module: site.frame.module,
    statement,
    env,
    under,
    gathered: { reads: [], releases: [], readsNow: false },
  };
}

function checkKind(context: CheckContext): Outcome {
  const { ast } = context.statement;
  switch (ast.kind) {
    case "step":
      return checkStep(ast, context);
    case "let":
      return checkLet(ast, context);
    case "when":
      return checkWhen(context);
    case "match":
      return checkMatch(ast, context);
    case "with":
      return checkWith(ast, context);
    case "wait":
      return checkWait(ast, context);
    case "interruption":
      return checkInterruption(ast, context);
    case "emit":
      return checkEmit(ast, context);
    case "return":
      return checkReturn(ast, context);
    case "yield":
      return checkYield(ast, context);
    case "fail":
      return checkFail(ast, context);
    case "commit":
      return checkCommit(context);
    case "brokenStatement":
      return brokenOutcome;
  }
}

/** A statement that the parser could not read: it has a place, and says nothing. */
const brokenOutcome: Outcome = {
  node: noValue,
  type: errorType,
  label: publicLabel,
  blocks: [],
  after: [],
  argumentLabels: [],
};

/** An emitted event, and its occurrence, reaches everyone who waits for it. */
function checkEmit(ast: Emit, context: CheckContext): Outcome {
  const { module, under } = context;
  const { program, file } = module;
  const definition = definitionAt(module, ast.event.path, "event");
  if (definition === undefined) {
    return plainOutcome({ kind: "emit", event: "", fields: {} }, nothingType, under);
  }
  const event = program.eventOf(definition);
  const { name } = definition.declaration;
  const checked = checkArguments(
    { name: definition.name, params: event.fields, noun: "field", file: definition.file, span: name.span },
    {
      arguments: ast.event.arguments,
      span: ast.event.span,
      env: context.env,
      module,
      broken: context.site.block.ast.broken,
    },
  );
  const sinkOf = (field: ParameterSignature): Sink => fieldSink(field, definition);
  const sinks = event.fields.map(sinkOf);
  const occurs = { label: under, says: "that this occurs at all", file, span: ast.event.path.span };
  const details = { module, told: context.frame.told };
  const refusedByCondition = reportCondition({ ...occurs, condition: true }, sinks, details);
  const argumentLabels: ArgumentLabel[] = [];
  for (const { param, typed } of checked.given) {
    gather(typed, context);
    const label = joinLabels(wholeLabel(typed), under);
    argumentLabels.push({ slot: "do", parameter: param.name, label });
    if (refusedByCondition || typed.type.kind === "error") continue;
    for (const refused of sinkCheck({ label, says: "this", file, span: typed.span }, sinkOf(param)))
      program.report(refused);
  }
  const node = { kind: "emit", event: definition.qualified, fields: checked.args } as const;
  return { ...plainOutcome(node, nothingType, under), argumentLabels };
}

function checkLet(ast: Let, context: CheckContext): Outcome {
  if (isStepMeant(ast, context)) return plainOutcome(noValue, errorType, publicLabel);
  const { module, frame } = context;
  const written = typedByName(ast, typeContext(module, ast.name.text));
  const expected = written ?? softly(frame.routine.wanted(ast.name.text));
  const value = expected === undefined ? checkUntyped(ast, context) : checkAt(ast.value, expected, context);
  return {
    node: { kind: "let", value: value.expression },
    type: typeBehind(value, written),
    label: joinLabels(value.label, context.under),
    blocks: [],
    after: [],
    argumentLabels: [],
    ...(value.constant === undefined ? {} : { constant: value.constant }),
    ...(value.doubtful ? { doubtful: true } : {}),
    ...(value.missingBecause === undefined ? {} : { missingBecause: value.missingBecause }),
  };
}

/**
 * Bare members in a value without a type are one mistake, and one fix names the enum of each. The same for names in the
 * places of values that are alike, of which most stand for nothing: the members of an enum that is missing.
 */
function checkUntyped({ name, value }: Let, context: CheckContext): Typed {
  const { module } = context;
  const members: Diagnostic[] = [];
  const names: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    if (isBareMember(diagnostic)) members.push(diagnostic);
    else if (isUnknownName(diagnostic) && alike.has(value.kind)) names.push(diagnostic);
    else module.expression.report(diagnostic);
  };
  const expression = { ...module.expression, report };
  const typed = checkAt(value, undefined, { ...context, module: { ...module, expression } });
  const [first, ...others] = members;
  if (first !== undefined) module.expression.report(together(first, others));
  for (const diagnostic of membersMeant(names, name.text, value.kind === "list"))
    module.expression.report(diagnostic);
  return typed;
}

/** The expressions whose parts are values of one kind. */
const alike: ReadonlySet<Let["value"]["kind"]> = new Set(["list", "if", "matchExpression"] as const);

/** Names of which at least two are like nothing that there is become one mistake. */
function membersMeant(names: readonly Diagnostic[], of: string, isList: boolean): readonly Diagnostic[] {
  const strange = names.filter(({ fixes, help }) => fixes.length === 0 && help === undefined);
  const [first, ...others] = names;
  if (first === undefined || strange.length < 2) return names;
  const labels = others.map(({ file, span }) => ({ file, span, message: "nor this" }));
  const help = `Members of an enum need its declaration, \`type Kind = a | b\`, and here its name: \`let ${of}: ${isList ? "[Kind]" : "Kind"} = …\`, or \`Kind.a\`.`;
  return [{ ...first, labels: [...first.labels, ...labels], help, fixes: [] }];
}

function together(first: Diagnostic, others: readonly Diagnostic[]): Diagnostic {
  if (others.length === 0) return first;
  const labels = others.map(({ file, span }) => ({ file, span, message: "and this" }));
  const fixes = [first, ...others].flatMap((each) => each.fixes.slice(0, 1));
  const edits = fixes.flatMap((fix) => fix.edits);
  const fix = { title: "Name the enum of each", safe: fixes.every(({ safe }) => safe), edits };
  return { ...first, labels: [...first.labels, ...labels], fixes: [fix] };
}

/** True if it calls something that only a step can call: reported with the intended word. */
function isStepMeant({ value, name, span }: Let, { env, module }: CheckContext): boolean {
  if (value.kind !== "call" || value.callee.kind !== "reference") return false;
  const { text } = value.callee;
  const what = module.expression.callable?.(text);
  if (what === undefined || !callableWords.has(what) || env.lookup(text) !== undefined) return false;
  const { file } = module;
  const word = { start: span.start, end: span.start + "let".length };
  const fixes = [{ title: "Write `step`", safe: true, edits: [{ file, span: word, newText: "step" }] }];
  const help = `A call stands in a step: \`step ${name.text} = ${text}(…)\`.`;
  module.program.report(
    notAValue.at({ file, span: value.callee.span }, { name: text, what }, { help, fixes }),
  );
  return true;
}

const instantWanted: Expectation = {
  type: instantType,
  asks: "`from` takes",
  help: "`from` is when the hold begins. A time from now on is `now + 2h`.",
};

/** Holds a member of a pool: its name is known inside the block, and nowhere else. */
function checkWith(ast: With, context: CheckContext): Outcome {
  const name = ast.name.text;
  const picked = checkPick(ast.pick, ast.name, context);
  const from = ast.from && checkAt(ast.from, instantWanted, context).expression;
  const limit = durationAt(ast.duration, "`for` takes", context);
  const [body, otherwise] = context.statement.parts.flatMap((part) =>
    part.role === "side" ? [part.block] : [],
  );
  const blocks: CheckedBlock[] = [];
  if (body !== undefined) {
    const bindings = new Map([[name, heldBinding(ast.name, picked, context)]]);
    blocks.push(checkBlock(openInside(body, context, { bindings })));
  }
  if (otherwise !== undefined) blocks.push(checkBlock(openInside(otherwise, context)));
  const node: Omit<HoldNode, "id" | "block" | "needs"> = {
    kind: "hold",
    variable: name,
    pick: picked?.pick ?? { pool: "" },
    ...(from === undefined ? {} : { from }),
    for: limit.expression,
    body: body?.id ?? "",
    ...(otherwise === undefined ? {} : { otherwise: otherwise.id }),
  };
  return { node, type: nothingType, label: context.under, blocks, after: [], argumentLabels: [] };
}

/** One member, or with `count n` the list of them. */
function heldBinding(name: Name, picked: CheckedPick | undefined, { module }: CheckContext): Binding {
  if (picked === undefined) return spoiltBinding;
  const declared = { file: module.file, span: name.span };
  const one = { ...memberBinding(picked.pool, name.text), declared };
  const { count } = picked.pick;
  return typeof count === "number" ? { ...one, type: listType(one.type, { min: count, max: count }) } : one;
}
