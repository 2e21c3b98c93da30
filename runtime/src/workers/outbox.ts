import { limits } from "../limits.ts";
import { fromThread, type ThreadOutput } from "./messages.ts";

/**
 * What a thread has to say, gathered into messages: sent when the thread's turn ends, and during a long turn every
 * millisecond or so, so that results do not wait for a handler that computes.
 */
export interface Outbox {
  stopping(slot: number): void;
  settled(json: string): void;
  /** Of one slot many times before it is sent is once. */
  alive(slot: number): void;
  output(output: ThreadOutput): void;
}

export function newOutbox(post: (text: string) => void, steady: () => number): Outbox {
  let stopping: number[] = [];
  let settled: string[] = [];
  let output: ThreadOutput[] = [];
  let alive = new Set<number>();
  let sent = steady();
  let due = false;
  const send = (): void => {
    due = false;
    if (stopping.length + settled.length + output.length + alive.size === 0) return;
    post(fromThread(stopping, settled, output, [...alive]));
    stopping = [];
    settled = [];
    output = [];
    if (alive.size > 0) alive = new Set();
    sent = steady();
  };
  const schedule = (): void => {
    if (steady() - sent >= limits.outboxMs) send();
    else if (!due) {
      due = true;
      setImmediate(send);
    }
  };
  return {
    stopping: (slot) => {
      stopping.push(slot);
      schedule();
    },
    settled: (json) => {
      settled.push(json);
      schedule();
    },
    alive: (slot) => {
      alive.add(slot);
      schedule();
    },
    output: (one) => {
      output.push(one);
      schedule();
    },
  };
}
