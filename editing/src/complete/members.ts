import { argsOf } from "@orchlang/checker/declarations";
import { coreFunctions, foldNames } from "@orchlang/checker/expression";
import { lookup } from "@orchlang/checker/resolve";
import { asUnion, hasField, required, showType, type Type } from "@orchlang/checker/types";
import type { Look } from "@orchlang/compiler";
import type { Expression, Node } from "@orchlang/language/ast";
import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";
import { caseItems } from "./values.ts";

/** Behind a dot: fields, members of an enum, and what `std.core` can do with it. */
export function memberItems(
  gap: Gap,
  { look }: Filled,
  _node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  if ((gap.sign !== "." && gap.sign !== "?.") || parent?.kind !== "member") return undefined;
  const type = argumentsIn(parent.object, look) ?? look.expressions.get(parent.object)?.typed.type;
  if (type === undefined || type.kind === "error") {
    return parent.object.kind === "reference" ? enumItems(parent.object.text, look) : [];
  }
  const value = required(type);
  return [...fieldItems(value), ...functionItems(value)];
}

/** `args` of a policy: the checks do not read on where an argument is asked for that its actions do not have. */
function argumentsIn(object: Expression, { declaration, module }: Look): Type | undefined {
  if (declaration.kind !== "policyDeclaration" || object.kind !== "reference" || object.text !== "args")
    return undefined;
  const on = declaration.clauses.flatMap((clause) => (clause.kind === "onClause" ? clause.selectors : []));
  return argsOf(on, module);
}

function enumItems(name: string, look: Look): readonly Item[] {
  const { module } = look;
  const type = module.expression.enumNamed?.(name);
  const definition = lookup(module.names, name);
  const union = module.expression.unionNamed?.(name);
  if (union !== undefined) return caseItems(union);
  if (type === undefined || definition === undefined) return [];
  return type.members.map((label) => ({ label, kind: "member", rank: ranks.wanted }));
}

function fieldItems(type: Type): readonly Item[] {
  const field = (label: string, detail: string): Item => ({
    label,
    kind: "field",
    detail,
    rank: ranks.wanted,
  });
  switch (type.kind) {
    case "record":
      return fieldsLeft(type).map((one) => field(one.name, showType(one.type)));
    case "json":
      return Object.entries(type.known ?? {}).map(([name, of]) => field(name, showType(of)));
    case "geo":
      return [field("lat", "Float"), field("lon", "Float")];
    case "done":
      return [field("state", "done | not_done | unknown"), field("value", showType(type.of))];
    case "failure":
      return [
        field("name", type.names.join(" | ")),
        field("message", "String"),
        field("attempts", "Int"),
        ...(type.last === undefined ? [] : [field("last", showType(type.last))]),
      ];
    default:
      return [];
  }
}

/** The fields of a union's remaining cases. */
function fieldsLeft(type: Extract<Type, { readonly kind: "record" }>) {
  const union = asUnion(type);
  return union === undefined ? type.fields : type.fields.filter(({ name }) => hasField(union, name));
}

function functionItems(type: Type): readonly Item[] {
  const functions = coreFunctions
    .filter((one) => one.takes(type))
    .map((one): Item => {
      const [detail = ""] = one.signature.split(" · ");
      const isCalled = one.parameters(type).length > 0;
      return {
        label: one.name,
        kind: "function",
        detail,
        rank: ranks.fitting,
        ...(isCalled ? { text: `${one.name}($0)`, snippet: true as const } : {}),
      };
    });
  if (type.kind !== "list") return functions;
  const folds = foldNames.map((label): Item => {
    const text = plainFolds.has(label) ? label : `${label}(\${1:x} => $0)`;
    return {
      label,
      kind: "function",
      detail: `list.${label}(x => …)`,
      rank: ranks.fitting,
      text,
      snippet: true,
    };
  });
  return [...functions, ...folds];
}

/** Those that are mostly written without a function. */
const plainFolds: ReadonlySet<string> = new Set(["sum", "min", "max", "count", "flatten", "distinct"]);
