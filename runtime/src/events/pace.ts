import type { Instant } from "@orchlang/kernel";
import { formatDuration } from "@orchlang/plan/quantities";
import { limits } from "../limits.ts";
import type { Refusal } from "../orchestrator-api.ts";
import type { LimitsBySource } from "./source-limits.ts";

/**
 * How often within the debounce time, and at most once in how many ms, uncounted reports are recorded in the journal.
 * No restart is faster, and after one a source is allowed at most this much too early.
 */
const notes = 8;
const notedMs = 1_000;

/**
 * Rate limits and debounce of sources: reports that are too frequent, or that come before the source was quiet, are
 * refused.
 */
export class Pace {
  #limits: LimitsBySource = new Map();
  /** How often each source has been heard in the second that began then. */
  #second = { begun: 0, heard: new Map<string, number>() };
  /** When each event of a debounced source was last reported. */
  readonly #told = new Map<string, Instant>();

  set limits(limits: LimitsBySource) {
    this.#limits = limits;
  }

  /** Whether the source has a limit: the journal then has to record the source. */
  isLimited(source: string): boolean {
    return this.#limits.has(source);
  }

  /** Records a report from before this process began. */
  recall(source: string, at: Instant): void {
    if (this.#second.heard.size === 0) this.#second = { begun: at, heard: new Map() };
    const { begun, heard } = this.#second;
    if (at - begun < 1_000) heard.set(source, (heard.get(source) ?? 0) + 1);
  }

  /**
   * `source`: the reporting source; `as`: its name there, which may have a limit as well. `kind`: the event, since a
   * source may report several. `before`: the last report in the journal. `note`: whether the journal should record this
   * one.
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
      return { refused: "too_often", message: `${source} sends more than ${perSecond} reports a second.` };
    if (debounce === undefined || kind === undefined) return undefined;
    if (this.#isQuiet(`${source} ${kind}`, debounce, now, before)) return undefined;
    const isNew = before === undefined || now - before >= Math.max(debounce / notes, notedMs);
    const message = `${source} was not quiet for ${formatDuration(debounce)}.`;
    return { refused: "debounced", message, ...(isNew ? { note: true } : {}) };
  }

  /** Every report restarts the debounce time, even one that does not count. */
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
