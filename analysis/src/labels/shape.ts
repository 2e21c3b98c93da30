import { clean, joinTaints, sameTaint, type Taint } from "./taint.ts";

/**
 * The taint of a value, part by part. It follows the value and not its type: where a record is handed to something
 * that reads only some of its fields, the others are still in it.
 */
export interface Shape {
  /** The taint of the value itself: of a value without parts, of its presence, of its number of items. */
  readonly own: Taint;
  /** The named parts of a record. The taint of being a part is in the record's `own`. */
  readonly fields?: ReadonlyMap<string, Shape>;
  /** Everything else in it: a list's items, a map's values, fields that its type does not name. */
  readonly rest?: Shape;
}

/** Deeper parts are one with what they stand in. */
const depthMax = 6;

export const bare: Shape = { own: clean };

export function scalar(own: Taint): Shape {
  return own === clean ? bare : { own };
}

const wholes = new WeakMap<Shape, Taint>();

/** The taint of the value with everything in it: as a sink sees it. */
export function whole(shape: Shape): Taint {
  if (shape.fields === undefined && shape.rest === undefined) return shape.own;
  const known = wholes.get(shape);
  if (known !== undefined) return known;
  let all = shape.own;
  for (const part of shape.fields?.values() ?? []) all = joinTaints(all, whole(part));
  if (shape.rest !== undefined) all = joinTaints(all, whole(shape.rest));
  wholes.set(shape, all);
  return all;
}

/** The same value, and something more that it depends on. */
export function withOwn(shape: Shape, taint: Taint): Shape {
  const own = joinTaints(shape.own, taint);
  return own === shape.own ? shape : { ...shape, own };
}

export function joinShapes(left: Shape, right: Shape, depth = 0): Shape {
  if (left === right || right === bare) return left;
  if (left === bare) return right;
  if (depth >= depthMax) return scalar(joinTaints(whole(left), whole(right)));
  const own = joinTaints(left.own, right.own);
  const fields = joinFields(left, right, depth);
  const rest =
    left.rest === undefined || right.rest === undefined
      ? (left.rest ?? right.rest)
      : joinShapes(left.rest, right.rest, depth + 1);
  return { own, ...(fields === undefined ? {} : { fields }), ...(rest === undefined ? {} : { rest }) };
}

/** A field that only one of them names may be in the other's `rest`. */
function joinFields(left: Shape, right: Shape, depth: number): Shape["fields"] {
  if (left.fields === undefined && right.fields === undefined) return undefined;
  const joined = new Map<string, Shape>();
  for (const name of new Set([...(left.fields?.keys() ?? []), ...(right.fields?.keys() ?? [])])) {
    const part = left.fields?.get(name) ?? left.rest ?? bare;
    joined.set(name, joinShapes(part, right.fields?.get(name) ?? right.rest ?? bare, depth + 1));
  }
  return joined;
}

/** The shape of a field. */
export function fieldOf(shape: Shape, name: string): Shape {
  const part = shape.fields?.get(name) ?? shape.rest;
  return part === undefined ? scalar(shape.own) : withOwn(part, shape.own);
}

/** The shape of an item, or of a field whose name is not known beforehand. */
export function itemOf(shape: Shape): Shape {
  let item = shape.rest ?? bare;
  for (const part of shape.fields?.values() ?? []) item = joinShapes(item, part);
  return withOwn(item, shape.own);
}

/** The parts that have none of these names. */
export function besides(shape: Shape, names: ReadonlySet<string>): Taint {
  let all = shape.rest === undefined ? clean : whole(shape.rest);
  for (const [name, part] of shape.fields ?? []) if (!names.has(name)) all = joinTaints(all, whole(part));
  return all;
}

export function mapShape(shape: Shape, change: (taint: Taint) => Taint): Shape {
  const fields =
    shape.fields && new Map([...shape.fields].map(([name, part]) => [name, mapShape(part, change)]));
  return {
    own: change(shape.own),
    ...(fields === undefined ? {} : { fields }),
    ...(shape.rest === undefined ? {} : { rest: mapShape(shape.rest, change) }),
  };
}

export function sameShape(left: Shape, right: Shape): boolean {
  if (left === right) return true;
  if (!sameTaint(left.own, right.own)) return false;
  if ((left.fields?.size ?? 0) !== (right.fields?.size ?? 0)) return false;
  for (const [name, part] of left.fields ?? []) {
    const other = right.fields?.get(name);
    if (other === undefined || !sameShape(part, other)) return false;
  }
  if (left.rest === undefined || right.rest === undefined) return left.rest === right.rest;
  return sameShape(left.rest, right.rest);
}
