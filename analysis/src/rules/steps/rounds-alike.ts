import type { CheckedProgram } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { Json } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { LoopNode } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { expressionText } from "../../expression/text.ts";
import { type LinkedStatement, targetName } from "../../tree.ts";
import { shortName } from "../../words.ts";

/* Loops whose rounds all do the same: they do not ask what they are for, or hand on what they were given. */

export const roundsAlike = defineDiagnostic<{
  variable: string;
  /** A single call or condition, in words. */
  given?: string;
}>({
  code: "ORCH4510",
  severity: "warning",
  title: "Rounds that all do the same",
  message: ({ variable, given }) =>
    given === undefined
      ? `No round reads its \`${variable}\`, so each does the same.`
      : `${given} in every round: the loop's own \`${variable}\` is not used.`,
  help: "Pass the item to a call of the round. To repeat the same, loop over numbers: `for n in 1..3`.",
});

export const handedOn = defineDiagnostic<{ variable: string; fields: string }>({
  code: "ORCH4511",
  severity: "warning",
  title: "A loop that goes by what never changes",
  message: ({ variable, fields }) =>
    `\`until\` reads ${fields} of \`${variable}\`, and every round yields it unchanged.`,
  help: "Yield the round's result.",
});

export function roundsAlikeDiagnostics(
  { program }: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  const { file } = checked.origin;
  return tree.all.flatMap((linked) => {
    const { node, nameSpan } = linked.statement;
    if (node.kind !== "loop") return [];
    const place = { file, span: nameSpan };
    if (node.over.kind === "fold") {
      const fields = unchanged(node, linked);
      return fields === undefined ? [] : [handedOn.at(place, { variable: node.variable, fields })];
    }
    if (node.over.kind !== "list" || isRepetition(node.over.list)) return [];
    const inside = inRounds(linked);
    const acts = inside.some(({ attempts }) =>
      attempts.some(({ attempt }) => {
        const effect = program.capabilities.get(targetName(attempt.target))?.capability.effect.kind;
        return effect !== undefined && effect !== "pure";
      }),
    );
    const asks = inside.some(({ statement }) => isRead(statement.node, node.variable));
    if (acts && !asks) return [roundsAlike.at(place, { variable: node.variable })];
    return pastItem(node, node.over.list, inside, program).map(({ at, given }) =>
      roundsAlike.at({ file, span: at.statement.nameSpan }, { variable: node.variable, given }),
    );
  });
}

/**
 * Statements that read the loop's list, or name another thing as its variable, and depend on nothing of the round: they
 * do the same in each. A handler may well fall back on the same for all.
 */
function pastItem(
  { variable }: Pick<LoopNode, "variable">,
  list: Expression,
  inside: readonly LinkedStatement[],
  program: CheckedProgram,
): readonly { readonly at: LinkedStatement; readonly given: string }[] {
  const own = new Set([variable, ...inside.map(({ id }) => id)]);
  const isOfRound = (part: unknown) => [...own].some((name) => isRead(part, name));
  const whole = expressionText(list);
  return inside.flatMap((at) => {
    const { node } = at.statement;
    const other = elementForItem(at, variable, whole, inside);
    if (other !== undefined) return [{ at, given: other }];
    if (node.kind === "let" || isOfRound(node)) return [];
    const element = elementRead(node, whole);
    if (node.kind !== "call")
      return element === undefined ? [] : [{ at, given: `This reads \`${element}\`` }];
    const { args, target } = node.attempt;
    const called = shortName(targetName(target));
    const effect = program.capabilities.get(targetName(target))?.capability.effect.kind;
    const isChosen = effect === undefined || effect === "pure" || isAsked(at, variable);
    const given = Object.entries(args).flatMap(([parameter, value]) => {
      const fixed = elementRead(value, whole);
      if (fixed !== undefined) return [fixed];
      const isMeant = parameter === variable || readsWhole(value, whole);
      return isMeant && !isChosen && freeReads(value).length > 0 ? [expressionText(value)] : [];
    });
    return given[0] === undefined ? [] : [{ at, given: `\`${called}\` gets \`${given[0]}\`` }];
  });
}

/** An argument of one element, `boxes.first.id`, where another call of the round gets `box.id` under that name. */
function elementForItem(
  { statement: { node } }: LinkedStatement,
  variable: string,
  list: string,
  inside: readonly LinkedStatement[],
): string | undefined {
  if (node.kind !== "call" || Object.values(node.attempt.args).some((value) => isRead(value, variable)))
    return undefined;
  for (const [parameter, value] of Object.entries(node.attempt.args)) {
    const element = elementRead(value, list);
    if (element === undefined) continue;
    const own = expressionText(value).replace(element, variable);
    const isPassed = inside.some(({ attempts }) =>
      attempts.some(({ attempt }) => {
        const passed = attempt.args[parameter];
        return passed !== undefined && expressionText(passed) === own;
      }),
    );
    if (isPassed)
      return `\`${shortName(targetName(node.attempt.target))}\` gets \`${expressionText(value)}\``;
  }
  return undefined;
}

/** True if a choice in the round around the statement depends on the item. */
function isAsked({ block }: LinkedStatement, variable: string): boolean {
  const { owner } = block;
  if (owner === undefined) return false;
  const { node } = owner.statement;
  if (node.kind === "loop" && node.variable === variable) return false;
  return isRead(node, variable) || isAsked(owner, variable);
}

/** One element of the list, the same in every round: `boxes.first`, `boxes.at(0)`. */
function elementRead(part: unknown, list: string): string | undefined {
  if (typeof part !== "object" || part === null) return undefined;
  if ("op" in part && part.op === "call") {
    const { fn, args } = part as Extract<Expression, { readonly op: "call" }>;
    const [of, ...rest] = args;
    const isElement = /^list\.(first|last|at)$/.test(fn) && rest.every(({ op }) => op === "constant");
    if (isElement && of !== undefined && expressionText(of) === list)
      return expressionText(part as Expression);
  }
  return Object.values(part)
    .map((inner) => elementRead(inner, list))
    .find((text) => text !== undefined);
}

function readsWhole(value: Expression, list: string): boolean {
  return (value.op === "read" || value.op === "field") && expressionText(value) === list;
}

/** Statements of the rounds, those of blocks within them included. */
function inRounds(linked: LinkedStatement): readonly LinkedStatement[] {
  return linked.blocks
    .filter(({ role }) => role?.kind === "round")
    .flatMap(({ statements }) => statements.flatMap(withInner));
}

function withInner(linked: LinkedStatement): readonly LinkedStatement[] {
  return [linked, ...linked.blocks.flatMap(({ statements }) => statements.flatMap(withInner))];
}

/** True if a value of it is asked for, a name of a lambda included: better one too many than one too few. */
function isRead(part: unknown, name: string): boolean {
  if (typeof part !== "object" || part === null) return false;
  const { op, from, name: read } = part as Readonly<Record<string, unknown>>;
  if (op === "read" && (from === "local" || from === "node") && read === name) return true;
  return Object.values(part).some((inner) => isRead(inner, name));
}

/** Numbers only count. */
function isRepetition(list: Expression): boolean {
  if (list.op === "constant") return Array.isArray(list.value) && list.value.every(isNumber);
  if (list.op === "list") return list.items.every((item) => item.op === "constant" && isNumber(item.value));
  return list.op !== "read" && list.op !== "field";
}

function isNumber(value: Json): boolean {
  return typeof value === "number";
}

/** In words: what `until` asks for, where every `yield` has it as it was. */
function unchanged(
  { over, variable }: Pick<LoopNode, "over" | "variable">,
  linked: LinkedStatement,
): string | undefined {
  if (over.kind !== "fold" || over.until === undefined) return undefined;
  if (freeReads(over.until).some(({ from, name }) => from !== "local" || name !== variable)) return undefined;
  const fields = fieldsRead(over.until, variable);
  const yields = inRounds(linked).flatMap(({ statement: { node }, block }) =>
    node.kind === "yield" && ownerLoop(block) === linked ? [node.value] : [],
  );
  if (yields.length === 0) return undefined;
  const same = (value: Expression): boolean =>
    (value.op === "read" && value.from === "local" && value.name === variable) ||
    fields?.every((field) => isOwn(partOf(value, field), field, variable)) === true;
  if (!yields.every(same)) return undefined;
  return fields === undefined ? "the value" : fields.map((field) => `\`${field}\``).join(" and ");
}

function partOf(value: Expression, field: string): Expression | undefined {
  if (value.op !== "record") return undefined;
  const entry = value.entries.find((one) => "name" in one && one.name === field);
  return entry !== undefined && "value" in entry ? entry.value : undefined;
}

function ownerLoop(block: LinkedStatement["block"]): LinkedStatement | undefined {
  if (block.role?.kind === "round") return block.owner;
  return block.owner === undefined ? undefined : ownerLoop(block.owner.block);
}

function isOwn(value: Expression | undefined, field: string, variable: string): boolean {
  return (
    value?.op === "field" && value.name === field && value.of.op === "read" && value.of.name === variable
  );
}

/** None where it is read as a whole. */
function fieldsRead(part: unknown, variable: string): readonly string[] | undefined {
  const collected = new Set<string>();
  const isWhole = collect(part, variable, collected);
  return isWhole || collected.size === 0 ? undefined : [...collected];
}

function collect(part: unknown, variable: string, results: Set<string>): boolean {
  if (typeof part !== "object" || part === null) return false;
  const { op, name, of } = part as Readonly<Record<string, unknown>>;
  if (op === "field" && typeof name === "string" && isVariable(of, variable)) {
    results.add(name);
    return false;
  }
  if (isVariable(part, variable)) return true;
  return Object.values(part)
    .map((inner) => collect(inner, variable, results))
    .some((whole) => whole);
}

function isVariable(part: unknown, variable: string): boolean {
  return (
    typeof part === "object" &&
    part !== null &&
    "op" in part &&
    part.op === "read" &&
    "name" in part &&
    part.name === variable
  );
}
