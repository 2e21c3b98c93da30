import { closest, didYouMean } from "@orchlang/language";
import type { Argument, Invocation, Span } from "@orchlang/language/ast";
import type { CallReference } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Definition } from "../../2-resolve/definition.ts";
import { checkExpression } from "../expression/check.ts";
import type { Environment, Expectation, Typed } from "../expression/typed.ts";
import { definitionAt } from "../scope/module.ts";
import type { ModuleContext, ParameterSignature } from "../scope/program.ts";
import { errorType } from "../types/kinds.ts";
import { type CheckFor, checkDisplaced, mayBeDisplaced, type Placed } from "./displaced.ts";
import { argumentMissing, argumentsTooMany, argumentTwice, argumentUnknown } from "./messages.ts";

/** The callee, as far as its arguments are concerned. */
interface Callee {
  readonly name: string;
  readonly params: readonly ParameterSignature[];
  /** The word for one of `params`. */
  readonly noun: "parameter" | "field";
  /** Where it is declared. */
  readonly file: string;
  readonly span: Span;
}

interface CallSite {
  readonly arguments: readonly Argument[];
  /** The span of the whole call, where missing arguments are reported. */
  readonly span: Span;
  readonly env: Environment;
  readonly module: ModuleContext;
  /** A syntax error was reported around: what is missing here may not be missing. */
  readonly broken: boolean;
}

export interface CheckedArgument {
  readonly param: ParameterSignature;
  readonly typed: Typed;
}

interface CheckedArguments {
  /** By parameter name: those that are given, and `none` for what may be left out without a default. */
  readonly args: Readonly<Record<string, Expression>>;
  readonly given: readonly CheckedArgument[];
}

/**
 * Matches arguments by position up to the first named one, then by name. Every mistake in the shape of a call is
 * reported once.
 */
export function checkArguments(callee: Callee, site: CallSite): CheckedArguments {
  const taken = new Map<string, Argument>();
  const matched: Placed[] = [];
  let wellFormed = !site.broken;
  site.arguments.forEach((argument, index) => {
    const param = parameterFor(argument, index, callee, site);
    if (param === undefined) {
      wellFormed = false;
      // It is still checked, so that mistakes inside are reported and its names count as used.
      if (argument.form !== "shorthand")
        checkExpression(argument.value, whateverIsWanted, site.env, site.module.expression);
      return;
    }
    const first = taken.get(param.name);
    if (first !== undefined) {
      reportTwice(param.name, argument, first, callee, site);
      // This argument may be a misspelt missing one.
      wellFormed = false;
      return;
    }
    taken.set(param.name, argument);
    matched.push({ param, argument });
  });
  const missing = wellFormed
    ? callee.params.filter((param) => !taken.has(param.name) && !param.optional)
    : [];
  const { given, absent } =
    wellFormed && mayBeDisplaced(matched, missing, site.env)
      ? checkMoved(matched, missing, callee, site)
      : { given: matched.map((placed) => checkPlaced(placed, callee, site)), absent: missing };
  if (absent.length > 0) reportMissing(absent, callee, site);
  return { args: argumentExpressions(callee.params, given), given };
}

/** The expectation for an unknown parameter: a bare name may be a member of any enum. */
const whateverIsWanted: Expectation = { type: errorType, soft: true };

function checkPlaced({ param, argument }: Placed, callee: Callee, site: CallSite): CheckedArgument {
  const wanted = expectationOf(param, callee);
  return { param, typed: checkExpression(argument.value, wanted, site.env, site.module.expression) };
}

function checkMoved(
  matched: readonly Placed[],
  missing: readonly ParameterSignature[],
  callee: Callee,
  site: CallSite,
): { readonly given: readonly CheckedArgument[]; readonly absent: readonly ParameterSignature[] } {
  const { expression } = site.module;
  const check: CheckFor = ({ param, argument }, report) =>
    checkExpression(argument.value, expectationOf(param, callee), site.env, { ...expression, report });
  return checkDisplaced(callee.params, matched, missing, check, expression.report);
}

/** Expectations of parameters, cached for each callee: equal at every call. */
const expectations = new WeakMap<
  ParameterSignature,
  { readonly callee: string; readonly wanted: Expectation }
>();

function expectationOf(param: ParameterSignature, { name: callee }: Callee): Expectation {
  const expectation = expectations.get(param);
  if (expectation?.callee === callee) return expectation.wanted;
  const asks = `\`${param.name}\` of \`${callee}\` takes`;
  const declared = { file: param.file, span: param.span, says: `\`${param.name}\` is declared here` };
  const wanted = { type: param.type, asks, declared };
  expectations.set(param, { callee, wanted });
  return wanted;
}

function argumentExpressions(
  params: readonly ParameterSignature[],
  given: readonly CheckedArgument[],
): Readonly<Record<string, Expression>> {
  const args: Record<string, Expression> = {};
  for (const param of params) {
    const expression = given.find((one) => one.param === param)?.typed.expression;
    if (expression !== undefined) args[param.name] = expression;
    else if (param.default === undefined && param.optional)
      args[param.name] = { op: "constant", value: null };
  }
  return args;
}

function parameterFor(
  argument: Argument,
  index: number,
  callee: Callee,
  site: CallSite,
): ParameterSignature | undefined {
  const { params, name } = callee;
  const { file } = site.module;
  const { report } = site.module.program;
  if (argument.form === "positional") {
    const param = params[index];
    if (param === undefined && index === params.length) {
      const counts = { callee: name, takes: params.length, given: site.arguments.length, noun: callee.noun };
      const labels = [{ file: callee.file, span: callee.span, message: `\`${name}\` is declared here` }];
      report(argumentsTooMany.at({ file, span: argument.span }, counts, { labels }));
    }
    return param;
  }
  const written = argument.name?.text ?? "";
  const param = params.find((candidate) => candidate.name === written);
  if (param !== undefined || written === "") return param;
  const place = { file, span: argument.name?.span ?? argument.span };
  const suggestion = closest(
    written,
    params.map((candidate) => candidate.name),
  );
  const known = params.map((candidate) => candidate.name);
  const labels = [{ file: callee.file, span: callee.span, message: `\`${name}\` is declared here` }];
  const newText = argument.form === "shorthand" ? `${suggestion}: ${written}` : suggestion;
  report(
    argumentUnknown.at(
      place,
      { callee: name, name: written, known, noun: callee.noun },
      { labels, ...didYouMean(place, suggestion, newText) },
    ),
  );
  return undefined;
}

function reportTwice(name: string, again: Argument, first: Argument, callee: Callee, site: CallSite): void {
  const { file } = site.module;
  const labels = [{ file, span: first.span, message: "first given here" }];
  const params = { callee: callee.name, name };
  site.module.program.report(argumentTwice.at({ file, span: again.span }, params, { labels }));
}

function reportMissing(missing: readonly ParameterSignature[], callee: Callee, site: CallSite): void {
  const labels = missing.map((param) => ({
    file: param.file,
    span: param.span,
    message: `\`${param.name}\` is declared here`,
  }));
  const params = { callee: callee.name, names: missing.map((param) => param.name) };
  const place = { file: site.module.file, span: site.span };
  site.module.program.report(argumentMissing.at(place, params, { labels }));
}

/** A call inside a clause or an option: `undo cancel_campaign(job: result.id)`. */
interface CheckedReference extends CheckedArguments {
  readonly definition: Definition<"capability">;
  readonly reference: CallReference;
}

/** `undefined` where the name leads nowhere: phase 2 reported it. */
export function checkReference(
  call: Invocation,
  env: Environment,
  module: ModuleContext,
  broken: boolean,
): CheckedReference | undefined {
  const definition = definitionAt(module, call.path, "capability");
  if (definition === undefined) return undefined;
  const { params } = module.program.signatureOf(definition);
  const { name } = definition.declaration;
  const checked = checkArguments(
    { name: definition.name, params, noun: "parameter", file: definition.file, span: name.span },
    { arguments: call.arguments, span: call.span, env, module, broken },
  );
  return { ...checked, definition, reference: { capability: definition.qualified, args: checked.args } };
}
