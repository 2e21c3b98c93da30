import {
  type FileNode,
  type Node,
  type PlanDeclaration,
  pathText,
  type Return,
  type Step,
  visit,
} from "@orchlang/language/ast";
import { type Cut, type Edit, edit, withoutLed } from "./cut.ts";

/* Plans with less around them: without a result, or in the place where they are called. */

export function planEdits(text: string, file: FileNode): readonly Edit[] {
  const plans = file.declarations.filter((each) => each.kind === "planDeclaration");
  return plans.flatMap((plan) => [...withoutResult(text, plan), ...inlined(text, file, plan)]);
}

function withoutResult(text: string, plan: PlanDeclaration): readonly Edit[] {
  const led = plan.result === undefined ? undefined : withoutLed(text, plan.result.span);
  if (led === undefined) return [];
  const returns = returnsIn(plan).map(({ span }): Cut => ({ ...span, text: "" }));
  return [edit(led, ...returns)];
}

function returnsIn(plan: PlanDeclaration): readonly Return[] {
  const found: Return[] = [];
  visit(plan, {
    return: (node) => {
      found.push(node);
      return undefined;
    },
  });
  return found;
}

/** A plan that one step calls: its statements take that step's place, its parameters and result are values with names. */
function inlined(text: string, file: FileNode, plan: PlanDeclaration): readonly Edit[] {
  const calls = callsOf(file, plan.name.text);
  const [call] = calls;
  if (call === undefined || calls.length > 1 || call.body.kind !== "attempt") return [];
  const given = call.body.call.arguments;
  const values = (plan.parameters ?? []).flatMap(({ name }, at) => {
    const own = given.find((argument) => argument.name?.text === name.text) ?? given[at];
    return own === undefined ? [] : [`let ${name.text} = ${textOf(text, own.value)}`];
  });
  const statements = plan.body.statements.map((statement) =>
    statement.kind === "return"
      ? `let ${call.name.text} = ${textOf(text, statement.value)}`
      : textOf(text, statement),
  );
  const body: Cut = { ...call.span, text: [...values, ...statements].join("\n") };
  return [edit({ ...plan.span, text: "" }, body)];
}

function callsOf(file: FileNode, name: string): readonly Step[] {
  const found: Step[] = [];
  visit(file, {
    step: (step) => {
      if (step.body.kind === "attempt" && pathText(step.body.call.path) === name) found.push(step);
      return undefined;
    },
  });
  return found;
}

function textOf(text: string, { span }: Node): string {
  return text.slice(span.start, span.end);
}
