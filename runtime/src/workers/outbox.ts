import { limits } from "../limits.ts";
import { fromThread, type ThreadOutput } from "./messages.ts";
import { droppedLines, newFlood, outputLine } from "./output.ts";

/** As it is before any handler's module is loaded: a handler may put another in its place. */
const soon = setImmediate;

/**
 * A thread's output, gathered into messages: sent when the thread's turn ends, and about every millisecond during a
 * long turn, so that results do not wait for a handler that computes.
 */
export interface Outbox {
  stopping(slot: number): void;
  settled(json: string): void;
  /** Several signs of life of one slot are sent as one. */
  alive(slot: number): void;
  output(output: ThreadOutput): void;
}

export function newOutbox(post: (text: string) => void, steady: () => number): Outbox {
  let stopping: number[] = [];
  let settled: string[] = [];
  let settledChars = 0;
  let output: ThreadOutput[] = [];
  let alive = new Set<number>();
  let sent = steady();
  let due = false;
  const flood = newFlood(steady);
  const tellDropped = (slot: number | undefined): void => {
    const count = flood.dropped();
    if (count > 0) output.push(outputLine("stderr", droppedLines(count), slot));
  };
  const send = (): void => {
    due = false;
    if (stopping.length + settled.length + output.length + alive.size === 0) return;
    post(fromThread(stopping, settled, output, [...alive]));
    stopping = [];
    settled = [];
    settledChars = 0;
    output = [];
    if (alive.size > 0) alive = new Set();
    sent = steady();
  };
  const schedule = (): void => {
    if (steady() - sent >= limits.outboxMs) send();
    else if (!due) {
      due = true;
      soon(send);
    }
  };
  return {
    stopping: (slot) => {
      stopping.push(slot);
      schedule();
    },
    settled: (json) => {
      // A flooding handler may be silenced; the dropped amount is reported with the end of the next attempt at the
      // latest.
      tellDropped(undefined);
      settled.push(json);
      settledChars += json.length;
      // One message holds no more than its reader takes.
      if (settledChars >= limits.outputBytesMax) send();
      else schedule();
    },
    alive: (slot) => {
      alive.add(slot);
      schedule();
    },
    output: (one) => {
      if (!flood.take(one.text.length)) return;
      tellDropped(one.slot);
      output.push(one);
      schedule();
    },
  };
}
