import { type Diagnostic, lineAt } from "@orchlang/language";
import type { Name, Path, Span } from "@orchlang/language/ast";
import { resolvePath } from "../../2-resolve/check-mentions.ts";
import { lookup, type ModuleNames, nameless } from "../../2-resolve/collect-names.ts";
import {
  type Definition,
  type DefinitionKind,
  isOfKind,
  isWhole,
  kindInWords,
} from "../../2-resolve/definition.ts";
import type { Environment, ExpressionContext } from "../expression/typed.ts";
import type { EnumType } from "../type.ts";
import type { NamedTypeReference, TypeContext, WrittenType } from "../types/resolve.ts";
import { asUnion, caseNamed, type UnionRecord } from "../types/union.ts";
import { currencyOfFile, maySpeakOfOthers } from "../units/currency.ts";
import type { Units } from "../units/units.ts";
import { moduleEnvironment } from "./environment.ts";
import type { ModuleContext, ProgramContext } from "./program.ts";

/** How a module's declarations are read. */
interface Reading {
  /** Where they stand. */
  readonly file: string;
  readonly units: Units;
  /** The currency of plain `Money`. */
  readonly currency: string;
}

export function moduleContext(
  names: ModuleNames,
  { file, units, currency }: Reading,
  program: ProgramContext,
): ModuleContext {
  const { zone } = program.settings.plan;
  const expression: ExpressionContext = {
    file,
    units,
    zone,
    currency,
    report: program.report,
    callable: (name) => {
      const definition = lookup(names, name);
      return definition === undefined ? undefined : wordsOf(definition);
    },
    isLost: (name) => names.spoilt.has(nameless) || names.spoilt.has(name),
    enumNamed: (name) => enumNamed(name, names, program),
    unionNamed: (name) => unionNamed(name, names, program),
    enumsWith: (member) =>
      program.suggests() ? typeNames(names).filter((name) => hasMember(name, member, names, program)) : [],
  };
  const environment = moduleEnvironment(names, program);
  const lineOf = (span: Span): string => `${lineAt(names.module.file, span.start) + 1}`;
  return { program, names, file, expression, environment, lineOf };
}

/** The currency of plain `Money` in a module, unless a declaration has amounts of its own. */
export function moduleCurrency(names: ModuleNames, program: ProgramContext): string {
  const { plan, saysCurrency } = program.settings;
  const { file, tree } = names.module;
  if (saysCurrency || !maySpeakOfOthers(file.text, plan.currency)) return plan.currency;
  return currencyOfFile(tree.declarations) ?? plan.currency;
}

function enumNamed(name: string, names: ModuleNames, program: ProgramContext): EnumType | undefined {
  if (!isOfKind(lookup(names, name), "type")) return undefined;
  const type = namedType(name, names, program)?.type().type;
  return type?.kind === "enum" ? type : undefined;
}

function unionNamed(name: string, names: ModuleNames, program: ProgramContext): UnionRecord | undefined {
  if (!isOfKind(lookup(names, name), "type")) return undefined;
  const type = namedType(name, names, program)?.type().type;
  return type && asUnion(type);
}

function hasMember(name: string, member: string, names: ModuleNames, program: ProgramContext): boolean {
  if (enumNamed(name, names, program)?.members.includes(member)) return true;
  const union = unionNamed(name, names, program);
  return union !== undefined && caseNamed(union, member) !== undefined;
}

function wordsOf(definition: Definition): string {
  if (definition.kind !== "capability") return kindInWords[definition.kind];
  const kind = definition.declaration.capabilityKind;
  return kind === "agent" ? "an agent" : kind === "llm" ? "an llm" : `a ${kind}`;
}

/** The context for resolving a type in this module. `path` names the enums written there. */
export function typeContext(module: ModuleContext, path: string): TypeContext {
  const { names, program, file } = module;
  return {
    file,
    units: module.expression.units,
    currency: module.expression.currency,
    named: (name) => namedType(name, names, program),
    isNameless: () => names.spoilt.has(nameless),
    names: () => (program.suggests() ? typeNames(names) : []),
    constants: constantsOf(module),
    report: program.report,
    path,
  };
}

/** The constants of a module, which the bounds of a type may name. */
function constantsOf({ names, environment }: ModuleContext): Environment {
  return {
    lookup: (name) => (isOfKind(lookup(names, name), "constant") ? environment.lookup(name) : undefined),
    names: () => [],
  };
}

function namedType(
  name: string,
  names: ModuleNames,
  program: ProgramContext,
): NamedTypeReference | undefined {
  const definition = lookup(names, name);
  if (isOfKind(definition, "type", "resource") && !isWhole(definition)) return { type: () => spoiltType };
  if (isOfKind(definition, "type")) {
    return {
      type: () =>
        program.typeOf({
          name: definition.qualified,
          file: definition.file,
          declaration: definition.declaration,
        }),
      declared: { file: definition.file, span: definition.declaration.name.span },
    };
  }
  if (isOfKind(definition, "resource")) {
    return {
      type: () => ({ type: program.poolOf(definition).names, labels: [] }),
      declared: { file: definition.file, span: definition.declaration.name.span },
    };
  }
  // A name that a reported mistake spoils is known, and says nothing.
  return names.spoilt.has(name) ? { type: () => spoiltType } : undefined;
}

const spoiltType: WrittenType = { type: { kind: "error" }, labels: [] };

function typeNames(names: ModuleNames): readonly string[] {
  const types: string[] = [];
  for (const [name, definition] of names.own) if (definition.kind === "type") types.push(name);
  for (const [name, { definition }] of names.imported) if (definition.kind === "type") types.push(name);
  return types;
}

/** The definition that a name leads to, where it is of a kind that can stand there; phase 2 reported all others. */
export function definitionAt<K extends DefinitionKind>(
  module: ModuleContext,
  path: Name | Path,
  ...kinds: readonly K[]
): Extract<Definition, { readonly kind: K }> | undefined {
  const definition = resolvePath(path, module.names, module.program.resolved.names);
  return isOfKind(definition, ...kinds) && isWhole(definition) ? definition : undefined;
}

/** The line of a place, as sentences name it: counted from 1. */
export function lineOf(module: ModuleContext, span: Span): string {
  return module.lineOf(span);
}

/** The module as before, without a voice: for a look that is taken twice. */
export function quietly(module: ModuleContext): ModuleContext {
  return telling(module, () => {});
}

/** The module for what is written and reported elsewhere: nobody is informed of what is found in it. */
export function unobserved(module: ModuleContext): ModuleContext {
  const quiet = quietly(module);
  return { ...quiet, expression: { ...quiet.expression, watch: undefined } };
}

/** The module with another receiver of diagnostics. */
export function telling(module: ModuleContext, report: (diagnostic: Diagnostic) => void): ModuleContext {
  return {
    ...module,
    program: { ...module.program, report },
    expression: { ...module.expression, report },
  };
}
