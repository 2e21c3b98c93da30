import { formatDuration } from "@orchlang/plan";
import type { Instant } from "../kernel/machine.ts";
import { limits } from "../limits.ts";
import type { Refusal } from "../orchestrator-api.ts";
import type { LimitsBySource } from "./source-limits.ts";

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

  /** `source`: who tells it. `kind`: of an event what it is, as one source may tell of several. */
  refused(source: string, kind: string | undefined, now: Instant): Refusal | undefined {
    if (now - this.#second.begun >= 1_000 || now < this.#second.begun)
      this.#second = { begun: now, heard: new Map() };
    const { heard } = this.#second;
    const { perSecond = limits.newsPerSecondMax, debounce } = this.#limits.get(source) ?? {};
    const times = (heard.get(source) ?? 0) + 1;
    if (heard.size < limits.newsWaitingMax || times > 1) heard.set(source, times);
    if (times > perSecond)
      return { refused: "too_often", message: `${source} tells more than ${perSecond} in a second.` };
    if (debounce === undefined || kind === undefined) return undefined;
    return this.#isQuiet(`${source} ${kind}`, debounce, now)
      ? undefined
      : { refused: "debounced", message: `${source} was not quiet for ${formatDuration(debounce)}.` };
  }

  /** Whatever is told breaks the quiet, also what does not count. */
  #isQuiet(name: string, debounce: number, now: Instant): boolean {
    const last = this.#told.get(name);
    this.#told.delete(name);
    this.#told.set(name, now);
    for (const oldest of this.#told.keys()) {
      if (this.#told.size <= limits.newsWaitingMax) break;
      this.#told.delete(oldest);
    }
    return last === undefined || now - last >= debounce || now < last;
  }
}
