/** So many at once, and so many more with each second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Names that are remembered. Beyond it the one that was quiet for longest is forgotten, and has its whole burst again. */
const namesMax = 10_000;

/** Counts by name how much of a rate is used up: a token bucket for each. */
export class Allowance {
  readonly #rate: Rate;
  readonly #used = new Map<string, { readonly level: number; readonly at: number }>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes one. Returns 0, or how many ms it takes until there is one again. `now`: ms since 1970. */
  take(name: string, now: number): number {
    const { burst, perSecond } = this.#rate;
    const before = this.#used.get(name);
    const drained = before === undefined ? 0 : (Math.max(0, now - before.at) * perSecond) / 1000;
    const level = Math.max(0, (before?.level ?? 0) - drained);
    const isFree = level + 1 <= burst;
    this.#used.delete(name);
    this.#used.set(name, { level: isFree ? level + 1 : level, at: now });
    const [oldest] = this.#used.keys();
    if (oldest !== undefined && this.#used.size > namesMax) this.#used.delete(oldest);
    return isFree ? 0 : Math.ceil(((level + 1 - burst) * 1000) / perSecond);
  }
}
