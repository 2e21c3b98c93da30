import type { Instant } from "@orchlang/kernel";
import { formatDuration } from "@orchlang/plan";
import { limits } from "../limits.ts";
import type { Refusal } from "../orchestrator-api.ts";
import type { LimitsBySource } from "./source-limits.ts";

/**
 * Of what did not count the journal is told so many times in the time that a source has to be quiet, and at most once in so
 * many ms: no restart is quicker, and after one a source is at most so much too early.
 */
const notes = 8;
const notedMs = 1_000;

/** How often each source tells something: too often, or again before it was quiet, is refused. */
export class Pace {
  #limits: LimitsBySource = new Map();
  /** How often each source has been heard in the second that began then. */
  #second = { begun: 0, heard: new Map<string, number>() };
  /** When each event of a source that has to be quiet was last told. */
  readonly #told = new Map<string, Instant>();

  set limits(limits: LimitsBySource) {
    this.#limits = limits;
  }

  /** Whether anything is said of how often a source may tell something: the journal has to know then who told it. */
  isLimited(source: string): boolean {
    return this.#limits.has(source);
  }

  /** It has told something, before this process began. */
  recall(source: string, at: Instant): void {
    if (this.#second.heard.size === 0) this.#second = { begun: at, heard: new Map() };
    const { begun, heard } = this.#second;
    if (at - begun < 1_000) heard.set(source, (heard.get(source) ?? 0) + 1);
  }

  /**
   * `source`: who tells it; `as`: the name that it goes by there, under which its limit may stand too. `kind`: of an event what it is, as one source may tell of several. `before`: when it was told
   * last, as the journal knows. `note`: the journal should know that it was told.
   */
  refused(
    source: string,
    now: Instant,
    {
      as = source,
      kind,
      before,
    }: {
      readonly as?: string;
      readonly kind?: string | undefined;
      readonly before?: Instant | undefined;
    } = {},
  ): (Refusal & { readonly note?: true }) | undefined {
    if (now - this.#second.begun >= 1_000 || now < this.#second.begun)
      this.#second = { begun: now, heard: new Map() };
    const { heard } = this.#second;
    const limit = this.#limits.get(source) ?? this.#limits.get(as);
    const { perSecond = limits.newsPerSecondMax, debounce } = limit ?? {};
    const times = (heard.get(source) ?? 0) + 1;
    if (heard.size < limits.newsWaitingMax || times > 1) heard.set(source, times);
    if (times > perSecond)
      return { refused: "too_often", message: `${source} tells more than ${perSecond} in a second.` };
    if (debounce === undefined || kind === undefined) return undefined;
    if (this.#isQuiet(`${source} ${kind}`, debounce, now, before)) return undefined;
    const isNew = before === undefined || now - before >= Math.max(debounce / notes, notedMs);
    const message = `${source} was not quiet for ${formatDuration(debounce)}.`;
    return { refused: "debounced", message, ...(isNew ? { note: true } : {}) };
  }

  /** Whatever is told breaks the quiet, also what does not count. */
  #isQuiet(name: string, debounce: number, now: Instant, before: Instant | undefined): boolean {
    const last = this.#told.get(name) ?? before;
    this.#told.delete(name);
    this.#told.set(name, now);
    for (const oldest of this.#told.keys()) {
      if (this.#told.size <= limits.newsWaitingMax) break;
      this.#told.delete(oldest);
    }
    return last === undefined || now - last >= debounce || now < last;
  }
}
