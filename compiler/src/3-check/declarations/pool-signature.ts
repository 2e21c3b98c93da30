import type { Definition } from "../../2-resolve/definition.ts";
import type { Binding } from "../expression/typed.ts";
import { internalLabel } from "../labels/label.ts";
import { definitionAt } from "../scope/module.ts";
import type { ProgramContext } from "../scope/program.ts";
import type { EnumType, FieldType, QuantityType, RecordType, Type } from "../type.ts";
import { boolType, durationType, errorType, quantityType, stringType } from "../types/kinds.ts";

/** What may be known of a pool where a step asks it for members. */
export interface PoolSignature {
  readonly definition: Definition<"resource">;
  readonly count: number;
  /** One member: the fields of its kind, and what every member has. */
  readonly member: Type;
}

export function poolSignature(definition: Definition<"resource">, program: ProgramContext): PoolSignature {
  const { declaration } = definition;
  const module = program.module(definition.module);
  const kind = definitionAt(module, declaration.resourceKind, "type");
  const type =
    kind === undefined
      ? errorType
      : program.typeOf({ name: kind.qualified, file: kind.file, declaration: kind.declaration }).type;
  const count = declaration.count === undefined ? 1 : Number(declaration.count.number);
  return { definition, count, member: type.kind === "record" ? memberOf(type) : type };
}

const everyMember: readonly FieldType[] = [
  { name: "id", type: stringType },
  { name: "online", type: boolType },
];

function memberOf(kind: RecordType): RecordType {
  const missing = everyMember.filter((field) => !kind.fields.some((own) => own.name === field.name));
  return missing.length === 0 ? kind : { ...kind, fields: [...kind.fields, ...missing] };
}

const tierType: EnumType = { kind: "enum", name: "Tier", members: ["device", "edge", "cloud"] };

/** What a policy may read of the resource that an action uses: what a pool's clauses say, beside its kind's fields. */
export function resourceType(member: Type | undefined): RecordType {
  const own = member?.kind === "record" ? member.fields : everyMember;
  const clauses: readonly FieldType[] = [
    { name: "pool", type: stringType },
    { name: "tier", type: tierType },
    { name: "site", type: stringType },
    { name: "latency", type: durationType },
    { name: "power", type: powerType },
    { name: "battery", type: { kind: "ratio" } },
  ];
  const added = clauses.filter((field) => !own.some((known) => known.name === field.name));
  return { kind: "record", fields: [...own, ...added] };
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
