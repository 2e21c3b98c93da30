import type { Expression } from "@orchlang/language/ast";
import type { Environment, Typed } from "../expression/typed.ts";
import type { ModuleContext } from "../scope/program.ts";
import { boolType } from "../types/kinds.ts";
import { checkAt } from "./expressions.ts";
import { conditionAlways, conditionNever } from "./messages.ts";
import type { Asking } from "./site.ts";

/** The source of a condition, and the consequence if its value is known before the run. */
export interface Question {
  /** "`when` takes" */
  readonly asks: string;
  /** "nothing under it can ever run" */
  readonly never: string;
  /** "Write the statements without the `when`." */
  readonly always: string;
}

export const whenQuestion: Question = {
  asks: "`when` takes",
  never: "nothing under it can ever run",
  always: "Write the statements without the `when`.",
};

export const handlerQuestion: Question = {
  asks: "`else when` takes",
  never: "what is under it is never asked for",
  always: "Write `else` without the `when`.",
};

export const flagQuestion: Question = {
  asks: "a flag is",
  never: "the flag is never true",
  always: "Say what may be otherwise.",
};

export const triggerQuestion: Question = {
  asks: "`when` takes",
  never: "nothing is ever started",
  always: "Leave it out: it starts each time.",
};

export const changeQuestion: Question = {
  asks: "`change` takes",
  never: "it never changes to be so",
  always: "Say what may become true.",
};

export const whereQuestion: Question = {
  asks: "`where` takes",
  never: "nothing is ever let through",
  always: "Leave it out: everything is let through.",
};

export const untilQuestion: Question = {
  asks: "`until` takes",
  never: "the loop never ends before its last round",
  always: "Leave the loop out: it has no round.",
};

export const waitQuestion: Question = {
  asks: "`wait until` takes",
  never: "the wait never ends",
  always: "Leave the wait out.",
};

export const whileQuestion: Question = {
  asks: "`while` takes",
  never: "what is under it never begins",
  always: "Leave it out: it interrupts nothing.",
};

export const retryQuestion: Question = {
  asks: "`when` takes",
  never: "nothing is ever tried again",
  always: "Leave the `when` out.",
};

export const acceptQuestion: Question = {
  asks: "`accept` takes",
  never: "no result is ever accepted",
  always: "Leave it out.",
};

/**
 * A condition of a run. One with the same value in every run is reported: constants, ranges and earlier conditions
 * decide it.
 */
export function conditionAt(
  ast: Expression,
  question: Question,
  context: Asking,
  env: Environment = context.env,
): Typed {
  const asked = checkAt(ast, { type: boolType, asks: question.asks }, context, env);
  reportSettled(asked, ast, question, context.module);
  return asked;
}

/** Says so where a condition is the same whenever it is asked. */
export function reportSettled(
  asked: Typed,
  ast: Expression,
  { never, always }: Question,
  { file, program }: ModuleContext,
): void {
  const { value } = asked.constant ?? asked.settled ?? {};
  if (value === undefined || asked.doubtful) return;
  const place = { file, span: ast.span };
  program.report(
    value === true
      ? conditionAlways.at(place, {}, { help: always })
      : conditionNever.at(place, { so: never }),
  );
}
