import type { Let } from "@orchlang/language/ast";
import { softly } from "../expression/hint.ts";
import { callableWords, notAValue } from "../expression/reference.ts";
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
  const value = checkAt(ast.value, written ?? softly(frame.routine.wanted(ast.name.text)), spot);
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

/** Whether it calls something that only a step can call: reported with the intended word. */
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
