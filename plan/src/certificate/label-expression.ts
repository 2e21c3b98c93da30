import { partsOf } from "../evaluate/free-reads.ts";
import type { FlatLabel, LabelShape } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import { closed, everywhere, fieldOf, flat, itemsOf, join, merge, open, shapeOf, whole } from "./label.ts";

/** What stands behind the names that an expression reads; of a name that is not known, nothing is said. */
export interface Names {
  readonly read: (from: "input" | "node" | "context", name: string) => LabelShape | undefined;
  readonly locals: Readonly<Record<string, LabelShape>>;
}

/** The labels that the value of an expression carries at most, through what it is made of and what decides it. */
export function labelsOf(expression: Expression, names: Names): LabelShape {
  const of = (part: Expression): LabelShape => labelsOf(part, names);
  const all = (): FlatLabel => join(...partsOf(expression).map((part) => whole(of(part))));
  switch (expression.op) {
    case "constant":
      return open;
    case "read": {
      const { from, name } = expression;
      const known = from === "local" ? own(names.locals, name) : names.read(from, name);
      return known ?? closed;
    }
    case "field":
      return fieldOf(of(expression.of), expression.name);
    case "record":
      return expression.entries.reduce<LabelShape>((made, entry) => {
        if ("spread" in entry) return merge([made, of(entry.spread)]);
        return shapeOf(flat(made), Object.entries({ ...made.fields, [entry.name]: of(entry.value) }));
      }, open);
    case "list":
      return shapeOf(open, [], merge(expression.items.map(of)));
    case "isNone":
      return flat(of(expression.of));
    case "if":
      return merge([of(expression.yes), of(expression.no)], whole(of(expression.condition)));
    case "coalesce": {
      const left = of(expression.left);
      return merge([left, of(expression.right)], flat(left));
    }
    case "match": {
      const subject = of(expression.subject);
      const asks = expression.arms.every(({ patterns }) => patterns.every((each) => "present" in each));
      const values = [
        ...expression.arms.map(({ value }) => value),
        ...(expression.otherwise ? [expression.otherwise] : []),
      ];
      return merge(values.map(of), asks ? flat(subject) : whole(subject));
    }
    case "call":
      return ofCall(expression.fn, expression.args.map(of)) ?? all();
    case "fold":
      return ofFold(expression, names);
    default:
      return all();
  }
}

function own(locals: Names["locals"], name: string): LabelShape | undefined {
  return Object.hasOwn(locals, name) ? locals[name] : undefined;
}

/** Functions that take a value apart or put it together; of any other each part is in the whole. */
function ofCall(fn: string, args: readonly LabelShape[]): LabelShape | undefined {
  const [first = open, ...others] = args;
  const more = join(...others.map(whole));
  switch (fn) {
    case "label.endorse":
      return everywhere(first, ({ confidentiality }) => ({ confidentiality }));
    case "label.declassify":
      return everywhere(first, (label) => ({ ...label, confidentiality: "public" }));
    case "list.size":
      return flat(first);
    case "list.first":
    case "list.last":
    case "list.at":
      return merge([itemsOf(first)], join(flat(first), more));
    case "list.take":
    case "list.skip":
      return merge([first], more);
    case "list.concat":
    case "list.reverse":
      return merge(args);
    default:
      return undefined;
  }
}

function ofFold(
  { fn, list, as, body }: Extract<Expression, { readonly op: "fold" }>,
  names: Names,
): LabelShape {
  const over = labelsOf(list, names);
  const item = merge([itemsOf(over)], flat(over));
  const locals = as === undefined ? names.locals : { ...names.locals, [as]: item };
  const made = body === undefined ? item : labelsOf(body, { ...names, locals });
  if (fn === "map") return shapeOf(flat(over), [], made);
  if (fn === "filter" || fn === "sort_by") return merge([over], whole(made));
  if (fn === "find") return merge([item], whole(made));
  return join(whole(made), body === undefined ? whole(over) : flat(over));
}
