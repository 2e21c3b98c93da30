import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { Expression } from "@orchlang/plan/expressions";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { type LinkedStatement, targetName } from "../../tree.ts";
import { saysHow, shortName } from "../../words.ts";

/* One member of an enum in every run, where the plan has a parameter that says which one it is about. */

export const oneMember = defineDiagnostic<{
  given: string;
  own: string;
  of: "plan" | "trigger";
}>({
  code: "ORCH4514",
  severity: "warning",
  title: "One member in the place of a parameter",
  message: ({ given, own, of }) =>
    `${given} in every run, whatever the \`${own}\` is that the ${of} is about.`,
  help: ({ own, of }) =>
    of === "plan"
      ? `Pass \`${own}\`. If only this member is meant, say so: \`when ${own} == …\`.`
      : `Pass \`${own}\`, the member of the family.`,
});

/**
 * A constant member as the argument of a call, or as the index of a signal or flag. Another call of the plan passes the
 * parameter of that name on; nothing around this one asks which member it is.
 */
export function oneMemberDiagnostics(
  _analysis: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  const { file } = checked.origin;
  return Object.entries(checked.types.params).flatMap(([own, type]) => {
    if (type.kind !== "enum" || saysHow(own) || !tree.all.some((one) => handsOn(one, own))) return [];
    const members = new Set(type.members);
    return tree.all.flatMap((linked) => {
      if (isAskedAround(linked, own)) return [];
      const place = { file, span: linked.statement.nameSpan };
      // A handler of a step that passes the parameter falls back on the member.
      const isPassed = linked.attempts.some(
        ({ slot, attempt }) => slot === "do" && isOwn(attempt.args[own], own),
      );
      const called = linked.attempts.flatMap(({ attempt }) => {
        if (isPassed) return [];
        const member = memberOf(attempt.args[own], members);
        if (member === undefined) return [];
        return [
          { given: `\`${shortName(targetName(attempt.target))}\` gets \`${member}\` as its \`${own}\`` },
        ];
      });
      const read = [...membersRead(linked.statement.node, members)].map((member) => ({
        given: `This asks about \`${member}\``,
      }));
      return [...called, ...read].map((one) => oneMember.at(place, { ...one, own, of: "plan" }));
    });
  });
}

function handsOn({ attempts }: LinkedStatement, own: string): boolean {
  return attempts.some(({ attempt }) => isOwn(attempt.args[own], own));
}

function isOwn(value: unknown, own: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { op, from, name } = value as Readonly<Record<string, unknown>>;
  return op === "read" && from === "input" && name === own;
}

function memberOf(value: Expression | undefined, members: ReadonlySet<string>): string | undefined {
  return value?.op === "constant" && typeof value.value === "string" && members.has(value.value)
    ? value.value
    : undefined;
}

/** True if a choice around the statement depends on the parameter. */
function isAskedAround({ block }: LinkedStatement, own: string): boolean {
  const { owner } = block;
  if (owner === undefined) return false;
  return readsInput(owner.statement.node, own) || isAskedAround(owner, own);
}

function readsInput(part: unknown, own: string): boolean {
  if (typeof part !== "object" || part === null) return false;
  return isOwn(part, own) || Object.values(part).some((inner) => readsInput(inner, own));
}

/** Members by which a signal or flag is read; not those of a `match` that goes through all of them. */
function membersRead(part: unknown, members: ReadonlySet<string>): ReadonlySet<string> {
  const collected = new Set<string>();
  collect(part, members, collected);
  return collected.size === 1 ? collected : new Set();
}

function collect(part: unknown, members: ReadonlySet<string>, results: Set<string>): void {
  if (typeof part !== "object" || part === null) return;
  const { op, from, name } = part as Readonly<Record<string, unknown>>;
  if (op === "match") return;
  const index = op === "read" && from === "context" ? /\((.*)\)$/u.exec(String(name))?.[1] : undefined;
  if (index !== undefined && members.has(index)) results.add(index);
  for (const inner of Object.values(part)) collect(inner, members, results);
}
