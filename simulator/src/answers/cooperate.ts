import { chance } from "@orchlang/kernel";
import type { Capability, Json, Plan } from "@orchlang/plan";
import { type Expression, equal, evaluate } from "@orchlang/plan/expressions";
import type { SimulatedWorld } from "../world.ts";
import { clauseScope, comparedWith, echoed, withFixedParts } from "./ensured.ts";
import { generate, type Source } from "./generate.ts";

const triesMax = 40;
const nowhere: Json = { lat: 52.52, lon: 13.405 };

/** From where made-up values come, for one purpose. */
export function sourceFor(
  plan: Plan,
  world: SimulatedWorld,
  purpose: string,
  start: { readonly now: number; readonly variation: number },
): Source {
  const seed = world.seed ?? "0000000000000001";
  return {
    variation: start.variation,
    draw: (place) => chance(seed, { key: purpose, attempt: start.variation, purpose: place }),
    hints: hintsOf(plan),
    now: start.now,
    here: placeIn(world.input ?? null) ?? placeIn((world.happenings ?? []) as unknown as Json) ?? nowhere,
    currency: plan.settings.currency,
    defs: { ...world.schemas, ...plan.schemas },
  };
}

/** A value that a capability may give for these arguments, and that keeps what it ensures, where one is found. */
export function cooperativeResult(
  plan: Plan,
  world: SimulatedWorld,
  { capability, args, now }: { readonly capability: Capability; readonly args: Json; readonly now: number },
): Json | undefined {
  const { result, ensures, name } = capability;
  if (result === null) return null;
  const first = world.variation ?? 0;
  const before = first === 0 ? rememberedFor(plan, world) : undefined;
  const known = before?.get(name, args);
  if (known !== undefined) return known;
  let fallback: Json | undefined;
  for (let variation = first; variation < first + triesMax; variation++) {
    const source = asked(withHints(sourceFor(plan, world, name, { now, variation }), ensures, args));
    const made = generate(result.schema, source, short(name));
    if (made === undefined) continue;
    const value = withFixedParts(echoed(capability, args, made, source.defs), ensures, args);
    if (ensures.every((clause) => holdsOf(clause, args, value))) {
      if (variation === 0 && !source.wasAsked()) before?.set(name, args, value);
      return value;
    }
    fallback ??= value;
  }
  return fallback;
}

/** The same source, which says whether it was asked for something that one world has and another has not. */
function asked(source: Source): Source & { wasAsked(): boolean } {
  let was = false;
  return {
    ...source,
    draw: (place) => {
      was = true;
      return source.draw(place);
    },
    get now() {
      was = true;
      return source.now;
    },
    get here() {
      was = true;
      return source.here;
    },
    wasAsked: () => was,
  };
}

function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** True if one of a capability's `ensures` holds of a result. */
export function holdsOf(clause: Expression, args: Json, result: Json): boolean {
  const evaluated = evaluate(clause, clauseScope(args, result));
  return "value" in evaluated && evaluated.value === true;
}

function withHints(source: Source, ensures: readonly Expression[], args: Json): Source {
  const hints = [...source.hints];
  constantsIn(ensures as unknown as Json, hints);
  leavesOf(args, hints);
  for (const value of comparedWith(ensures, args)) leavesOf(value, hints);
  return { ...source, hints };
}

const known = new WeakMap<Plan, readonly Json[]>();

/** Constants of what goals call success: values worth a try. */
function hintsOf(plan: Plan): readonly Json[] {
  let hints = known.get(plan);
  if (hints === undefined) {
    const values: Json[] = [];
    for (const goal of Object.values(plan.goals)) {
      for (const { when } of goal.success) constantsIn(when as unknown as Json, values);
    }
    hints = [...new Set(values)];
    known.set(plan, hints);
  }
  return hints;
}

/** Every constant in an expression, leaf by leaf; amounts of money are whole. */
export function constantsIn(part: Json | undefined, values: Json[]): void {
  if (typeof part !== "object" || part === null) return;
  if (Array.isArray(part)) {
    for (const item of part as readonly Json[]) constantsIn(item, values);
    return;
  }
  const fields = part as Readonly<Record<string, Json>>;
  if (fields.op === "constant") leavesOf(fields.value ?? null, values);
  else for (const value of Object.values(fields)) constantsIn(value, values);
}

function leavesOf(value: Json, values: Json[]): void {
  const isWhole = typeof value !== "object" || value === null || ("amount" in value && "currency" in value);
  if (isWhole) values.push(value);
  else for (const item of Object.values(value)) leavesOf(item as Json, values);
}

/** The first place that is given: what is to be near is put there. */
function placeIn(value: Json): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("lat" in value && "lon" in value) return value;
  for (const item of Object.values(value)) {
    const result = placeIn(item as Json);
    if (result !== undefined) return result;
  }
  return undefined;
}

const most = 1_000;

/**
 * The plainest results that hang on nothing but a capability and its arguments: in all worlds of a plan they are the same.
 * Mostly a call is made as it was made last, of parts that are the same objects: then they need not be written down to be
 * found.
 */
class Remembered {
  readonly schemas: SimulatedWorld["schemas"];
  readonly #results = new Map<string, Json>();
  readonly #last = new Map<string, { readonly args: Json; readonly result: Json }>();

  constructor(schemas: SimulatedWorld["schemas"]) {
    this.schemas = schemas;
  }

  get isFull(): boolean {
    return this.#results.size >= most;
  }

  get(capability: string, args: Json): Json | undefined {
    const last = this.#last.get(capability);
    if (last !== undefined && equal(last.args, args)) return last.result;
    const result = this.#results.get(nameOf(capability, args));
    if (result !== undefined) this.#last.set(capability, { args, result });
    return result;
  }

  set(capability: string, args: Json, result: Json): void {
    this.#results.set(nameOf(capability, args), result);
  }
}

function nameOf(capability: string, args: Json): string {
  return `${capability} ${JSON.stringify(args)}`;
}

const plainest = new WeakMap<Plan, Remembered>();

function rememberedFor(plan: Plan, { schemas }: SimulatedWorld): Remembered {
  let known = plainest.get(plan);
  if (known === undefined || known.schemas !== schemas || known.isFull) {
    known = new Remembered(schemas);
    plainest.set(plan, known);
  }
  return known;
}
