import type { Instant, Task } from "@orchlang/kernel";
import { mayAnswer } from "@orchlang/kernel/control";
import type { Order, RunInput, User } from "@orchlang/kernel/run";
import type { Json, JsonObject } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { clauseScope } from "./answers/ensured.ts";
import { anybody } from "./defaults.ts";

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
  const found = new Map<string, User>();
  for (const id of ids) {
    if (found.size === wanted) break;
    const user = asAsked(task, id, Object.entries(others));
    if (user !== undefined) found.set(id, user);
  }
  return [...found.values()];
}

/** The number of people of one role; a plan that asks for more waits in vain. */
const peopleMax = 10_000;
/** How many people of a role may be ruled out by name. */
const strangers = 8;
/** How many ways for somebody to be are tried. */
const waysMax = 256;

type Asked = readonly (readonly [field: string, values: readonly Json[]])[];

/** Somebody of this name who may answer, with what else has to be so of them. */
function asAsked(task: Task, id: string, asked: Asked): User | undefined {
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
  const found: Record<string, Json> = {};
  for (const [field, values] of asked) {
    const value = values[rest % (values.length + 1)];
    rest = Math.floor(rest / (values.length + 1));
    if (value !== undefined) found[field] = value;
  }
  return found;
}

/** The values that `where` compares each field of `user` with. Only equality can be satisfied. */
function askedOfUser(where: Json | undefined, args: Json): ReadonlyMap<string, readonly Json[]> {
  const found = new Map<string, Json[]>();
  const add = (field: string, values: readonly Json[]): void => {
    found.set(field, [...(found.get(field) ?? []), ...values]);
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
  return found;
}

function fieldOfUser(part: Expression): string | undefined {
  const isField = part.op === "field" && part.of.op === "read" && part.of.name === "user";
  return isField ? part.name : undefined;
}

/** It is a value of the field, has it as an item, or is one of the field's. */
function valuesOf(side: Expression, args: Json): readonly Json[] {
  const is = evaluate(side, clauseScope(args));
  if (!("value" in is)) return [];
  return Array.isArray(is.value) ? [...is.value, is.value] : [is.value, [is.value]];
}

/** The operator's word. */
export function orderOf(at: Instant, id: string, order: Order): RunInput {
  return { t: "Ordered", at, id, by: anybody, why: "the scenario says so", order };
}
