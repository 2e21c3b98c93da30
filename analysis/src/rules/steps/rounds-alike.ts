import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { Json } from "@orchlang/plan";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { LoopNode } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { type Located, targetName } from "../../tree.ts";

/* Loops whose rounds all do the same: they do not ask what they are for, or hand on what they were given. */

export const roundsAlike = defineDiagnostic<{ variable: string }>({
  code: "ORCH4510",
  severity: "warning",
  title: "Rounds that all do the same",
  message: ({ variable }) => `No round reads its \`${variable}\`, so each does the same.`,
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
  return tree.all.flatMap((located) => {
    const { node, nameSpan } = located.statement;
    if (node.kind !== "loop") return [];
    const place = { file, span: nameSpan };
    if (node.over.kind === "fold") {
      const fields = unchanged(node, located);
      return fields === undefined ? [] : [handedOn.at(place, { variable: node.variable, fields })];
    }
    if (node.over.kind !== "list" || isRepetition(node.over.list)) return [];
    const inside = inRounds(located);
    const acts = inside.some(({ attempts }) =>
      attempts.some(({ attempt }) => {
        const effect = program.capabilities.get(targetName(attempt.target))?.capability.effect.kind;
        return effect !== undefined && effect !== "pure";
      }),
    );
    const asks = inside.some(({ statement }) => isRead(statement.node, node.variable));
    return !acts || asks ? [] : [roundsAlike.at(place, { variable: node.variable })];
  });
}

/** Statements of the rounds, those of blocks within them included. */
function inRounds(located: Located): readonly Located[] {
  return located.blocks
    .filter(({ role }) => role?.kind === "round")
    .flatMap(({ statements }) => statements.flatMap(withInner));
}

function withInner(located: Located): readonly Located[] {
  return [located, ...located.blocks.flatMap(({ statements }) => statements.flatMap(withInner))];
}

/** True if a value of it is asked for, a name of a lambda included: better one too many than one too few. */
function isRead(part: unknown, name: string): boolean {
  if (typeof part !== "object" || part === null) return false;
  const { op, from, name: read } = part as Readonly<Record<string, unknown>>;
  if (op === "read" && from === "local" && read === name) return true;
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
  located: Located,
): string | undefined {
  if (over.kind !== "fold" || over.until === undefined) return undefined;
  if (freeReads(over.until).some(({ from, name }) => from !== "local" || name !== variable)) return undefined;
  const fields = fieldsRead(over.until, variable);
  const yields = inRounds(located).flatMap(({ statement: { node }, block }) =>
    node.kind === "yield" && ownerLoop(block) === located ? [node.value] : [],
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

function ownerLoop(block: Located["block"]): Located | undefined {
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
  const found = new Set<string>();
  const isWhole = collect(part, variable, found);
  return isWhole || found.size === 0 ? undefined : [...found];
}

function collect(part: unknown, variable: string, found: Set<string>): boolean {
  if (typeof part !== "object" || part === null) return false;
  const { op, name, of } = part as Readonly<Record<string, unknown>>;
  if (op === "field" && typeof name === "string" && isVariable(of, variable)) {
    found.add(name);
    return false;
  }
  if (isVariable(part, variable)) return true;
  return Object.values(part)
    .map((inner) => collect(inner, variable, found))
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
