import type { CheckedProgram } from "@orchlang/checker";
import type { Type } from "@orchlang/checker/types";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import { type Expression, partsOf } from "@orchlang/plan/expressions";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { expressionText } from "../../expression/text.ts";
import type { LinkedStatement } from "../../tree.ts";
import { statementNamed } from "../undo/hold-of-undo.ts";

/* A quantity that is held against the limit of another: `boxes.sum(b => b.net) > van.max_gross`. */

export const otherMeasure = defineDiagnostic<{ field: string; limit: string; meant: string }>({
  code: "ORCH4515",
  severity: "warning",
  title: "A quantity held against the limit of another",
  message: ({ field, limit, meant }) =>
    `\`${field}\` is compared with \`${limit}\`, although there is a \`${meant}\` beside it.`,
  help: ({ meant }) => `Compare \`${meant}\`, or name the limit after what it limits.`,
});

/** Reported where a field's name and a limit's say it; quantities of one dimension alone, since counts of things differ. */
export function otherMeasureDiagnostics(
  { program }: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  return tree.all.flatMap((linked) =>
    comparisonsIn(linked.statement.node).flatMap(([one, other]) => {
      const scope: Scope = { linked, program, params: checked.types.params };
      const result = otherLimit(one, other, scope) ?? otherLimit(other, one, scope);
      if (result === undefined) return [];
      return [otherMeasure.at({ file: checked.origin.file, span: linked.statement.nameSpan }, result)];
    }),
  );
}

interface Scope {
  readonly linked: LinkedStatement;
  readonly program: CheckedProgram;
  readonly params: Readonly<Record<string, Type>>;
  /** The variable of a list function, and its type. */
  readonly item?: { readonly name: string; readonly type: Type | undefined };
}

function comparisonsIn(part: unknown): readonly (readonly [Expression, Expression])[] {
  if (typeof part !== "object" || part === null) return [];
  const inner = Object.values(part).flatMap(comparisonsIn);
  if (!("op" in part) || part.op !== "call") return inner;
  const { fn, args } = part as Extract<Expression, { readonly op: "call" }>;
  const [one, other] = args;
  const isOrder = /\.(less|greater)(OrEqual)?$/u.test(fn);
  return isOrder && one !== undefined && other !== undefined ? [[one, other], ...inner] : inner;
}

/** Words of a limit's name that say that it is one. */
const limits = new Set([
  "max",
  "maximum",
  "min",
  "minimum",
  "limit",
  "most",
  "least",
  "capacity",
  "allowed",
  "budget",
]);

function otherLimit(
  value: Expression,
  limit: Expression,
  scope: Scope,
): Parameters<typeof otherMeasure.at>[1] | undefined {
  const measured = measuredField(value, scope);
  if (measured === undefined || (limit.op !== "read" && limit.op !== "field")) return undefined;
  if (limit.op === "field" && expressionText(limit.of) === measured.of) return undefined;
  const words = limit.name.split("_");
  if (!words.some((word) => limits.has(word))) return undefined;
  const own = measured.name.split("_");
  const meant = measured.siblings.find((sibling) => {
    const apart = sibling.split("_").filter((word) => !own.includes(word));
    const without = own.filter((word) => !sibling.split("_").includes(word));
    return (
      apart.length > 0 &&
      apart.every((word) => words.includes(word)) &&
      !without.some((word) => words.includes(word)) &&
      !apart.some((word) => limits.has(word))
    );
  });
  return meant === undefined ? undefined : { field: measured.name, limit: expressionText(limit), meant };
}

interface Measured {
  readonly name: string;
  /** The record, in words. */
  readonly of: string;
  /** The other fields of its record of the same dimension. */
  readonly siblings: readonly string[];
}

/** The field of a record that is compared, or that a list function reckons with: `boxes.sum(b => b.net)`. */
function measuredField(value: Expression, scope: Scope): Measured | undefined {
  if (value.op === "coalesce") return measuredField(value.left, scope);
  if (value.op === "read" && value.from === "node") {
    const node = statementNamed(value.name, scope.linked)?.statement.node;
    return node?.kind === "let" ? measuredField(node.value, scope) : undefined;
  }
  if (value.op === "fold") {
    if (value.body === undefined) return measuredField(value.list, scope);
    if (!reckons.has(value.fn)) return undefined;
    const list = typeOf(value.list, scope);
    const item = { name: value.as ?? "", type: list?.kind === "list" ? list.item : undefined };
    return measuredField(value.body, { ...scope, item });
  }
  if (value.op !== "field") return undefined;
  const record = typeOf(value.of, scope);
  if (record?.kind !== "record") return undefined;
  const own = record.fields.find(({ name }) => name === value.name)?.type;
  if (own?.kind !== "quantity") return undefined;
  const siblings = record.fields.filter(({ name, type }) => name !== value.name && isOfDimension(type, own));
  return { name: value.name, of: expressionText(value.of), siblings: siblings.map(({ name }) => name) };
}

const reckons: ReadonlySet<string> = new Set(["sum", "min", "max", "map"]);

function isOfDimension(type: Type, own: Extract<Type, { readonly kind: "quantity" }>): boolean {
  return type.kind === "quantity" && JSON.stringify(type.dimension) === JSON.stringify(own.dimension);
}

/** The type of a path, as far as declarations say it. */
function typeOf(value: Expression, scope: Scope): Type | undefined {
  const { linked, program, params, item } = scope;
  if (value.op === "field") {
    const of = typeOf(value.of, scope);
    return of?.kind === "record"
      ? present(of.fields.find(({ name }) => name === value.name)?.type)
      : undefined;
  }
  if (value.op === "fold")
    return value.fn === "filter" || value.fn === "sort_by" ? typeOf(value.list, scope) : undefined;
  if (value.op !== "read") {
    const [first] = value.op === "call" && value.fn.startsWith("list.") ? partsOf(value) : [];
    const list = first === undefined ? undefined : typeOf(first, scope);
    return list?.kind === "list" && value.op === "call" && /\.(first|last|at)$/u.test(value.fn)
      ? list.item
      : list;
  }
  if (value.from === "input") return present(params[value.name]);
  if (value.from === "local") return value.name === item?.name ? item.type : roundItem(value.name, scope);
  if (value.from !== "node") return undefined;
  const node = statementNamed(value.name, linked)?.statement.node;
  if (node?.kind === "let") return typeOf(node.value, scope);
  if (node?.kind !== "call" || !("capability" in node.attempt.target)) return undefined;
  return present(program.capabilities.get(node.attempt.target.capability)?.types.result);
}

/** The item of a loop around the statement. */
function roundItem(name: string, scope: Scope): Type | undefined {
  for (let { owner } = scope.linked.block; owner !== undefined; owner = owner.block.owner) {
    const { node } = owner.statement;
    if (node.kind !== "loop" || node.variable !== name || node.over.kind !== "list") continue;
    const list = typeOf(node.over.list, { ...scope, linked: owner });
    return list?.kind === "list" ? list.item : undefined;
  }
  return undefined;
}

function present(type: Type | undefined): Type | undefined {
  return type?.kind === "optional" ? type.of : type;
}
