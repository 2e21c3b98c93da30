import type { Binding, Environment } from "../expression/typed.ts";
import { joinLabels, publicLabel } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { join } from "../types/join.ts";
import { errorType, isOptional, optional } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { sidesDiffer } from "./messages.ts";
import type { PrepassBlock, PrepassStatement, Source } from "./prepass.ts";
import type { BlockSite, Value } from "./site.ts";
import { stepValue } from "./step-value.ts";

/** The names of a block in front of those around it. */
export function blockEnvironment(
  block: PrepassBlock,
  site: () => BlockSite,
  around: Environment,
): Environment {
  return {
    lookup(name) {
      const source = block.names.get(name);
      return source === undefined ? around.lookup(name) : bindingOf(source, site());
    },
    names: () =>
      site().frame.module.program.suggests() ? new Set([...block.names.keys(), ...around.names()]) : [],
  };
}

/**
 * The names seen from inside a statement: a name that the statement gives belongs, from there, to one of its other
 * arms.
 */
export function insideOf(statement: PrepassStatement, block: PrepassBlock, around: Environment): Environment {
  return {
    lookup(name) {
      const binding = around.lookup(name);
      const source = block.names.get(name);
      if (binding === undefined || source?.via !== statement || source.id === statement.id) return binding;
      return { ...binding, type: optional(binding.type), missingBecause: "it is given on another side" };
    },
    names: () => around.names(),
  };
}

function bindingOf(source: Source, site: BlockSite): Binding {
  const value = worthOf(source, site);
  reportSides(source, site);
  const missing = value.missingBecause ?? source.maybe;
  return {
    read: { op: "read", from: "node", name: source.id },
    type: value.type,
    label: value.label,
    declared: { file: site.frame.module.file, span: source.span },
    missingBecause: isOptional(value.type) ? missing : undefined,
    doubtful: value.doubtful,
    constant: value.constant,
  };
}

/** The value of a name where a block sees it. */
export function worthOf(source: Source, site: BlockSite): Value {
  if (source.spoilt === true) return unknownValue;
  const inner = source.from.kind === "join" ? joinedValue(source, site) : statementValue(source, site);
  if (source.maybe === undefined) return inner;
  const { constant: _, ...value } = inner;
  return { ...value, type: optional(inner.type), missingBecause: inner.missingBecause ?? source.maybe };
}

const unknownValue: Value = { type: errorType, label: publicLabel };

function statementValue(source: Source, site: BlockSite): Value {
  const { frame } = site;
  if (source.from.kind === "join") return unknownValue;
  const { statement, block } = source.from;
  const known = frame.values.get(statement.id);
  if (known !== undefined) return known;
  const home = block === site.block ? site : homeOf(source, site);
  if (home === undefined) return unknownValue;
  const simple = frame.values.get(statement.id) ?? stepValue(statement, home);
  if (simple !== undefined) {
    frame.values.set(statement.id, simple);
    return simple;
  }
  frame.routine.check(statement, home);
  // Unknown yet: it is being checked, and so reads itself. Phase 4 reports that.
  return frame.values.get(statement.id) ?? unknownValue;
}

/** The place of a block inside a statement: known once the statement has been begun. */
function homeOf(source: Source, site: BlockSite): BlockSite | undefined {
  if (source.from.kind === "join") return undefined;
  const { sites, routine } = site.frame;
  const known = sites.get(source.from.block);
  if (known !== undefined) return known;
  routine.check(source.via, site);
  return sites.get(source.from.block);
}

function joinedValue(source: Source, site: BlockSite): Value {
  const { frame } = site;
  const known = frame.values.get(source.id);
  if (known !== undefined) return known;
  const values = valuesOf(source, sidesOf(source, site), site);
  const missing = values.find((value) => value.missingBecause !== undefined)?.missingBecause;
  const value: Value = {
    type: joinTypes(values) ?? errorType,
    label: joinLabels(...values.map((one) => one.label)),
    ...(missing === undefined ? {} : { missingBecause: missing }),
  };
  frame.values.set(source.id, value);
  return value;
}

/**
 * The sides of a join whose values come through it: all, where they go together; else those that do not end the plan,
 * since nobody sees the others behind it.
 */
export function sidesOf(join: Source, site: BlockSite): readonly Source[] {
  if (join.from.kind !== "join") return [];
  const { of } = join.from;
  const type = joinTypes(valuesOf(join, of, site));
  if (type !== undefined && type.kind !== "error") return of;
  const going = of.filter(({ past }) => past !== true);
  return going.length === 0 ? of : going;
}

/** The value of each arm. The arms are inside the statement, so that their own statements lead to their places. */
function valuesOf({ via }: Source, sides: readonly Source[], site: BlockSite): readonly Value[] {
  return sides.map((one) => worthOf({ ...one, via }, site));
}

function joinTypes(values: readonly Value[]): Type | undefined {
  let type: Type | undefined;
  for (const value of values) {
    const both = type === undefined ? value.type : join(type, value.type);
    if (both === undefined) return undefined;
    type = both;
  }
  return type;
}

/** Reported only if the name is used: values that each arm keeps to itself may differ. */
function reportSides(source: Source, site: BlockSite): void {
  if (source.from.kind !== "join") return;
  const { frame } = site;
  const sides = sidesOf(source, site);
  for (const one of sides) reportSides({ ...one, via: source.via }, site);
  const values = valuesOf(source, sides, site);
  if (frame.reported.has(source.id) || joinTypes(values) !== undefined) return;
  frame.reported.add(source.id);
  const [, ...others] = sides;
  const { file, program } = frame.module;
  const types = [...new Set(values.map((value) => aType(value.type)))].slice(0, 2);
  const [first = "", ...more] = values.map((value) => aType(value.type));
  const labels = others.map((other, index) => ({
    file,
    span: other.span,
    message: more[index] ?? "given here",
  }));
  const place = { file, span: source.span };
  program.report(sidesDiffer.at(place, { name: source.name, types }, { label: first, labels }));
}
