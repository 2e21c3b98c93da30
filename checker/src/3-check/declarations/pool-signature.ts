import { constantText, type Expression, type RecordLiteral } from "@orchlang/language/ast";
import type { Definition } from "../../2-resolve/definition.ts";
import type { Binding } from "../expression/typed.ts";
import { internalLabel } from "../labels/label.ts";
import { definitionAt } from "../scope/module.ts";
import type { PoolSignature, ProgramContext } from "../scope/program.ts";
import type { EnumType, FieldType, QuantityType, RecordType, Type } from "../type.ts";
import { boolType, durationType, errorType, quantityType, stringType } from "../types/kinds.ts";

export function poolSignature(definition: Definition<"resource">, program: ProgramContext): PoolSignature {
  const { declaration } = definition;
  const written = memberNames(definition);
  const count =
    declaration.count === undefined ? Math.max(1, written.length) : Number(declaration.count.number);
  const members =
    written.length > 0
      ? written
      : Array.from({ length: Math.min(count, namedMax) }, (_, index) => `${definition.name}[${index + 1}]`);
  return {
    definition,
    count,
    member: memberOf(definition, program),
    names: { kind: "enum", name: definition.qualified, members },
  };
}

/** Members beyond these have no names of their own to be an index by: a family is as large as its index. */
const namedMax = 1_000;

/** `members [north, "south", { id: "east" }]`: bare names, texts, or records with an `id`. */
function memberNames(definition: Definition<"resource">): readonly string[] {
  return definition.declaration.clauses.flatMap((clause) => {
    if (clause.kind !== "figureClause" || clause.figure !== "members" || clause.value.kind !== "list")
      return [];
    return clause.value.elements.flatMap((element) => {
      const named = element.kind === "record" ? idOf(element) : element;
      if (named?.kind === "reference") return [named.text];
      const text = named?.kind === "string" ? constantText(named) : undefined;
      return text === undefined ? [] : [text];
    });
  });
}

function idOf(record: RecordLiteral): Expression | undefined {
  for (const entry of record.entries) {
    if (entry.kind === "entry" && entry.name.text === "id" && !entry.shorthand) return entry.value;
  }
  return undefined;
}

const everyMember: readonly FieldType[] = [
  { name: "id", type: stringType },
  { name: "online", type: boolType },
];

/** A pool and those that are asked in turn when it is full. */
function poolsFrom(definition: Definition<"resource">, program: ProgramContext): readonly string[] {
  const pools: string[] = [];
  let next: Definition<"resource"> | undefined = definition;
  while (next !== undefined && !pools.includes(next.qualified)) {
    pools.push(next.qualified);
    next = overflowOf(next, program);
  }
  return pools;
}

function overflowOf(
  { declaration, ...at }: Definition<"resource">,
  program: ProgramContext,
): Definition<"resource"> | undefined {
  for (const clause of declaration.clauses) {
    if (clause.kind === "overflowClause") return definitionAt(program.home(at), clause.pool, "resource");
  }
  return undefined;
}

function memberOf(definition: Definition<"resource">, program: ProgramContext): Type {
  const { resourceKind } = definition.declaration;
  const pools = poolsFrom(definition, program);
  if (resourceKind === undefined) return { kind: "record", fields: [], pools };
  const kind = definitionAt(program.home(definition), resourceKind, "type");
  if (kind === undefined) return errorType;
  const { qualified, file, declaration } = kind;
  const { type } = program.typeOf({ name: qualified, file, declaration });
  if (type.kind !== "record") return type;
  const missing = everyMember.filter((field) => !type.fields.some((own) => own.name === field.name));
  return missing.length === 0 ? { ...type, pools } : { ...type, pools, fields: [...type.fields, ...missing] };
}

const tierType: EnumType = { kind: "enum", name: "Tier", members: ["device", "edge", "cloud"] };

/** The type of `resource` in a policy: the fields from a pool's clauses, and those of its kind. */
export function resourceType(members: readonly Type[]): RecordType {
  const own: FieldType[] = [];
  const add = (field: FieldType): void => {
    if (!own.some((known) => known.name === field.name)) own.push(field);
  };
  for (const member of members) if (member.kind === "record") member.fields.forEach(add);
  everyMember.forEach(add);
  const clauses: readonly FieldType[] = [
    { name: "pool", type: stringType },
    { name: "tier", type: tierType },
    { name: "site", type: stringType },
    { name: "latency", type: durationType },
    { name: "power", type: powerType },
    { name: "battery", type: { kind: "ratio" } },
  ];
  clauses.forEach(add);
  return { kind: "record", fields: own };
}

/** A member under the name by which an expression reads it. */
export function memberBinding(pool: PoolSignature, local: string): Binding {
  const { definition, member } = pool;
  return {
    read: { op: "read", from: "local", name: local },
    type: member,
    label: internalLabel,
    declared: { file: definition.file, span: definition.declaration.name.span },
  };
}

export const energyType = quantityType("Energy");
export const powerType: QuantityType = { kind: "quantity", dimension: { Duration: -1, Energy: 1 } };
/** Money for a time. */
export const moneyRateType: QuantityType = { kind: "quantity", dimension: { Duration: -1, Money: 1 } };
export const tokensType = quantityType("Tokens");
