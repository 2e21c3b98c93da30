import { bare, itemOf, joinShapes, mapShape, type Shape, scalar, whole, withOwn } from "./shape.ts";
import { clean, declassified, endorsed, joinTaints, type Taint } from "./taint.ts";

/**
 * How the functions of the closed table pass on what their arguments carry. A function that is not here gives something
 * made of all that it is given, and of all that is in it.
 */
const passing: Readonly<Record<string, (args: readonly Shape[]) => Shape>> = {
  "label.endorse": ([value = bare]) => mapShape(value, endorsed),
  "label.declassify": ([value = bare]) => mapShape(value, declassified),
  // How many there are tells nothing of what they are.
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

export function callShape(fn: string, args: readonly Shape[]): Shape {
  const found = Object.hasOwn(passing, fn) ? passing[fn] : undefined;
  return found === undefined ? scalar(wholes(args)) : found(args);
}

function wholes(shapes: readonly Shape[]): Taint {
  let all = clean;
  for (const shape of shapes) all = joinTaints(all, whole(shape));
  return all;
}
