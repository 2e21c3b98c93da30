import type { Parameter } from "@orchlang/plan";
import { shapeOf } from "./expression.ts";
import { bare, joinShapes, type Shape, whole } from "./shape.ts";
import type { Place, Sources } from "./sources.ts";
import { clean } from "./taint.ts";

/** Things that the default of a parameter may read besides the parameters before it. */
interface Defaulting {
  readonly sources: Sources;
  /** For a diagnostic: where the default is taken. */
  readonly place: Place;
}

/** The arguments of a call with those that are left out, as far as their defaults read something labelled. */
export function withDefaults(
  params: readonly Parameter[],
  args: ReadonlyMap<string, Shape>,
  defaulting: Defaulting,
): ReadonlyMap<string, Shape> {
  if (!params.some(({ name, default: other }) => other !== undefined && !args.has(name))) return args;
  const all = new Map(args);
  for (const param of params) {
    if (args.has(param.name)) continue;
    const shape = defaultOf(param, all, defaulting);
    if (whole(shape) !== clean) all.set(param.name, shape);
  }
  return all;
}

/** The inputs of a plan: each may be its own default, and so what that reads of others. */
export function joinDefaults(
  params: readonly Parameter[],
  inputs: ReadonlyMap<string, Shape>,
  defaulting: Defaulting,
): ReadonlyMap<string, Shape> {
  if (!params.some(({ default: other }) => other !== undefined)) return inputs;
  const all = new Map(inputs);
  for (const param of params) {
    const given = all.get(param.name) ?? bare;
    all.set(param.name, joinShapes(given, defaultOf(param, all, defaulting)));
  }
  return all;
}

function defaultOf(
  { default: other }: Parameter,
  args: ReadonlyMap<string, Shape>,
  { sources, place }: Defaulting,
): Shape {
  if (other === undefined) return bare;
  return shapeOf(other, {
    input: (name) => args.get(name) ?? bare,
    node: () => bare,
    context: (name) => sources.context(name, place),
    locals: args,
    granted: new Set(),
  });
}
