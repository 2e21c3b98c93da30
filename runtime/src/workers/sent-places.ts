import type { Schema } from "@orchlang/plan";
import type { Workplace } from "../world/world.ts";
import type { ThreadPlace, ToThread } from "./messages.ts";

/** Which places and shared types a thread already knows: each is sent once. */
export class SentPlaces {
  readonly #places = new Set<string>();
  readonly #schemas = new Map<Workplace["schemas"], number>();

  /** The definitions that have to be sent before jobs of these places. */
  unsent(names: readonly string[], places: ReadonlyMap<string, Workplace>): ToThread {
    const fresh: { [name: string]: ThreadPlace } = {};
    const schemas: { [number: number]: Readonly<{ [name: string]: Schema }> } = {};
    for (const name of names) {
      const place = places.get(name);
      if (place === undefined || this.#places.has(name)) continue;
      this.#places.add(name);
      const { capability, handler, root } = place;
      fresh[name] = { capability, handler, root, schemas: this.#number(place.schemas, schemas) };
    }
    return Object.keys(fresh).length === 0 ? {} : { schemas, places: fresh };
  }

  #number(named: Workplace["schemas"], news: { [number: number]: Workplace["schemas"] }): number {
    const known = this.#schemas.get(named);
    if (known !== undefined) return known;
    const number = this.#schemas.size;
    this.#schemas.set(named, number);
    news[number] = named;
    return number;
  }
}
