import type { HandlerFunction } from "../handler.ts";
import { limits } from "../limits.ts";

/**
 * A capability that the embedding program carries out itself, in its own process: one without a `run` clause, or in the
 * place of the one that it has.
 */
export interface Registration {
  /** As the plan names it, with its module: `shop.refund`. */
  readonly name: string;
  /** Called as a handler of a module is, with the same context; what it may do wrong is the same too. */
  readonly handler: HandlerFunction;
  /** What tells this code from the next: part of a run's deploy id, as a file's hash is. */
  readonly version?: string;
  /** Calls at once, over all runs. Default: 256. */
  readonly concurrency?: number;
}

/** What the embedding program has registered, by the capability's name. */
export class Registry {
  readonly #byName = new Map<string, Registration>();

  constructor(registrations: readonly Registration[] = []) {
    for (const registration of registrations) this.register(registration);
  }

  /** Throws a TypeError at what is no registration, or the second of a name: mistakes of the program's text. */
  register(registration: Registration): void {
    const { name, handler, version, concurrency } = registration;
    const wrong = (why: string): TypeError => new TypeError(`The capability ${String(name)} ${why}.`);
    if (typeof name !== "string" || name === "")
      throw new TypeError("A capability is registered by its name.");
    if (typeof handler !== "function") throw wrong("is registered without a function that carries it out");
    if (version !== undefined && typeof version !== "string") throw wrong("has a version that is no text");
    if (concurrency !== undefined && !(Number.isSafeInteger(concurrency) && concurrency >= 1))
      throw wrong(`cannot be called ${String(concurrency)} times at once: a whole number from 1 is wanted`);
    if (this.#byName.has(name)) throw wrong("is registered already");
    this.#byName.set(name, { ...registration });
  }

  get(name: string): Registration | undefined {
    return this.#byName.get(name);
  }

  concurrency(name: string): number {
    return this.#byName.get(name)?.concurrency ?? limits.callsPerFunctionMax;
  }
}
