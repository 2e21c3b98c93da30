import type { Found } from "./judge.ts";
import type { Shrunk } from "./shrink/shrink.ts";

/** Of breaches that are told alike so many are made small; the others are counted. */
const alikeMax = 3;

/** What is broken, each kind of it once. */
export class Breaches {
  readonly #alike = new Map<string, number>();
  readonly #shrunk = new Map<string, { readonly one: Shrunk; count: number }>();
  #count = 0;

  /** All that were found. */
  get count(): number {
    return this.#count;
  }

  /** Those of several that are to be made small. */
  chosen(found: readonly Found[]): readonly Found[] {
    return found.filter((one) => {
      this.#count += 1;
      const key = alike(one);
      const before = this.#alike.get(key) ?? 0;
      this.#alike.set(key, before + 1);
      return before < alikeMax;
    });
  }

  /** Those of one kind and shape are one. */
  take(one: Shrunk): void {
    const key = `${one.kind} ${one.shape}`;
    const known = this.#shrunk.get(key);
    if (known === undefined) this.#shrunk.set(key, { one, count: 1 });
    else known.count += 1;
  }

  /** The smallest first. */
  get different(): readonly Shrunk[] {
    return [...this.#shrunk.values()]
      .map(({ one }) => one)
      .toSorted((one, other) => one.text.length - other.text.length);
  }
}

/** How a breach is told, names and numbers apart. */
function alike({ kind, claim, says }: Found): string {
  const bare = (text: string): string => text.replace(/[\w./]*\d[\w./]*/g, "_").slice(0, 120);
  return `${kind} ${bare(claim)} ${bare(says)}`;
}
