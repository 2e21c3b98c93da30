import type { Type } from "@orchlang/checker/types";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import type { Located } from "../../tree.ts";
import { declaredEvents } from "../../triggers/declared.ts";
import { droppedByDedupe, takenForSame } from "../../triggers/taken-for-same.ts";
import { shortName } from "../../words.ts";

export const waitsForAny = defineDiagnostic<{ event: string; field: string; own: string }>({
  code: "ORCH4512",
  severity: "warning",
  title: "A wait that takes what is about another",
  message: ({ event, field, own }) =>
    `This takes \`${event}\` of any \`${field}\`, and the plan is about \`${own}\`.`,
  notes: ["An event goes to every run that waits for it."],
  help: "Select one: `where event.id == id`, with the names of this field and parameter.",
});

/**
 * Waits and loops for an event with a field that identifies its subject, as a parameter of the plan with that name
 * does, without any condition on the field: neither in `where`, nor afterwards. Comparing a number or a state is no such condition.
 */
export function waitsForAnyDiagnostics(
  { program }: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  const events = declaredEvents(program);
  const told = new Set<string>();
  return tree.all.flatMap((located) => {
    const awaited = awaitedBy(located);
    const declared = events.find(({ name }) => name === awaited?.event);
    if (awaited === undefined || declared === undefined) return [];
    const place = { file: checked.origin.file, span: located.statement.nameSpan };
    const dropped = droppedByDedupe(declared, program.schemas);
    if (dropped !== undefined && reads(awaited.where, () => true, dropped.field)) {
      if (told.has(declared.name)) return [];
      told.add(declared.name);
      const params = { word: "dedupe", event: shortName(declared.name), trigger: located.id, ...dropped };
      const help = `Tell them apart by \`${dropped.field}\`: \`dedupe … by ${dropped.field}\`.`;
      return [takenForSame.at(place, params, { help })];
    }
    const text = declared.fields.flatMap(({ name, schema }) =>
      typeof schema === "object" && schema.type === "string" && schema.enum === undefined ? [name] : [],
    );
    // A condition that compares something of the run with a text of the event says which one is meant.
    if (asksOfRun(awaited.where) && text.some((field) => reads(awaited.where, () => true, field))) return [];
    const same = text.flatMap((field) => {
      const own = parameterOf(checked.types.params, field);
      return own === undefined || isReadLater(tree.all, located, field) ? [] : [{ field, own }];
    });
    const [first] = same;
    if (first === undefined) return [];
    return [waitsForAny.at(place, { event: shortName(declared.name), ...first })];
  });
}

interface Awaited {
  readonly event: string;
  readonly where: Expression | undefined;
}

function awaitedBy({ statement: { node } }: Located): Awaited | undefined {
  if (node.kind === "wait" && node.for.kind === "occurrence")
    return { event: node.for.event, where: node.for.where };
  if (node.kind === "loop" && node.over.kind === "occurrences")
    return { event: node.over.event, where: node.over.where };
  return undefined;
}

/** Whether a condition reads anything of the run itself. */
function asksOfRun(where: Expression | undefined): boolean {
  return where !== undefined && freeReads(where).some(({ from }) => from === "input" || from === "node");
}

/** A parameter that is called like a field, or a record with such a field. */
function parameterOf(params: Readonly<Record<string, Type>>, field: string): string | undefined {
  if (params[field]?.kind === "string") return field;
  for (const [name, type] of Object.entries(params)) {
    if (type.kind !== "record") continue;
    const named = type.fields.find(
      (one) => one.type.kind === "string" && (one.name === field || (name === field && one.name === "id")),
    );
    if (named !== undefined) return `${name}.${named.name}`;
  }
  return undefined;
}

/** Whether a later statement asks which it was. */
function isReadLater(all: readonly Located[], { id, statement }: Located, field: string): boolean {
  const variable = statement.node.kind === "loop" ? statement.node.variable : undefined;
  return all.some((other) => reads(other.statement.node, (name) => name === id || name === variable, field));
}

function reads(part: unknown, isIt: (name: string) => boolean, field: string): boolean {
  if (typeof part !== "object" || part === null) return false;
  const { op, name, of } = part as Readonly<Record<string, unknown>>;
  if (op === "field" && name === field && typeof of === "object" && of !== null && "name" in of)
    return typeof of.name === "string" && isIt(of.name);
  return Object.values(part).some((inner) => reads(inner, isIt, field));
}
