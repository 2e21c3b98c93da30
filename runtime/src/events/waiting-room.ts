import type { Priority } from "@orchlang/plan/nodes";
import { limits } from "../limits.ts";

const urgencies: readonly Priority[] = ["critical", "high", "normal", "low", "info"];

type Waiting = (may: boolean) => void;

/**
 * A queue for news while control is busy: ordered by urgency, then by arrival. When it is full, the newest of the least
 * urgent is dropped and its sender notified.
 */
export class WaitingRoom {
  readonly #lines = new Map(urgencies.map((urgency) => [urgency, [] as Waiting[]]));
  /** The first in a line that still waits: shifting a long array is slow. */
  readonly #heads = new Map(urgencies.map((urgency) => [urgency, 0]));
  #waiting = 0;
  #inside = 0;

  /** Whether it may go in; whoever does has to leave. `false`: there was no room. */
  enter(urgency: Priority): Promise<boolean> | boolean {
    if (this.#inside < limits.newsAtOnceMax && this.#waiting === 0) {
      this.#inside += 1;
      return true;
    }
    if (this.#waiting >= limits.newsWaitingMax && !this.#makeRoom(urgency)) return false;
    this.#waiting += 1;
    return new Promise((resolve) => this.#lines.get(urgency)?.push(resolve));
  }

  leave(): void {
    this.#inside -= 1;
    while (this.#inside < limits.newsAtOnceMax) {
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
