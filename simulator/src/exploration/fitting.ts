/** Fields of what happens, changed until several of them make one whole. */
import type { Json, JsonObject } from "@orchlang/plan";
import type { EventDeclaration } from "@orchlang/plan/context";
import { conjunctsOf, type Evaluated, type Expression, evaluate } from "@orchlang/plan/expressions";
import { constantsIn } from "../answers/cooperate.ts";
import type { MadeUp } from "./case.ts";
import { partsOf } from "./plan-facts.ts";

/** The occurrences that a fusion joins, in its order: by name where they share one, then as its `where` asks. */
export function fitting(
  events: Readonly<Record<string, EventDeclaration>>,
  { joins = [], by, where }: EventDeclaration,
  made: readonly MadeUp[],
): readonly MadeUp[] {
  if (joins.length !== made.length) return made;
  const all = new Map<string, JsonObject>();
  joins.forEach(({ as, event }, nth) => {
    const fields = made[nth]?.fields ?? {};
    all.set(as, { ...fields, ...shared(events, joins.slice(0, nth), all, event) });
  });
  const met: Asked[] = by === undefined ? [] : [() => haveOneKey(by, all)];
  for (const condition of where === undefined ? [] : conjunctsOf(where)) {
    met.push(() => holds(condition, all));
    satisfy(condition, all, met);
  }
  return made.map((one, nth) => ({ ...one, fields: all.get(joins[nth]?.as ?? "") ?? one.fields }));
}

/** The values shared with earlier parts: fields of the same name and type. */
function shared(
  events: Readonly<Record<string, EventDeclaration>>,
  before: readonly { readonly event: string; readonly as: string }[],
  all: ReadonlyMap<string, JsonObject>,
  event: string,
): JsonObject {
  const fields: Record<string, Json> = {};
  for (const { name, schema } of events[event]?.fields ?? [])
    for (const { event: other, as } of before) {
      const same = events[other]?.fields.find((field) => field.name === name);
      const value = all.get(as)?.[name];
      if (value !== undefined && JSON.stringify(same?.schema) === JSON.stringify(schema))
        fields[name] = value;
    }
  return fields;
}

/** Returns true if the condition holds for them. */
type Asked = () => boolean;

/**
 * One field of it is changed, to a value that the condition speaks of or one beside it.
 * @param met this condition and those before it, which have to stay so
 */
function satisfy(condition: Expression, all: Map<string, JsonObject>, met: readonly Asked[]): void {
  if (holds(condition, all)) return;
  const fields = fieldsIn(condition, all);
  const spoken: Json[] = [true, false];
  constantsIn(condition as unknown as Json, spoken);
  for (const { as, name } of fields) spoken.push(all.get(as)?.[name] ?? null);
  const values = spoken.flatMap((value): readonly Json[] =>
    typeof value === "number" ? [value, value + 1, value - 1, value + 0.01, value - 0.01] : [value],
  );
  for (const { as, name } of fields.toReversed()) {
    const before: JsonObject = all.get(as) ?? {};
    for (const value of values) {
      if (typeof value !== typeof before[name]) continue;
      all.set(as, { ...before, [name]: value });
      if (met.every((isSo) => isSo())) return;
    }
    all.set(as, before);
  }
}

function holds(condition: Expression, all: ReadonlyMap<string, JsonObject>): boolean {
  const read = ({ name }: { readonly name: string }): Evaluated => ({ value: all.get(name) ?? null });
  const evaluated = evaluate(condition, { read });
  return "value" in evaluated && evaluated.value === true;
}

/** It is written of one of them, and asked of each. */
function haveOneKey(by: Expression, all: ReadonlyMap<string, JsonObject>): boolean {
  const keys = [...all.values()].map((fields) =>
    JSON.stringify(evaluate(by, { read: (): Evaluated => ({ value: fields }) })),
  );
  return new Set(keys).size <= 1;
}

interface FieldRead {
  readonly as: string;
  readonly name: string;
}

function fieldsIn(condition: Expression, all: ReadonlyMap<string, JsonObject>): readonly FieldRead[] {
  return [...partsOf(condition as unknown as Json)].flatMap((part): readonly FieldRead[] => {
    if (!isRecord(part) || part.op !== "field" || !isRecord(part.of ?? null)) return [];
    const { name: as } = part.of as JsonObject;
    return typeof as === "string" && typeof part.name === "string" && all.has(as)
      ? [{ as, name: part.name }]
      : [];
  });
}

function isRecord(part: Json): part is JsonObject {
  return typeof part === "object" && part !== null && !Array.isArray(part);
}
