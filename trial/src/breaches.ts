import type { Found } from "./judge.ts";
import type { Shrunk } from "./shrink/shrink.ts";

/** How many breaches with the same words are minimised in any case, and how many more for each of their shapes. */
const alikeLeast = 3;
const moreForShape = 2;
/** How many breaches with the same words may wait to be minimised. */
const waitingMax = 40;

/** Breaches that are told alike, names and numbers apart: there may be several mistakes behind them. */
interface Alike {
  waiting: readonly Found[];
  begun: number;
  readonly shapes: Set<string>;
}

/** The breaches, one for each kind. */
export class Breaches {
  readonly #alike = new Map<string, Alike>();
  readonly #different = new Map<string, Shrunk>();
  #count = 0;

  /** All that were found. */
  get count(): number {
    return this.#count;
  }

  find(results: readonly Found[]): void {
    for (const one of results) {
      this.#count += 1;
      const alike = this.#of(one);
      const bySize = [...alike.waiting, one].toSorted((a, b) => a.text.length - b.text.length);
      alike.waiting = bySize.slice(0, waitingMax);
    }
  }

  /** The next that is to be made small: of those told alike the smallest, and first of those that were seldom so. */
  next(): Found | undefined {
    const open = [...this.#alike.values()].filter(
      ({ waiting, begun, shapes }) => waiting.length > 0 && begun < alikeLeast + moreForShape * shapes.size,
    );
    const [alike] = open.toSorted((one, other) => one.begun - other.begun);
    const [first, ...others] = alike?.waiting ?? [];
    if (alike === undefined || first === undefined) return undefined;
    alike.waiting = others;
    alike.begun += 1;
    return first;
  }

  /** Those of one kind and shape are one. Whether it is the first of these. */
  shrunk(found: Found, one: Shrunk): boolean {
    this.#of(found).shapes.add(one.shape);
    const key = `${one.kind} ${one.shape}`;
    const known = this.#different.get(key);
    if (known === undefined || one.text.length < known.text.length) this.#different.set(key, one);
    return known === undefined;
  }

  /** The smallest first. */
  get different(): readonly Shrunk[] {
    return [...this.#different.values()].toSorted((one, other) => one.text.length - other.text.length);
  }

  #of({ kind, claim, says }: Found): Alike {
    const bare = (text: string): string => text.replace(/[\w./]*\d[\w./]*/g, "_").slice(0, 120);
    const key = `${kind} ${bare(claim)} ${bare(says)}`;
    const known = this.#alike.get(key) ?? { waiting: [], begun: 0, shapes: new Set() };
    this.#alike.set(key, known);
    return known;
  }
}
