/** The outcomes of one capability by one model. */
export interface Arm {
  /** Its name in `orch.json`. */
  readonly model: string;
  readonly good: number;
  readonly bad: number;
}

/** Outcomes that are remembered of a capability by a model: models change, and what is long ago says little. */
const outcomesMax = 200;

/** The last outcomes of each capability by each model. */
export class Experience {
  readonly #outcomes = new Map<string, boolean[]>();

  learn(capability: string, model: string, good: boolean): void {
    const key = `${capability}\n${model}`;
    const kept = this.#outcomes.get(key) ?? [];
    this.#outcomes.set(key, kept);
    kept.push(good);
    if (kept.length > outcomesMax) kept.shift();
  }

  armsOf(capability: string, models: readonly string[]): readonly Arm[] {
    return models.map((model) => {
      const kept = this.#outcomes.get(`${capability}\n${model}`) ?? [];
      const good = kept.filter(Boolean).length;
      return { model, good, bad: kept.length - good };
    });
  }
}

/**
 * The arms by falling chance of success, each chance drawn from what is known of it (Thompson sampling: W. R. Thompson,
 * 1933), so that an arm of which little is known is tried as often as it may be the best. The draws follow from `seed`:
 * the same arms and the same seed give the same order, on every machine.
 */
export function drawnOrder(arms: readonly Arm[], seed: string): readonly string[] {
  return arms
    .map(({ model, good, bad }) => ({
      model,
      chance: beta(good + 1, bad + 1, uniforms(`${seed}\n${model}`)),
    }))
    .sort((one, other) => other.chance - one.chance)
    .map(({ model }) => model);
}

/**
 * A draw of the beta distribution with whole parameters: the `a`-th smallest of `a + b - 1` uniform draws (order
 * statistics). Computed without functions that machines round differently.
 */
function beta(a: number, b: number, next: () => number): number {
  const draws = Array.from({ length: a + b - 1 }, next).sort((one, other) => one - other);
  return draws[a - 1] ?? 0;
}

/** Uniform in [0, 1): the generator "mulberry32", begun at a hash of the seed (FNV-1a, 32 bits). */
function uniforms(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at += 1) state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
