import type { CheckedProgram } from "@orchlang/checker";
import type { Type } from "@orchlang/checker/types";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { endlessBecause, worstDuration } from "../../bounds/duration.ts";
import { bounded, isBounded } from "../../bounds/limit.ts";
import { endless } from "../../bounds/timeline.ts";
import type { LinkedStatement } from "../../tree.ts";
import { declaredEvents } from "../../triggers/declared.ts";
import { droppedByDedupe, takenForSame } from "../../triggers/taken-for-same.ts";
import { saysHow, sentenceStart, shortName } from "../../words.ts";

export const waitsForEver = defineDiagnostic<{ event: string }>({
  code: "ORCH4504",
  severity: "warning",
  title: "A wait that may never end",
  message: ({ event }) => `Where \`${event}\` never comes, this waits for ever.`,
  notes: ["A waiting run is not reported: it looks as if it were still at work."],
  help: "Add a limit: `within 2h`, after which the step has no value. A `timeout` of the plan ends the wait too. Write `forever` if it may take any time.",
});

/** Waits for an event that neither a limit of their own nor one around them ends, and that are not meant to be endless. */
export function endlessWaitDiagnostics(
  { program }: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  if (checked.head.timeout !== undefined) return [];
  const goal = checked.head.achieves === undefined ? undefined : program.goals.get(checked.head.achieves);
  if (goal?.goal.budget.some(({ of }) => of === "latency")) return [];
  return tree.all.flatMap((linked) => {
    const { node, nameSpan, endless } = linked.statement;
    if (endless === undefined || node.kind !== "wait" || node.for.kind !== "occurrence") return [];
    if (isContender(linked)) return [];
    const { file } = checked.origin;
    const end = { start: endless.end, end: endless.end };
    const edits = [{ file, span: end, newText: " forever" }];
    const fixes = [{ title: "Write `forever`", safe: true, edits }];
    return [waitsForEver.at({ file, span: nameSpan }, { event: shortName(node.for.event) }, { fixes })];
  });
}

/** In a race another branch may end the wait. */
function isContender({ block: { role, owner } }: LinkedStatement): boolean {
  return role?.kind === "contender" || (owner !== undefined && isContender(owner));
}

export const noTimeLimit = defineDiagnostic<{ because: string }>({
  code: "ORCH4501",
  severity: "warning",
  title: "Nothing says how long it may take",
  message: ({ because }) => `${sentenceStart(because)}.`,
  notes: ["Everything ends: without a limit the plan has no worst case."],
  help: "Give the step a `timeout`, or the capability a `latency`.",
});

/** Work or people without a time limit; where a budget or a rule asks for one, that one says it. */
export function unboundedDiagnostics({ program }: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  if (routine.checked.head.timeout !== undefined || isPlainlyBounded(program, routine)) return [];
  // No part of the time is longer than the whole.
  if (routine.bounds.timeline.length < endless) return [];
  const { work, people } = routine.bounds.bounds.latency.parts;
  if (isBounded(work) && isBounded(people)) return [];
  if (isAsked(program, routine)) return [];
  for (const linked of routine.tree.all) {
    const part = isBounded(people) ? "work" : "people";
    if (isBounded(worstDuration(routine.context, linked, part, () => bounded(0)))) continue;
    const because = endlessBecause(routine.context, linked);
    if (because === undefined) continue;
    const place = { file: routine.checked.origin.file, span: linked.statement.nameSpan };
    return [noTimeLimit.at(place, { because })];
  }
  return [];
}

/** True if all that it does says in numbers how long it takes: so most plans do, and need not be computed for this. */
function isPlainlyBounded({ capabilities }: CheckedProgram, { tree, context }: AnalysedRoutine): boolean {
  const lasts = (name: string): boolean => isNumber(capabilities.get(name)?.capability.latency);
  const saysTime = ({ target, options }: Attempt): boolean => {
    if (!("capability" in target) || !lasts(target.capability)) return false;
    const confirm = capabilities.get(target.capability)?.capability.confirm;
    if (confirm !== undefined && !lasts(confirm.capability)) return false;
    return options.timeout === undefined || isNumber(options.timeout);
  };
  return (
    context.approving.length === 0 &&
    tree.all.every(
      ({ statement: { node }, attempts }) =>
        (node.kind !== "loop" || typeof node.upTo === "number") &&
        attempts.every(({ attempt }) => saysTime(attempt)),
    )
  );
}

function isNumber(expression: Expression | undefined): boolean {
  return expression?.op === "constant" && typeof expression.value === "number";
}

function isAsked(program: CheckedProgram, { checked }: AnalysedRoutine): boolean {
  const goal = checked.head.achieves === undefined ? undefined : program.goals.get(checked.head.achieves);
  if (goal?.goal.budget.some(({ of }) => of === "latency")) return true;
  return program.guardrails.some(
    ({ rule, origin }) =>
      (origin.module === checked.origin.module || checked.under.includes(rule.name)) &&
      rule.rules.some((each) => each.kind === "bound" && each.of === "latency"),
  );
}

export const waitsForAny = defineDiagnostic<{ event: string; field: string; own: string; always?: boolean }>({
  code: "ORCH4512",
  severity: "warning",
  title: "A wait that takes what is about another",
  message: ({ event, field, own, always }) =>
    always === true
      ? `This takes \`${event}\` of one \`${field}\` in every run, and the plan is about another each time.`
      : `This takes \`${event}\` of any \`${field}\`, and the plan is about \`${own}\`.`,
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
  const reported = new Set<string>();
  return tree.all.flatMap((linked) => {
    const awaited = awaitedBy(linked);
    const declared = events.find(({ name }) => name === awaited?.event);
    if (awaited === undefined || declared === undefined) return [];
    const place = { file: checked.origin.file, span: linked.statement.nameSpan };
    const isUnrelated = ({ name }: { readonly name: string }): boolean =>
      !reads(awaited.where, () => true, name) &&
      !isReadLater(tree.all, linked, name) &&
      parameterOf(checked.types.params, name) === undefined;
    const dropped = droppedByDedupe(declared, program.schemas, isUnrelated);
    if (dropped !== undefined && reads(awaited.where, () => true, dropped.field)) {
      if (reported.has(declared.name)) return [];
      reported.add(declared.name);
      const params = { word: "dedupe", event: shortName(declared.name), trigger: linked.id, ...dropped };
      const help = `Tell them apart by \`${dropped.field}\`: \`dedupe … by ${dropped.field}\`.`;
      return [takenForSame.at(place, params, { help })];
    }
    const text = declared.fields.flatMap(({ name, schema }) =>
      typeof schema === "object" && schema.type === "string" && schema.enum === undefined ? [name] : [],
    );
    // A condition that compares something of the run with a text of the event says which one is meant.
    const selected = selecting(awaited.where);
    const always = selected
      .map((one) => askedAlways(one, checked.types.params))
      .find((one) => one !== undefined);
    if (always !== undefined && !selected.some(asksOfRun)) {
      const params = { event: shortName(declared.name), field: always, own: always, always: true };
      return [waitsForAny.at(place, params)];
    }
    if (selected.some(asksOfRun) && text.some((field) => reads(selected, () => true, field))) return [];
    const same = text.flatMap((field) => {
      const own = parameterOf(checked.types.params, field) ?? heldAround(linked, field);
      return own === undefined || isReadLater(tree.all, linked, field) ? [] : [{ field, own }];
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

function awaitedBy({ statement: { node } }: LinkedStatement): Awaited | undefined {
  if (node.kind === "wait" && node.for.kind === "occurrence")
    return { event: node.for.event, where: node.for.where };
  if (node.kind === "loop" && node.over.kind === "occurrences")
    return { event: node.over.event, where: node.over.where };
  return undefined;
}

/** The parts of a condition that select: being unlike one thing does not say which of the others is meant. */
function selecting(where: Expression | undefined): readonly Expression[] {
  if (where === undefined || isUnequal(where)) return [];
  return where.op === "and" || where.op === "or" ? where.items.flatMap(selecting) : [where];
}

function isUnequal(condition: Expression): boolean {
  if (condition.op === "call") return condition.fn.endsWith(".notEqual");
  return condition.op === "not" && condition.of.op === "call" && condition.of.fn.endsWith(".equal");
}

/** The enum field that is compared with one member, whichever the plan's parameter of that name and type is. */
function askedAlways(condition: Expression, params: Readonly<Record<string, Type>>): string | undefined {
  if (condition.op !== "call" || !condition.fn.endsWith(".equal")) return undefined;
  const [field] = condition.args.filter(({ op }) => op !== "constant");
  if (condition.args.length - 1 !== condition.args.filter(({ op }) => op === "constant").length)
    return undefined;
  const name =
    field?.op === "field" && field.of.op === "read" && field.of.name === "event" ? field.name : undefined;
  return name !== undefined && params[name]?.kind === "enum" && !saysHow(name) ? name : undefined;
}

/** True if a condition reads anything of the run itself. */
function asksOfRun(where: Expression): boolean {
  return freeReads(where).some(
    ({ from, name }) => from === "input" || from === "node" || (from === "local" && name !== "event"),
  );
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

/** A held member that is called like a field. */
function heldAround({ block: { owner } }: LinkedStatement, field: string): string | undefined {
  if (owner === undefined) return undefined;
  const { node } = owner.statement;
  return node.kind === "hold" && node.variable === field ? field : heldAround(owner, field);
}

/** True if a later statement asks which it was. */
function isReadLater(
  all: readonly LinkedStatement[],
  { id, statement }: LinkedStatement,
  field: string,
): boolean {
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
