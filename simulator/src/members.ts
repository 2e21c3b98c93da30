import { declaredMembers, poolDeclaration } from "@orchlang/kernel/control";
import type { Json, JsonObject, Plan, PlanFile, Schema } from "@orchlang/plan";
import { conjunctsOf, type Evaluated, type Expression, evaluate } from "@orchlang/plan/expressions";
import { constantsIn, sourceFor } from "./answers/cooperate.ts";
import { generate, opened, type Source } from "./answers/generate.ts";
import type { SimulatedWorld } from "./world.ts";

/** One member of a pool, with all that is known of it. */
export interface SimulatedMember {
  readonly pool: string;
  readonly id: string;
  readonly fields: JsonObject;
}

/** Every member of every pool: what the programs say of it, and else made up, except that it is there, online and charged. */
export function membersOf(
  files: readonly Pick<PlanFile, "plan">[],
  around: SimulatedWorld,
  { input, now }: { readonly input: Json; readonly now: number },
): readonly SimulatedMember[] {
  const isRecord = typeof input === "object" && input !== null && !Array.isArray(input);
  const world = isRecord ? { ...around, input: input as JsonObject } : around;
  const known = new Set<string>();
  return files.flatMap(({ plan }) => {
    const pools = Object.entries(plan.pools).filter(([pool]) => !known.has(pool));
    for (const [pool] of pools) known.add(pool);
    return pools.flatMap(([pool, said]) =>
      declaredMembers(poolDeclaration(pool, said)).map(([id, { fields }], index) => ({
        pool,
        id,
        fields: { ...madeUp(plan, world, { pool, id, index, now }), ...fields },
      })),
    );
  });
}

interface MadeUp {
  readonly pool: string;
  readonly id: string;
  /** Its place among the members of its pool, from 0. */
  readonly index: number;
  readonly now: number;
}

function madeUp(plan: Plan, world: SimulatedWorld, { pool, id, index, now }: MadeUp): JsonObject {
  const kind = world.kinds?.[pool];
  if (kind === undefined) return {};
  const wanted = wantedOf(plan, pool);
  const asked = askedOfMembers(wanted);
  const hints: Json[] = [];
  constantsIn(wanted as unknown as Json, hints);
  const near = hints.flatMap((hint): readonly Json[] =>
    typeof hint === "number" ? [hint, hint + 1, hint - 1] : [hint],
  );
  let plainest: JsonObject | undefined;
  for (let variation = 0; variation < triesMax; variation++) {
    // Conditions on a member that read the run's inputs can't be evaluated here: every quantity is plentiful.
    const source = {
      ...sourceFor(plan, world, id, { now, variation }),
      hints: near,
      ...(variation === 0 ? { plenty } : {}),
    };
    const made = { ...fieldsOf(kind, source, id), ...equalTo(wanted, kind, source.defs, world.input) };
    const fields = madeDistinct(made, asked, kind, { index, defs: source.defs });
    if (wanted.every((where) => mayHold(where, fields, world.input))) return fields;
    plainest ??= fields;
  }
  return plainest ?? {};
}

const triesMax = 60;
const plenty = 1e13;

/** The conditions that the plan has for members of a pool, or of one that overflows into it. */
function wantedOf(plan: Plan, pool: string): readonly Expression[] {
  const pools = new Set([pool]);
  for (const [name, fields] of Object.entries(plan.pools)) if (fields.overflow === pool) pools.add(name);
  return Object.values(plan.routines).flatMap(({ nodes }) =>
    nodes.flatMap((node) => {
      const picks = node.kind === "hold" ? [node.pick] : node.kind === "call" ? [node.attempt.using] : [];
      return picks.flatMap((pick) => (pick?.where !== undefined && pools.has(pick.pool) ? [pick.where] : []));
    }),
  );
}

/** For several conditions, those that can be evaluated from the member and the run's inputs. */
function mayHold(where: Expression, fields: JsonObject, input: JsonObject | undefined): boolean {
  if (where.op === "and") return where.items.every((item) => mayHold(item, fields, input));
  const evaluated = evaluate(where, {
    read: ({ from, name }) =>
      from === "local" && name === "resource"
        ? { value: { ...fields, online: true } }
        : from === "input"
          ? known(input, name)
          : { unknown: [name] },
  });
  return !("value" in evaluated) || evaluated.value === true;
}

function known(input: JsonObject | undefined, name: string): Evaluated {
  const value = input?.[name];
  return value === undefined ? { unknown: [name] } : { value };
}

/** Free texts that have to be what the run is given, as of `m.site == site`, are. */
function equalTo(
  wanted: readonly Expression[],
  kind: Schema,
  defs: Readonly<Record<string, Schema>>,
  input: JsonObject | undefined,
): JsonObject {
  const properties = (opened(kind, defs).properties ?? {}) as Readonly<Record<string, Schema>>;
  const fields: Record<string, Json> = {};
  for (const where of wanted.flatMap(conjunctsOf)) {
    if (where.op !== "call" || where.fn !== "any.equal") continue;
    const [left, right] = where.args;
    const name = memberField(left) ?? memberField(right);
    const other = memberField(left) === undefined ? left : right;
    const field = name === undefined ? undefined : properties[name];
    if (other === undefined || name === undefined || field === undefined) continue;
    const { type, enum: members } = opened(field, defs);
    const asked = evaluate(other, {
      read: ({ from, name: read }) => (from === "input" ? known(input, read) : { unknown: [read] }),
    });
    if (type === "string" && members === undefined && "value" in asked) fields[name] = asked.value;
  }
  return fields;
}

function memberField(side: Expression | undefined): string | undefined {
  if (side?.op !== "field" || side.of.op !== "read") return undefined;
  return side.of.from === "local" && side.of.name === "resource" ? side.name : undefined;
}

function fieldsOf(kind: Schema, source: Source, id: string): JsonObject {
  const fields: Record<string, Json> = {};
  const { properties } = opened(kind, source.defs);
  for (const [name, schema] of Object.entries((properties ?? {}) as Readonly<Record<string, Schema>>)) {
    // All of it is known of it, also what need not be.
    const value = generate(opened(schema, source.defs), source, `${id}.${name}`);
    if (value !== undefined) fields[name] = value;
  }
  if ("battery" in fields) fields.battery = 1;
  return fields;
}

/*
 * "One whose `os` is the job's": what a run asks for is not known when members are made up, so the members of a pool
 * are of every kind that may be asked for, in turn.
 */

/** The fields of a pool's members that are held against what only a run knows. */
function askedOfMembers(wanted: readonly Expression[]): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const where of wanted) collect(where as unknown as Json, asked);
  return asked;
}

function collect(part: Json, asked: Set<string>): void {
  if (Array.isArray(part)) for (const item of part) collect(item, asked);
  if (!isObject(part)) return;
  const { op, fn, args } = part;
  if (op === "call" && fn === "any.equal" && Array.isArray(args)) {
    const [left, right] = args;
    const field = distinctField(left) ?? distinctField(right);
    const other = distinctField(left) === undefined ? left : right;
    if (field !== undefined && isObject(other) && other.op !== "constant") asked.add(field);
  }
  for (const value of Object.values(part)) collect(value, asked);
}

function distinctField(part: Json | undefined): string | undefined {
  if (!isObject(part) || part.op !== "field" || typeof part.name !== "string") return undefined;
  const { of } = part;
  return isObject(of) && of.op === "read" && of.from === "local" && of.name === "resource"
    ? part.name
    : undefined;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The same member, with a value of its own in the fields that are asked for: all that there are, in turn. */
function madeDistinct(
  fields: JsonObject,
  asked: ReadonlySet<string>,
  kind: Schema,
  { index, defs }: { readonly index: number; readonly defs: Readonly<Record<string, Schema>> },
): JsonObject {
  const { properties } = opened(kind, defs);
  let left = index;
  const own: Record<string, Json> = {};
  for (const [name, schema] of Object.entries((properties ?? {}) as Readonly<Record<string, Schema>>)) {
    const choices = asked.has(name) ? opened(schema, defs).enum : undefined;
    if (!Array.isArray(choices) || choices.length === 0) continue;
    own[name] = choices[left % choices.length] as Json;
    left = Math.floor(left / choices.length);
  }
  return { ...fields, ...own };
}
