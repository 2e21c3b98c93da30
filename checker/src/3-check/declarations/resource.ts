import {
  constantText,
  type Expression as ExpressionNode,
  type RecordLiteral,
  type ResourceClause,
  type Span,
} from "@orchlang/language/ast";
import { type Json, type JsonObject, poolMembersMax } from "@orchlang/plan";
import type { MemberUnits } from "@orchlang/plan/context";
import type { Definition } from "../../2-resolve/definition.ts";
import type { CheckedPool, Pool } from "../checked.ts";
import { definitionAt } from "../scope/module.ts";
import type { ModuleContext, ProgramContext } from "../scope/program.ts";
import type { RecordType, Type } from "../type.ts";
import { durationType, optional } from "../types/kinds.ts";
import { doubledTypeField } from "../types/messages.ts";
import { schemaOf } from "../types/schema.ts";
import { aType } from "../types/show.ts";
import { checkAmount, checkCount, clausePlaces, typedConstant } from "./clauses.ts";
import { originOf } from "./in-reach.ts";
import {
  countTooSmall,
  declaredByItself,
  membersMiscounted,
  notConstant,
  overflowKind,
  resourceKindNotRecord,
} from "./messages.ts";
import { moneyRateType, powerType } from "./pool-signature.ts";
import { readingUnits } from "./reading-units.ts";
import { checkWord, priorities, tiers } from "./words.ts";

type Draft = { -readonly [K in keyof Pool]: Pool[K] };

const repeatable: ReadonlySet<string> = new Set(["reserve"]);

/** A pool of resources of one kind. All its figures are known before the run. */
export function checkResource(definition: Definition<"resource">, program: ProgramContext): CheckedPool {
  const module = program.home(definition);
  const { declaration } = definition;
  const { resourceKind } = declaration;
  const kind = resourceKind && definitionAt(module, resourceKind, "type");
  const { member } = program.poolOf(definition);
  const isRecord = member.kind === "record" && member.union === undefined;
  if (resourceKind && kind && !isRecord && member.kind !== "error") {
    const place = { file: module.file, span: resourceKind.span };
    const params = { name: definition.name, kind: kind.name, is: aType(member) };
    program.report(resourceKindNotRecord.at(place, params));
  }
  const pool: Draft = {
    name: definition.qualified,
    kind: kind?.qualified ?? resourceKind?.text ?? definition.qualified,
    count:
      declaration.count === undefined
        ? 1
        : checkCount(declaration.count, "The number of a resource's members", 1, module, poolMembersMax),
  };
  const clauses: Readonly<Record<string, Span>> = clausePlaces(
    declaration.clauses.map((clause) => ({ word: wordOf(clause), span: clause.span })),
    repeatable,
    definition.name,
    module,
  );
  for (const clause of declaration.clauses) checkClause(clause, pool, definition, module);
  // Members have further fields besides those of the kind, so this is not the schema of the kind's name.
  const narrowed = member.kind === "record" ? { ...member, narrowed: true as const } : member;
  const schema = schemaOf(narrowed, module.expression.units, program.schemas);
  const units = unitsOfMembers(member, module);
  return { pool, origin: originOf(definition), clauses, member: schema, units };
}

function unitsOfMembers(member: Type, { expression }: ModuleContext): MemberUnits {
  if (member.kind !== "record") return {};
  const results = member.fields.map(
    ({ name, type }) => [name, readingUnits(type, expression.units).units] as const,
  );
  return Object.fromEntries(results.flatMap(([name, units]) => (units === undefined ? [] : [[name, units]])));
}

function wordOf(clause: ResourceClause): string {
  if (clause.kind === "figureClause") return clause.figure;
  return clause.kind === "placeClause" ? "at" : clause.kind.slice(0, -"Clause".length);
}

function checkClause(
  clause: ResourceClause,
  pool: Draft,
  definition: Definition<"resource">,
  module: ModuleContext,
): void {
  switch (clause.kind) {
    case "placeClause": {
      const tier = checkWord(clause.tier, "tier", tiers, module);
      if (tier !== undefined) pool.tier = tier;
      if (clause.site !== undefined) pool.site = constantText(clause.site) ?? "";
      return;
    }
    case "figureClause":
      checkFigure(clause, pool, definition, module);
      return;
    case "overflowClause": {
      const next = definitionAt(module, clause.pool, "resource");
      if (next === undefined) return;
      pool.overflow = next.qualified;
      checkOverflow(definition, next, clause.pool.span, module);
      return;
    }
    case "reserveClause": {
      const priority = checkWord(clause.priority, "priority", priorities, module);
      const count = checkCount(clause.count, "`reserve`", 1, module);
      if (count > pool.count) {
        const place = { file: module.file, span: clause.count.span };
        const params = { what: `The \`reserve\` of \`${definition.name}\``, least: 1, most: pool.count };
        module.program.report(countTooSmall.at(place, params));
        return;
      }
      if (priority !== undefined) pool.reserve = { count, priority };
      return;
    }
    default:
      clause satisfies never;
  }
}

function checkFigure(
  clause: Extract<ResourceClause, { readonly kind: "figureClause" }>,
  pool: Draft,
  definition: Definition<"resource">,
  module: ModuleContext,
): void {
  const { figure, value } = clause;
  switch (figure) {
    case "latency":
    case "lease": {
      const result = typedConstant(value, durationType, `a \`${figure}\` is`, `\`${figure}\``, module);
      checkAmount(
        result,
        value,
        { asks: `a \`${figure}\` is`, range: figure === "lease" ? "more than 0" : "0 or more" },
        module,
      );
      if (typeof result === "number") pool[figure] = result;
      return;
    }
    case "power": {
      const result = typedConstant(value, powerType, "a `power` is", "`power`", module);
      checkAmount(result, value, { asks: "a `power` is", range: "0 or more" }, module);
      if (typeof result === "number") pool.power = result;
      return;
    }
    case "cost": {
      const result = typedConstant(value, moneyRateType, "a resource's `cost` is", "`cost`", module);
      if (result === undefined || result === null || typeof result !== "object" || Array.isArray(result))
        return;
      const { amount, currency } = result as { readonly amount?: unknown; readonly currency?: unknown };
      if (typeof amount !== "string" || typeof currency !== "string") return;
      checkAmount(Number(amount), value, { asks: "a resource's `cost` is", range: "0 or more" }, module);
      // A rate of money is kept for so many seconds that every unit of time divides it.
      const per = Number(module.expression.units.rateBase("Duration")) * 1_000;
      pool.cost = { amount, currency, per };
      return;
    }
    case "members": {
      const { names, count } = module.program.poolOf(definition);
      pool.count = count;
      if (names.members.length === count) pool.members = names.members;
      checkMembers(value, names.members.length, definition, module);
      const fields = fieldsOfMembers(value, names.members, definition, module);
      if (Object.keys(fields).length > 0) pool.fields = fields;
      return;
    }
    default:
      figure satisfies never;
  }
}

/** Members are bare names or texts, or records that say more of them: as many as the pool has. */
function checkMembers(
  value: ExpressionNode,
  named: number,
  definition: Definition<"resource">,
  module: ModuleContext,
): void {
  const { program, file } = module;
  const { count } = definition.declaration;
  const elements = value.kind === "list" ? value.elements : undefined;
  if (elements === undefined || named !== elements.length) {
    program.report(notConstant.at({ file, span: value.span }, { what: "The name of each of the `members`" }));
  } else if (count !== undefined && Number(count.number) !== elements.length) {
    const params = { name: definition.name, says: Number(count.number), named: elements.length };
    program.report(membersMiscounted.at({ file, span: value.span }, params));
  }
  const { members } = program.poolOf(definition).names;
  for (const [index, element] of (elements ?? []).entries()) {
    const name = elements?.length === named ? members[index] : undefined;
    if (name !== undefined && members.indexOf(name) < index)
      program.report(doubledTypeField.at({ file, span: element.span }, { field: name }));
  }
}

/** The fields given beside each name: the part of the kind that is known before any run. */
function fieldsOfMembers(
  value: ExpressionNode,
  names: readonly string[],
  definition: Definition<"resource">,
  module: ModuleContext,
): Readonly<Record<string, JsonObject>> {
  const { member } = module.program.poolOf(definition);
  if (value.kind !== "list" || value.elements.length !== names.length || member.kind !== "record") return {};
  const fields = member.fields.map((field) => ({ ...field, type: optional(field.type) }));
  const type: RecordType = { ...member, fields, narrowed: true };
  const results = value.elements.flatMap((element, index) => {
    const result = element.kind === "record" ? fieldsOfMember(element, type, module) : [];
    return result.length === 0 ? [] : [[names[index] ?? "", Object.fromEntries(result)] as const];
  });
  return Object.fromEntries(results);
}

function fieldsOfMember(
  record: RecordLiteral,
  type: RecordType,
  module: ModuleContext,
): readonly (readonly [string, Json])[] {
  return record.entries.flatMap((entry) => {
    const name = entry.kind === "entry" ? entry.name.text : undefined;
    // Its own name may be written as a bare word, which is no value.
    if (name === "id") return [];
    const field = type.fields.find((one) => one.name === name);
    if (entry.kind !== "entry" || name === undefined || field === undefined) {
      const stranger = { ...record, entries: [entry] };
      typedConstant(stranger, type, "a member is", "A field of a member", module);
      return [];
    }
    const value = typedConstant(entry.value, field.type, `\`${name}\` is`, "A field of a member", module);
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
}

/** An overflow leads to a pool of the same kind, and ends. */
function checkOverflow(
  from: Definition<"resource">,
  to: Definition<"resource">,
  span: Span,
  module: ModuleContext,
): void {
  const { program, file } = module;
  const kindOf = (pool: Definition<"resource">) => {
    const { resourceKind } = pool.declaration;
    if (resourceKind === undefined) return "";
    return definitionAt(program.home(pool), resourceKind, "type")?.qualified;
  };
  const labels = [
    { file: to.file, span: to.declaration.name.span, message: `\`${to.name}\` is declared here` },
  ];
  const kinds = [kindOf(from), kindOf(to)];
  // A missing kind has been reported.
  if (kinds.includes(undefined)) return;
  if (kinds[0] !== kinds[1]) {
    const params = {
      from: from.name,
      to: to.name,
      kinds: [from.declaration.resourceKind?.text, to.declaration.resourceKind?.text],
    };
    program.report(overflowKind.at({ file, span }, params, { labels }));
    return;
  }
  const way = overflowWay(from, to, program);
  if (way !== undefined) {
    program.report(
      declaredByItself.at({ file, span }, { what: `The overflow of \`${from.name}\``, way }, { labels }),
    );
  }
}

/** The cycle of pools that leads back to the first, if that is the first by name, so that it is reported once. */
function overflowWay(
  from: Definition<"resource">,
  to: Definition<"resource">,
  program: ProgramContext,
): readonly string[] | undefined {
  const way = [from];
  let next: Definition<"resource"> | undefined = to;
  while (next !== undefined && next.qualified !== from.qualified) {
    const here: Definition<"resource"> = next;
    if (way.some((pool) => pool.qualified === here.qualified)) return undefined;
    way.push(here);
    const clause = here.declaration.clauses.find((one) => one.kind === "overflowClause");
    next =
      clause?.kind === "overflowClause"
        ? definitionAt(program.home(here), clause.pool, "resource")
        : undefined;
  }
  if (next === undefined) return undefined;
  const isFirst = way.every((pool) => from.qualified <= pool.qualified);
  return isFirst ? [...way, from].map((pool) => pool.name) : undefined;
}
