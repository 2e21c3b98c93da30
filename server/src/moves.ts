import { refName } from "@orchlang/kernel/control";
import type { ControlEvent } from "@orchlang/runtime";

/** Work that a pool was given in place of the one that it had asked for, by overflow. */
export interface Move {
  /** The event of the journal that gave it. */
  readonly seq: number;
  readonly at: number;
  readonly run: string;
  readonly from: string;
  readonly to: string;
  /** The event since which it had waited. */
  readonly since: number;
}

/** As many are kept. */
export const movesMax = 10_000;

/** Collects the work that another pool was given, as the events of control tell it. */
export class Moves {
  #kept: Move[] = [];
  /** By their hold: what was asked for, and since when. */
  readonly #asked = new Map<string, { readonly pool: string; readonly seq: number }>();

  take(seq: number, event: ControlEvent): void {
    switch (event.t) {
      case "Heard": {
        const { ask, from } = event;
        const hold = ask.ask === "hold" || ask.ask === "gate" ? ask.hold : undefined;
        if (hold !== undefined) this.#asked.set(refName(from), { pool: hold.pool, seq });
        return;
      }
      case "Granted": {
        const { say, run, at } = event;
        if ((say.say !== "granted" && say.say !== "held") || say.members === undefined) return;
        const asked = this.#asked.get(refName(say.ref));
        const to = say.members[0]?.pool;
        if (asked === undefined || to === undefined || to === asked.pool) return;
        this.#kept.push({ seq, at, run, from: asked.pool, to, since: asked.seq });
        if (this.#kept.length > 2 * movesMax) this.#kept = this.#kept.slice(-movesMax);
        return;
      }
      case "Declined":
        if ("ref" in event.say) this.#asked.delete(refName(event.say.ref));
        return;
      case "Freed":
        this.#asked.delete(event.hold);
        return;
      case "Forgot": {
        const own = `run/${event.run}#`;
        for (const hold of this.#asked.keys()) if (hold.startsWith(own)) this.#asked.delete(hold);
        return;
      }
      default:
    }
  }

  /** The newest 10,000, oldest first. */
  all(): readonly Move[] {
    return this.#kept.slice(-movesMax);
  }
}
