import { isWithoutWay, labelOf, publicLabel } from "@orchlang/checker/labels";
import type { Label, Parameter, Schema } from "@orchlang/plan";
import { type Definitions, labelWithin, partsOf, type Trace } from "./declared.ts";
import { bare, besides, fieldOf, itemOf, type Shape, whole } from "./shape.ts";
import { clean, joinTaints, symbolTaint, type Taint } from "./taint.ts";

/**
 * The symbols of a plan: one bit for that it runs at all, and for each part of each parameter one. A caller puts its
 * own taints in their place ({@link substitute}).
 */
export interface Symbols {
  readonly inputs: ReadonlyMap<string, Shape>;
  /** By bit, from 4; before them are {@link runs}, {@link unwinds}, {@link counts} and {@link held}. */
  readonly parts: readonly SymbolPart[];
}

interface SymbolPart {
  readonly parameter: string;
  /** Fields on the way; `null` is any item. */
  readonly path: readonly (string | null)[];
  /** `own`: the part itself; `besides`: fields that its type does not name; `whole`: with everything in it. */
  readonly what: "own" | "whole" | { readonly besides: ReadonlySet<string> };
}

/** That the plan runs at all. */
export const runs: Taint = symbolTaint(1n);
/** That what it did is undone, since something around it failed. */
export const unwinds: Taint = symbolTaint(2n);
/** That calls outside of the plan are made that count towards the same limits. */
export const counts: Taint = symbolTaint(4n);
/** That members of the same pools are held outside of the plan. */
export const held: Taint = symbolTaint(8n);

/** True if a taint has a symbol. */
export function hangsOn({ secrecy, trust }: Taint, symbol: Taint): boolean {
  return ((secrecy | trust) & symbol.secrecy) !== 0n;
}

const reserved = 3;

const depthMax = 4;
/** In a plan with more parts, the further ones are taken as a whole. */
const partsMax = 120;

export function symbolsOf(
  params: readonly Parameter[],
  definitions: Definitions,
  trace: (parameter: string) => Trace,
): Symbols {
  const parts: SymbolPart[] = [];
  const inputs = new Map<string, Shape>();
  for (const { name, label, schema } of params) {
    inputs.set(name, shapeAt(name, [], label, schema, { parts, definitions, trace: trace(name) }));
  }
  return { inputs, parts };
}

interface Making {
  readonly parts: SymbolPart[];
  readonly definitions: Definitions;
  readonly trace: Trace;
}

function shapeAt(
  parameter: string,
  path: SymbolPart["path"],
  label: Label,
  schema: Schema,
  making: Making,
): Shape {
  const { parts, definitions, trace } = making;
  const symbol = (what: SymbolPart["what"], of: Label): Taint => {
    parts.push({ parameter, path, what });
    return symbolTaint(1n << BigInt(parts.length + reserved), isWithoutWay(of) ? publicLabel : trace(of));
  };
  const { fields, items } = partsOf(schema, definitions);
  const isFlat = fields === undefined && items === undefined;
  if (isFlat || items === "unnamed" || path.length >= depthMax || parts.length >= partsMax) {
    const inside = isFlat ? label : labelWithin(label, schema, definitions);
    const all = symbol("whole", inside);
    // Every read of it has its whole label.
    return isFlat ? { own: all } : { own: all, rest: { own: all } };
  }
  const own = symbol("own", label);
  const inner = (step: string | null, labels: readonly string[], of: Schema): Shape =>
    shapeAt(parameter, [...path, step], labelOf(labels, publicLabel), of, making);
  if (fields === undefined) return { own, ...(items === undefined ? {} : { rest: inner(null, [], items) }) };
  const named = new Set(fields.keys());
  return {
    own,
    fields: new Map([...fields].map(([name, field]) => [name, inner(name, field.labels, field.schema)])),
    rest: { own: symbol({ besides: named }, publicLabel) },
  };
}

/** The replacements of a plan's symbols at a call. */
export interface Bindings {
  readonly runs: Taint;
  readonly unwinds: Taint;
  readonly counts: Taint;
  readonly held: Taint;
  readonly argument: (parameter: string) => Shape;
  /** Names steps on the way, for the reader of a diagnostic. */
  readonly through: (taint: Taint) => Taint;
}

/** A taint of a called plan as its caller sees it. The plan's own declared labels stay. */
export function substitute(taint: Taint, { parts }: Symbols, bindings: Bindings): Taint {
  if (taint.secrecy === 0n && taint.trust === 0n) return taint;
  let secrecy = clean;
  let trust = clean;
  const put = (bit: bigint, part: () => Taint): void => {
    const isSecrecy = (taint.secrecy & bit) !== 0n;
    const isTrust = (taint.trust & bit) !== 0n;
    if (!isSecrecy && !isTrust) return;
    const given = part();
    if (isSecrecy) secrecy = joinTaints(secrecy, given);
    if (isTrust) trust = joinTaints(trust, given);
  };
  put(runs.secrecy, () => bindings.runs);
  put(unwinds.secrecy, () => bindings.unwinds);
  put(counts.secrecy, () => bindings.counts);
  put(held.secrecy, () => bindings.held);
  parts.forEach((part, at) => {
    put(1n << BigInt(at + 1 + reserved), () => taintAt(bindings.argument(part.parameter), part));
  });
  const given = bindings.through(onlyEach(secrecy, trust));
  return joinTaints({ label: taint.label, secrecy: 0n, trust: 0n }, given);
}

/** The secrecy of one and the trust of the other. */
function onlyEach(secrecy: Taint, trust: Taint): Taint {
  if (secrecy === trust) return secrecy;
  const { confidentiality } = secrecy.label;
  const { integrity } = trust.label;
  const way = [...secrecy.label.way, ...trust.label.way.filter((step) => !secrecy.label.way.includes(step))];
  return { label: { confidentiality, integrity, way }, secrecy: secrecy.secrecy, trust: trust.trust };
}

function taintAt(argument: Shape, { path, what }: SymbolPart): Taint {
  let part = argument;
  for (const step of path) part = step === null ? itemOf(part) : fieldOf(part, step);
  if (what === "own") return part.own;
  return what === "whole" ? whole(part) : besides(part, what.besides);
}

export function substituteShape(shape: Shape, symbols: Symbols, bindings: Bindings): Shape {
  if (shape === bare) return bare;
  const inner = (part: Shape): Shape => substituteShape(part, symbols, bindings);
  return {
    own: substitute(shape.own, symbols, bindings),
    ...(shape.fields === undefined
      ? {}
      : { fields: new Map([...shape.fields].map(([name, part]) => [name, inner(part)])) }),
    ...(shape.rest === undefined ? {} : { rest: inner(shape.rest) }),
  };
}
