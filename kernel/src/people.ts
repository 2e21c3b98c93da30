/** People who may answer a question: by their role, and by the `where` of what asks (semantics, rule 9). */

import type { Json, JsonObject } from "@orchlang/plan";
import { type Expression, evaluate, type Scope } from "@orchlang/plan/expressions";
import type { Task, User } from "./messages.ts";

type Asking = Pick<Task, "role" | "where" | "args">;

/** True if it is true of somebody what `where` asks; it reads `user` and what the capability is called with. */
export function mayAnswer({ where, args }: Pick<Asking, "where" | "args">, by: User): boolean {
  if (where === undefined) return true;
  const evaluated = evaluate(where, scopeOf(args, by));
  return "value" in evaluated && evaluated.value === true;
}

/** `where` reads `user` and what the capability is called with. */
function scopeOf(args: Json, user?: User): Scope {
  const given = typeof args === "object" && args !== null && !Array.isArray(args) ? (args as JsonObject) : {};
  return {
    read: ({ from, name }) => {
      if (name === "user") return user === undefined ? { unknown: [name] } : { value: user };
      if (from !== "local") return { unknown: [name] };
      return { value: Object.hasOwn(given, name) ? (given[name] ?? null) : null };
    },
  };
}

/**
 * The fields of `user` that somebody who may answer needs beside the role; the `id` only where it has to be a certain one.
 * Empty where none can be derived.
 *
 * @param signed those who have answered.
 */
export function askedOfPerson(asking: Asking, signed: readonly string[]): JsonObject {
  const { id: named = [], ...others } = Object.fromEntries(
    askedOfUser(asking.where as unknown as Json, asking.args),
  );
  const ids = named.filter((id) => typeof id === "string" && !signed.includes(id)) as readonly string[];
  for (const id of [anybodyElse, ...ids]) {
    const user = asAsked(asking, id, Object.entries(others));
    if (user === undefined) continue;
    const { roles: _, consents: _none, ...rest } = user;
    const { id: _any, ...fields } = rest;
    return id === anybodyElse ? fields : rest;
  }
  return {};
}

/** The id of somebody whom no `where` names. */
const anybodyElse = "…";

/** As many different people as are wanted, of the role and as `where` asks; fewer where so many can't be thought of. */
export function peopleFor(task: Task, wanted: number): readonly User[] {
  const role = task.role.slice(task.role.lastIndexOf(".") + 1);
  const fields = askedOfUser(task.where as unknown as Json, task.args);
  const { id: named = [], ...others } = Object.fromEntries(fields);
  const ids = [
    ...Array.from(
      { length: Math.min(wanted, peopleMax) + strangers },
      (_, before) => `${role}-${before + 1}`,
    ),
    ...named.filter((id) => typeof id === "string"),
  ];
  const users = new Map<string, User>();
  for (const id of ids) {
    if (users.size === wanted) break;
    const user = asAsked(task, id, Object.entries(others));
    if (user !== undefined) users.set(id, user);
  }
  return [...users.values()];
}

/** The number of people of one role; a plan that asks for more waits in vain. */
const peopleMax = 10_000;
/** How many people of a role may be ruled out by name. */
const strangers = 8;
/** How many ways for somebody to be are tried. */
const waysMax = 256;

type Asked = readonly (readonly [field: string, values: readonly Json[]])[];

/** Somebody of this name who may answer, with what else has to be so of them. */
function asAsked(task: Asking, id: string, asked: Asked): User | undefined {
  const ways = asked.reduce((product, [, values]) => product * (values.length + 1), 1);
  for (let way = 0; way < Math.min(ways, waysMax); way++) {
    const user = { ...attributes(asked, way), id, roles: [task.role], consents: [] };
    if (mayAnswer(task, user)) return user;
  }
  return undefined;
}

/** One value for each field, or none: the number says which, digit by digit. */
function attributes(asked: Asked, way: number): JsonObject {
  let rest = way;
  const fields: Record<string, Json> = {};
  for (const [field, values] of asked) {
    const value = values[rest % (values.length + 1)];
    rest = Math.floor(rest / (values.length + 1));
    if (value !== undefined) fields[field] = value;
  }
  return fields;
}

/** The values that `where` compares each field of `user` with. Only equality can be satisfied. */
function askedOfUser(where: Json | undefined, args: Json): ReadonlyMap<string, readonly Json[]> {
  const results = new Map<string, Json[]>();
  const add = (field: string, values: readonly Json[]): void => {
    results.set(field, [...(results.get(field) ?? []), ...values]);
  };
  const visit = (part: Json | undefined): void => {
    if (typeof part !== "object" || part === null) return;
    const { args: sides, list, body } = part as unknown as Partial<Record<string, Expression>>;
    const compared: readonly Expression[] = Array.isArray(sides) ? sides : list && body ? [list, body] : [];
    const fields = compared.flatMap((side) => fieldOfUser(side) ?? []);
    const against = compared.flatMap((side) => (fieldOfUser(side) === undefined ? valuesOf(side, args) : []));
    for (const field of fields) add(field, against);
    for (const inner of Object.values(part)) visit(inner as Json);
  };
  visit(where);
  return results;
}

function fieldOfUser(part: Expression): string | undefined {
  const isField = part.op === "field" && part.of.op === "read" && part.of.name === "user";
  return isField ? part.name : undefined;
}

/** It is a value of the field, has it as an item, or is one of the field's. */
function valuesOf(side: Expression, args: Json): readonly Json[] {
  const is = evaluate(side, scopeOf(args));
  if (!("value" in is)) return [];
  return Array.isArray(is.value) ? [...is.value, is.value] : [is.value, [is.value]];
}
