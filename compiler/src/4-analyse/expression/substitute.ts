import type { Expression, MatchArm, Read, RecordEntry, TemplatePart } from "@orchlang/plan";

/** What stands for a read; `undefined` leaves it as it is. */
export type Replacement = (read: Read) => Expression | undefined;

/** The expression with reads replaced. The variable of a lambda inside it is its own and is never replaced. */
export function substitute(expression: Expression, replace: Replacement): Expression {
  const within = (part: Expression): Expression => substitute(part, replace);
  switch (expression.op) {
    case "constant":
      return expression;
    case "read":
      return replace(expression) ?? expression;
    case "field":
      return { ...expression, of: within(expression.of) };
    case "record":
      return { ...expression, entries: expression.entries.map((entry) => inEntry(entry, within)) };
    case "list":
      return { ...expression, items: expression.items.map(within) };
    case "call":
      return { ...expression, args: expression.args.map(within) };
    case "fold":
      return {
        ...expression,
        list: within(expression.list),
        ...(expression.body === undefined ? {} : { body: inLambda(expression.body, expression.as, replace) }),
      };
    case "and":
    case "or":
      return { ...expression, items: expression.items.map(within) };
    case "not":
    case "isNone":
      return { ...expression, of: within(expression.of) };
    case "if":
      return {
        ...expression,
        condition: within(expression.condition),
        yes: within(expression.yes),
        no: within(expression.no),
      };
    case "match":
      return {
        ...expression,
        subject: within(expression.subject),
        arms: expression.arms.map((arm): MatchArm => ({ ...arm, value: within(arm.value) })),
        ...(expression.otherwise === undefined ? {} : { otherwise: within(expression.otherwise) }),
      };
    case "coalesce":
      return { ...expression, left: within(expression.left), right: within(expression.right) };
    case "template":
      return { ...expression, parts: expression.parts.map((part) => inPart(part, within)) };
  }
}

function inLambda(body: Expression, as: string | undefined, replace: Replacement): Expression {
  return substitute(body, (read) => (read.from === "local" && read.name === as ? undefined : replace(read)));
}

function inEntry(entry: RecordEntry, within: (part: Expression) => Expression): RecordEntry {
  return "spread" in entry ? { spread: within(entry.spread) } : { ...entry, value: within(entry.value) };
}

function inPart(part: TemplatePart, within: (part: Expression) => Expression): TemplatePart {
  return typeof part === "string" ? part : { ...part, value: within(part.value) };
}
