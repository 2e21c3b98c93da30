import { coreNames } from "@orchlang/checker/expression";
import {
  assignable,
  asUnion,
  builtInTypes,
  casesOf,
  required,
  showType,
  type Type,
  type UnionRecord,
} from "@orchlang/checker/types";
import type { Expression, Node } from "@orchlang/language/ast";
import type { Filled, Gap } from "./gap.ts";
import { type Item, ranks } from "./item.ts";
import { fittingDefinitions, importable } from "./mentions.ts";

/** Where a value stands: what fits goes first. */
export function valueItems(_gap: Gap, { look, way }: Filled, node: Node): readonly Item[] | undefined {
  if (node.kind !== "reference" && node.kind !== "name") return undefined;
  const seen = look.expressions.get(node as Expression);
  if (seen === undefined) return undefined;
  const wanted = seen.wanted?.type;
  // A step that waits for itself never begins.
  const own = new Set(way.flatMap((one) => (one.kind === "step" ? [one.name.text] : [])));
  const names = [...new Set(seen.env.names())].flatMap((label): readonly Item[] => {
    const binding = own.has(label) ? undefined : seen.env.lookup(label);
    if (binding === undefined || binding.refused !== undefined) return [];
    const fits = wanted !== undefined && assignable(binding.type, wanted) === undefined;
    const mayLead = wanted !== undefined && leadsTo(binding.type, wanted);
    const rank = fits ? ranks.fitting : mayLead ? ranks.named : ranks.other;
    return [
      {
        label,
        kind: "value",
        detail: showType(binding.type),
        rank: wanted === undefined ? ranks.named : rank,
      },
    ];
  });
  return [...membersOf(wanted), ...names, ...functions];
}

/** Functions that are mostly called with all of their values in brackets. */
const functions: readonly Item[] = ["geo", "noisy_or", "min", "max", "redact", "declassify", "endorse"]
  .filter((label) => coreNames.includes(label))
  .map((label) => ({ label, kind: "function", text: `${label}($0)`, snippet: true, rank: ranks.other }));

/** A member is what is probably wanted where an enum is. */
export function membersOf(wanted: Type | undefined): readonly Item[] {
  const type = wanted && required(wanted);
  if (type?.kind === "enum") {
    return (type.only ?? type.members).map((label) => ({ label, kind: "member", rank: ranks.wanted }));
  }
  const union = type && asUnion(type);
  if (union !== undefined) return caseItems(union);
  if (type?.kind === "bool")
    return ["true", "false"].map((label) => ({ label, kind: "keyword", rank: ranks.named }));
  return wanted?.kind === "optional" ? [{ label: "none", kind: "keyword", rank: ranks.named }] : [];
}

/** The cases of a union, each with the fields that have to be given. */
export function caseItems(union: UnionRecord): readonly Item[] {
  const left = casesOf(union);
  return union.union.cases
    .filter(({ name }) => left.includes(name))
    .map(({ name: label, fields }): Item => {
      const asked = fields.filter((field) => !field.optional && field.default === undefined);
      if (fields.length === 0) return { label, kind: "member", rank: ranks.wanted };
      const given = asked.map(({ name }, at) => `${name}: $${at + 1}`).join(", ");
      return { label, kind: "member", rank: ranks.wanted, text: `${label}(${given})`, snippet: true };
    });
}

/** True if one of its fields is of the kind that is wanted. */
function leadsTo(type: Type, wanted: Type): boolean {
  const value = required(type);
  return (
    value.kind === "record" && value.fields.some((field) => assignable(field.type, wanted) === undefined)
  );
}

/** Where a type stands. */
export function typeItems(
  gap: Gap,
  { look }: Filled,
  _node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  if (parent?.kind !== "namedType") return undefined;
  const { units } = look.module.expression;
  const builtIn = [...new Set([...mostly, ...builtInTypes, ...units.dimensions])].map(
    (label): Item => ({ label, kind: "type", rank: ranks.named }),
  );
  const generic = ["Map", "Done"].map(
    (label): Item => ({ label, kind: "type", rank: ranks.named, text: `${label}<$0>`, snippet: true }),
  );
  const known = fittingDefinitions(["type"], look.module, gap);
  return [...known, ...builtIn, ...generic, ...importable(["type"], look.module, gap, known.length)];
}

/** The built-in types that are used most. */
const mostly: readonly string[] = ["String", "Money", "Int", "Float", "Bool", "Duration"];
