import { equal, type Json, type Plan } from "@orchlang/plan";
import type { SimulatedWorld } from "../world.ts";

const most = 1_000;

/**
 * The plainest results that hang on nothing but a capability and its arguments: in all worlds of a plan they are the same.
 * Mostly a call is made as it was made last, of parts that are the same objects: then they need not be written down to be
 * found.
 */
export class Remembered {
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

export function rememberedFor(plan: Plan, { schemas }: SimulatedWorld): Remembered {
  let known = plainest.get(plan);
  if (known === undefined || known.schemas !== schemas || known.isFull) {
    known = new Remembered(schemas);
    plainest.set(plan, known);
  }
  return known;
}
