import { type Definition, lookup } from "@orchlang/checker/resolve";
import type { Look, OpenPart, OpenProject, PlaceInFile } from "@orchlang/compiler";
import { lookAt } from "./look.ts";
import { occurrencesIn, occurrencesInHead } from "./occurrences.ts";
import { type Declared, keyOf, nameOfSymbol, type Occurrence, type Referent } from "./referent.ts";

/** A symbol where it is written. */
export interface Found {
  readonly symbol: Referent;
  readonly occurrence: Occurrence;
  readonly part: OpenPart;
  readonly place: PlaceInFile;
  /** None above the declarations. */
  readonly look: Look | undefined;
}

/** The symbol at a position in a file; a position just after a name belongs to the name. */
export function symbolAt(project: OpenProject, path: string, offset: number): Found | undefined {
  const part = project.partAt(path, offset);
  if (part === undefined) return undefined;
  const at = offset - part.base;
  const look = lookAround(project, part, at);
  const occurrences = look === undefined ? occurrencesInHead(part, project) : occurrencesIn(look);
  const occurrence = occurrences.find(({ span }) => span.start <= at && at <= span.end);
  if (occurrence === undefined) return undefined;
  const { start, end } = occurrence.span;
  const place = { path, span: { start: start + part.base, end: end + part.base } };
  return { symbol: occurrence.symbol, occurrence, part, place, look };
}

/** The declaration around a place of a part, looked at. */
export function lookAround(project: OpenProject, part: OpenPart, at: number): Look | undefined {
  const around = part.declarations.find(({ span }) => span.start <= at && at <= span.end);
  return around && lookAt(project, part, around);
}

/** Where a symbol is written. */
export interface Mentioned {
  readonly place: PlaceInFile;
  readonly occurrence: Occurrence;
  readonly part: OpenPart;
}

/** Everywhere in the author's own files, in their order, that a symbol is written. */
export function mentionsOf(project: OpenProject, symbol: Referent): readonly Mentioned[] {
  return project.paths.flatMap((path) => mentionsIn(project, path, symbol));
}

/** The same of one file. */
export function mentionsIn(project: OpenProject, path: string, symbol: Referent): readonly Mentioned[] {
  const key = keyOf(symbol);
  const names = namesIn(project, path, nameOfSymbol(symbol));
  const mentions: Mentioned[] = [];
  for (const part of project.parts(path)) {
    // An import may call it otherwise.
    if (!names.some((name) => part.text.includes(name))) continue;
    const occurrences = [
      ...occurrencesInHead(part, project),
      ...part.declarations.flatMap((declaration) => occurrencesIn(lookAt(project, part, declaration))),
    ];
    for (const occurrence of occurrences) {
      if (keyOf(occurrence.symbol) !== key) continue;
      const { start, end } = occurrence.span;
      const place = { path, span: { start: start + part.base, end: end + part.base } };
      mentions.push({ place, occurrence, part });
    }
  }
  return mentions;
}

/** A name and what the imports of a file call it. */
function namesIn(project: OpenProject, path: string, name: string): readonly string[] {
  const aliases = project
    .parts(path)
    .flatMap(({ imports }) => imports)
    .flatMap(({ names }) => names)
    .flatMap((imported) => (imported.name.text === name && imported.alias ? [imported.alias.text] : []));
  return [name, ...aliases];
}

/** Where a symbol is declared; none of what is built in. */
export function declarationOf(project: OpenProject, symbol: Referent): PlaceInFile | undefined {
  if (symbol.what === "module") {
    const module = project.context.resolved.project.modules.get(symbol.name);
    return module && { path: module.file.name, span: module.tree.module?.path.span ?? { start: 0, end: 0 } };
  }
  if (symbol.what === "function") return undefined;
  return symbol.declared && project.place(symbol.declared.file, symbol.declared.span);
}

/**
 * The names that must be equal, and so are renamed together: a goal's parameter, and those of that name in the plans
 * that achieve the goal. Any other name is alone.
 */
export function calledAlike(project: OpenProject, symbol: Referent): readonly Referent[] {
  if (symbol.what !== "local" || symbol.kind !== "parameter") return [symbol];
  const goal = goalAt(project, symbol.declared);
  if (goal === undefined) return [symbol];
  const { context } = project;
  const { name } = symbol;
  const alike = [goal, ...context.plansOf(goal)].flatMap((one) =>
    context.signatureOf(one).params.filter((param) => param.name === name),
  );
  const isGoals = context.signatureOf(goal).params.some((param) => param.name === name);
  if (!isGoals) return [symbol];
  return alike.map(
    ({ type, file, span }): Referent => ({
      what: "local",
      kind: "parameter",
      name,
      type,
      declared: { file, span },
    }),
  );
}

/** The goal that a place stands in, or that the plan around it achieves. */
function goalAt(project: OpenProject, { file, span }: Declared): Definition<"goal"> | undefined {
  const place = project.place(file, span);
  const part = project.partAt(place.path, place.span.start);
  const names = part && project.context.resolved.names.get(part.module);
  const around = part?.declarations.find((one) => one.span.start <= span.start && span.end <= one.span.end);
  if (names === undefined || around === undefined) return undefined;
  const name =
    around.kind === "goalDeclaration"
      ? around.name
      : around.kind === "planDeclaration"
        ? around.headings.find((heading) => heading.kind === "achievesHeading")?.goal
        : undefined;
  const definition = name && lookup(names, name.text);
  return definition?.kind === "goal" ? (definition as Definition<"goal">) : undefined;
}
