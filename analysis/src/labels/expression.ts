import type { Expression, Pattern } from "@orchlang/plan/expressions";
import { isConstant, pathKey } from "../expression/path.ts";
import { bare, fieldOf, itemOf, joinShapes, mapShape, type Shape, scalar, whole, withOwn } from "./shape.ts";
import { clean, declassified, endorsed, joinTaints, type Taint } from "./taint.ts";

/** The shapes of the names in an expression. */
export interface Scope {
  readonly input: (name: string) => Shape;
  readonly node: (id: string) => Shape;
  readonly context: (name: string) => Shape;
  readonly locals: ReadonlyMap<string, Shape>;
  /** Keys of paths (`expression/path.ts`) that a person was shown and has granted. */
  readonly granted: ReadonlySet<string>;
}

export function withLocals(scope: Scope, more: Readonly<Record<string, Shape>>): Scope {
  return { ...scope, locals: new Map([...scope.locals, ...Object.entries(more)]) };
}

/** The taint of what an expression gives. It is that of all values it may give, whatever the conditions in it say. */
export function shapeOf(expression: Expression, scope: Scope): Shape {
  switch (expression.op) {
    case "constant":
      return bare;
    case "read":
      return asGranted(expression, readShape(expression, scope), scope);
    case "field":
      return asGranted(expression, fieldOf(shapeOf(expression.of, scope), expression.name), scope);
    case "record":
      return recordShape(expression, scope);
    case "list": {
      const items = expression.items.map((item) => shapeOf(item, scope));
      return items.length === 0
        ? bare
        : { own: clean, rest: items.reduce((all, one) => joinShapes(all, one)) };
    }
    case "call":
      return callShape(
        expression.fn,
        expression.args.map((arg) => shapeOf(arg, scope)),
      );
    case "fold":
      return foldShape(expression, scope);
    case "and":
    case "or":
      return scalar(wholeOf(expression.items, scope));
    case "not":
      return scalar(wholeOf([expression.of], scope));
    case "if":
      return conditional(expression, scope);
    case "match":
      return matched(expression, scope);
    case "coalesce": {
      const left = shapeOf(expression.left, scope);
      return withOwn(joinShapes(left, shapeOf(expression.right, scope)), left.own);
    }
    case "isNone":
      return scalar(shapeOf(expression.of, scope).own);
    case "template":
      return scalar(
        wholeOf(
          expression.parts.flatMap((part) => (typeof part === "string" ? [] : [part.value])),
          scope,
        ),
      );
  }
}

/** The taint of what expressions give with everything in it, joined. */
export function wholeOf(expressions: readonly (Expression | undefined)[], scope: Scope): Taint {
  let all = clean;
  for (const one of expressions) if (one !== undefined) all = joinTaints(all, whole(shapeOf(one, scope)));
  return all;
}

function readShape(read: Expression & { readonly op: "read" }, scope: Scope): Shape {
  switch (read.from) {
    case "input":
      return scope.input(read.name);
    case "node":
      return scope.node(read.name);
    case "local":
      return scope.locals.get(read.name) ?? bare;
    case "context":
      return scope.context(read.name);
  }
}

function asGranted(expression: Expression, shape: Shape, { granted }: Scope): Shape {
  if (granted.size === 0) return shape;
  const key = pathKey(expression);
  return key !== undefined && granted.has(key) ? mapShape(shape, endorsed) : shape;
}

function recordShape({ entries }: Expression & { readonly op: "record" }, scope: Scope): Shape {
  let own = clean;
  let rest: Shape | undefined;
  const fields = new Map<string, Shape>();
  for (const entry of entries) {
    if (!("spread" in entry)) {
      fields.set(entry.name, shapeOf(entry.value, scope));
      continue;
    }
    const spread = shapeOf(entry.spread, scope);
    own = joinTaints(own, spread.own);
    // The spread value may lack the field; then the earlier one stays.
    for (const [name, part] of fields) fields.set(name, joinShapes(part, fieldOf(spread, name)));
    for (const [name, part] of spread.fields ?? []) if (!fields.has(name)) fields.set(name, part);
    if (spread.rest !== undefined) rest = rest === undefined ? spread.rest : joinShapes(rest, spread.rest);
  }
  return { own, fields, ...(rest === undefined ? {} : { rest }) };
}

/** The chosen value reveals the condition, unless they are equal or the condition is constant. */
function conditional({ condition, yes, no }: Expression & { readonly op: "if" }, scope: Scope): Shape {
  if (isConstant(condition)) return shapeOf(condition.value === true ? yes : no, scope);
  const either = joinShapes(shapeOf(yes, scope), shapeOf(no, scope));
  return isSame(yes, no) ? either : withOwn(either, wholeOf([condition], scope));
}

function matched(expression: Expression & { readonly op: "match" }, scope: Scope): Shape {
  const { subject, arms, otherwise } = expression;
  const values = [...arms.map(({ value }) => value), ...(otherwise === undefined ? [] : [otherwise])];
  const [first, ...others] = values;
  if (first === undefined) return bare;
  const either = others.reduce((all, one) => joinShapes(all, shapeOf(one, scope)), shapeOf(first, scope));
  if (others.every((one) => isSame(one, first))) return either;
  return withOwn(
    either,
    askedBy(
      shapeOf(subject, scope),
      arms.flatMap(({ patterns }) => patterns),
    ),
  );
}

/** Learnt from matching a value with patterns: for a race's record only who has won, for a union only its case. */
export function askedBy(subject: Shape, patterns: readonly Pattern[]): Taint {
  const isOfCase = patterns.some((pattern) => "case" in pattern);
  if (isOfCase && patterns.every((pattern) => "case" in pattern || ("is" in pattern && pattern.is === null)))
    return whole(fieldOf(subject, "case"));
  const isPresence = patterns.every(
    (pattern) => "present" in pattern || ("is" in pattern && pattern.is === null),
  );
  return isPresence ? subject.own : whole(subject);
}

function isSame(left: Expression, right: Expression): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

function foldShape({ fn, list, as, body }: Expression & { readonly op: "fold" }, scope: Scope): Shape {
  const over = shapeOf(list, scope);
  const item = itemOf(over);
  const shape =
    body === undefined ? item : shapeOf(body, as === undefined ? scope : withLocals(scope, { [as]: item }));
  switch (fn) {
    case "map":
      return { own: over.own, rest: shape };
    // The remaining items, their order and their number reveal what was asked of each.
    case "filter":
    case "sort_by":
      return withOwn(over, whole(shape));
    case "distinct":
      return withOwn(over, whole(item));
    case "find":
      return withOwn(item, joinTaints(over.own, whole(shape)));
    case "flatten":
      return { own: joinTaints(over.own, item.own), rest: itemOf(item) };
    case "group_by":
      return {
        own: joinTaints(over.own, whole(shape)),
        rest: {
          own: joinTaints(over.own, whole(shape)),
          rest: over.rest === undefined ? bare : over.rest,
          fields: new Map([["key", shape]]),
        },
      };
    case "count":
      return scalar(body === undefined ? over.own : joinTaints(over.own, whole(shape)));
    default:
      return scalar(joinTaints(over.own, whole(shape)));
  }
}

/**
 * How the functions of the closed table pass on what their arguments carry. A function that is not here gives something
 * made of all that it is given, and of all that is in it.
 */
const passing: Readonly<Record<string, (args: readonly Shape[]) => Shape>> = {
  "label.endorse": ([value = bare]) => mapShape(value, endorsed),
  "label.declassify": ([value = bare]) => mapShape(value, declassified),
  // The number of items reveals nothing of the items.
  "list.size": ([list = bare]) => scalar(list.own),
  "list.at": ([list = bare, ...others]) => withOwn(itemOf(list), wholes(others)),
  "list.first": ([list = bare]) => itemOf(list),
  "list.last": ([list = bare]) => itemOf(list),
  "list.take": ([list = bare, ...others]) => withOwn(list, wholes(others)),
  "list.skip": ([list = bare, ...others]) => withOwn(list, wholes(others)),
  "list.reverse": ([list = bare]) => list,
  "list.concat": (lists) => lists.reduce((all, one) => joinShapes(all, one), bare),
  "record.get": ([record = bare, ...others]) => withOwn(itemOf(record), wholes(others)),
  "record.values": ([record = bare]) => ({ own: record.own, rest: itemOf(record) }),
};

function callShape(fn: string, args: readonly Shape[]): Shape {
  const result = Object.hasOwn(passing, fn) ? passing[fn] : undefined;
  return result === undefined ? scalar(wholes(args)) : result(args);
}

function wholes(shapes: readonly Shape[]): Taint {
  let all = clean;
  for (const shape of shapes) all = joinTaints(all, whole(shape));
  return all;
}
