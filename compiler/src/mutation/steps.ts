import { type Node, type Step, visit } from "@orchlang/language/ast";
import {
  type Mutation,
  type Replacement,
  removed,
  removedWithKeyword,
  type Visited,
  written,
} from "./mutant.ts";

/** Statements left out: a wait, an event, a step of which nobody uses the result. */
export function leftOut({ text, node, parents }: Visited): readonly Mutation[] {
  switch (node.kind) {
    case "wait":
    case "commit":
    case "emit":
      return [
        {
          span: node.span,
          replacements: [removed(text, node.span)],
          says: `drop \`${written(text, node.span)}\``,
        },
      ];
    case "holdClause":
      return [
        {
          span: node.span,
          replacements: [removed(text, node.span)],
          says: `drop \`${written(text, node.span)}\``,
        },
      ];
    case "step":
      return withoutStep(text, node, parents);
    default:
      return [];
  }
}

function withoutStep(text: string, step: Step, parents: readonly Node[]): readonly Mutation[] {
  const plan = parents.findLast(({ kind }) => kind === "planDeclaration");
  if (plan === undefined) return [];
  const { isRead, orders } = usesOf(text, plan, step);
  if (isRead) return [];
  const kind = step.body.kind === "waitDuration" ? "the wait" : "the step";
  return [
    {
      span: step.span,
      replacements: [{ ...step.span, text: "" }, ...orders],
      says: `drop ${kind} \`${step.name.text}\``,
    },
  ];
}

/** True if anything reads a step, and what to cut where it only has to come first. */
function usesOf(
  text: string,
  plan: Node,
  step: Step,
): { readonly isRead: boolean; readonly orders: readonly Replacement[] } {
  let isRead = false;
  const orders: Replacement[] = [];
  visit(plan, {
    step: (node) => (node === step ? false : undefined),
    reference: (node) => {
      isRead ||= node.text === step.name.text;
      return undefined;
    },
    options: (options) => {
      for (const node of options.options) {
        if (node.kind !== "afterOption") continue;
        const name = node.steps.find((one) => one.text === step.name.text);
        if (name === undefined) continue;
        const isOnly = node.steps.length === 1;
        const whole = isOnly && options.options.length === 1 ? options : isOnly ? node : name;
        orders.push(removed(text, whole.span));
      }
      return undefined;
    },
  });
  return { isRead, orders };
}

/** Compensation after a failure: removed. */
export function compensation({ text, node, parents }: Visited): readonly Mutation[] {
  switch (node.kind) {
    case "undoClause":
    case "confirmClause":
    case "undoOption": {
      const options = parents.at(-1);
      const whole = options?.kind === "options" && options.options.length === 1 ? options : node;
      return [
        {
          span: node.span,
          replacements: [removed(text, whole.span)],
          says: `drop \`${written(text, node.span)}\``,
        },
      ];
    }
    case "handler": {
      const says =
        node.condition === undefined
          ? "drop the error handler"
          : `drop the handler of \`${written(text, node.condition.span)}\``;
      return [{ span: node.span, replacements: [removed(text, node.span)], says }];
    }
    case "planDeclaration": {
      const cut = node.finally && removedWithKeyword(text, node.finally.span);
      return cut === undefined
        ? []
        : [{ span: cut, replacements: [cut], says: `drop \`finally\` of \`${node.name.text}\`` }];
    }
    default:
      return [];
  }
}
