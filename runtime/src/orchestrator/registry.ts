import type { CapabilityKind, Effect, JsonObject, Money } from "@orchlang/plan";
import { notJson } from "@orchlang/plan/json";
import { money } from "@orchlang/plan/quantities";
import { guarded } from "../capabilities/guarded.ts";
import { type ReadSchema, readSchema } from "../capabilities/schema.ts";
import type { SchemaLike } from "../capabilities/standard-schema.ts";
import type { HandlerFunction } from "../handler.ts";
import { limits } from "../limits.ts";

/**
 * A capability that the embedding program carries out itself, in its own process. For a compiled plan it is one without a
 * `run` clause, or stands in the place of the one that it has: there the plan's own declaration says the rest. For a plan
 * that is given as an object the registration is the declaration.
 */
export interface Registration {
  /** As the plan names it; a compiled one with its module: `shop.refund`. */
  readonly name: string;
  /** Called as a handler of a module is, with the same context; what it may do wrong is the same too. */
  readonly handler: HandlerFunction;
  /** The version of this code: part of a run's deploy id, as a file's hash is. Default: `metadata.version`. */
  readonly version?: string;
  /** Calls at once, over all runs. Default: 256. */
  readonly concurrency?: number;
  /** Default: `service`. */
  readonly type?: Exclude<CapabilityKind, "human">;
  readonly description?: string;
  /** Schemas of arguments and result, checked at every call in addition to the plan's own types. */
  readonly inputSchema?: SchemaLike;
  readonly outputSchema?: SchemaLike;
  /** Runs that need a disabled one are refused, and new plans do without it. Default: true. */
  readonly enabled?: boolean;
  /** Additional data: its owner, its version. JSON. */
  readonly metadata?: JsonObject;
  /** The effect of a repeated call. Default: `once`; for an `llm`: `pure`. */
  readonly effect?: Effect["kind"];
  /** The failures that it names, beside the built-in ones. */
  readonly fails?: readonly string[];
  /** Permissions that the run's user must have consented to. */
  readonly scopes?: readonly string[];
  readonly tags?: readonly string[];
  /** Bounds of one attempt: an amount, ms, a number, joules. */
  readonly cost?: Money;
  readonly latency?: number;
  readonly tokens?: number;
  readonly energy?: number;
}

/** A registration as it was taken in: defaults filled in, schemas read. */
export interface Registered
  extends Omit<Registration, "inputSchema" | "outputSchema" | "handler" | "version"> {
  readonly handler: HandlerFunction;
  readonly version: string | undefined;
  readonly type: Exclude<CapabilityKind, "human">;
  readonly description: string;
  readonly input: ReadSchema | undefined;
  readonly output: ReadSchema | undefined;
  readonly enabled: boolean;
  readonly metadata: JsonObject;
  readonly effect: Effect["kind"];
  readonly fails: readonly string[];
  readonly scopes: readonly string[];
  readonly tags: readonly string[];
}

/** The embedding program's registrations, by capability name. */
export class Registry {
  readonly #byName = new Map<string, Registered>();
  readonly #doubles: HandlerFunction | undefined;
  /** How often it has become another. */
  changes = 0;

  /** @param doubles carries out everything, whatever is registered */
  constructor(registrations: readonly Registration[] = [], doubles?: HandlerFunction) {
    this.#doubles = doubles;
    for (const registration of registrations) this.register(registration);
  }

  /** Throws a TypeError at what is no registration, or the second of a name: mistakes of the program's text. */
  register(registration: Registration): void {
    const registered = read(registration);
    if (this.#byName.has(registered.name))
      throw new TypeError(`The capability ${registered.name} is registered already.`);
    this.#byName.set(registered.name, registered);
    this.changes += 1;
  }

  get(name: string): Registered | undefined {
    if (this.#doubles === undefined) return this.#byName.get(name);
    return read({ name, handler: this.#doubles, version: "double" });
  }

  /** In the order in which they were registered. */
  list(): readonly Registered[] {
    return [...this.#byName.values()];
  }

  /** Returns whether the capability exists. Running calls continue. */
  enable(name: string, enabled: boolean): boolean {
    const known = this.#byName.get(name);
    if (known !== undefined) this.#byName.set(name, { ...known, enabled });
    this.changes += 1;
    return known !== undefined;
  }

  concurrency(name: string): number {
    return this.#byName.get(name)?.concurrency ?? limits.callsPerFunctionMax;
  }
}

/** As it is taken into account; undefined for what is no amount from 0. */
function amountOf(cost: Money): Money | undefined {
  const amount = money(String(cost.amount), String(cost.currency));
  return amount === undefined || amount.amount.startsWith("-") ? undefined : amount;
}

const fields: Readonly<Record<keyof Registration, true>> = {
  name: true,
  handler: true,
  version: true,
  concurrency: true,
  type: true,
  description: true,
  inputSchema: true,
  outputSchema: true,
  enabled: true,
  metadata: true,
  effect: true,
  fails: true,
  scopes: true,
  tags: true,
  cost: true,
  latency: true,
  tokens: true,
  energy: true,
};

const types: readonly unknown[] = ["tool", "agent", "service", "llm"];
const effects: readonly unknown[] = ["pure", "idempotent", "once"];

function read(registration: Registration): Registered {
  const { name, handler, metadata = {}, inputSchema, outputSchema, ...rest } = registration;
  if (typeof name !== "string" || name === "") throw new TypeError("A capability is registered by its name.");
  const fault = faultOf(registration);
  if (fault !== undefined) throw new TypeError(`The capability ${name} ${fault}.`);
  const input = schemaOf(name, "input", inputSchema);
  const output = schemaOf(name, "output", outputSchema);
  const { type = "service" } = registration;
  const cost = registration.cost === undefined ? undefined : amountOf(registration.cost);
  return {
    ...rest,
    ...(cost === undefined ? {} : { cost }),
    name,
    type,
    handler: guarded(name, handler, input, output),
    version: registration.version ?? (typeof metadata.version === "string" ? metadata.version : undefined),
    description: registration.description ?? "",
    input,
    output,
    enabled: registration.enabled ?? true,
    metadata,
    effect: registration.effect ?? (type === "llm" ? "pure" : "once"),
    fails: registration.fails ?? [],
    scopes: registration.scopes ?? [],
    tags: registration.tags ?? [],
  };
}

/** The fault of a registration, in words that complete "The capability x". */
function faultOf(registration: Registration): string | undefined {
  const { handler, version, concurrency, type, effect, metadata, cost, enabled } = registration;
  const other = Object.keys(registration).find((field) => !Object.hasOwn(fields, field));
  if (other !== undefined)
    return `has \`${other}\`, which says nothing here: there are ${Object.keys(fields).join(", ")}; anything else goes into metadata`;
  if (typeof handler !== "function") return "is registered without a function that carries it out";
  if (version !== undefined && typeof version !== "string") return "has a version that is no text";
  if (concurrency !== undefined && !(Number.isSafeInteger(concurrency) && concurrency >= 1))
    return `cannot be called ${String(concurrency)} times at once: a whole number from 1 is wanted`;
  if (type !== undefined && !types.includes(type))
    return `is of the type ${JSON.stringify(type)}: there are tool, agent, service and llm; people are asked by \`human\` in a compiled plan`;
  if (effect !== undefined && !effects.includes(effect))
    return `has the effect ${JSON.stringify(effect)}: there are pure, idempotent and once`;
  if (enabled !== undefined && typeof enabled !== "boolean") return "is enabled by true or false";
  if (metadata !== undefined && notJson(metadata) !== undefined) return "has metadata that are not JSON";
  if (cost !== undefined && amountOf(cost) === undefined)
    return 'has a cost that is not { amount: "0.05", currency: "USD" }';
  for (const [bound, unit] of [
    ["latency", "ms"],
    ["tokens", "tokens"],
    ["energy", "joules"],
  ] as const) {
    const value = registration[bound];
    if (value !== undefined && !(Number.isFinite(value) && value >= 0))
      return `has a \`${bound}\` that is not a number of ${unit} from 0`;
  }
  return undefined;
}

function schemaOf(
  name: string,
  side: "input" | "output",
  schema: SchemaLike | undefined,
): ReadSchema | undefined {
  if (schema === undefined) return undefined;
  try {
    return readSchema(schema, side);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(`The ${side} schema of the capability ${name} is none. ${error.message}`);
  }
}
