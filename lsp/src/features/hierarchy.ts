import {
  declarationOf,
  lookAround,
  lookAt,
  mentionsOf,
  type OpenProject,
  occurrencesIn,
  type Referent,
} from "@orchlang/editing";
import type { Declaration, Span } from "@orchlang/language/ast";
import {
  type CallHierarchyItem,
  type Range,
  SymbolKind,
  type TypeHierarchyItem,
} from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { pathOfUri } from "../paths.ts";
import type { Workspace } from "../workspace.ts";
import { foundAt } from "./definition.ts";

type Callable = Extract<Referent, { what: "definition" }>;

/**
 * Who calls a plan, goal or capability, and what a plan calls; a goal calls the plans that achieve it, a trigger what it
 * starts.
 */
export const hierarchy: Feature = {
  capabilities: { callHierarchyProvider: true },
  listen({ connection, workspace }) {
    connection.languages.callHierarchy.onPrepare((params) => {
      const at = foundAt(params, workspace);
      if (at === undefined || !isCallable(at.found.symbol)) return null;
      const item = itemOf(at.found.symbol, at.project, workspace);
      return item === undefined ? null : [item];
    });
    connection.languages.callHierarchy.onIncomingCalls(({ item }) => {
      const at = again(item, workspace);
      return at === undefined ? null : callersOf(at.symbol, at.project, workspace);
    });
    connection.languages.callHierarchy.onOutgoingCalls(({ item }) => {
      const at = again(item, workspace);
      return at === undefined ? null : calledBy(at.symbol, at.project, workspace);
    });
  },
};

const callableKinds: ReadonlySet<string> = new Set(["capability", "plan", "goal", "trigger"]);

function isCallable(symbol: Referent): symbol is Callable {
  return symbol.what === "definition" && callableKinds.has(symbol.definition.kind);
}

function itemOf(symbol: Callable, project: OpenProject, workspace: Workspace): CallHierarchyItem | undefined {
  const { definition } = symbol;
  const place = declarationOf(project, symbol);
  const document = place && workspace.textAt(place.path);
  if (place === undefined || document === undefined) return undefined;
  const whole = project.place(definition.file, definition.declaration.span);
  return {
    name: definition.name,
    kind: definition.kind === "capability" ? SymbolKind.Function : SymbolKind.Class,
    detail: definition.module,
    uri: document.uri,
    range: document.range(whole.span),
    selectionRange: document.range(place.span),
  };
}

/** The symbol that an item was made of. */
function again(
  item: Pick<CallHierarchyItem, "uri" | "name" | "detail">,
  workspace: Workspace,
): { readonly project: OpenProject; readonly symbol: Callable } | undefined {
  const path = pathOfUri(item.uri);
  const project = workspace.sessionOf(path).projectOf(path);
  const definition = project?.context.resolved.names.get(item.detail ?? "")?.own.get(item.name);
  if (project === undefined || definition === undefined) return undefined;
  const declared = { file: definition.file, span: definition.declaration.name.span };
  return { project, symbol: { what: "definition", definition, declared } as const };
}

function callersOf(symbol: Callable, project: OpenProject, workspace: Workspace) {
  const calls = new Map<string, { from: CallHierarchyItem; fromRanges: Range[] }>();
  for (const goal of goalsOf(symbol.definition, project)) {
    const from = itemOf(callable(goal), project, workspace);
    if (from !== undefined) calls.set(goal.qualified, { from, fromRanges: [from.selectionRange] });
  }
  for (const { place, occurrence, part } of mentionsOf(project, symbol)) {
    if (occurrence.role === "declaration") continue;
    const caller = lookAround(project, part, occurrence.span.start)?.definition;
    const document = workspace.textAt(place.path);
    if (caller === undefined || document === undefined || !callableKinds.has(caller.kind)) continue;
    if (isAchieved(occurrence.span, caller.declaration)) continue;
    const from = itemOf(callable(caller), project, workspace);
    if (from === undefined) continue;
    const known = calls.get(caller.qualified) ?? { from, fromRanges: [] };
    known.fromRanges.push(document.range(place.span));
    calls.set(caller.qualified, known);
  }
  return [...calls.values()];
}

type Definition = Callable["definition"];

function callable(definition: Definition): Callable {
  const { file, declaration } = definition;
  return { what: "definition", definition, declared: { file, span: declaration.name.span } };
}

/** The goals that a plan achieves: what carries it out for them. */
function goalsOf(plan: Definition, { context }: OpenProject): readonly Definition[] {
  return [...context.resolved.names.values()]
    .flatMap(({ own }) => [...own.values()])
    .filter((goal) => {
      if (goal.kind !== "goal") return false;
      return context.plansOf(goal).some(({ qualified }) => qualified === plan.qualified);
    });
}

/** `achieves moor`: the goal calls the plan, and not the other way round. */
function isAchieved({ start }: Span, declaration: Declaration): boolean {
  if (declaration.kind !== "planDeclaration") return false;
  return declaration.headings.some(
    ({ kind, span }) => kind === "achievesHeading" && span.start <= start && start < span.end,
  );
}

function calledBy(symbol: Callable, project: OpenProject, workspace: Workspace) {
  const { definition, declared } = symbol;
  if (definition.kind === "goal") return plansOf(symbol, project, workspace);
  const at = project.place(declared.file, declared.span);
  const part = project.partAt(at.path, at.span.start);
  const document = workspace.textAt(at.path);
  const declaration = part?.declarations.find((one) => "name" in one && one.name?.text === definition.name);
  if (part === undefined || document === undefined || declaration === undefined) return [];
  const calls = new Map<string, { to: CallHierarchyItem; fromRanges: Range[] }>();
  for (const { symbol, role, span } of occurrencesIn(lookAt(project, part, declaration))) {
    if (role === "declaration" || !isCallable(symbol) || isAchieved(span, declaration)) continue;
    const to = itemOf(symbol, project, workspace);
    if (to === undefined) continue;
    const known = calls.get(symbol.definition.qualified) ?? { to, fromRanges: [] };
    known.fromRanges.push(document.range({ start: span.start + part.base, end: span.end + part.base }));
    calls.set(symbol.definition.qualified, known);
  }
  return [...calls.values()];
}

function plansOf(goal: Callable, project: OpenProject, workspace: Workspace) {
  const own = itemOf(goal, project, workspace);
  if (own === undefined || goal.definition.kind !== "goal") return [];
  return project.context.plansOf(goal.definition).flatMap((plan) => {
    const to = itemOf(callable(plan), project, workspace);
    return to === undefined ? [] : [{ to, fromRanges: [own.selectionRange] }];
  });
}

type TypeDefinition = Callable["definition"];

/** A goal stands above the plans that achieve it. */
export const typeHierarchy: Feature = {
  capabilities: { typeHierarchyProvider: true },
  listen({ connection, workspace }) {
    const { typeHierarchy: hierarchy } = connection.languages;
    hierarchy.onPrepare((params) => {
      const at = foundAt(params, workspace);
      const symbol = at?.found.symbol;
      if (at === undefined || symbol?.what !== "definition") return null;
      if (symbol.definition.kind !== "goal" && symbol.definition.kind !== "plan") return null;
      return itemsOf([symbol.definition], at.project, workspace);
    });
    hierarchy.onSubtypes(({ item }) => {
      const at = again(item, workspace);
      const definition = at?.symbol.definition;
      if (at === undefined || definition?.kind !== "goal") return null;
      return itemsOf(at.project.context.plansOf(definition), at.project, workspace);
    });
    hierarchy.onSupertypes(({ item }) => {
      const at = again(item, workspace);
      if (at === undefined) return null;
      return itemsOf(goalsOf(at.symbol.definition, at.project), at.project, workspace);
    });
  },
};

function itemsOf(
  definitions: readonly TypeDefinition[],
  project: OpenProject,
  workspace: Workspace,
): TypeHierarchyItem[] {
  return definitions.flatMap((definition) => {
    const declared = { file: definition.file, span: definition.declaration.name.span };
    return itemOf({ what: "definition", definition, declared }, project, workspace) ?? [];
  });
}
