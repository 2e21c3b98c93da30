import type { Instant } from "@orchlang/kernel";
import type { ControlEvent, ControlInput, ControlState, Firing } from "@orchlang/kernel/control";
import { nextInstant } from "@orchlang/plan/quantities";
import type { RunInPlay } from "./run-in-play.ts";
import type { Happening, SimulatedWorld } from "./world.ts";

/** With nothing else to come time goes on for so long after the last that moved a run, and a schedule comes in it. */
const idleMax = 8 * 86_400_000;

/** The limit of a story without a given end, where runs may set one another off for ever. */
const runsMax = 1_000;

interface Played {
  readonly world: SimulatedWorld;
  readonly started: Instant;
  readonly now: Instant;
  readonly control: ControlState;
  readonly runs: readonly RunInPlay[];
}

/**
 * How far a story goes. Without triggers: to the end of its run, and of those that are asked for. With triggers: until the first run has ended, all that is
 * given has happened, and all runs that were set off by then, or by one another, have ended as well. A schedule would go on
 * for ever: what time alone sets off once the first run has ended belongs to no story, unless the world says until when.
 */
export class Ending {
  readonly #played: Played;
  #toOccur = 0;
  /** How many runs are still to be asked for; `undefined`: none was to be. */
  #toAsk: number | undefined;
  /** How many runs triggers have wanted, begun or not. */
  #wanted = 0;
  #lastMoved: Instant;
  /** When the schedules of what is tried have all come once. */
  readonly #scheduled: Instant;
  /** Requests of runs that time alone has set off too late, or that would be one too many. */
  readonly #tooLate = new Set<string>();

  constructor(played: Played) {
    this.#played = played;
    this.#lastMoved = played.started;
    this.#scheduled = firstOfSchedules(played);
  }

  expects({ does }: Happening): void {
    if (does === "occurs" || does === "senses") this.#toOccur += 1;
    if (does === "asks") this.#toAsk = (this.#toAsk ?? 0) + 1;
  }

  given({ does }: Happening): void {
    if (does === "occurs" || does === "senses") this.#toOccur -= 1;
    if (does === "asks") this.#toAsk = (this.#toAsk ?? 0) - 1;
  }

  get isOver(): boolean {
    const { runs, world, control } = this.#played;
    const [first] = runs;
    if (world.armed === undefined) {
      if (this.#toAsk === undefined) return first?.state.closed !== undefined;
      return this.#toAsk === 0 && runs.every(({ state }) => state.closed !== undefined);
    }
    if (world.until !== undefined || first === undefined || this.#toOccur > 0) return false;
    return runs.every(({ state }) => state.closed !== undefined) && !isFusing(control);
  }

  /** True if the story ends before `time`, as nothing but control is to come until then. `ofRuns`: what else comes first. */
  endsBefore(time: Instant, ofRuns: Instant | undefined): boolean {
    const { world, now, started } = this.#played;
    if (world.armed === undefined) return false;
    if (world.until !== undefined) return time > started + world.until;
    if (ofRuns === undefined) {
      const isDue = this.#played.runs.length === 0 && time <= this.#scheduled;
      return !isDue && time > this.#lastMoved + idleMax;
    }
    this.#lastMoved = now;
    return false;
  }

  /** Control has decided: what it wants by time alone may be too late. */
  decided({ t }: ControlInput, events: readonly ControlEvent[]): void {
    const byTimeAlone = t === "Woke" && this.#isClosing && !events.some((event) => event.t === "Fused");
    for (const event of events) {
      const request =
        event.t === "Fired" ? event.request : event.t === "Queued" ? event.firing.request : undefined;
      if (request === undefined) continue;
      if (byTimeAlone || this.#isFull) this.#tooLate.add(request);
      else if (event.t === "Fired") this.#wanted += 1;
    }
  }

  refuses({ request }: Firing): { readonly why: string } | undefined {
    return this.#tooLate.has(request) ? { why: "The story is over." } : undefined;
  }

  get #isFull(): boolean {
    const { world } = this.#played;
    return world.until === undefined && this.#wanted >= (world.runsMax ?? runsMax);
  }

  /** The first run has ended, or waits for what does not come, and nothing that is given is to come. */
  get #isClosing(): boolean {
    const { runs, world, now } = this.#played;
    const [first] = runs;
    if (first === undefined || world.until !== undefined || this.#toOccur > 0) return false;
    return first.state.closed !== undefined || now > (first.events.at(-1)?.at ?? now) + idleMax;
  }
}

/** A schedule of every month or year comes late, but it comes. */
function firstOfSchedules({ world, started }: Pick<Played, "world" | "started">): Instant {
  const [trigger] = world.armed?.triggers ?? [];
  const times = (trigger?.on ?? []).flatMap((source) =>
    source.kind === "schedule" ? (nextInstant(source.cron, source.zone, started) ?? []) : [],
  );
  return Math.max(started, ...times);
}

/** True if occurrences are held back that may still be one with others. */
function isFusing({ fusions }: ControlState): boolean {
  return fusions.some(({ due }) => due !== undefined);
}
