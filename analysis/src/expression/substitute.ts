import type { Expression, MatchArm, Read, RecordEntry, TemplatePart } from "@orchlang/plan/expressions";

/** The expression that replaces a read; `undefined` leaves the read unchanged. */
type Replacement = (read: Read) => Expression | undefined;

/**
 * The expression with reads replaced; itself, where none is, and so are the parts of it in which none is. The variable
 * of a lambda inside it is its own and is never replaced.
 */
export function substitute(expression: Expression, replace: Replacement): Expression {
  switch (expression.op) {
    case "constant":
      return expression;
    case "read":
      return replace(expression) ?? expression;
    case "field":
    case "not":
    case "isNone": {
      const of = substitute(expression.of, replace);
      return of === expression.of ? expression : { ...expression, of };
    }
    case "record": {
      const entries = each(expression.entries, replace, inEntry);
      return entries === expression.entries ? expression : { ...expression, entries };
    }
    case "list":
    case "and":
    case "or": {
      const items = each(expression.items, replace, substitute);
      return items === expression.items ? expression : { ...expression, items };
    }
    case "call": {
      const args = each(expression.args, replace, substitute);
      return args === expression.args ? expression : { ...expression, args };
    }
    case "fold":
      return {
        ...expression,
        list: substitute(expression.list, replace),
        ...(expression.body === undefined ? {} : { body: inLambda(expression.body, expression.as, replace) }),
      };
    case "if":
      return {
        ...expression,
        condition: substitute(expression.condition, replace),
        yes: substitute(expression.yes, replace),
        no: substitute(expression.no, replace),
      };
    case "match":
      return {
        ...expression,
        subject: substitute(expression.subject, replace),
        arms: expression.arms.map((arm): MatchArm => ({ ...arm, value: substitute(arm.value, replace) })),
        ...(expression.otherwise === undefined
          ? {}
          : { otherwise: substitute(expression.otherwise, replace) }),
      };
    case "coalesce":
      return {
        ...expression,
        left: substitute(expression.left, replace),
        right: substitute(expression.right, replace),
      };
    case "template": {
      const parts = each(expression.parts, replace, inPart);
      return parts === expression.parts ? expression : { ...expression, parts };
    }
  }
}

/** The same list where nothing in it is another. */
function each<T>(
  items: readonly T[],
  replace: Replacement,
  within: (item: T, replace: Replacement) => T,
): readonly T[] {
  let made: T[] | undefined;
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as T;
    const after = within(item, replace);
    if (after === item) continue;
    made ??= [...items];
    made[at] = after;
  }
  return made ?? items;
}

function inLambda(body: Expression, as: string | undefined, replace: Replacement): Expression {
  return substitute(body, (read) => (read.from === "local" && read.name === as ? undefined : replace(read)));
}

function inEntry(entry: RecordEntry, replace: Replacement): RecordEntry {
  if ("spread" in entry) {
    const spread = substitute(entry.spread, replace);
    return spread === entry.spread ? entry : { spread };
  }
  const value = substitute(entry.value, replace);
  return value === entry.value ? entry : { ...entry, value };
}

function inPart(part: TemplatePart, replace: Replacement): TemplatePart {
  if (typeof part === "string") return part;
  const value = substitute(part.value, replace);
  return value === part.value ? part : { ...part, value };
}
