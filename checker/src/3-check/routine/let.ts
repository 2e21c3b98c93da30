import type { Diagnostic } from "@orchlang/language";
import type { Let } from "@orchlang/language/ast";
import { softly } from "../expression/hint.ts";
import { callableWords, isBareMember, notAValue } from "../expression/reference.ts";
import type { Typed } from "../expression/typed.ts";
import { joinLabels, publicLabel } from "../labels/label.ts";
import { typeContext } from "../scope/module.ts";
import { errorType } from "../types/kinds.ts";
import { typeBehind, typedByName } from "../types/let-type.ts";
import { checkAt } from "./expressions.ts";
import { noValue, type Outcome, plainOutcome } from "./outcome.ts";
import type { Spot } from "./site.ts";

export function checkLet(ast: Let, spot: Spot): Outcome {
  if (isStepMeant(ast, spot)) return plainOutcome(noValue, errorType, publicLabel);
  const { module, frame } = spot;
  const written = typedByName(ast, typeContext(module, ast.name.text));
  const expected = written ?? softly(frame.routine.wanted(ast.name.text));
  const value = expected === undefined ? checkUntyped(ast, spot) : checkAt(ast.value, expected, spot);
  return {
    node: { kind: "let", value: value.expression },
    type: typeBehind(value, written),
    label: joinLabels(value.label, spot.under),
    blocks: [],
    after: [],
    argumentLabels: [],
    ...(value.constant === undefined ? {} : { constant: value.constant }),
    ...(value.doubtful ? { doubtful: true } : {}),
    ...(value.missingBecause === undefined ? {} : { missingBecause: value.missingBecause }),
  };
}

/** Bare members in a value without a type are one mistake, and one fix names the enum of each. */
function checkUntyped({ value }: Let, spot: Spot): Typed {
  const { module } = spot;
  const members: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    if (isBareMember(diagnostic)) members.push(diagnostic);
    else module.expression.report(diagnostic);
  };
  const expression = { ...module.expression, report };
  const typed = checkAt(value, undefined, { ...spot, module: { ...module, expression } });
  const [first, ...others] = members;
  if (first !== undefined) module.expression.report(together(first, others));
  return typed;
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
function isStepMeant({ value, name, span }: Let, { env, module }: Spot): boolean {
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
