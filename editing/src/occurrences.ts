import type { ParameterSignature } from "@orchlang/checker/declarations";
import { lookup, mentionFinder, resolvePath } from "@orchlang/checker/resolve";
import { typeContext } from "@orchlang/checker/scope";
import { type EnumType, resolveType, type Type, tagName } from "@orchlang/checker/types";
import type { Look, OpenPart, OpenProject } from "@orchlang/compiler";
import {
  type Declaration,
  type Field,
  type Name,
  type Node,
  type Path,
  pathText,
  type Span,
  type UnionCase,
  visit,
} from "@orchlang/language/ast";
import { fieldDeclared } from "./declared.ts";
import { givenParameter, playedStep } from "./played.ts";
import { fieldOf, memberOf, ofDefinition, ofMember, ofReference, parameterOf } from "./refer.ts";
import type { LocalKind, Occurrence, Referent } from "./referent.ts";

/** Every name in a declaration that stands for something, in the order of the text. Places are those of the part. */
export function occurrencesIn(look: Look): readonly Occurrence[] {
  const occurrences: Occurrence[] = [];
  const taken = new Set<number>();
  const add = (
    name: Span,
    symbol: Referent | undefined,
    role: Occurrence["role"],
    shorthand = false,
  ): void => {
    if (symbol === undefined || taken.has(name.start) || name.end === name.start) return;
    taken.add(name.start);
    occurrences.push({ span: name, symbol, role, ...(shorthand ? { shorthand: true as const } : {}) });
  };
  const naming: Naming = { look, add };
  declaredName(naming);
  mentionedNames(naming);
  visit(look.declaration, {
    any: (node, parents) => {
      nameIn(node, parents, naming);
      return undefined;
    },
  });
  return occurrences.sort((a, b) => a.span.start - b.span.start);
}

interface Naming {
  readonly look: Look;
  readonly add: (
    name: Span,
    symbol: Referent | undefined,
    role: Occurrence["role"],
    shorthand?: boolean,
  ) => void;
}

function declaredName({ look, add }: Naming): void {
  const { definition } = look;
  // Nothing refers to defaults by name.
  if (definition === undefined || definition.kind === "defaults") return;
  add(definition.declaration.name.span, ofDefinition(definition), "declaration");
}

function mentionedNames({ look, add }: Naming): void {
  const { names, program } = look.module;
  mentionFinder(({ name }) => {
    const definition = resolvePath(name, names, program.resolved.names);
    add(lastOf(name).span, ofDefinition(definition), "use");
  })(look.declaration);
}

function lastOf(name: Name | Path): Name {
  return name.kind === "name" ? name : (name.segments.at(-1) as Name);
}

type NameFinders = {
  readonly [K in Node["kind"]]?: (
    node: Extract<Node, { readonly kind: K }>,
    naming: Naming,
    parents: readonly Node[],
  ) => void;
};

/** Where names stand in each kind of node; those that only stand for something of the top level apart. */
const finders: NameFinders = {
  parameter: ({ name }, naming) => declare(name, "parameter", naming),
  step: ({ name }, naming) => declare(name, "step", naming),
  let: ({ name }, naming) => declare(name, "let", naming),
  with: ({ name }, naming) => declare(name, "hold", naming),
  loop: ({ variable }, naming) => declare(variable, "variable", naming),
  lambda: ({ parameter }, naming) => declare(parameter, "variable", naming),
  triggerFamily: ({ variable }, naming) => declare(variable, "variable", naming),
  matchCase: ({ binding }, naming) => {
    if (binding !== undefined) declare(binding, "binding", naming);
  },
  joinedEvent: ({ alias }, naming) => {
    if (alias !== undefined) declare(alias, "binding", naming);
  },
  field: (node, naming) => fieldName(node, naming),
  enumType: ({ members }, naming, parents) => memberNames(members, parents, naming),
  unionType: ({ cases }, naming) => caseNames(cases, naming),
  namedType: ({ name }, naming) => typeName(name, naming),
  touchesClause: ({ entity }, naming) => typeName(entity, naming),
  reference: (node, naming, parents) =>
    naming.add(node.span, ofReference(node, parents, naming.look), "use", isShorthand(node, parents)),
  member: (node, { look, add }) => add(node.member.span, ofMember(node, look), "use"),
  is: ({ operand, what }, { look, add }) =>
    add(what.span, memberOf(look.expressions.get(operand)?.typed.type, what.text, look), "use"),
  entry: (node, naming, parents) => entryName(node, parents.at(-1), naming),
  argument: (node, naming, parents) => argumentName(node, parents.at(-1), naming),
  afterOption: ({ steps }, naming) => {
    for (const name of steps) stepName(name, naming);
  },
  per: ({ divisor }, naming) => {
    if (divisor.kind === "name") unitName(divisor, naming);
  },
  scaledUnit: ({ unit }, naming) => unitName(unit, naming),
  givenValue: ({ name }, { look, add }) => add(name.span, givenParameter(name, look), "use"),
  crashFault: ({ step }, naming) => stepPlayed(step, naming),
  workerFault: ({ step }, naming) => stepPlayed(step, naming),
  operatorResolution: ({ step }, naming) => stepPlayed(step, naming),
  expectInDoubt: ({ step }, naming) => stepPlayed(step, naming),
};

function nameIn(node: Node, parents: readonly Node[], naming: Naming): void {
  const find = finders[node.kind] as
    | ((node: Node, naming: Naming, parents: readonly Node[]) => void)
    | undefined;
  find?.(node, naming, parents);
}

function typeName(name: Name, { look, add }: Naming): void {
  add(name.span, ofDefinition(lookup(look.module.names, name.text)), "use");
}

function declare(name: Name, kind: LocalKind, { look, add }: Naming): void {
  const declared = { file: look.part.id, span: name.span };
  const { type, follows } = kind === "parameter" ? parameterNamed(name, look) : noParameter;
  const known = { type: type ?? typeOfLocal(name, look), ...(follows === true ? { follows } : {}) };
  add(name.span, { what: "local", kind, name: name.text, declared, ...known }, "declaration");
}

const noParameter: Partial<ParameterSignature> = {};

function parameterNamed(name: Name, { definition, module }: Look): Partial<ParameterSignature> {
  if (definition?.kind !== "capability" && definition?.kind !== "plan" && definition?.kind !== "goal")
    return noParameter;
  const { params } = module.program.signatureOf(definition);
  return params.find((one) => one.name === name.text) ?? noParameter;
}

/** The type of a name: any expression that sees it shows it. */
function typeOfLocal(name: Name, look: Look): Type | undefined {
  for (const { env } of look.expressions.values()) {
    const binding = env.lookup(name.text);
    if (binding?.declared?.file === look.part.id && binding.declared.span.start === name.span.start) {
      return binding.type;
    }
  }
  return undefined;
}

function fieldName({ name, type: written }: Field, { look, add }: Naming): void {
  const { definition, module, part } = look;
  const declared = { file: part.id, span: name.span };
  // A record that stands inside of another, or as a result, has no name by which its fields could be known.
  const named = fieldDeclared(definition?.qualified, name.text, module.program);
  // A field that several cases of a union have is one field.
  const isShared = definition?.kind === "type" && definition.declaration.type.kind === "unionType";
  const isOwn = isShared || named?.span.start === name.span.start;
  const owner = isOwn ? definition?.qualified : undefined;
  const { type } = resolveType(written, typeContext(module, `${definition?.qualified ?? ""}.${name.text}`));
  add(
    name.span,
    { what: "field", name: name.text, owner, type, declared: (isShared && named) || declared },
    "declaration",
  );
}

function memberNames(members: readonly Name[], parents: readonly Node[], { look, add }: Naming): void {
  const field = parents.findLast((node) => node.kind === "field" || node.kind === "parameter");
  const holder = look.definition?.qualified ?? "";
  const name = field === undefined ? holder : `${holder}.${(field as { name: Name }).name.text}`;
  const type: EnumType = { kind: "enum", name, members: members.map(({ text }) => text) };
  for (const member of members) {
    const declared = { file: look.part.id, span: member.span };
    add(member.span, { what: "member", name: member.text, type, declared }, "declaration");
  }
}

function caseNames(cases: readonly UnionCase[], { look, add }: Naming): void {
  const name = `${look.definition?.qualified ?? ""}.${tagName}`;
  const members = cases.map((one) => one.name.text);
  const type: EnumType = { kind: "enum", name, members, inline: true };
  for (const { name: one } of cases) {
    const declared = { file: look.part.id, span: one.span };
    add(one.span, { what: "member", name: one.text, type, declared }, "declaration");
  }
}

function entryName(
  node: Extract<Node, { kind: "entry" }>,
  parent: Node | undefined,
  { look, add }: Naming,
): void {
  if (node.shorthand || parent?.kind !== "record") return;
  const seen = look.expressions.get(parent);
  const wanted = seen?.wanted?.type ?? seen?.typed.type;
  add(node.name.span, fieldOf(wanted, node.name.text, look), "use");
}

function argumentName(
  node: Extract<Node, { kind: "argument" }>,
  parent: Node | undefined,
  { look, add }: Naming,
): void {
  if (node.form !== "named" || node.name === undefined) return;
  // A field of a union's case: `approve(until: noon)`.
  if (parent?.kind === "call")
    add(node.name.span, fieldOf(look.expressions.get(parent)?.typed.type, node.name.text, look), "use");
  if (parent?.kind !== "invocation") return;
  add(node.name.span, parameterOf(parent.path, node.name.text, look), "use");
}

function isShorthand(node: Node, parents: readonly Node[]): boolean {
  const parent = parents.at(-1);
  if (parent?.kind === "entry") return parent.shorthand && parent.value === node;
  return parent?.kind === "argument" && parent.form === "shorthand";
}

function stepName(name: Name, { look, add }: Naming): void {
  const span = look.steps.get(name.span.start);
  if (span === undefined) return;
  const declared = { file: look.part.id, span };
  const type = typeOfLocal({ ...name, span }, look);
  add(name.span, { what: "local", kind: "step", name: name.text, type, declared }, "use");
}

function stepPlayed(name: Name, { look, add }: Naming): void {
  add(name.span, playedStep(name, look), "use");
}

function unitName(name: Name, { look, add }: Naming): void {
  const { names, program } = look.module;
  const own = names.units.get(name.text) ?? names.imported.get(name.text)?.definition;
  add(name.span, ofDefinition(own ?? program.resolved.names.get("std.units")?.units.get(name.text)), "use");
}

/** The names above the declarations: the module's own, those of the modules imported, and what is imported of them. */
export function occurrencesInHead(part: OpenPart, project: OpenProject): readonly Occurrence[] {
  const { names } = project.context.resolved;
  const occurrences: Occurrence[] = [];
  if (part.header !== undefined) {
    const name = pathText(part.header.path);
    occurrences.push({ span: part.header.path.span, symbol: { what: "module", name }, role: "declaration" });
  }
  for (const node of part.imports) {
    const name = pathText(node.path);
    occurrences.push({ span: node.path.span, symbol: { what: "module", name }, role: "use" });
    const from = names.get(name);
    for (const imported of node.names) {
      const definition = from?.own.get(imported.name.text) ?? from?.units.get(imported.name.text);
      const symbol = ofDefinition(definition);
      if (symbol === undefined) continue;
      occurrences.push({ span: imported.name.span, symbol, role: "use" });
      if (imported.alias !== undefined) occurrences.push({ span: imported.alias.span, symbol, role: "use" });
    }
  }
  return occurrences;
}

/** A declaration by its name, as the outline lists it. */
export function titleOf(declaration: Declaration): string {
  if (declaration.kind === "scenarioDeclaration") {
    const [part] = declaration.title.parts;
    return part?.kind === "text" ? part.text : "scenario";
  }
  return declaration.name?.text ?? "?";
}
