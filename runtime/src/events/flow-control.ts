import type { Instant } from "@orchlang/kernel";
import type { Priority } from "@orchlang/plan/nodes";
import { formatDuration, parseDuration } from "@orchlang/plan/quantities";
import { limits } from "../limits.ts";
import type { Refusal } from "../orchestrator-types.ts";
import { isRecord, projectAround } from "../workers/project.ts";

/** The rate limit of a source. */
interface SourceLimits {
  readonly perSecond?: number;
  /** ms: an event of it counts at once, and again only once it was quiet for so long. */
  readonly debounce?: number;
}

export type LimitsBySource = ReadonlyMap<string, SourceLimits>;

/** The map `sources` of the `orch.json` around a folder; or every mistake in it. */
export function sourceLimitsAround(root: string): LimitsBySource | { readonly wrong: readonly string[] } {
  const project = projectAround(root);
  if (project === undefined) return new Map();
  if ("wrong" in project) return { wrong: [project.wrong] };
  const { sources = {} } = project.settings;
  if (!isRecord(sources)) return { wrong: [`\`sources\` in ${project.path} has to be a record by source`] };
  const wrong: string[] = [];
  const limits = Object.entries(sources).map(([name, given]): [string, SourceLimits] => {
    const result = limitsOf(given);
    if (typeof result === "string") wrong.push(`\`sources.${name}\` in ${project.path}: ${result}`);
    return [name, typeof result === "string" ? {} : result];
  });
  return wrong.length === 0 ? new Map(limits) : { wrong };
}

function limitsOf(given: unknown): SourceLimits | string {
  if (!isRecord(given)) return "has to be { perSecond?, debounce? }";
  const { perSecond, debounce, ...others } = given;
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) return `there is no \`${stranger}\`; there are perSecond and debounce`;
  const quiet = typeof debounce === "string" ? parseDuration(debounce) : undefined;
  if (debounce !== undefined && !(quiet !== undefined && quiet > 0)) return '`debounce` is a time as "2s"';
  const many = typeof perSecond === "number" && Number.isSafeInteger(perSecond) && perSecond >= 1;
  if (perSecond !== undefined && !many) return "`perSecond` is a whole number from 1";
  return { ...(many ? { perSecond } : {}), ...(quiet === undefined ? {} : { debounce: quiet }) };
}

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

  /** True if the source has a limit: the journal then has to record the source. */
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
    const { perSecond = limits.ingressPerSecondMax, debounce } = limit ?? {};
    const times = (heard.get(source) ?? 0) + 1;
    if (heard.size < limits.ingressWaitingMax || times > 1) heard.set(source, times);
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
      if (this.#told.size <= limits.ingressWaitingMax) break;
      this.#told.delete(oldest);
    }
    return last === undefined || now - last >= debounce || now < last;
  }
}

const urgencies: readonly Priority[] = ["critical", "high", "normal", "low", "info"];

type Waiting = (may: boolean) => void;

/**
 * A queue for records while control is busy: ordered by urgency, then by arrival. When it is full, the newest of the least
 * urgent is dropped and its sender notified.
 */
export class WaitingRoom {
  readonly #lines = new Map(urgencies.map((urgency) => [urgency, [] as Waiting[]]));
  /** The first in a line that still waits: shifting a long array is slow. */
  readonly #heads = new Map(urgencies.map((urgency) => [urgency, 0]));
  #waiting = 0;
  #inside = 0;

  /** True if it may go in; whoever does has to leave. `false`: there was no room. */
  enter(urgency: Priority): Promise<boolean> | boolean {
    if (this.#inside < limits.ingressAtOnceMax && this.#waiting === 0) {
      this.#inside += 1;
      return true;
    }
    if (this.#waiting >= limits.ingressWaitingMax && !this.#makeRoom(urgency)) return false;
    this.#waiting += 1;
    return new Promise((resolve) => this.#lines.get(urgency)?.push(resolve));
  }

  leave(): void {
    this.#inside -= 1;
    while (this.#inside < limits.ingressAtOnceMax) {
      const next = this.#next();
      if (next === undefined) return;
      this.#inside += 1;
      next(true);
    }
  }

  #next(): Waiting | undefined {
    for (const [urgency, line] of this.#lines) {
      const head = this.#heads.get(urgency) ?? 0;
      const next = line[head];
      if (next === undefined) continue;
      this.#waiting -= 1;
      const ends = head + 1 === line.length;
      if (ends) line.length = 0;
      this.#heads.set(urgency, ends ? 0 : head + 1);
      return next;
    }
    return undefined;
  }

  /** The newest of the least urgent goes, if it is less urgent than who wants to come in. */
  #makeRoom(urgency: Priority): boolean {
    for (const other of urgencies.toReversed()) {
      if (other === urgency) return false;
      const line = this.#lines.get(other) ?? [];
      if (line.length <= (this.#heads.get(other) ?? 0)) continue;
      const gone = line.pop();
      if (line.length === this.#heads.get(other)) {
        line.length = 0;
        this.#heads.set(other, 0);
      }
      this.#waiting -= 1;
      gone?.(false);
      return true;
    }
    return false;
  }
}
