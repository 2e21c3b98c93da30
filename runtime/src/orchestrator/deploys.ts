import type { PlanFile } from "@orchlang/plan";
import type { Refusal } from "../orchestrator-api.ts";
import type { Workplace } from "../world/world.ts";
import { CodeHashes } from "./code-hash.ts";
import { type Deploy, deployOf } from "./deploy.ts";
import { placesOf } from "./places.ts";
import type { Registry } from "./registry.ts";

/** The code that a plan needs, and the places where it runs; a refusal if some is missing. */
export interface Found {
  readonly deploy: Deploy | Refusal;
  readonly places: Readonly<Record<string, Workplace>>;
}

/**
 * Looks for code and settings. All runs that are started in one turn of the event loop go by one look: nobody else comes
 * between, and each look asks the disk for a dozen files.
 */
export class Deploys {
  readonly #registry: Registry;
  readonly #code = new CodeHashes();
  readonly #found = new Map<string, Found>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** A look of one's own. */
  of(file: PlanFile, root: string): Deploy | Refusal {
    return deployOf(file, root, this.#registry, this.#code);
  }

  /** Cached for this turn of the event loop. Missing code is looked for each time, because it may just have arrived. */
  now(file: PlanFile, root: string): Found {
    const name = `${this.#registry.changes} ${file.id} ${root}`;
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const deploy = this.of(file, root);
    if ("refused" in deploy) return { deploy, places: {} };
    if (this.#found.size === 0) setImmediate(() => this.#found.clear());
    const found = { deploy, places: placesOf(file, root, this.#registry) };
    this.#found.set(name, found);
    return found;
  }
}
